"""P082: a claim names a measure of the portfolio."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem, did_you_mean, problem


@rule("P082", on="portfolio")
def claim_measure(file: PortfolioFile) -> Iterator[Problem]:
    """P082 claim-of-nothing: a claim names a measure of the portfolio.

    A claim whose measure is misspelt is in no comparison, and the double count that it makes is not seen.

    PASS
        kind: portfolio
        claims:
          - {measure: boiler, scheme: a, from: 2023-01-01, until: 2024-01-01, serial: A-1}
    FAIL
        kind: portfolio
        claims:
          - {measure: boyler, scheme: a, from: 2023-01-01, until: 2024-01-01, serial: A-1}
    #                 ^
    """
    known = [measure.id for _, _, measure in file.members]
    for index, claim in enumerate(file.portfolio.claims):
        if claim.measure not in known and not file.missing:
            hint = did_you_mean(claim.measure, known)
            yield file.problem("P082", ("claims", index, "measure"), measure=claim.measure, suggestion=hint)
