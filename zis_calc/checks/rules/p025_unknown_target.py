"""P025: the targets of a portfolio are in the library."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("P025", on="portfolio")
def unknown_target(file: PortfolioFile) -> Iterator[Problem]:
    """P025 unknown-target: the targets of a portfolio are in the library.

    A misspelt target is compared with nothing.

    PASS
        kind: portfolio
        targets: [{target: targets.industry_energy_efficiency_2030}]
    FAIL
        kind: portfolio
        targets: [{target: targets.industry_energy_efficiency_2031}]
    #             ^
    """
    yield from (found for found in file.found if found.code == "P025")
