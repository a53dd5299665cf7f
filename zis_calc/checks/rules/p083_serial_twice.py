"""P083: a serial number is issued once."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.names import plain_name
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem, problem


@rule("P083", on="portfolio")
def serial_twice(file: PortfolioFile) -> Iterator[Problem]:
    """P083 serial-twice: a serial number is issued once.

    One serial number under two claims is one certificate counted twice.

    PASS
        kind: portfolio
        claims:
          - {measure: boiler, scheme: a, from: 2023-01-01, until: 2024-01-01, serial: A-1}
          - {measure: boiler, scheme: a, from: 2024-01-01, until: 2025-01-01, serial: A-2}
    FAIL
        kind: portfolio
        claims:
          - {measure: boiler, scheme: a, from: 2023-01-01, until: 2024-01-01, serial: A-1}
          - {measure: boiler, scheme: a, from: 2024-01-01, until: 2025-01-01, serial: A-1}
    #                                                                                 ^
    """
    first: dict[tuple[str, str], int] = {}
    for index, claim in enumerate(file.portfolio.claims):
        other = first.setdefault((claim.scheme, plain_name(claim.serial)), index)
        if other != index:
            yield file.problem("P083", ("claims", index, "serial"), serial=claim.serial, other=other + 1)
