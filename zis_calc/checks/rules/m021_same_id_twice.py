"""M021: each measure has an id of its own."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFiles
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("M021", on="measures")
def same_id_twice(measures: MeasureFiles) -> Iterator[Problem]:
    """M021 same-id-twice: each measure of a run has an id of its own.

    Results, claims and `after:` name measures by their id.

    PASS
        # path: one.yaml
        kind: measure
        id: one
        company: Empresa Uno
        # path: two.yaml
        kind: measure
        id: two
        company: Empresa Dos
    FAIL
        # path: one.yaml
        kind: measure
        id: one
        company: Empresa Uno
        # path: two.yaml
        kind: measure
        id: one
    #       ^
        company: Empresa Dos
    """
    seen: dict[str, str] = {}
    for file in measures.files:
        other = seen.setdefault(file.measure.id, file.document.file)
        if other != file.document.file:
            yield file.problem("M021", ("id",), id=file.measure.id, other=other)
