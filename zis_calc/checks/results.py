"""Rules over results: what a reader must be told beside a number, and what is outside experience."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from zis_calc.checks.context import CaseResult
from zis_calc.checks.rules.m031_copni_implausible import copni_implausible
from zis_calc.checks.rules.m035_implausible import implausible
from zis_calc.checks.rules.m042_payback_over_lifetime import payback_over_lifetime
from zis_calc.checks.support import support_notes
from zis_calc.columns import VECTORS
from zis_calc.engine.compute import Results
from zis_calc.model.base import REVIEW_ORDER
from zis_calc.model.library import Library
from zis_calc.pack import Batch, Options
from zis_calc.pack.batch import factor_year
from zis_calc.problems import Problem, problem

Data = dict[str, Any]


def result_problems(
    library: Library, options: Options, batch: Batch, results: Results, measures: list[Data]
) -> Iterator[Problem]:
    """Every warning and note about the measures' results and about adding them up."""
    yield from measure_problems(library, options, batch, results, measures)
    schemes = sorted({row.item for row in batch.flow_rows if row.type == "electricity"})
    stages = [measure["stage"] for measure in measures]
    yield from mixed_problems(stages, [measure["finance"]["price_year"] for measure in measures], schemes)


def mixed_problems(
    stages: Sequence[str], price_years: Sequence[int | None], schemes: Sequence[str]
) -> Iterator[Problem]:
    """M048, M050 and M052: what a total adds up that is not of one kind."""
    if len(stages) > 1 and len(schemes) > 1:
        yield problem("M048", schemes=", ".join(schemes))
    found = list(dict.fromkeys(stage for stage in stages if stage != "discarded"))
    if len(found) > 1:
        yield problem("M050", stages=", ".join(f"@{stage}" for stage in found))
    years = sorted({year for year in price_years if year})
    if len(years) > 1:
        yield problem("M052", years=", ".join(str(year) for year in years))


def measure_problems(
    library: Library, options: Options, batch: Batch, results: Results, measures: list[Data]
) -> Iterator[Problem]:
    """Every warning and note about the result of one measure."""
    for index, result in enumerate(case_results(library, batch, results, measures)):
        measure = measures[index]
        for check in (copni_implausible, implausible, payback_over_lifetime):
            yield from check(result)
        for found in (
            *vectors_not_comparable(measure),
            *factors_recalled(batch, index),
            *methods_recalled(batch, index),
            *factors_held(batch, options, index),
            *finance_notes(measure),
            *support_notes(batch, results, measure, index),
        ):
            document = batch.cases[index].document
            path = batch.cases[index].path
            steps = tuple(found.field.split(".")) if found.field else ()
            code, values = found.code, dict(found.values)
            yield problem(code, document.place((*path, *steps)), found.field, measure["id"], **values)


def vectors_not_comparable(measure: Data) -> Iterator[Problem]:
    """M030: a vector with a number on one side and none on the other."""
    for vector in VECTORS:
        entry = measure["copni"]["by_vector"].get(vector)
        if entry is None or entry["status"] not in ("nd", "unknown"):
            continue
        sides = [_side(entry, "baseline"), _side(entry, "project")]
        if entry["baseline_known"] or entry["project_known"]:
            yield problem("M030", field="copni", vector=f"@{vector}", baseline=sides[0], project=sides[1])


def _side(entry: Data, side: str) -> str:
    known, code = entry[f"{side}_known"], str(entry[f"{side}_status"]).upper()
    if entry[side] is not None:
        return f"{entry[side]:.10g} µg TEQ/yr"
    return f"{code} + {known:.10g} µg TEQ/yr" if known else code


def _release_sums(batch: Batch, results: Results) -> list[dict[str, float]]:
    """The change of each measure's releases, apart for fuels and for process sources [µg TEQ/yr]."""
    sums: list[dict[str, float]] = [{"fuel": 0.0, "process": 0.0} for _ in batch.cases]
    releases = results.releases["release"] if len(batch.release_rows) else np.zeros(0)
    for row, value in zip(batch.release_rows, releases, strict=True):
        sums[row.measure]["fuel" if row.item else "process"] += float(value) if row.side == 0 else -float(value)
    return sums


def case_results(library: Library, batch: Batch, results: Results, measures: Sequence[Data]) -> Iterator[CaseResult]:
    """What the rules on results look at: each measure with its result, its releases apart, and its bill before."""
    sums = _release_sums(batch, results)
    bills = results.measures["cost_baseline"]
    for index, measure in enumerate(measures):
        case = batch.cases[index]
        yield CaseResult(
            case.document,
            case.path,
            measure,
            sums[index],
            float(bills[index]),
            library.settings.plausible,
            library.units,
        )


def factors_recalled(batch: Batch, index: int) -> Iterator[Problem]:
    """M041: a result that rests on recalled factors says so."""
    ids = sorted({use.id for use in batch.uses[index].values()})
    weak = sorted({use.id for use in batch.uses[index].values() if use.review == REVIEW_ORDER[-1]})
    if weak:
        yield problem("M041", count=len(weak), total=len(ids), factors=", ".join(weak))


def methods_recalled(batch: Batch, index: int) -> Iterator[Problem]:
    """E023: a result that rests on a recalled method says so."""
    for id, review in batch.methods[index].items():
        if review == REVIEW_ORDER[-1]:
            yield problem("E023", method=id, name=id.removeprefix("methods."))


def factors_held(batch: Batch, options: Options, index: int) -> Iterator[Problem]:
    """M037: the value of an earlier year of a yearly series is used."""
    case = batch.cases[index]
    price_year = case.block.finance.price_year if case.block.finance is not None else None
    for use in batch.uses[index].values():
        if use.how == "held" and use.valid_from is not None:
            year = price_year if use.quantity == "exchange_rate" else factor_year(case, options.as_of)
            yield problem("M037", factor=use.id, year=year, used=use.valid_from.year)


def finance_notes(measure: Data) -> Iterator[Problem]:
    """M043 and M047: what is missing for a figure."""
    finance = measure["finance"]
    if measure["ghg"]["reduction"] is not None and measure["start"] is None:
        yield problem("M043")
    elif measure["ghg"]["reduction"] is not None and measure["end"] is None:
        yield problem("M049")
    if measure["stage"] == "discarded":
        yield problem("M051")
    if finance["investment"] is not None and finance["annual_savings"] is None:
        yield problem("M047", field="finance")
