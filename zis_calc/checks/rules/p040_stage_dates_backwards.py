"""P040: a later stage is not dated before an earlier one."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFile
from zis_calc.checks.rule import rule
from zis_calc.model.measure import STAGES
from zis_calc.problems import Problem


@rule("P040", on="measure")
def stage_dates_backwards(file: MeasureFile) -> Iterator[Problem]:
    """P040 stage-dates-backwards: a later stage is not dated before an earlier one.

    The feasibility study comes before the implementation; dates that go back are a mistyped year. `discarded`
    may come at any time.

    PASS
        kind: measure
        stage:
        flows:
        finance:
        stages:
          feasibility:
            date: 2022-03-01
            flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]
          implemented:
            date: 2023-06-01
            flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]
    FAIL
        kind: measure
        stage:
        flows:
        finance:
        stages:
          feasibility:
            date: 2024-03-01
            flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]
          implemented:
            date: 2023-06-01
    #             ^
            flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]
    """
    stages = file.measure.stages or {}
    previous = None
    for name in STAGES:
        date = stages[name].date if name in stages and name != "discarded" else None
        if date is None:
            continue
        if previous is not None and date < previous[1]:
            texts = {"stage": name, "date": date, "earlier": previous[0], "other": previous[1]}
            yield file.problem("P040", ("stages", name, "date"), **texts)
        else:
            previous = (name, date)
