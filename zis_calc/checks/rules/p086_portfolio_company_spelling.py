"""P086: the companies of a portfolio are written as they are declared."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.names import plain_name
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.problems import Problem, problem


@rule("P086", on="portfolio")
def portfolio_company_spelling(file: PortfolioFile) -> Iterator[Problem]:
    """P086 portfolio-company-spelling: the companies of a portfolio are written as they are declared.

    The count of companies is a figure that programmes report. A spelling that is not among the aliases makes
    one more.

    PASS
        kind: portfolio
        companies:
          - {name: Textil Andina S.A.C., aliases: [TEXTIL ANDINA SAC]}
        groups:
          - {id: one, name: {es: uno, en: one}, companies: [TEXTIL ANDINA SAC]}
    FAIL
        kind: portfolio
        companies:
          - {name: Textil Andina S.A.C.}
        groups:
          - {id: one, name: {es: uno, en: one}, companies: [TEXTIL ANDINA SAC]}
    #                                                       ^
    """
    spellings = {name for one in file.portfolio.companies for name in (one.name, *one.aliases)}
    declared = {plain_name(name): one.name for one in file.portfolio.companies for name in (one.name, *one.aliases)}
    named: list[tuple[DataPath, str]] = [
        (("groups", index, "companies", number), name)
        for index, group in enumerate(file.portfolio.groups)
        for number, name in enumerate(group.companies)
    ]
    named += [(path, measure.company) for path, _, measure in file.members if measure.company]
    for path, name in named:
        other = declared.get(plain_name(name))
        if name not in spellings and other is not None:
            yield file.problem("P086", path, name=name, other=other)
