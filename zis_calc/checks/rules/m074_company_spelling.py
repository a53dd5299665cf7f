"""M074: a company is written in one way."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFiles
from zis_calc.checks.names import plain_name
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("M074", on="measures")
def company_spelling(measures: MeasureFiles) -> Iterator[Problem]:
    """M074 company-spelling: a company is written in one way.

    Totals by company and the count of companies take two spellings for two companies. What a portfolio lists among
    the `aliases` of a company may be written.

    PASS
        # path: one.yaml
        kind: measure
        id: one
        company: Textil Andina S.A.C.
        # path: two.yaml
        kind: measure
        id: two
        company: Textil Andina S.A.C.
        equipment: caldera 2
    FAIL
        # path: one.yaml
        kind: measure
        id: one
        company: Textil Andina S.A.C.
        # path: two.yaml
        kind: measure
        id: two
        equipment: caldera 2
        company: TEXTIL ANDINA SAC
    #            ^
    """
    declared = {alias for portfolio in measures.portfolios for one in portfolio.companies for alias in one.aliases}
    first: dict[str, tuple[str, str]] = {}
    for file in measures.files:
        name = file.measure.company
        if not name or name in declared:
            continue
        other, where = first.setdefault(plain_name(name), (name, file.document.file))
        if other != name:
            yield file.problem("M074", ("company",), name=name, other=other, file=where)
