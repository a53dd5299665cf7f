"""Amounts of a file -> yearly numbers in the unit that a factor needs, with the parts a calculator would multiply."""

from typing import NamedTuple

from zis_calc.model.document import DataPath
from zis_calc.pack.batch import Part
from zis_calc.problems import ProblemError, problem
from zis_calc.units import Amount, Dimension, Unit, UnitTable, describe, multiply

_PER_YEAR: Dimension = (("year", -1),)
_PER_SECOND: Dimension = (("second", -1),)
_TIME_PER_YEAR: Dimension = (("second", 1), ("year", -1))
CURRENCIES = ("USD", "PEN", "EUR")


class Yearly(NamedTuple):
    """An amount per year: the product of its parts, in base units per year, and what it is an amount of."""

    factor: float
    dimension: Dimension
    parts: tuple[Part, ...]
    text: str

    @property
    def value(self) -> float:
        """The number as written (times `per` and operating time), before any change of unit."""
        total = 1.0
        for part in self.parts:
            total *= part.value
        return total


class Written(NamedTuple):
    """A text of the file with its place inside the file's data."""

    text: str
    path: DataPath


def read_yearly(
    units: UnitTable,
    written: Written,
    permitted: tuple[Dimension, ...],
    decimal: str,
    per: Written | None = None,
    operating: Written | None = None,
) -> Yearly:
    """The yearly amount of one of the `permitted` dimensions; ProblemError with the U code of what is wrong."""
    example = _example(permitted)
    amount = units.amount(written.text, decimal, example)
    parts = [Part(written.text, amount.value, written.path)]
    factor, dimension = amount.unit.factor, amount.unit.dimension
    if amount.value < 0:
        raise ProblemError(problem("U008", value=written.text))
    if per is not None:
        output = units.amount(per.text, decimal, "5200 t/yr")
        if output.value <= 0:
            raise ProblemError(problem("U009", value=per.text))
        parts.append(Part(per.text, output.value, per.path))
        factor *= output.unit.factor
        dimension = multiply(dimension, output.unit.dimension)
    yearly = multiply(dimension, _PER_YEAR, -1)
    if yearly in permitted:
        return Yearly(factor, yearly, tuple(parts), written.text)
    while_running = multiply(dimension, _PER_SECOND, -1)
    if while_running in permitted:
        if operating is None:
            raise ProblemError(problem("U007", value=written.text, period=_period(written.text)))
        time = operating_time(units, operating, decimal)
        if _period(written.text) != "@hour" and time.unit.text.strip().startswith("h"):
            raise ProblemError(
                problem("U011", value=written.text, operating=operating.text, period=_period(written.text))
            )
        parts.append(Part(operating.text, time.value, operating.path))
        return Yearly(factor * time.unit.factor, while_running, tuple(parts), written.text)
    if per is not None and multiply(amount.unit.dimension, _PER_YEAR, -1) in permitted:
        raise ProblemError(problem("U012", value=written.text, per=per.text))
    if dimension in permitted and per is None:
        raise ProblemError(problem("U006", value=written.text))
    expected = f"#{describe(multiply(permitted[0], _PER_YEAR))}"
    found = f"#{describe(dimension)}"
    raise ProblemError(problem("U003", value=written.text, found=found, expected=expected, example=example))


def operating_time(units: UnitTable, operating: Written, decimal: str) -> Amount:
    """A time per year; ProblemError with the U code of what is wrong."""
    time = units.amount(operating.text, decimal, "7200 h/yr")
    if time.unit.dimension != _TIME_PER_YEAR:
        found = f"#{describe(time.unit.dimension)}"
        raise ProblemError(
            problem(
                "U003",
                value=operating.text,
                found=found,
                expected="@hours or days per year",
                example="7200 h/yr",
            )
        )
    if not 0 < time.value * time.unit.factor <= 366 * 86400:
        raise ProblemError(problem("U010", value=operating.text, low="0", high="8784 h/yr"))
    return time


def _period(text: str) -> str:
    """The period that an amount is per, in words: the last unit below a slash."""
    unit = text.rsplit("/", 1)[-1].strip().lower()
    return "@day" if unit[:1] == "d" else "@week" if unit[:1] in "sw" else "@hour"


def _example(permitted: tuple[Dimension, ...]) -> str:
    examples = {
        (("kilogram", 1), ("meter", 2), ("second", -2)): "1200 MWh/yr",
        (("meter", 3),): "250000 gal/yr",
        (("kilogram", 1),): "120 t/yr",
        (("piece", 1),): "500 unit/yr",
    }
    return examples.get(permitted[0], "120 t/yr")


def converted(yearly: Yearly, target: Unit) -> tuple[float, tuple[Part, ...]]:
    """The yearly amount in `target` per year, and its parts with the change of unit where there is one."""
    conversion = yearly.factor / target.factor
    if abs(conversion - 1.0) < 1e-14:
        return yearly.value, yearly.parts
    conversion = float(f"{conversion:.14g}")
    part = Part(f"→ {target.text}/yr", conversion)
    return yearly.value * conversion, (*yearly.parts, part)


def read_money(
    units: UnitTable, written: Written, decimal: str, per: Dimension | None, example: str
) -> tuple[Amount, str, Dimension]:
    """An amount of money with its currency and what it is per; `per` fixes that dimension (() for a plain amount)."""
    amount = units.amount(written.text, decimal, example)
    for currency in CURRENCIES:
        rest = multiply(amount.unit.dimension, ((currency, 1),), -1)
        if len(rest) == len(amount.unit.dimension) - 1 and (per is None or rest == per):
            return amount, currency, rest
    found = f"#{describe(amount.unit.dimension)}"
    expected = (
        "@an amount of money" if per == () else "@money per year" if per == _PER_YEAR else "@money per unit of the flow"
    )
    raise ProblemError(problem("U003", value=written.text, found=found, expected=expected, example=example))


def read_plain(units: UnitTable, text: str, decimal: str, unit: str, example: str, low: float, high: float) -> Amount:
    """An amount in the dimension of `unit` between `low` and `high` [unit], value already in `unit`."""
    amount = units.amount(text, decimal, example)
    target = units.unit(unit)
    if amount.unit.dimension != target.dimension:
        found = f"#{describe(amount.unit.dimension)}"
        expected = f"#{describe(target.dimension)}"
        raise ProblemError(problem("U003", value=text, found=found, expected=expected, example=example))
    conversion = float(f"{amount.unit.factor / target.factor:.14g}")
    value = amount.value * conversion
    if not low <= value <= high:
        raise ProblemError(problem("U010", value=text, low=f"{low:g} {unit}".strip(), high=f"{high:g} {unit}".strip()))
    return Amount(value, target, text)
