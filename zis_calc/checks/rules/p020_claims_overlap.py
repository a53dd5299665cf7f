"""P020: no tonne is claimed twice."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("P020", on="portfolio")
def claims_overlap(file: PortfolioFile) -> Iterator[Problem]:
    """P020 claims-overlap: no tonne is claimed twice.

    Two claims for one measure in one period, whose shares are together more than the whole, sell the same
    reduction twice.

    PASS
        kind: portfolio
        claims:
          - {measure: boiler, scheme: itmo, from: 2023-07-01, until: 2024-01-01, serial: A-1}
          - {measure: boiler, scheme: itmo, from: 2024-01-01, until: 2025-01-01, serial: A-2}
    FAIL
        kind: portfolio
        claims:
          - {measure: boiler, scheme: itmo, from: 2023-07-01, until: 2024-01-01, serial: A-1}
          - {measure: boiler, scheme: voluntary_market, from: 2023-09-01, until: 2024-06-01, serial: B-1}
    #                                                         ^
    """
    yield from (found for found in file.found if found.code == "P020")
