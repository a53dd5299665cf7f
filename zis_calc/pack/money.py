"""Prices, investment, grant and rates of a measure -> numbers in the currency of the run."""

from typing import NamedTuple

from zis_calc.model.factor import Item
from zis_calc.model.measure import Finance
from zis_calc.pack.amounts import Written, read_money, read_plain
from zis_calc.pack.batch import FlowAt, Origin, Part
from zis_calc.pack.choose import ENERGY, Choice, permitted_dimensions
from zis_calc.pack.context import Reader, product
from zis_calc.problems import ProblemError, problem
from zis_calc.units import Dimension, describe

_PER_YEAR: Dimension = (("year", -1),)
Cell = tuple[float, Origin | None]

MAX_LIFETIME = 100
NAN: Cell = (float("nan"), None)
ZERO: Cell = (0.0, None)


def currency_part(reader: Reader, currency: str, text: str) -> tuple[Part, ...]:
    """The exchange rate from `currency` to the run's currency at the price year, or nothing where they are equal."""
    wanted = reader.gate.options.currency
    if currency == wanted:
        return ()
    finance = reader.case.block.finance
    year = finance.price_year if finance is not None else None
    pairs = (f"{currency}_{wanted}".lower(), f"{wanted}_{currency}".lower())
    for rate_id in (f"money.exchange_rate.{pair}" for pair in pairs):
        if rate_id in reader.gate.library.entries:
            use = reader.gate.library.use(rate_id, year)
            if use.unit == f"{wanted}/{currency}":
                return (Part(f"{use.value!r} {use.unit}", use.value, use=use),)
            return (Part(f"1 / ({use.value!r} {use.unit})", 1 / use.value, use=use),)
    raise ProblemError(problem("M020", value=text, currency=currency, wanted=wanted))


def flow_price(reader: Reader, at: FlowAt, item: Item, choice: Choice) -> Cell:
    """The price of one unit of the activity in the run's currency, whatever unit and currency it is written in."""
    written = reader.written(at.flow.price or "", *(at.price_steps or (*at.steps, "price")))
    units = reader.gate.library.units
    example = f"2.10 USD/{item.unit}"
    amount, currency, rest = read_money(units, written, reader.gate.options.decimal, None, example)
    below: Dimension = tuple((name, -exponent) for name, exponent in rest)
    if amount.value < 0:
        raise ProblemError(problem("U008", value=written.text))
    money = units.unit(currency)
    parts: list[Part] = [Part(written.text, amount.value, written.path)]
    basis = at.flow.price_heating_value or at.flow.heating_value
    same_basis = below != ENERGY or item.type != "fuel" or basis == at.flow.heating_value
    if below == choice.unit.dimension and same_basis:
        scale = amount.unit.factor / money.factor * choice.unit.factor
        parts += _scale(scale, f"{currency}/{choice.unit.text}")
    elif item.type == "fuel" and below in permitted_dimensions(item, reader.gate.library):
        if below == ENERGY and basis is None:
            raise ProblemError(problem("M005", value=written.text))
        priced = reader.gate.choose(item, below, basis if below == ENERGY else None, reader.year, False)
        scale = amount.unit.factor / money.factor * priced.unit.factor * priced.gas_volume
        parts += _scale(scale, f"{currency}/{priced.unit.text}")
        parts += _energy_parts(choice, 1)
        parts += _energy_parts(priced, -1)
    else:
        found = f"#{describe(amount.unit.dimension)}"
        expected = "@money per unit of the flow"
        raise ProblemError(problem("U003", value=written.text, found=found, expected=expected, example=example))
    _needs_price_year(reader)
    parts += currency_part(reader, currency, written.text)
    value = product(tuple(parts))
    return value, Origin(value, f"{reader.gate.options.currency}/{choice.unit.text}", tuple(parts))


def _scale(scale: float, unit: str) -> list[Part]:
    return [] if abs(scale - 1.0) < 1e-14 else [Part(f"→ {unit}", float(f"{scale:.14g}"))]


def _energy_parts(choice: Choice, power: int) -> list[Part]:
    """The factors from the activity of `choice` to TJ LHV (power 1), or from TJ LHV to it (power -1)."""
    parts: list[Part] = []
    for name in ("density", "net_calorific_value", "heating_value_ratio"):
        value, origin = choice.cells[name]
        if origin is None:
            continue
        use = next((part.use for part in origin.parts if part.use is not None), None)
        text = f"{value!r} {origin.unit}" if power == 1 else f"1 / ({value!r} {origin.unit})"
        parts.append(Part(text, value**power, use=use))
    return parts


def _needs_price_year(reader: Reader) -> None:
    finance = reader.case.block.finance
    if finance is None or finance.price_year is None:
        raise ProblemError(problem("M014"))


class Money(NamedTuple):
    """The money cells of a measure."""

    investment: Cell
    grant: Cell
    other_costs: Cell
    discount_rate: Cell


def read_finance(reader: Reader, finance: Finance | None) -> Money:
    """Investment, grant, other costs and discount rate; unknown is NaN, a grant or other cost not named is 0."""
    default = reader.gate.options.discount_rate
    rate: Cell = (default, Origin(default, "1/yr", (Part("@discount_rate", default),)))
    if finance is None:
        return Money(NAN, ZERO, ZERO, rate)
    investment = _money(reader, finance.investment, "investment", (), NAN)
    grant = _money(reader, finance.grant, "grant", (), ZERO)
    other = _money(reader, finance.other_costs, "other_costs", _PER_YEAR, ZERO)
    if finance.discount_rate is not None:
        with reader.at("finance", "discount_rate"):
            units, decimal = reader.gate.library.units, reader.gate.options.decimal
            amount = read_plain(units, finance.discount_rate, decimal, "%", "12 %", 0, 100)
            value = amount.value / 100
            part = Part(finance.discount_rate, value, (*reader.case.path, "finance", "discount_rate"))
            rate = (value, Origin(value, "1/yr", (part,)))
    elif finance.investment is not None:
        reader.say("M044", "finance", value=f"{default * 100:g} %")
    if grant[0] > investment[0]:
        path = (*reader.case.path, "finance", "grant")
        reader.refuse("M011", path, grant=finance.grant, investment=finance.investment)
    return Money(investment, grant, other, rate)


def _money(reader: Reader, text: str | None, key: str, per: Dimension, missing: Cell) -> Cell:
    if text is None:
        return missing
    with reader.at("finance", key):
        written = reader.written(text, "finance", key)
        example = "180000 USD" if per == () else "4000 USD/yr"
        cell = money_cell(reader, written, per, example)
        if cell[0] < 0 and key != "other_costs":
            raise ProblemError(problem("U008", value=text))
        return cell
    return missing


def money_cell(reader: Reader, written: Written, per: Dimension, example: str) -> Cell:
    """An amount of money (per year where `per` says so) in the run's currency."""
    units, decimal = reader.gate.library.units, reader.gate.options.decimal
    amount, currency, _ = read_money(units, written, decimal, per, example)
    _needs_price_year(reader)
    parts: list[Part] = [Part(written.text, amount.value, written.path)]
    parts += _scale(amount.unit.factor / units.unit(currency).factor, f"{currency}/yr" if per else currency)
    parts += currency_part(reader, currency, written.text)
    for part in parts:
        if part.use is not None:
            reader.note_use(part.use)
    unit = reader.gate.options.currency + ("/yr" if per else "")
    value = product(tuple(parts))
    return value, Origin(value, unit, tuple(parts))
