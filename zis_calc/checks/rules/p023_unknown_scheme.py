"""P023: the scheme of a claim is in the library."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("P023", on="portfolio")
def unknown_scheme(file: PortfolioFile) -> Iterator[Problem]:
    """P023 unknown-scheme: the scheme of a claim is in the library.

    The scheme decides whether what is claimed there still counts for the NDC.

    PASS
        kind: portfolio
        claims:
          - {measure: boiler, scheme: itmo, from: 2023-07-01, until: 2024-01-01, serial: A-1}
    FAIL
        kind: portfolio
        claims:
          - {measure: boiler, scheme: imto, from: 2023-07-01, until: 2024-01-01, serial: A-1}
    #                                 ^
    """
    yield from (found for found in file.found if found.code == "P023")
