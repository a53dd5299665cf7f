"""Tables of cells -> columns of numbers and codes for the columnar gate; what is not plain is named as doubtful.

Nothing is decided here that the ordinary way would decide otherwise: a doubtful row is read again cell by cell
(`documents`), which has the words for what is wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from zis_calc.intake.assemble import NOBODY, Assembly
from zis_calc.intake.cells import (
    CellReader,
    as_percent,
    attempt,
    read_amount,
    read_choice,
    read_number,
    units_differ,
)
from zis_calc.intake.tables import Codes, Flags, Numbers, Table, texts
from zis_calc.layout.grid import Cell, is_blank
from zis_calc.pack.columnar import FlowColumns
from zis_calc.problems import ProblemError
from zis_calc.units import MAX_NUMBER, MIN_NUMBER

NONE = 0


@dataclass
class Texts:
    """All words of a book, each with its number; 0 is no word."""

    known: dict[str | None, int] = field(default_factory=lambda: {None: NONE})
    words: list[str | None] = field(default_factory=lambda: [None])

    def code(self, text: str) -> int:
        """The number of a word."""
        if not text:
            return NONE
        found = self.known.get(text)
        if found is None:
            found = self.known[text] = len(self.words)
            self.words.append(text)
        return found

    def codes(self, values: Sequence[str]) -> Codes:
        """The numbers of words."""
        local = dict.fromkeys(values)
        number = {value: self.code(value) for value in local}
        return np.fromiter(map(number.__getitem__, values), dtype=np.int64, count=len(values))


class NumberColumn(NamedTuple):
    """A column of numbers, NaN where blank; units written in the cells themselves; rows that are doubtful."""

    values: Numbers
    units: dict[int, str]
    doubtful: Flags


class Where(NamedTuple):
    """For each row of some columns: which table it stands in, and its number there."""

    table: Codes
    row: Codes


@dataclass
class ColumnReader:
    """Reads tables of one book into columns."""

    whole: Assembly
    reader: CellReader
    texts: Texts = field(default_factory=Texts)

    def words(self, table: Table, key: str, unit: bool = False, map_: Callable[[str], str] | None = None) -> Codes:
        """A column of words as codes; the word of the heading where a unit cell is blank or there is no column."""
        source = table.sources.get(key)
        if source is None:
            return np.zeros(table.size, dtype=np.int64)
        cells = table.cells(key, unit)
        fixed = source.unit if unit else source.fixed
        if cells is None:
            return np.full(table.size, self.texts.code(fixed), dtype=np.int64)
        values = texts(cells)
        if map_ is not None:
            changed = {value: map_(value) for value in dict.fromkeys(values)}
            values = [changed[value] for value in values]
        codes = self.texts.codes(values)
        return np.where(codes == NONE, self.texts.code(fixed), codes) if fixed else codes

    def numbers(self, table: Table, key: str, percent: bool = False) -> NumberColumn:
        """A column of numbers; with `percent` a cell shown as percent is read in percent, else it is doubtful."""
        size = table.size
        cells = table.cells(key)
        if cells is None:
            return NumberColumn(np.full(size, np.nan), {}, np.zeros(size, dtype=np.bool_))
        doubtful = self.odd(table, key)
        units: dict[int, str] = {}
        kinds = set(map(type, cells))
        if kinds <= {float}:
            values = np.array(cells, dtype=np.float64)
        else:
            values = np.fromiter(
                (cell if cell.__class__ is float else np.nan for cell in cells), dtype=np.float64, count=size
            )
            for row, cell in enumerate(cells):
                if cell.__class__ is not float and not is_blank(cell):
                    self._read(cell, row, values, units, doubtful)
        with np.errstate(invalid="ignore"):
            size_of = np.abs(values)
            doubtful = doubtful | (size_of > MAX_NUMBER) | ((size_of < MIN_NUMBER) & (values != 0))
        values = np.where(doubtful, np.nan, values + 0.0)
        return self._percent(table, key, values, units, doubtful, percent)

    def _read(self, cell: Cell, row: int, values: Numbers, units: dict[int, str], doubtful: Flags) -> None:
        """A cell that is no plain number: a number as text, or an amount with its unit."""
        try:
            values[row] = read_number(cell, self.reader.decimal)
        except ProblemError:
            try:
                amount = read_amount(self.reader.units, str(cell), self.reader.decimal)
                values[row], units[row] = amount.value, amount.unit.text
                doubtful[row] |= isinstance(cell, bool) or not amount.unit.text
            except ProblemError:
                doubtful[row] = True

    def _percent(
        self, table: Table, key: str, values: Numbers, units: dict[int, str], doubtful: Flags, percent: bool
    ) -> NumberColumn:
        source = table.sources[key]
        column = table.grid.first_column + (source.column or 0)
        rows = table.grid.oddities.percent.get(column)
        if rows:
            lines = (table.rows + table.grid.first_row).tolist()
            shown = np.fromiter((line in rows for line in lines), dtype=np.bool_, count=len(lines))
            if not percent:
                return NumberColumn(values, units, doubtful | shown)
            known: dict[float, float] = {}
            for row in np.flatnonzero(shown & ~np.isnan(values)).tolist():
                value = float(values[row])
                if value not in known:
                    known[value] = as_percent(value)
                values[row] = known[value]
                units[row] = "%"
        return NumberColumn(values, units, doubtful)

    def odd(self, table: Table, key: str) -> Flags:
        """The rows of a field in which a cell is odd: an error, a formula without a value, part of a merged range."""
        flags = np.zeros(table.size, dtype=np.bool_)
        odd, source = table.grid.oddities, table.sources.get(key)
        if source is None or not (odd.errors or odd.without_value or odd.merged):
            return flags
        lines = table.rows + table.grid.first_row
        for column in (source.column, source.unit_column):
            if column is None:
                continue
            number = table.grid.first_column + column
            marked = [row for row, where in (*odd.errors, *odd.without_value) if where == number]
            flags |= np.isin(lines, np.asarray(marked, dtype=np.int64))
            flags |= np.isin(lines, np.asarray(sorted(odd.merged_rows(number)), dtype=np.int64))
        return flags

    def amount(self, table: Table, key: str, percent: bool = False, bare: bool = False) -> tuple[Numbers, Codes, Flags]:
        """Numbers, codes of their units, and doubtful rows; a number without a unit is doubtful unless `bare`."""
        column = self.numbers(table, key, percent)
        unit = self.words(table, key, True).copy()
        doubtful = column.doubtful | self._other_than_heading(table, key, unit)
        for row, text in column.units.items():
            code = self.texts.code(text)
            doubtful[row] |= unit[row] not in (NONE, code)
            unit[row] = code
        given = ~np.isnan(column.values)
        if not bare:
            doubtful |= given & (unit == NONE)
        return column.values, np.where(given, unit, NONE), doubtful

    def _other_than_heading(self, table: Table, key: str, unit: Codes) -> Flags:
        """The rows whose cell says another unit than the heading."""
        source = table.sources.get(key)
        if source is None or source.unit_column is None or not source.unit:
            return np.zeros(table.size, dtype=np.bool_)
        known = [code for code in np.unique(unit).tolist() if code != NONE]
        odd = [one for one in known if units_differ(self.reader.units, source.unit, self.texts.words[one] or "")]
        return np.isin(unit, np.asarray(odd, dtype=np.int64))

    def rows(
        self, sheet: str, position: Codes, amounts: Sequence[str], words: Sequence[str], others: Sequence[str]
    ) -> tuple[FlowColumns, Where, Flags]:
        """The rows of a linked sheet whose measure has a `position`, sorted by measure in the order of the sheets.

        `others` are fields that must be empty (or are words without meaning for numbers: `name`, `note`).
        """
        parts: list[dict[str, Any]] = []
        for number, table in enumerate(self.whole.tables):
            case = self.whole.rows_of[number]
            if table.sheet.key != sheet or not table.size:
                continue
            part: dict[str, Any] = {"doubtful": np.zeros(table.size, dtype=np.bool_)}
            for key in amounts:
                part[f"n.{key}"], part[f"w.{key}.unit"], doubtful = self.amount(table, key)
                part["doubtful"] |= doubtful
            for key in words:
                choices = next((one.choices for one in table.sheet.fields if one.key == key), ())
                part[f"w.{key}"] = codes = self.words(table, key, map_=self._mapping(key, choices))
                part["doubtful"] |= self.odd(table, key)
                if choices:
                    allowed = np.asarray([NONE, *(self.texts.code(one) for one in choices)], dtype=np.int64)
                    part["doubtful"] |= ~np.isin(codes, allowed)
            for key in others:
                part["doubtful"] |= self.words(table, key) != NONE
            bound = next(index for index, one in enumerate(self.whole.bounds) if one is table.bound)
            part["case"] = np.where(case == NOBODY, NOBODY, position[case])
            part["order"] = (
                np.full(table.size, bound * 10_000_000_000, dtype=np.int64) + table.rows * 3000 + table.group
            )
            part["table"] = np.full(table.size, number, dtype=np.int64)
            part["row"] = np.arange(table.size, dtype=np.int64)
            parts.append(part)
        names = ["doubtful", "case", "order", "table", "row", *(f"n.{key}" for key in amounts)]
        names += [*(f"w.{key}.unit" for key in amounts), *(f"w.{key}" for key in words)]
        kinds = {"doubtful": np.bool_, **{f"n.{key}": np.float64 for key in amounts}}
        empty: dict[str, Any] = {name: np.zeros(0, dtype=kinds.get(name, np.int64)) for name in names}
        whole = {name: np.concatenate([part[name] for part in (parts or [empty])]) for name in names}
        keep = np.flatnonzero(whole["case"] >= 0)
        keep = keep[np.lexsort((whole["order"][keep], whole["case"][keep]))]
        whole = {name: column[keep] for name, column in whole.items()}
        columns = FlowColumns(
            whole["case"],
            {key: whole[f"n.{key}"] for key in amounts},
            {**{f"{key}.unit": whole[f"w.{key}.unit"] for key in amounts}, **{key: whole[f"w.{key}"] for key in words}},
        )
        return columns, Where(whole["table"], whole["row"]), whole["doubtful"]

    def _mapping(self, key: str, choices: tuple[str, ...]) -> Callable[[str], str] | None:
        """How the words of a field become its keys: items by their names, choices by theirs."""
        if key == "item":
            return self._item
        if not choices:
            return None
        return lambda text: (attempt(partial(read_choice, text, choices)) or text) if text else ""

    def _item(self, text: str) -> str:
        return self.reader.find_item(text) or text if text else ""
