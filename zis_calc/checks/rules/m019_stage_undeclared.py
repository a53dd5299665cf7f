"""M019: the stage of an estimate is said."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem, problem


@rule("M019", on="measure")
def stage_undeclared(file: MeasureFile) -> Iterator[Problem]:
    """M019 stage-undeclared: the stage of an estimate is said, in `stage:` or as a key of `stages:`.

    An idea of a quick scan and a verified result must not enter one total unnoticed.

    PASS
        kind: measure
        stage: feasibility
    FAIL
        kind: measure
    #   ^
        stage:
    """
    measure = file.measure
    if measure.stages is None and measure.stage is None:
        yield problem("M019", file.document.place(), "stage", measure.id)
    if measure.stages is not None and not measure.stages:
        yield problem("M019", file.document.place(("stages",)), "stages", measure.id)
