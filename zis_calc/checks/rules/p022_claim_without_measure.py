"""P022: a claim names a measure of the portfolio."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("P022", on="portfolio")
def claim_without_measure(file: PortfolioFile) -> Iterator[Problem]:
    """P022 claim-without-measure: a claim names a measure of the portfolio.

    A claim whose measure is misspelt is in no comparison, and the double count that it makes is not seen.

    PASS
        kind: portfolio
        claims:
          - {measure: boiler, scheme: itmo, from: 2023-07-01, until: 2024-01-01, serial: A-1}
    FAIL
        kind: portfolio
        claims:
          - {measure: boyler, scheme: itmo, from: 2023-07-01, until: 2024-01-01, serial: A-1}
    #                 ^
    """
    yield from (found for found in file.found if found.code == "P022")
