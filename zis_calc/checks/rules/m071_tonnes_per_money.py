"""M071: tonnes per money invested are within experience."""

from collections.abc import Iterator

from zis_calc.checks.context import CaseResult
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("M071", on="results")
def tonnes_per_money(result: CaseResult) -> Iterator[Problem]:
    """M071 tonnes-per-money: tonnes per money invested are within experience.

    A dollar of investment that avoids tonnes every year, or a million that avoids a kilogram, comes from an
    amount in another unit. The limits and their reason stand in settings.yaml (ghg_per_investment).

    PASS
        kind: measure
        finance: {price_year: 2023, investment: 380000 USD}
    FAIL
        kind: measure
        finance: {price_year: 2023, investment: 380 USD}
    #            ^
    """
    invested, tonnes = result.data["finance"]["investment"], result.data["ghg"]["reduction"]
    if not invested or tonnes is None or tonnes <= 0 or result.data["finance"]["currency"] != "USD":
        return
    value = tonnes / invested
    above = result.bound("ghg_per_investment", "above", "t CO2e/yr/USD")
    below = result.bound("ghg_per_investment", "below", "t CO2e/yr/USD")
    if (above is not None and value > above) or (below is not None and value < below):
        limit = above if above is not None and value > above else below
        texts = {"value": f"{value:.3g}", "limit": f"{limit:g}", "reason": result.reason("ghg_per_investment")}
        yield result.problem("M071", ("finance",), **texts)
