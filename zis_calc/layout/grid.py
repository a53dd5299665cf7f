"""A sheet as it was read: columns of plain values with their place, and what is odd about single cells."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zis_calc.problems import Place

_ERROR_TEXT = re.compile(
    r"#(?:(?:DIV/0|REF|VALUE|NUM|NULL|SPILL|CALC)!|N/A|N/D|NAME\?|¡(?:DIV/0|REF|VALOR|NUM|NULO|DESBORDAMIENTO|CALC)!|¿NOMBRE\?)",
    re.IGNORECASE,
)

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

    @functools.cached_property
    def _merged_in_row(self) -> dict[int, list[tuple[int, int, int, int]]]:
        found: dict[int, list[tuple[int, int, int, int]]] = {}
        for one in self.merged:
            for row in range(one[0], min(one[2], one[0] + 2_000_000) + 1):
                found.setdefault(row, []).append(one)
        return found

    def covered(self, row: int, column: int) -> tuple[int, int] | None:
        """The first and last row of the merged range that takes a cell in, but for its first cell; or None."""
        for top, left, bottom, right in self._merged_in_row.get(row, ()) if self.merged else ():
            if left <= column <= right and (row, column) != (top, left):
                return top, bottom
        return None

    def merged_rows(self, column: int) -> set[int]:
        """The rows in which merged ranges touch a column."""
        return {
            row
            for row, ranges in (self._merged_in_row.items() if self.merged else ())
            if any(left <= column <= right for _, left, _, right in ranges)
        }


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


def is_error(text: str) -> bool:
    """Whether a text is the error of a formula, as Excel writes it in English or Spanish (a CSV has it as text)."""
    return text.lstrip()[:1] == "#" and _ERROR_TEXT.fullmatch(text.strip()) is not None


def error_texts(columns: Sequence[Sequence[Cell]], first_row: int, first_column: int) -> dict[tuple[int, int], str]:
    """The cells that hold the error of a formula as text, by row and column."""
    return {
        (first_row + row, first_column + number): cell.strip()
        for number, column in enumerate(columns)
        for row, cell in enumerate(column)
        if cell.__class__ is str and is_error(cell)
    }
