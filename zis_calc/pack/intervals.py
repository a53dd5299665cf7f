"""Parts of a scale (tiers of a credit line, bands of attainment): which one holds a value, and whether they cover it.

Ends and values are decimals, so that a boundary such as 20 % is met exactly.
"""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from zis_calc.model.document import DataPath
from zis_calc.model.programme import Between
from zis_calc.problems import Problem, ProblemError, problem
from zis_calc.units import UnitTable, describe

_DIGITS = 12  # 1 - 80/100 is 0.19999999999999996 in binary: twelve digits are meant
_LOWEST, _HIGHEST = Decimal("-Infinity"), Decimal("Infinity")


class Interval(NamedTuple):
    """A part of a scale from `low` to `high`; `with_low` and `with_high` say whether the ends belong to it."""

    low: Decimal
    with_low: bool
    high: Decimal
    with_high: bool

    def holds(self, value: Decimal) -> bool:
        """Whether `value` lies in this part."""
        above = value > self.low or (self.with_low and value == self.low)
        return above and (value < self.high or (self.with_high and value == self.high))


def decimal_of(value: float) -> Decimal:
    """The decimal that a computed number means, without binary dust (12 significant digits)."""
    return Decimal(f"{value:.{_DIGITS}g}")


def read_share(units: UnitTable, text: str, decimal: str = "point") -> Decimal:
    """A share such as `20 %` or `0.2` as an exact decimal; ProblemError U001 to U005."""
    amount = units.amount(text, decimal, "20 %")
    if amount.unit.dimension != ():
        found, expected = f"#{describe(amount.unit.dimension)}", f"#{describe(())}"
        raise ProblemError(problem("U003", value=text, found=found, expected=expected, example="20 %"))
    return Decimal(repr(amount.value)) * Decimal(repr(amount.unit.factor))


def interval_of(units: UnitTable, part: Between) -> Interval:
    """The ends of `part`; ProblemError F021 (two lower or upper ends, or nothing between them) or a U code."""
    if (part.from_ and part.above) or (part.below and part.up_to):
        raise ProblemError(problem("F021", part=ends_text(part)))
    low_text, high_text = part.from_ or part.above, part.up_to or part.below
    low = read_share(units, low_text) if low_text is not None else _LOWEST
    high = read_share(units, high_text) if high_text is not None else _HIGHEST
    found = Interval(low, part.from_ is not None, high, part.up_to is not None)
    if low > high or (low == high and not (found.with_low and found.with_high)):
        raise ProblemError(problem("F021", part=ends_text(part)))
    return found


def ends_text(part: Between) -> str:
    """The ends of a part as its file writes them: `above: 20 %, up_to: 40 %`."""
    ends = (("from", part.from_), ("above", part.above), ("below", part.below), ("up_to", part.up_to))
    return ", ".join(f"{key}: {text}" for key, text in ends if text is not None)


def place_of(units: UnitTable, parts: Sequence[Between], value: float | None) -> int | None:
    """The position of the part that holds `value`; None where the value is not known or no part holds it."""
    if value is None or math.isnan(value):
        return None
    exact = decimal_of(value)
    return next((index for index, part in enumerate(parts) if interval_of(units, part).holds(exact)), None)


def interval_faults(units: UnitTable, key: str, parts: Sequence[Between]) -> list[tuple[DataPath, Problem]]:
    """F019 (gap), F020 (overlap) and F021 of `parts`, each with the path of the part below `key` in its file."""
    found: list[tuple[DataPath, Problem]] = []
    placed: list[tuple[Interval, int]] = []
    for index, part in enumerate(parts):
        try:
            placed.append((interval_of(units, part), index))
        except ProblemError as error:
            found += [((key, index), one) for one in error.problems]
    if found:
        return found
    placed.sort(key=lambda one: (one[0].low, not one[0].with_low, one[0].high))
    reached, included = _LOWEST, True
    for interval, index in placed:
        opens = not interval.with_low and interval.low != _LOWEST
        if interval.low > reached or (interval.low == reached and opens and not included):
            found.append(((key, index), problem("F019", low=_shown(reached), high=_shown(interval.low))))
        elif interval.low < reached or (interval.low == reached != _LOWEST and interval.with_low and included):
            found.append(((key, index), problem("F020", low=_shown(interval.low), high=_shown(reached))))
        if (interval.high, interval.with_high) > (reached, included) or reached == _LOWEST:
            reached, included = interval.high, interval.with_high
    if placed and reached != _HIGHEST:
        found.append(((key, placed[-1][1]), problem("F019", low=_shown(reached), high=_shown(_HIGHEST))))
    return found


def _shown(value: Decimal) -> str:
    if value.is_infinite():
        return "@no limit"
    return f"{(value * 100).normalize():f} %"
