"""A cell -> what a measure file would hold there; what cannot be read is a problem at the cell that holds it."""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from zis_calc.intake.tables import Table, text_of
from zis_calc.layout.fields import AMOUNT, CHOICE, DATE, INTEGER, LIST, PAIRS, VALUE, Field
from zis_calc.layout.grid import Cell, is_blank, is_error
from zis_calc.layout.sheets import plain
from zis_calc.problems import ProblemError, did_you_mean, problem, verbatim
from zis_calc.units import MAX_NUMBER, MIN_NUMBER, Amount, UnitTable, parse_number

STAGE_NAMES = {
    "quick_scan": ("diagnóstico rápido", "quick scan", "diagnóstico"),
    "recp_study": ("estudio RECP", "RECP study", "recp", "estudio de producción más limpia"),
    "feasibility": ("estudio de factibilidad", "feasibility study", "factibilidad"),
    "implemented": ("implementada", "implementado", "ejecutada", "implementación"),
    "verified": (
        "verificación (medido)",
        "verified (measured)",
        "verificada (medida)",
        "verificación",
        "verificada",
        "verificado",
        "medida",
    ),
    "discarded": ("descartada", "descartado"),
}
_CHOICE_NAMES = {
    **{plain(name): stage for stage, names in STAGE_NAMES.items() for name in (stage, *names)},
    "pci": "lhv", "pcs": "hhv", "lhv": "lhv", "hhv": "hhv", "anual": "annual", "mensual": "monthly",
    "annual": "annual", "monthly": "monthly",
}  # fmt: skip
_CLOCK = r"(?:[T ]+\d{1,2}:\d{2}.*)?"  # programs write the hour behind a date
_DATE_TEXT = re.compile(rf"(\d{{1,2}})[/.\-](\d{{1,2}})[/.\-](\d{{4}}){_CLOCK}")
_ISO_TEXT = re.compile(rf"(\d{{4}})[/\-](\d{{1,2}})[/\-](\d{{1,2}}){_CLOCK}")
_YEAR_TEXTS = frozenset(map(str, range(1900, 2201)))  # such a number in a cell of dates is a year, not a day of 1905
_SERIAL_1900, _SERIAL_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
_PURE_NUMBER = re.compile(r"[+-]?[\d.,'\s  ]*\d(?:[.,])?(?:[eE][+-]?\d{1,3})?")
_LIKE_THOUSANDS = re.compile(r"^-?[1-9]\d{0,2}\.\d{3}(?=e|$)")
_LONE_POINT = re.compile(r"(?<![\d.,'])(?<![\d.,']\s)([1-9]\d{0,2})\.(\d{3})(?![\d.,'])(?!\s\d)")
_NO_VALUE = frozenset((
    "-", "–", "—", "--", "n/a", "na", "n.a.", "n/d", "nd", "n.d.", "s/d", "sd", "s.d.", "?", "x", "xx", "no aplica",
    "no disponible", "sin dato", "sin datos", "por definir", "pendiente", "tbd", "not available",
))  # fmt: skip
UNITLESS = frozenset(("discount_rate",))  # a share may be written without a unit: 0.12


class CellReader:
    """Reads the cells of one book: `decimal` is the declared sign of text numbers, `units` the door for units.

    `find_item` gives the id of an item that a cell calls by its name.
    """

    def __init__(self, units: UnitTable, decimal: str, find_item: Callable[[str], str | None]) -> None:
        self.units = units
        self.decimal = decimal
        self.find_item = find_item

    def value(self, table: Table, number: int, field: Field) -> Any:
        """The value of a field in a row, None where it is blank; ProblemError placed at the cell."""
        cell = table.cell(number, field.key)
        self._check_oddities(table, number, field.key)
        if is_blank(cell):
            return None
        try:
            return self._read(table, number, field, cell)
        except ProblemError as error:
            raise ProblemError(
                *(one if one.place else one.at(table.place(number, field.key)) for one in error.problems)
            ) from None

    def _check_oddities(self, table: Table, number: int, key: str) -> None:
        source, odd = table.sources.get(key), table.grid.oddities
        for column in () if source is None else (source.column, source.unit_column):
            if column is None:
                continue
            at = table.grid.first_row + int(table.rows[number]), table.grid.first_column + column
            place = table.grid.place(int(table.rows[number]), column, table.bound.title(column))
            here = table.grid.columns[column][int(table.rows[number])]
            error = odd.errors.get(at) or (here.strip() if isinstance(here, str) and is_error(here) else "")
            if error:
                raise ProblemError(problem("X015", _holding(place, error), value=verbatim(error)))
            if at in odd.without_value:
                raise ProblemError(problem("X016", place))
            rows = odd.covered(*at) if is_blank(here) else None
            if rows is not None:
                raise ProblemError(problem("X020", place, rows=f"{rows[0]}–{rows[1]}"))

    def _read(self, table: Table, number: int, field: Field, cell: Cell) -> Any:
        kind = field.kind
        if kind in (AMOUNT, VALUE):
            return self._amount(table, number, field, cell)
        if kind == DATE:
            return read_date(cell, table.grid.date1904)
        if kind == INTEGER:
            return read_integer(cell, self.decimal)
        if kind == CHOICE:
            return read_choice(text_of(cell), field.choices)
        if kind == LIST:
            return [part for part in (one.strip() for one in re.split(r"[;\n]", text_of(cell))) if part]
        if kind == PAIRS:
            return read_pairs(text_of(cell))
        if field.key == "item":
            return self.find_item(text_of(cell)) or text_of(cell)
        return text_of(cell)

    def _amount(self, table: Table, number: int, field: Field, cell: Cell) -> Any:
        """The amount as canonical text (`250000 gal/yr`), its number the very bits of the cell."""
        unit = text_of(table.cell(number, field.key, True))
        self._check_heading(table, number, field.key, unit)
        percent = is_percent(table, number, field.key)
        if isinstance(cell, str) and not _PURE_NUMBER.fullmatch(cell.strip()):
            if field.kind == VALUE and not unit and not re.match(r"[+-]?[\d.,]", cell.strip()):
                return cell.strip()  # a word that is chosen: an item, a class
            amount = read_amount(self.units, cell, self.decimal)
            if unit and amount.unit.text:
                own, beside = amount.unit, self._unit(table, number, field.key, unit)
                if (own.factor, own.dimension) != (beside.factor, beside.dimension):
                    raise ProblemError(problem("X026", value=verbatim(cell), unit=verbatim(unit)))
            return amount_text(amount.value, amount.unit.text or unit, self.decimal)
        value = read_number(cell, self.decimal)
        if percent:
            if unit not in ("", "%"):
                raise ProblemError(problem("X018", value=f"{value * 100:.10g} %", unit=unit))
            value, unit = as_percent(value), "%"
        if unit:
            self._unit(table, number, field.key, unit)
        elif field.kind == AMOUNT and field.key not in UNITLESS:
            raise ProblemError(problem("X025", table.place(number, field.key, True), value=amount_text(value, "")))
        return amount_text(value, unit, self.decimal)

    def _check_heading(self, table: Table, number: int, key: str, unit: str) -> None:
        """X026 where the heading says one unit and the cell of the unit another."""
        source = table.sources[key]
        if source.unit_column is not None and units_differ(self.units, source.unit, unit):
            place = table.place(number, key, True)
            raise ProblemError(problem("X026", place, value=table.bound.title(source.column), unit=verbatim(unit)))

    def _unit(self, table: Table, number: int, key: str, unit: str) -> Any:
        try:
            return self.units.unit(unit)
        except ProblemError as error:
            raise ProblemError(*(one.at(table.place(number, key, True)) for one in error.problems)) from None


def _holding(place: Any, value: str) -> Any:
    from dataclasses import replace

    return replace(place, value=value)


def units_differ(units: UnitTable, one: str, other: str) -> bool:
    """Whether two texts are both units and not the same one; a blank or a word in brackets (`sin IGV`) is none."""
    if not one or not other or one == other:
        return False
    known = attempt(lambda: units.unit(one)), attempt(lambda: units.unit(other))
    return None not in known and (known[0].factor, known[0].dimension) != (known[1].factor, known[1].dimension)


def is_percent(table: Table, number: int, key: str) -> bool:
    """Whether a cell is shown as percent (0.12 as 12 %)."""
    source = table.sources.get(key)
    if source is None or source.column is None:
        return False
    rows = table.grid.oddities.percent.get(table.grid.first_column + source.column)
    return rows is not None and table.grid.first_row + int(table.rows[number]) in rows


def as_percent(value: float) -> float:
    """A share as percent by moving the decimal point, not by multiplying: 0.07 is 7, not 7.000000000000001."""
    return float(Decimal(repr(value)).scaleb(2))


def amount_text(value: float, unit: str, decimal: str = "") -> str:
    """A number with its unit, with a decimal point, written so that reading it with `decimal` gives the same bits."""
    number = f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    if decimal == "comma":  # `1.234` would be read as 1234, and `1.2340` is not
        number = _LIKE_THOUSANDS.sub(r"\g<0>0", number, count=1)
    return f"{number} {unit}".strip()


def read_amount(units: UnitTable, cell: str, decimal: str) -> Amount:
    """The number and unit of a text cell; ProblemError U001, U002, U004 or X058."""
    text = cell.strip()
    _refuse_two_readings(text, decimal)
    return units.amount(text, decimal)


def _refuse_two_readings(text: str, decimal: str) -> None:
    """U004 for `1.234` as text where no decimal sign is declared, X058 for a word that says that there is no value.

    A measure file always has a decimal point; what somebody typed as text into a spreadsheet need not.
    """
    if text.casefold() in _NO_VALUE:
        raise ProblemError(problem("X058", value=text))
    found = None if decimal else _LONE_POINT.search(text)
    if found is not None:
        whole, point = f"{found.group(1)}{found.group(2)}", found.group()
        raise ProblemError(problem("U004", value=point, one=whole, other=point, plain_one=whole, plain_other=point))


def read_number(cell: Cell, decimal: str) -> float:
    """The number in a cell; text by the declared decimal sign; ProblemError U001, U004, U005, U010, X017 or X058."""
    if isinstance(cell, bool):
        raise ProblemError(problem("X017", value=str(cell).upper()))
    if isinstance(cell, int | float):
        value = float(cell) + 0.0
        if not abs(value) <= MAX_NUMBER or 0 < abs(value) < MIN_NUMBER:
            raise ProblemError(problem("U010", value=value, low=f"{MIN_NUMBER:g}", high=f"{MAX_NUMBER:g}"))
        return value
    if isinstance(cell, str):
        text = cell.replace(" ", " ").replace(" ", " ").strip()
        _refuse_two_readings(text, decimal)
        if not _PURE_NUMBER.fullmatch(text):
            raise ProblemError(problem("X017", value=verbatim(text[:60])))
        return parse_number(text, decimal)
    raise ProblemError(problem("X017", value=text_of(cell)))


def read_date(cell: Cell, date1904: bool) -> datetime.date:
    """A real date, a serial number, or text as dd/mm/yyyy or yyyy-mm-dd; ProblemError X019, X057 for a mere year."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if text_of(cell) in _YEAR_TEXTS:
        raise ProblemError(problem("X057", value=text_of(cell)))
    if isinstance(cell, float | int) and not isinstance(cell, bool) and 1 <= cell < 2958466:
        first = _SERIAL_1904 if date1904 else _SERIAL_1900
        return first + datetime.timedelta(days=int(cell))
    text = text_of(cell)
    match, iso = _DATE_TEXT.fullmatch(text), _ISO_TEXT.fullmatch(text)
    try:
        if match is not None:
            day, month, year = (int(part) for part in match.groups())
            return datetime.date(year, month, day)
        if iso is not None:
            return datetime.date(*(int(part) for part in iso.groups()))
    except ValueError:
        pass
    raise ProblemError(problem("X019", value=verbatim(text[:40])))


def read_integer(cell: Cell, decimal: str) -> int:
    """A whole number; ProblemError X017 where it is none."""
    value = read_number(cell, decimal)
    if not value.is_integer() or abs(value) > 1e9:
        raise ProblemError(problem("X017", value=text_of(cell)[:60]))
    return int(value)


def read_choice(text: str, choices: tuple[str, ...]) -> str:
    """One of the words of a list, by its key or its name in either language; ProblemError X030."""
    known = text if text in choices else _CHOICE_NAMES.get(plain(text), "")
    if choices and known not in choices:
        raise ProblemError(
            problem("X030", value=verbatim(text[:60]), suggestion=did_you_mean(text, choices), known=", ".join(choices))
        )
    return known or text


def read_pairs(text: str) -> dict[str, str]:
    """`residue=12 t/yr; land=1 t/yr` as a mapping; ProblemError X039."""
    found: dict[str, str] = {}
    for part in re.split(r"[;\n]", text):
        if not part.strip():
            continue
        key, sign, value = part.partition("=")
        if not sign or not key.strip() or not value.strip():
            raise ProblemError(problem("X039", value=verbatim(part.strip()[:60])))
        found[key.strip()] = value.strip()
    return found


def attempt(read: Callable[[], Any]) -> Any:
    """What `read` gives, or None where it raises a ProblemError."""
    try:
        return read()
    except ProblemError:
        return None
