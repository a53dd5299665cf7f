"""The input inside the result: every sheet that was read, cell by cell at its own place, with what is wrong marked."""

import datetime
from collections.abc import Mapping, Sequence, Set
from itertools import islice
from typing import Any

from zis_calc.intake.bind import WIDE, Bound
from zis_calc.intake.findings import Finding
from zis_calc.layout.fields import DATE
from zis_calc.layout.grid import Cell, is_blank
from zis_calc.layout.sheets import PREFIX, field_named, sheets
from zis_calc.problems import ERROR, WARNING
from zis_calc.report.workbook.inputs import GROW, Positions, dress
from zis_calc.report.workbook.lists import Lists
from zis_calc.report.workbook.long_rows import MIXED, NUMBER, TEXT, LongColumn, LongSheet
from zis_calc.report.workbook.styles import ALARM, INPUT, LINE, Formats, print_setup

MAX_MARKS = 3000
_WARN = "#FFF2CC"


def write_echo(
    book: Any, formats: Formats, name: str, bound: Bound, found: Sequence[Finding], lists: Lists, language: str
) -> LongSheet:
    """One input sheet again: same cells at the same addresses, so that it can be corrected and sent again."""
    grid = bound.grid
    sheet = book.add_worksheet(name)
    first, left = grid.first_row - 1, grid.first_column - 1
    heading = first + bound.heading_row
    data = bound.heading_row + 1
    dates = _date_columns(bound)
    for row in range(data):
        keys = sum(isinstance(column[row], str) and column[row].startswith(PREFIX) for column in grid.columns) >= 2
        if keys:
            sheet.set_row(first + row, None, None, {"hidden": True})
        for number, column in enumerate(grid.columns):
            _write_above(sheet, first + row, left + number, column[row], formats, row == bound.heading_row)
    units = {source.unit_column for sources in bound.sources.values() for source in sources.values()}
    for number in range(len(grid.columns)):
        own = number in bound.own
        kind = "date" if number in dates else "general"
        colours = {"border": 1, "border_color": LINE, **({} if own else {"bg_color": INPUT})}
        cell_format = formats.number(kind, **colours)
        sheet.set_column(left + number, left + number, 11 if number in units else 18)
        sheet.write_blank(first + data, left + number, None, cell_format)
        sheet.write_blank(first + data + 1, left + number, None, formats.get(num_format="0.00%", **colours))
    _dress(sheet, bound, lists, language, first + data, first + grid.size + GROW)
    _mark(sheet, formats, grid.sheet, found)
    sheet.freeze_panes(heading + 1, left + 1)
    if grid.size > data:
        sheet.autofilter(heading, left, first + grid.size - 1, left + max(len(grid.columns) - 1, 0))
    print_setup(sheet, True, heading, 18 * len(grid.columns))
    columns = [LongColumn(MIXED, [])] * left
    size = max(grid.size - data, 0)
    for number, values in enumerate(grid.columns):
        shown, skip = values, data
        if number in dates and grid.date1904:
            shown = [*values[:data], *(_as_date(value) for value in values[data:])]
        percent = grid.oddities.percent.get(grid.first_column + number, set())
        start = grid.first_row + data
        other = {row - start for row in percent} if percent else frozenset()
        columns.append(_column(_with_errors(bound, number, shown), other, skip))
    columns = [column if len(column.values) else LongColumn(MIXED, [None] * size) for column in columns]
    return LongSheet(name, first + data + 1, columns, size, True)


def _column(values: Sequence[Cell], other: Set[int], skip: int) -> LongColumn:
    """A column by what its cells are below the heading: numbers alone, texts alone, or a mixture."""
    kinds = set(map(type, islice(values, skip, None)))
    if kinds == {float} and (not other or len(other) >= len(values) - skip):
        return LongColumn(NUMBER, values, second=bool(other), skip=skip)
    if kinds <= {str, type(None)} and kinds:
        return LongColumn(TEXT, values, skip=skip)
    return LongColumn(MIXED, values, other=other, skip=skip)


def _write_above(sheet: Any, row: int, column: int, value: Cell, formats: Formats, is_heading: bool) -> None:
    if is_blank(value):
        return
    cell_format = formats.heading if is_heading else formats.text
    if isinstance(value, float | int) and not isinstance(value, bool):
        sheet.write_number(row, column, value, cell_format)
    else:
        sheet.write_string(row, column, str(value), cell_format)


def _date_columns(bound: Bound) -> set[int]:
    found = set()
    for (key, _), sources in bound.sources.items():
        for field_key, source in sources.items():
            field = field_named(key, field_key)
            if field is not None and field.kind == DATE and source.column is not None:
                found.add(source.column)
    for number, column in enumerate(bound.grid.columns):
        if number in bound.own and any(isinstance(value, datetime.date) for value in column):
            found.add(number)
    return found


def _as_date(value: Cell) -> Cell:
    """A serial number of the 1904 system as a date, since the result counts from 1900."""
    if isinstance(value, float) and 0 < value < 2_900_000:
        return datetime.date(1904, 1, 1) + datetime.timedelta(days=int(value))
    return value


_NOTHING = "#N/A"  # where a formula had no value or a merged range took a cell in: blank, it would pass as said nowhere


def _with_errors(bound: Bound, number: int, values: Sequence[Cell]) -> Sequence[Cell]:
    """The values with errors as text, so that nothing looks empty that was wrong and is sent again uncorrected."""
    odd, grid = bound.grid.oddities, bound.grid
    column = grid.first_column + number
    wrong = {row - grid.first_row: text for (row, where), text in odd.errors.items() if where == column}
    wrong |= {row - grid.first_row: _NOTHING for row, where in odd.without_value if where == column}
    for row in odd.merged_rows(column) if number not in bound.own else ():
        at = row - grid.first_row
        if bound.first_row <= at < len(values) and is_blank(values[at]) and odd.covered(row, column) is not None:
            wrong[at] = _NOTHING
    if not wrong:
        return values
    return [wrong.get(index, value) for index, value in enumerate(values)]


def _dress(sheet: Any, bound: Bound, lists: Lists, language: str, first: int, last: int) -> None:
    left = bound.grid.first_column - 1
    for (key, _group), sources in bound.sources.items():
        at: dict[tuple[str, bool], int] = {}
        for field_key, source in sources.items():
            if source.column is not None:
                at[field_key, False] = left + source.column
            if source.unit_column is not None:
                at[field_key, True] = left + source.unit_column
        layout = sheets()[key]
        if bound.kind == WIDE or layout.linked or key == "measures":
            dress(
                sheet,
                layout._replace(linked=False) if bound.kind == WIDE else layout,
                Positions(at, first, last),
                lists,
                language,
            )


def _mark(sheet: Any, formats: Formats, name: str, found: Sequence[Finding]) -> None:
    """Colours the cells of errors and warnings."""
    colours: Mapping[str, str] = {ERROR: ALARM, WARNING: _WARN}
    styles = {
        severity: formats.book.add_format({"bg_color": colour, "bold": severity == ERROR})
        for severity, colour in colours.items()
    }
    marked = 0
    for one in found:
        place = one.problem.place
        style = styles.get(one.problem.severity)
        if place is None or place.sheet != name or place.line is None or style is None or marked >= MAX_MARKS:
            continue
        row, column = place.line - 1, (place.column or 1) - 1
        sheet.conditional_format(row, column, row, column, {"type": "formula", "criteria": "=TRUE", "format": style})
        marked += 1
