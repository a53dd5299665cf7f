"""P026: a portfolio names a share that its target has."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("P026", on="portfolio")
def unknown_share(file: PortfolioFile) -> Iterator[Problem]:
    """P026 unknown-share: a portfolio names a share that its target has.

    The share says for which part of a national target a programme answers.

    PASS
        kind: portfolio
        targets: [{target: targets.industry_energy_efficiency_2030, share: zis_peru}]
    FAIL
        kind: portfolio
        targets: [{target: targets.industry_energy_efficiency_2030, share: zis}]
    #             ^
    """
    yield from (found for found in file.found if found.code == "P026")
