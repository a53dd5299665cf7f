"""F046: a direct factor is not above the life-cycle factor of the same thing."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.pairs import pairs_in_force
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F046", "factor", local=False)
def direct_over_life_cycle(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F046 direct-over-life-cycle: a direct factor is not above the life-cycle factor of the same thing.

    The life cycle holds the direct emission and more. Where the direct number is larger, the two were swapped
    or do not belong together.

    PASS
        # path: own/grid/direct.yaml
        kind: factor
        id: own.grid.direct
        boundary: direct
        values:
          - {from: 1990-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
        # path: own/grid/life.yaml
        kind: factor
        id: own.grid.life
        boundary: life_cycle
        values:
          - {from: 1990-01-01, value: 66000, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        # path: own/grid/direct.yaml
        kind: factor
        id: own.grid.direct
        boundary: direct
        values:
          - {from: 1990-01-01, value: 66100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    #                                 ^
        # path: own/grid/life.yaml
        kind: factor
        id: own.grid.life
        boundary: life_cycle
        values:
          - {from: 1990-01-01, value: 56000, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    """
    if factor.boundary != "direct":
        return
    for other in library.siblings(factor.id):
        if other.boundary != "life_cycle" or other.region != factor.region:
            continue
        for path, number, theirs in pairs_in_force(factor, other, library):
            if number > theirs * (1 + 1e-9):
                start = (factor.values or [])[int(path[1])].start
                texts = {"direct": f"{number:g}", "day": start, "life_cycle": f"{theirs:g}", "other": other.id}
                yield file.problem("F046", path, **texts)
