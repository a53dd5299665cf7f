"""F044: only a number per energy has a heating value basis."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem, ProblemError


@rule("F044", "factor")
def basis_without_energy(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F044 basis-without-energy: only a number per energy has a heating value basis.

    A basis on a density or an exchange rate says nothing: it was copied with the rest of a file, and something
    else may have been too.

    PASS
        kind: factor
        quantity: density
        unit: kg/m3
        basis:
        values:
          - {from: 1990-01-01, value: 850, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        quantity: density
        unit: kg/m3
        basis: lhv
    #          ^
        values:
          - {from: 1990-01-01, value: 850, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    """
    if factor.basis is None:
        return
    try:
        exponents = dict(library.units.unit(factor.unit).dimension)
    except ProblemError:
        return
    # An energy has seconds to the power of two; nothing else in the list of units has.
    if abs(exponents.get("second", 0)) != 2:
        yield file.problem("F044", ("basis",), basis=factor.basis, unit=factor.unit)
