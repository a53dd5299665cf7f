"""Two factors of one thing side by side: their numbers on the same day, in the same unit."""

from collections.abc import Iterator

from zis_calc.checks.chains import dimension_without, unit_of
from zis_calc.checks.context import LibraryFiles, number_in_force
from zis_calc.model.document import DataPath
from zis_calc.model.factor import Factor

_SPECIES = ("CO2", "CO2e")


def pairs_in_force(
    one: Factor, other: Factor, library: LibraryFiles, *, any_species: bool = True
) -> Iterator[tuple[DataPath, float, float]]:
    """Each dated number of `one` with its path, and the number of `other` on that day in the unit of `one`.

    Nothing where the units do not fit; CO2 and CO2e count as one unit where `any_species` says so.
    """
    mine, theirs = unit_of(library, one), unit_of(library, other)
    if mine is None or theirs is None:
        return
    left_out = _SPECIES if any_species else ()
    if dimension_without(mine.dimension, *left_out) != dimension_without(theirs.dimension, *left_out):
        return
    scale = theirs.factor / mine.factor
    for index, value in enumerate(one.values or []):
        if value.value is None or value.start is None:
            continue
        found = number_in_force(other, value.start)
        if found is not None:
            yield ("values", index, "value"), value.value, found[1] * scale
