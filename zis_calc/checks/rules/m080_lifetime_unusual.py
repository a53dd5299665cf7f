"""M080: the lifetime of a measure is within experience."""

from collections.abc import Iterator

from zis_calc.checks.amounts import amount_in
from zis_calc.checks.context import MeasureFiles
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("M080", on="measures")
def lifetime_unusual(measures: MeasureFiles) -> Iterator[Problem]:
    """M080 lifetime-unusual: the lifetime of a measure is within experience.

    NPV and the tonnes of the NDC years run over the lifetime. Months written as years are seen here; the limits
    stand in checks.yaml (lifetime_low, lifetime_high).

    PASS
        kind: measure
        lifetime: 15 yr
    FAIL
        kind: measure
        lifetime: 45 yr
    #             ^
    """
    low, high = measures.library.limit("lifetime_low"), measures.library.limit("lifetime_high")
    if low is None or high is None:
        return
    for file in measures.files:
        years = amount_in(measures.library.units, file.measure.lifetime, "yr")
        if years is not None and not low.value <= years <= high.value:
            reason = f"{high.reason.es}\x1f{high.reason.en}"
            texts = {
                "value": file.measure.lifetime,
                "low": f"{low.value:g}",
                "high": f"{high.value:g}",
                "reason": reason,
            }
            yield file.problem("M080", ("lifetime",), **texts)
