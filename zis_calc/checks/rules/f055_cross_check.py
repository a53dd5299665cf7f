"""F055: a published number follows from the factors of the library."""

import datetime
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from zis_calc import formula
from zis_calc.checks.chains import unit_of
from zis_calc.checks.context import LibraryFile, LibraryFiles, number_in_force
from zis_calc.checks.rule import rule
from zis_calc.model.checks import CrossCheck
from zis_calc.problems import Problem, ProblemError
from zis_calc.units import Dimension, describe


@rule("F055", "cross_check", local=False)
def cross_check(file: LibraryFile, cross_check: CrossCheck, library: LibraryFiles) -> Iterator[Problem]:
    """F055 cross-check: a published number follows from the factors of the library.

    Reports print derived numbers: kg CO2 per gallon, the GWP of a blend, CO2 per tonne of limestone. A file of
    kind `cross_check` names the factors, the formula and the printed number; who shifts a factor sees which
    printed number it no longer gives.

    PASS
        kind: cross_check
        uses: {carbon: fuels.ipcc.diesel.carbon_content, factor: fuels.ipcc.diesel.emission_factor_co2}
        formula: factor / carbon
        expected: 3.667 kg CO2/kg C
        tolerance: 0.005
    FAIL
        kind: cross_check
        uses: {carbon: fuels.ipcc.diesel.carbon_content, factor: fuels.ipcc.diesel.emission_factor_co2}
        formula: factor / carbon
        expected: 36.67 kg CO2/kg C
    #             ^
        tolerance: 0.005
    """
    values: dict[str, np.ndarray[Any, np.dtype[np.float64]]] = {}
    dimensions: dict[str, Dimension] = {}
    for name, id in cross_check.uses.items():
        number = value_of(library, id, cross_check.year, cross_check.set)
        factor = library.factors.get(id)
        unit = unit_of(library, factor) if factor is not None else None
        if number is None or unit is None:
            if factor is not None:
                yield file.problem("F055", ("uses", name), **_texts(cross_check, id, "?", "?"))
            return
        values[name] = np.array([number * unit.factor])
        dimensions[name] = unit.dimension
    try:
        parsed = formula.parse(cross_check.formula)
        dimension = formula.dimension(parsed, dimensions, {})
        expected = library.units.amount(cross_check.expected, "point")
    except ProblemError as error:
        yield from (
            file.problem("F055", ("formula",), **_texts(cross_check, one.code, "?", "?")) for one in error.problems
        )
        return
    if dimension != expected.unit.dimension:
        computed = f"#{describe(dimension)}"
        yield file.problem("F055", ("expected",), **_texts(cross_check, cross_check.formula, computed, "?"))
        return
    with np.errstate(all="ignore"):
        got = float(formula.evaluate(parsed, values, {})[0]) / expected.unit.factor
    off = got / expected.value - 1 if expected.value else math.inf
    if not abs(off) <= cross_check.tolerance:
        computed = f"{got:.6g} {expected.unit.text}"
        yield file.problem(
            "F055", ("expected",), **_texts(cross_check, cross_check.formula, computed, f"{off * 100:+.3f} %")
        )


def value_of(library: LibraryFiles, id: str, year: int | None, gwp: str | None) -> float | None:
    """The number of a factor for a year or GWP set (of a blend: the mean of its parts), or None."""
    factor = library.factors.get(id)
    if factor is None:
        return None
    if factor.composition is not None:
        parts = [(share, value_of(library, one, year, gwp)) for one, share in factor.composition.items()]
        numbers = [share * number for share, number in parts if number is not None]
        return math.fsum(numbers) if len(numbers) == len(parts) else None
    if factor.values and factor.values[0].set is not None:
        return next((value.value for value in factor.values if value.set == gwp), None)
    day = datetime.date(year, 12, 31) if year is not None else datetime.date.max
    found = number_in_force(factor, day)
    return found[1] if found is not None else None


def _texts(one: CrossCheck, formula: str, computed: str, difference: str) -> dict[str, object]:
    return {
        "formula": formula, "computed": computed, "expected": one.expected, "difference": difference,
        "tolerance": f"{one.tolerance * 100:g} %", "uses": ", ".join(one.uses.values()),
    }  # fmt: skip
