"""M075: what is implemented or verified has begun."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFiles
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("M075", on="measures")
def not_yet_started(measures: MeasureFiles) -> Iterator[Problem]:
    """M075 not-yet-started: what is implemented or verified has begun.

    A verified reduction of a plant that starts after the reporting date is a mistyped year or a wrong stage.

    PASS
        kind: measure
        stage: verified
        start: 2023-07-01
        evidence: [{what: medición, title: Informe de verificación}]
    FAIL
        kind: measure
        stage: verified
        start: 2032-07-01
    #          ^
        evidence: [{what: medición, title: Informe de verificación}]
    """
    today = measures.library.today
    for file in measures.files:
        begun = [stage for _, stage, _ in file.blocks() if stage in ("implemented", "verified")]
        if begun and file.measure.start is not None and file.measure.start > today:
            yield file.problem("M075", ("start",), stage=begun[0], start=file.measure.start, today=today)
