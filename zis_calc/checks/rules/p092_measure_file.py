"""P092: the measure files that a portfolio names are there."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem, problem


@rule("P092", on="portfolio")
def measure_file(file: PortfolioFile) -> Iterator[Problem]:
    """P092 measure-file-missing: the measure files that a portfolio names are there.

    A path that leads nowhere leaves its tonnes out of the totals.

    PASS
        kind: portfolio
    FAIL
        kind: portfolio
        measures: [measures/nowhere.yaml]
    #              ^
    """
    for path, name in file.missing:
        yield file.problem("P092", path, path=name)
