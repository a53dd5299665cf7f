"""Rules over the support of a measure: debt service that savings do not cover, a social view without its parts."""

from collections.abc import Iterator
from typing import Any

from zis_calc.columns import OK
from zis_calc.engine.compute import Results
from zis_calc.pack import Batch
from zis_calc.problems import Problem, problem

Data = dict[str, Any]

_WHY = {
    "M006": "@its factors begin after the reporting date",
    "M007": "@its factors ended before the reporting date",
    "M020": "@there is no exchange rate to the currency of the run",
}


def support_notes(batch: Batch, results: Results, measure: Data, index: int) -> Iterator[Problem]:
    """M065 and M067 of one measure."""
    yield from _service(results, measure, index)
    missing = batch.social[index].missing
    if missing and measure["ghg"]["reduction"] is not None and measure["finance"]["annual_savings"] is not None:
        reason = _WHY.get(missing[0].code, "@its factors are not in the library")
        yield problem("M067", field="finance", reason=reason)


def _service(results: Results, measure: Data, index: int) -> Iterator[Problem]:
    """M065: years of the credit in which the savings are less than the debt service."""
    credit, view = measure["finance"]["credit"], measure["finance"]["views"]["none"]
    if credit is None or view["cash_flow"] is None or results.codes["npv"][index] != OK:
        return
    savings = view["cash_flow"]
    gaps = []
    for one in credit["schedule"]:
        earned = savings[one["year"]] if one["year"] < len(savings) else 0.0
        gaps.append((one["interest"] + one["principal"] - earned, one["year"], earned))
    short = [gap for gap in gaps if gap[0] > 0]
    if short:
        gap, year, earned = max(short, key=lambda one: one[0])
        currency = measure["finance"]["currency"]
        yield problem(
            "M065", field="finance.credit", count=len(short), total=len(gaps), year=year,
            savings=f"{earned:.2f} {currency}", service=f"{earned + gap:.2f} {currency}",
        )  # fmt: skip
