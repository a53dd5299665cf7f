"""P081: a claim ends after it begins."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem, problem


@rule("P081", on="portfolio")
def claim_period(file: PortfolioFile) -> Iterator[Problem]:
    """P081 claim-period: a claim ends after it begins.

    `until` is the first day that is no longer claimed: a claim that ends before it begins claims nothing.

    PASS
        kind: portfolio
        claims:
          - {measure: boiler, scheme: a, from: 2023-01-01, until: 2024-01-01, serial: A-1}
    FAIL
        kind: portfolio
        claims:
          - {measure: boiler, scheme: a, from: 2024-01-01, until: 2023-01-01, serial: A-1}
    #                                                             ^
    """
    for index, claim in enumerate(file.portfolio.claims):
        if claim.until <= claim.from_:
            texts = {"serial": claim.serial, "until": claim.until, "start": claim.from_}
            yield file.problem("P081", ("claims", index, "until"), **texts)
