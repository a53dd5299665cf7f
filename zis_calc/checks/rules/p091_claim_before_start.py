"""P091: nothing is claimed before the measure began."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("P091", on="portfolio")
def claim_before_start(file: PortfolioFile) -> Iterator[Problem]:
    """P091 claim-before-start: nothing is claimed before the measure began.

    A reduction begins with the commissioning: a claim for the time before is for tonnes that were emitted.

    PASS
        kind: portfolio
        claims:
          - {measure: boiler, scheme: a, from: 2023-07-01, until: 2024-01-01, serial: A-1}
    FAIL
        kind: portfolio
        claims:
          - {measure: boiler, scheme: a, from: 2022-01-01, until: 2023-01-01, serial: A-1}
    #                                          ^
    """
    starts = {measure.id: measure.start for _, _, measure in file.members}
    for index, claim in enumerate(file.portfolio.claims):
        start = starts.get(claim.measure)
        if start is not None and claim.from_ < start:
            texts = {"serial": claim.serial, "date": claim.from_, "measure": claim.measure, "start": start}
            yield file.problem("P091", ("claims", index, "from"), **texts)
