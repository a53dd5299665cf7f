"""Products of factors in base units: what the rules of physics compare."""

from collections.abc import Mapping

from zis_calc.checks.context import LibraryFiles
from zis_calc.model.factor import Factor
from zis_calc.problems import ProblemError
from zis_calc.units import Dimension, Unit

# Molar masses of CO2 and carbon (44.01 / 12.011 rounds to the 44/12 of the IPCC guidelines, which is what tables use).
CO2_PER_CARBON = 44 / 12


def unit_of(library: LibraryFiles, factor: Factor) -> Unit | None:
    """The unit of a factor, or None where it is not known (rule U002 says it)."""
    try:
        return library.units.unit(factor.unit)
    except ProblemError:
        return None


def in_base(library: LibraryFiles, factor: Factor | None, index: int = -1) -> tuple[float, Dimension] | None:
    """The number of a factor's value `index` in base units with its dimension; None where it has no plain number."""
    if factor is None or not factor.values or not -len(factor.values) <= index < len(factor.values):
        return None
    value, unit = factor.values[index].value, unit_of(library, factor)
    if value is None or unit is None:
        return None
    return value * unit.factor, unit.dimension


def dimension_without(dimension: Dimension, *names: str) -> Mapping[str, int]:
    """The exponents of a dimension without those of `names`."""
    return {name: power for name, power in dimension if name not in names}
