"""F007: a number per energy of a fuel says its basis."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F007", "factor")
def basis_missing(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F007 basis-missing: a quantity per energy of a fuel says whether it is per lower or higher heating value.

    For natural gas the two differ by about ten percent: a number without its basis is wrong half of the time.

    PASS
        kind: factor
        quantity: emission_factor_co2
        basis: lhv
    FAIL
        kind: factor
    #   ^
        id: own.gas
        quantity: emission_factor_co2
        unit: kg CO2/TJ
        basis:
    """
    kind = library.kinds.get(factor.quantity)
    if kind is not None and kind.basis_required and factor.basis is None:
        yield file.problem("F007", (), quantity=factor.quantity)
