"""A sheet as it was read: columns of plain values with their place, and what is odd about single cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zis_calc.problems import Place, column_letters

Cell = Any  # None or "", float, int, str, bool, datetime.date, datetime.datetime


@dataclass
class Oddities:
    """What a value alone does not tell: errors, formulas without a value, percent cells, hidden rows.

    Rows and columns count from 1 as in the workbook. `merged` are ranges: top, left, bottom, right.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    without_value: set[tuple[int, int]] = field(default_factory=set)
    percent: dict[int, set[int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass
class Grid:
    """One sheet (or text file): `columns[j][i]` is the cell in row `first_row + i`, column `first_column + j`."""

    file: str
    sheet: str
    columns: Sequence[Sequence[Cell]]
    first_row: int = 1
    first_column: int = 1
    oddities: Oddities = field(default_factory=Oddities)
    date1904: bool = False
    text_only: bool = False
    lines: Sequence[int] | None = None

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.columns[0]) if self.columns else 0

    def place(self, row: int, column: int, heading: str = "", value: Cell = "") -> Place:
        """The place of the cell at offsets `row` and `column` (from 0)."""
        return Place(self.file, self.line(row), self.first_column + column, self.sheet, heading, shown(value))

    def line(self, row: int) -> int:
        """The row of the workbook, or the line of the text, at an offset."""
        return self.first_row + row if self.lines is None else self.lines[row]


@dataclass(frozen=True)
class Book:
    """A file that was read: its name as given, the digest of its bytes, its sheets, and the version of its template."""

    file: str
    digest: str
    grids: Sequence[Grid]
    version: str = ""
    skipped: Mapping[str, str] = field(default_factory=dict)


def shown(value: Cell) -> str:
    """A cell's value as text for a message."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)[:80]


def is_blank(value: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return value is None or (isinstance(value, str) and not value.strip())


def cell_name(row: int, column: int) -> str:
    """The name of a cell from its row and column (both from 1): B7."""
    return f"{column_letters(column)}{row}"
