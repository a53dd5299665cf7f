"""Rules over one measure file that need no library: which stage, and where its keys stand."""

import datetime
from collections.abc import Iterator

from zis_calc.model.document import Document
from zis_calc.model.measure import STAGE_KEYS, STAGES, Measure
from zis_calc.pack.batch import Case
from zis_calc.problems import Problem, ProblemError, problem


def measure_rules(document: Document, measure: Measure) -> Iterator[Problem]:
    """M015, M019, P030, P032, P040: a stage is said once, with `stages:` each holds its own, dates do not go back."""
    yield from _applies_from(document, measure)
    if measure.stages is None and measure.stage is None:
        yield problem("M019", document.place(), "stage", measure.id)
    if measure.stages is not None:
        for key in sorted(STAGE_KEYS | {"stage"}):
            if key in document.data:
                yield problem("M015", document.key_place((key,)), key, measure.id, key=key)
        if not measure.stages:
            yield problem("M019", document.place(("stages",)), "stages", measure.id)
        yield from _dates_in_order(document, measure)


def _applies_from(document: Document, measure: Measure) -> Iterator[Problem]:
    """P030 and P032: a date from which a stage applies needs an earlier estimate, a start before it, and an order."""
    if measure.stages is None:
        if measure.applies_from is not None:
            place = document.place(("applies_from",))
            yield problem("P030", place, "applies_from", measure.id, date=measure.applies_from)
        return
    previous: tuple[str, datetime.date] | None = None
    known = [name for name in STAGES if name in measure.stages]
    for name in known:
        since = measure.stages[name].applies_from
        if since is None:
            continue
        place, field = document.place(("stages", name, "applies_from")), f"stages.{name}.applies_from"
        if name == known[0] or measure.start is None or since <= measure.start:
            yield problem("P030", place, field, measure.id, date=since)
        elif previous is not None and since <= previous[1]:
            values = {"date": since, "earlier": previous[0], "other": previous[1]}
            yield problem("P032", place, field, measure.id, **values)
        previous = (name, since)


def _dates_in_order(document: Document, measure: Measure) -> Iterator[Problem]:
    """P040: the date of each stage is not before that of the stage before it; `discarded` may come at any time."""
    stages = measure.stages or {}
    dated = [(name, stages[name].date) for name in STAGES if name in stages and name != "discarded"]
    previous: tuple[str, datetime.date] | None = None
    for name, date in dated:
        if date is None:
            continue
        if previous is not None and date < previous[1]:
            place = document.place(("stages", name, "date"))
            yield problem(
                "P040", place, f"stages.{name}.date", measure.id,
                stage=name, date=date, earlier=previous[0], other=previous[1],
            )  # fmt: skip
        else:
            previous = (name, date)


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
