"""M031: a COPni change that smells of a slip between µg, mg and g."""

from collections.abc import Iterator

from zis_calc.checks.context import CaseResult
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("M031", on="results")
def copni_implausible(result: CaseResult) -> Iterator[Problem]:
    """M031 copni-implausible: a COPni change is of a magnitude that its kind of source can have.

    A fuel switch moves a few µg TEQ a year, a foundry class change of 1,000 t about 10,000. A thousand times more is a
    slip between µg, mg and g, or tonnes written as kilograms. The limits stand in settings.yaml.

    PASS
        kind: measure
        copni:
          - baseline: {source: iron_foundry.class1, activity: 4000 t/yr}
            project: {source: iron_foundry.class4, activity: 4000 t/yr}
    FAIL
        kind: measure
        copni:
          - baseline: {source: iron_foundry.class1, activity: 4000000 t/yr}
    #     ^
            project: {source: iron_foundry.class4, activity: 4000000 t/yr}
    """
    copni = result.data["copni"]
    for key, value in (
        ("copni_reduction_fuels", result.releases["fuel"]),
        ("copni_reduction_process", result.releases["process"]),
        ("copni_reduction_reported", copni["reduction"] if not copni["by_vector"] else None),
    ):
        bound = result.bound(key, "above", "µg TEQ/yr")
        if bound is not None and value is not None and abs(value) > bound:
            texts = {"value": f"{value:.10g}", "limit": f"{bound:.10g} µg TEQ/yr", "reason": result.reason(key)}
            yield result.problem("M031", ("copni",), **texts)
