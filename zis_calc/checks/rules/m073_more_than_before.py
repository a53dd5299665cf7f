"""M073: a measure reduces something."""

from collections.abc import Iterator

from zis_calc.checks.context import CaseResult
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("M073", on="results")
def more_than_before(result: CaseResult) -> Iterator[Problem]:
    """M073 more-than-before: a measure reduces something.

    More tonnes and more money after than before: baseline and project were nearly always swapped.

    PASS
        kind: measure
    FAIL
        kind: measure
        flows:
          - {item: natural_gas, baseline: 1000 m3/yr, project: 250000 m3/yr, price: 0.3 USD/m3, end_use: boiler}
    #     ^
    """
    tonnes, saved = result.data["ghg"]["reduction"], result.data["finance"]["annual_savings"]
    if tonnes is not None and tonnes < 0 and (saved is None or saved <= 0):
        yield result.problem("M073", ("flows",), tonnes=f"{-tonnes:.6g}")
