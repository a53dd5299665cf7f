"""P024: a claim ends after it begins."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("P024", on="portfolio")
def claim_period(file: PortfolioFile) -> Iterator[Problem]:
    """P024 claim-period: a claim ends after it begins.

    `until` is the first day that is no longer claimed: a claim that ends before it begins claims nothing.

    PASS
        kind: portfolio
        claims:
          - {measure: boiler, scheme: itmo, from: 2023-07-01, until: 2024-01-01, serial: A-1}
    FAIL
        kind: portfolio
        claims:
          - {measure: boiler, scheme: itmo, from: 2024-01-01, until: 2023-07-01, serial: A-1}
    #                                                                ^
    """
    yield from (found for found in file.found if found.code == "P024")
