"""M015: with `stages:` each stage holds its own figures."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFile
from zis_calc.checks.rule import rule
from zis_calc.model.measure import STAGE_KEYS
from zis_calc.problems import Problem, problem


@rule("M015", on="measure")
def stage_and_stages(file: MeasureFile) -> Iterator[Problem]:
    """M015 stage-and-stages: with `stages:` each stage holds its own flows, finance and reported figures.

    Figures beside the stages would belong to all of them, or to none: the file does not say which.

    PASS
        kind: measure
        stage:
        flows:
        finance:
        stages:
          feasibility: {flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]}
    FAIL
        kind: measure
        stage: feasibility
    #   ^
        flows:
        finance:
        stages:
          feasibility: {flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]}
    """
    if file.measure.stages is None:
        return
    for key in sorted(STAGE_KEYS | {"stage"}):
        if key in file.document.data:
            yield problem("M015", file.document.key_place((key,)), key, file.measure.id, key=key)
