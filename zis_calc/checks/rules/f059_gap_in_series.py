"""F059: a yearly series has no gap."""

import itertools
from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F059", "factor")
def gap_in_series(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F059 gap-in-series: a yearly series has no gap.

    In a year without its own value the earlier one is held. Inside a series that is rarely meant: a line was
    lost.

    PASS
        kind: factor
        quantity: emission_factor_co2_electricity
        unit: t CO2/MWh
        basis:
        values:
          - {from: 2023-01-01, value: 0.21, source: minam_hcp, locator: Tabla 26, review: recalled}
          - {from: 2024-01-01, value: 0.17, source: minam_hcp, locator: Tabla 26, review: recalled}
    FAIL
        kind: factor
        quantity: emission_factor_co2_electricity
        unit: t CO2/MWh
        basis:
        values:
          - {from: 2021-01-01, value: 0.21, source: minam_hcp, locator: Tabla 26, review: recalled}
          - {from: 2024-01-01, value: 0.17, source: minam_hcp, locator: Tabla 26, review: recalled}
    #              ^
    """
    kind = library.kinds.get(factor.quantity)
    if kind is None or not kind.yearly:
        return
    for index, (one, other) in enumerate(itertools.pairwise(factor.values or []), 1):
        if one.start is None or other.start is None or one.until is not None:
            continue
        if other.start.year > one.start.year + 1:
            first, last = one.start.year + 1, other.start.year - 1
            yield file.problem("F059", ("values", index, "from"), first=first, last=last, year=one.start.year)
