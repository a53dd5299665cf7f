"""P030: a stage that applies from a date has an estimate before it."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFile
from zis_calc.checks.rule import rule
from zis_calc.model.measure import STAGES
from zis_calc.problems import Problem


@rule("P030", on="measure")
def applies_from_without_estimate(file: MeasureFile) -> Iterator[Problem]:
    """P030 applies-from-without-estimate: a stage that applies from a date has an estimate before it.

    Until that day the earlier estimate counts: without one, or without a start before it, the years before have
    no number.

    PASS
        kind: measure
        start: 2023-01-01
        stage:
        flows:
        finance:
        stages:
          feasibility:
            flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]
          implemented:
            applies_from: 2024-01-01
            flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]
    FAIL
        kind: measure
        start: 2023-01-01
        stage:
        flows:
        finance:
        stages:
          feasibility:
            flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]
          implemented:
            applies_from: 2022-01-01
    #                     ^
            flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]
    """
    measure = file.measure
    if measure.stages is None:
        if measure.applies_from is not None:
            yield file.problem("P030", ("applies_from",), date=measure.applies_from)
        return
    known = [name for name in STAGES if name in measure.stages]
    for name in known:
        since = measure.stages[name].applies_from
        if since is not None and (name == known[0] or measure.start is None or since <= measure.start):
            yield file.problem("P030", ("stages", name, "applies_from"), date=since)
