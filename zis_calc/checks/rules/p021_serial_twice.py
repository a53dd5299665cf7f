"""P021: a serial number is issued once."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("P021", on="portfolio")
def serial_twice(file: PortfolioFile) -> Iterator[Problem]:
    """P021 serial-twice: a serial number is issued once.

    One serial number under two claims is one certificate counted twice.

    PASS
        kind: portfolio
        claims:
          - {measure: boiler, scheme: itmo, from: 2023-07-01, until: 2024-01-01, serial: A-1}
          - {measure: boiler, scheme: itmo, from: 2024-01-01, until: 2025-01-01, serial: A-2}
    FAIL
        kind: portfolio
        claims:
          - {measure: boiler, scheme: itmo, from: 2023-07-01, until: 2024-01-01, serial: A-1}
          - {measure: boiler, scheme: itmo, from: 2024-01-01, until: 2025-01-01, serial: A-1}
    #                                                                                    ^
    """
    yield from (found for found in file.found if found.code == "P021")
