"""M042: the money comes back within the life of the measure."""

from collections.abc import Iterator

from zis_calc.checks.context import CaseResult
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("M042", on="results")
def payback_over_lifetime(result: CaseResult) -> Iterator[Problem]:
    """M042 payback-over-lifetime: the simple payback is not longer than the lifetime.

    Such a measure may still be right for its tonnes; whoever reads the payback must know that the money stays out.

    PASS
        kind: measure
        lifetime: 15 yr
        finance: {price_year: 2023, investment: 380000 USD}
    FAIL
        kind: measure
        lifetime: 15 yr
        finance: {price_year: 2023, investment: 38000000 USD}
    #            ^
    """
    payback = result.data["finance"]["payback_gross"]["value"]
    lifetime = result.data["lifetime"]["value"]
    if payback is not None and lifetime is not None and payback > lifetime:
        yield result.problem("M042", ("finance",), payback=f"{payback:.1f}", lifetime=f"{lifetime:g}")
