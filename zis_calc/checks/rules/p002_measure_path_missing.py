"""P002: the measure files that a portfolio names are there."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("P002", on="portfolio")
def measure_path_missing(file: PortfolioFile) -> Iterator[Problem]:
    """P002 measure-path-missing: the measure files that a portfolio names are there.

    A path that leads nowhere leaves its tonnes out of the totals. Paths start from the folder of the portfolio
    file.

    PASS
        kind: portfolio
    FAIL
        kind: portfolio
        measures: [measures/nowhere.yaml]
    #              ^
    """
    yield from (found for found in file.found if found.code == "P002")
