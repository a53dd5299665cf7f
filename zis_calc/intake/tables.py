"""The rows of bound sheets as tables by block: which rows hold something, and the cells of each field."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from zis_calc.intake.bind import WIDE, Bound, Source
from zis_calc.layout.grid import Cell, Grid, is_blank
from zis_calc.layout.sheets import SheetLayout, sheets
from zis_calc.problems import Place

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Codes = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass
class Table:
    """The rows of one block on one sheet; `rows` are offsets into the grid. Wide sheets give several tables."""

    sheet: SheetLayout
    bound: Bound
    sources: dict[str, Source]
    rows: Codes
    group: int = 0
    _texts: dict[tuple[str, bool], list[str]] = field(default_factory=dict, repr=False)

    @property
    def grid(self) -> Grid:
        """The sheet."""
        return self.bound.grid

    @property
    def size(self) -> int:
        """How many rows."""
        return int(self.rows.size)

    def cells(self, key: str, unit: bool = False) -> Sequence[Cell] | None:
        """The cells of a field (or of its unit) of every row, None where there is no such column."""
        source = self.sources.get(key)
        column = None if source is None else source.unit_column if unit else source.column
        if column is None:
            return None
        values = self.grid.columns[column]
        first, last = int(self.rows[0]) if self.size else 0, int(self.rows[-1]) if self.size else -1
        if last - first + 1 == self.size:
            return values[first : last + 1]
        return [values[row] for row in self.rows.tolist()]

    def cell(self, number: int, key: str, unit: bool = False) -> Cell:
        """One cell; what is fixed by the heading where there is no column."""
        source = self.sources.get(key)
        if source is None:
            return None
        column = source.unit_column if unit else source.column
        if column is None:
            return (source.unit if unit else source.fixed) or None
        value = self.grid.columns[column][int(self.rows[number])]
        return source.unit or None if unit and is_blank(value) else value

    def column_of(self, key: str, unit: bool = False) -> int | None:
        """The column of a field (of its unit, where it has one); of what headings fix, the first of those columns."""
        source = self.sources.get(key)
        if source is None:
            return None
        if source.column is None and source.fixed:
            return min((one.column for one in self.sources.values() if one.column is not None), default=None)
        return source.unit_column if unit and source.unit_column is not None else source.column

    def place(self, number: int, key: str, unit: bool = False) -> Place:
        """The place of a cell; of the row where the field has no column."""
        column = self.column_of(key, unit)
        row = int(self.rows[number])
        if column is None:
            return Place(self.grid.file, self.grid.line(row), None, self.grid.sheet)
        value = self.grid.columns[column][row]
        return self.grid.place(row, column, self.bound.title(column), value)


def tables_of(bound: Bound) -> list[Table]:
    """The tables of a sheet: one, or for a wide sheet one for each block and each group of flows."""
    start = bound.first_row
    rows = _rows_with_something(bound, start)
    found = []
    for (key, group), sources in bound.sources.items():
        sheet = sheets()[key]
        found.append(Table(sheet, bound, sources, rows, group))
    if bound.kind == WIDE:
        found = [found_table if found_table.sheet.key == "measures" else _filled(found_table) for found_table in found]
    return sorted(found, key=lambda table: (list(sheets()).index(table.sheet.key), table.group))


def _rows_with_something(bound: Bound, start: int) -> Codes:
    """The offsets of the rows in which a bound column holds something."""
    size = bound.grid.size
    taken = np.zeros(max(size - start, 0), dtype=np.bool_)
    columns = [one for sources in bound.sources.values() for source in sources.values()
               for one in (source.column, source.unit_column)]  # fmt: skip
    odd = bound.grid.oddities
    for row, _ in (*odd.errors, *odd.without_value):
        offset = row - bound.grid.first_row - start
        if 0 <= offset < taken.size:
            taken[offset] = True
    for column in columns:
        if column is None or taken.all():
            continue
        values = bound.grid.columns[column][start:]
        taken |= ~blanks(values)
    return np.flatnonzero(taken).astype(np.int64) + start


def blanks(values: Sequence[Cell]) -> Flags:
    """Which cells are empty."""
    kinds = set(map(type, values))
    if kinds <= {float, bool, int}:
        return np.zeros(len(values), dtype=np.bool_)
    if None not in values and "" not in values and str not in kinds:
        return np.zeros(len(values), dtype=np.bool_)
    return np.fromiter((is_blank(value) for value in values), dtype=np.bool_, count=len(values))


def _filled(table: Table) -> Table:
    """The table of a wide sheet with only the rows where this block holds something beyond its fixed item."""
    keep = np.zeros(table.size, dtype=np.bool_)
    odd = table.grid.oddities
    for key, source in table.sources.items():
        if source.column is None or (table.sheet.key == "flows" and key == "note"):
            continue
        values = table.cells(key)
        if values is not None:
            keep |= ~blanks(values)
        if odd.errors or odd.without_value:
            column = table.grid.first_column + source.column
            marked = [row for row, where in (*odd.errors, *odd.without_value) if where == column]
            keep |= np.isin(table.rows + table.grid.first_row, np.asarray(marked, dtype=np.int64))
    return Table(table.sheet, table.bound, table.sources, table.rows[keep], table.group)


def text_of(value: Cell) -> str:
    """A cell as text: whole numbers without a point, dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return str(value)


def texts(values: Sequence[Cell]) -> list[str]:
    """Cells as texts."""
    if set(map(type, values)) == {str}:
        return [value.strip() for value in values]
    return [text_of(value) for value in values]
