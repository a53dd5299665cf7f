"""M070: a measure does not save more money than the thing cost."""

from collections.abc import Iterator

from zis_calc.checks.context import CaseResult
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("M070", on="results")
def saving_over_cost(result: CaseResult) -> Iterator[Problem]:
    """M070 saving-over-cost: a measure does not save more money than the thing cost.

    The bill before the measure is the most that can be saved, but for other costs that fall. A larger saving
    comes from a price in another unit, or from a reported figure of another year or plant.

    PASS
        kind: measure
        finance: {price_year: 2023, investment: 380000 USD}
    FAIL
        kind: measure
        finance: {price_year: 2023, investment: 380000 USD, other_costs: -900000 USD/yr}
    #            ^
    """
    bill, saved = result.bill, result.data["finance"]["annual_savings"]
    if bill and saved is not None and saved > bill * (1 + 1e-9):
        before = f"{bill:,.0f} {result.data['finance']['currency']}/yr"
        yield result.problem("M070", ("finance",), share=f"{saved / bill * 100:.0f} %", before=before)
