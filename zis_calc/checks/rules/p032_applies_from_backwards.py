"""P032: the dates from which stages apply go forward."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFile
from zis_calc.checks.rule import rule
from zis_calc.model.measure import STAGES
from zis_calc.problems import Problem


@rule("P032", on="measure")
def applies_from_backwards(file: MeasureFile) -> Iterator[Problem]:
    """P032 applies-from-backwards: the dates from which stages apply go forward.

    Each stage replaces the one before from its day on: dates that go back leave open which estimate counts.

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
          verified:
            applies_from: 2025-01-01
            flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]
            evidence: [{what: medición, title: Informe}]
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
            applies_from: 2024-01-01
            flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]
          verified:
            applies_from: 2023-06-01
    #                     ^
            flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]
            evidence: [{what: medición, title: Informe}]
    """
    stages = file.measure.stages or {}
    previous = None
    known = [name for name in STAGES if name in stages]
    for name in known:
        since = stages[name].applies_from
        if since is None:
            continue
        sound = name != known[0] and file.measure.start is not None and since > file.measure.start
        if sound and previous is not None and since <= previous[1]:
            texts = {"date": since, "earlier": previous[0], "other": previous[1]}
            yield file.problem("P032", ("stages", name, "applies_from"), **texts)
        previous = (name, since)
