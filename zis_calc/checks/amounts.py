"""Amounts of library and portfolio files, read for comparison: a number in a unit, or None where it cannot be read."""

from zis_calc.problems import ProblemError
from zis_calc.units import UnitTable


def amount_in(units: UnitTable, text: str | None, unit: str) -> float | None:
    """The amount `text` as a number of `unit`; None where it is absent, not an amount, or of another dimension."""
    if text is None:
        return None
    try:
        amount, target = units.amount(text, "point"), units.unit(unit)
    except ProblemError:
        return None
    if amount.unit.dimension != target.dimension:
        return None
    return float(f"{amount.value * amount.unit.factor / target.factor:.14g}")


def read_share(units: UnitTable, text: str | None) -> float | None:
    """A share (`20 %`, `0.2`) as a number from 0 to 1; None where it is not one."""
    share = amount_in(units, text, "1")
    return share if share is not None and 0 <= share <= 1 else None
