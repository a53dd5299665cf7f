"""M035: a result outside the limits of settings.yaml."""

from collections.abc import Iterator

from zis_calc.checks.context import CaseResult
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.problems import Problem


@rule("M035", on="results")
def implausible(result: CaseResult) -> Iterator[Problem]:
    """M035 implausible: payback, reduction and discount rate are within experience.

    A payback of less than a week, or a reduction larger than a national target, comes from savings, prices or amounts
    in another unit; a discount rate of 0.12 % from a share written where per cent was meant. The limits and their
    reasons stand in settings.yaml.

    PASS
        kind: measure
        finance: {price_year: 2023, investment: 380000 USD}
    FAIL
        kind: measure
        finance: {price_year: 2023, investment: 1000 USD}
    #            ^
    """
    rate = result.data["finance"]["discount_rate"]
    values: dict[str, tuple[float | None, str, DataPath]] = {
        "simple_payback": (result.data["finance"]["payback_gross"]["value"], "yr", ("finance",)),
        "ghg_reduction": (result.data["ghg"]["reduction"], "t CO2e/yr", ()),
        "discount_rate": (None if rate is None else rate * 100, "%", ("finance", "discount_rate")),
    }
    for key, (value, unit, path) in values.items():
        above, below = result.bound(key, "above", unit), result.bound(key, "below", unit)
        if value is None:
            continue
        if (above is not None and abs(value) > above) or (below is not None and 0 < value < below):
            side = "above" if above is not None and abs(value) > above else "below"
            limit = getattr(result.limits[key], side)
            texts = {"quantity": f"@{key}", "value": f"{value:.10g} {unit}", "limit": limit}
            yield result.problem("M035", path, **texts, reason=result.reason(key))
