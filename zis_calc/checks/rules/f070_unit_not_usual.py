"""F070: some quantities have one unit only."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F070", "factor")
def unit_not_usual(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F070 unit-not-usual: a quantity that the field writes in one unit is written in it.

    Releases of COPni are printed in µg TEQ; a slip between µg, mg and g is the most frequent error of the field. Where
    kinds.yaml says `units_only`, another prefix is reported although it could be converted.

    PASS
        kind: factor
        quantity: release_vector
        unit: µg TEQ/t
        basis:
        values:
          - from: 1990-01-01
            vectors: {air: 10, water: ND, land: NA, product: NA, residue: ND}
            source: unep_toolkit_2013
            locator: Annex 4
            review: recalled
    FAIL
        kind: factor
        quantity: release_vector
        unit: mg TEQ/t
    #         ^
        basis:
        values:
          - from: 1990-01-01
            vectors: {air: 10, water: ND, land: NA, product: NA, residue: ND}
            source: unep_toolkit_2013
            locator: Annex 4
            review: recalled
    """
    kind = library.kinds.get(factor.quantity)
    if kind is not None and kind.units_only and factor.unit not in kind.units:
        yield file.problem("F070", ("unit",), unit=factor.unit, quantity=factor.quantity, units=", ".join(kind.units))
