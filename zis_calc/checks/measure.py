"""Rules over one measure file that need no library: which stage, and where its keys stand."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFile
from zis_calc.model.document import Document
from zis_calc.model.measure import STAGES, Measure
from zis_calc.pack.batch import Case
from zis_calc.problems import Problem, ProblemError, problem


def measure_rules(document: Document, measure: Measure) -> Iterator[Problem]:
    """What the rules on one measure find (M015, M019, P030, P032, P040): every command runs them."""
    from zis_calc.checks.rules.m015_stage_and_stages import stage_and_stages
    from zis_calc.checks.rules.m019_stage_undeclared import stage_undeclared
    from zis_calc.checks.rules.p030_applies_from_without_estimate import applies_from_without_estimate
    from zis_calc.checks.rules.p032_applies_from_backwards import applies_from_backwards
    from zis_calc.checks.rules.p040_stage_dates_backwards import stage_dates_backwards

    file = MeasureFile(document, measure)
    checks = (
        stage_undeclared,
        stage_and_stages,
        applies_from_without_estimate,
        applies_from_backwards,
        stage_dates_backwards,
    )
    for check in checks:
        yield from check(file)


def choose_stage(document: Document, measure: Measure, stage: str | None) -> Case:
    """The stage that was asked for, or the most advanced one of the file; ProblemError M016."""
    if measure.stages is None:
        if stage is not None and stage != measure.stage:
            place = document.place(("stage",))
            raise ProblemError(problem("M016", place, "stage", measure.id, stage=stage, known=measure.stage))
        return Case(document, measure, measure.stage or "", measure, ())
    known = [name for name in STAGES if name in measure.stages]
    chosen = stage or [name for name in known if name != "discarded" or known == ["discarded"]][-1]
    if chosen not in measure.stages:
        place = document.place(("stages",))
        raise ProblemError(problem("M016", place, "stages", measure.id, stage=stage, known=", ".join(known)))
    return Case(document, measure, chosen, measure.stages[chosen], ("stages", chosen))
