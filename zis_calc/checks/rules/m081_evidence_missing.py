"""M081: what is verified says by what evidence."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFiles
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("M081", on="measures")
def evidence_missing(measures: MeasureFiles) -> Iterator[Problem]:
    """M081 evidence-missing: what is verified says by what evidence.

    The stage `verified` is a claim about a measurement. Without a bill, a meter reading or a report it is an
    estimate.

    PASS
        kind: measure
        stage: verified
        evidence: [{what: medición, title: Informe de verificación, year: 2024}]
    FAIL
        kind: measure
        stage: verified
    #          ^
    """
    for file in measures.files:
        for path, stage, block in file.blocks():
            given = block.evidence or file.measure.evidence or (block.reported is not None and block.reported.source)
            if stage == "verified" and not given:
                yield file.problem("M081", path or ("stage",))
