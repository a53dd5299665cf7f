"""P080: no tonne is claimed twice."""

import math
from collections.abc import Iterator

from zis_calc.checks.amounts import read_share
from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem, problem


@rule("P080", on="portfolio")
def claims_overlap(file: PortfolioFile) -> Iterator[Problem]:
    """P080 claims-overlap: no tonne is claimed twice.

    Two claims for one measure in one period, whose shares sum to more than the whole, sell the same reduction
    twice.

    PASS
        kind: portfolio
        claims:
          - {measure: boiler, scheme: a, from: 2023-01-01, until: 2024-01-01, serial: A-1}
          - {measure: boiler, scheme: a, from: 2024-01-01, until: 2025-01-01, serial: A-2}
    FAIL
        kind: portfolio
        claims:
          - {measure: boiler, scheme: a, from: 2023-01-01, until: 2024-01-01, serial: A-1}
          - {measure: boiler, scheme: b, from: 2023-07-01, until: 2025-01-01, serial: A-2}
    #     ^
    """
    for index, claim in enumerate(file.portfolio.claims):
        for other in file.portfolio.claims[:index]:
            start, until = max(claim.from_, other.from_), min(claim.until, other.until)
            if claim.measure != other.measure or start >= until:
                continue
            shares = [read_share(file.library.units, one.share) if one.share else 1.0 for one in (claim, other)]
            total = math.fsum(share for share in shares if share is not None)
            if total > 1 + 1e-9:
                texts = {"serial": claim.serial, "other": other.serial, "start": start, "until": until}
                yield file.problem("P080", ("claims", index), **texts, sum=f"{total * 100:g} %", measure=claim.measure)
                break
