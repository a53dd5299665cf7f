"""F008: each value lies in the plausible range of its quantity."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem, ProblemError


@rule("F008", "factor", at_load=True)
def outside_plausible_range(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F008 outside-plausible-range: each value lies in the plausible range of its quantity.

    kinds.yaml says for every unit of a quantity from where to where a number is believable, and why. A number outside
    is nearly always a slip of the decimal point or of the unit.

    PASS
        kind: factor
        values:
          - {from: 1990-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 1990-01-01, value: 561000, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    #                                 ^
    """
    kind = library.kinds.get(factor.quantity)
    if kind is None:
        return
    try:
        unit = library.units.unit(factor.unit)
    except ProblemError:
        return
    for index, text in enumerate(kind.units):
        permitted = library.units.unit(text)
        if permitted.dimension != unit.dimension:
            continue
        bounds = kind.ranges[index] if index < len(kind.ranges) else None
        if bounds is None:
            return
        scale, (low, high) = unit.factor / permitted.factor, bounds
        for path, number in _numbers(factor):
            if not low <= number * scale <= high:
                reason = f"{kind.reason.es}\x1f{kind.reason.en}"
                yield file.problem(
                    "F008", path, value=f"{number * scale:g}", unit=text, low=f"{low:g}", high=f"{high:g}",
                    reason=reason,
                )  # fmt: skip
        return


def _numbers(factor: Factor) -> Iterator[tuple[DataPath, float]]:
    """The values and vectors in the unit of the factor, and bounds below nothing; others may leave the range."""
    for index, value in enumerate(factor.values or []):
        if value.value is not None:
            yield ("values", index, "value"), value.value
        for name, bound in (("lower", value.lower), ("upper", value.upper)):
            if bound is not None and bound < 0:
                yield ("values", index, name), bound
        for name, number in (value.vectors or {}).items():
            # A vector in a unit of its own has no range; less than nothing it can not release either.
            if isinstance(number, float) and (name not in (factor.vector_units or {}) or number < 0):
                yield ("values", index, "vectors", name), number
