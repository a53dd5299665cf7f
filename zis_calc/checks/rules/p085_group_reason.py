"""P085: a group out of the totals says why."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("P085", on="portfolio")
def group_reason(file: PortfolioFile) -> Iterator[Problem]:
    """P085 group-without-reason: a group out of the totals says why.

    Leaving measures out of a total is a decision; the reader of the total has a right to its reason.

    PASS
        kind: portfolio
        groups:
          - {id: ideas, name: {es: ideas, en: ideas}, in_totals: false, reason: {es: solo ideas, en: ideas only}}
    FAIL
        kind: portfolio
        groups:
          - {id: ideas, name: {es: ideas, en: ideas}, in_totals: false}
    #                                                            ^
    """
    for index, group in enumerate(file.portfolio.groups):
        if not group.in_totals and group.reason is None:
            yield file.problem("P085", ("groups", index, "in_totals"), id=group.id)
