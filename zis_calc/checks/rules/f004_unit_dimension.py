"""F004: the unit of a factor has a dimension of its quantity."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem, ProblemError
from zis_calc.units import describe


@rule("F004", "factor")
def unit_dimension(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F004 unit-dimension: the unit of a factor has a dimension that its quantity allows.

    A factor per tonne under a quantity that is per energy multiplies into nonsense that looks like a result.

    PASS
        kind: factor
        quantity: emission_factor_co2
        unit: kg CO2/TJ
    FAIL
        kind: factor
        quantity: emission_factor_co2
        unit: kg CO2/t
    #         ^
    """
    kind = library.kinds.get(factor.quantity)
    if kind is None:
        return
    try:
        unit = library.units.unit(factor.unit)
    except ProblemError:
        return  # U002 says it
    permitted = [library.units.unit(text).dimension for text in kind.units]
    if unit.dimension not in permitted:
        expected = ", ".join(f"#{describe(dimension)}" for dimension in permitted)
        found = f"#{describe(unit.dimension)}"
        yield file.problem(
            "F004", ("unit",), unit=factor.unit, found=found, quantity=factor.quantity, expected=expected
        )
