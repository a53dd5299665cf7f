"""Long result sheets: headings, units and totals by XlsxWriter, the rows as text afterwards."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from zis_calc.problems import column_letters
from zis_calc.report.figures import unit_text
from zis_calc.report.workbook.long_rows import DATE, FORMULA, MIXED, NUMBER, TEXT, LongColumn, LongSheet
from zis_calc.report.workbook.measures import ResultColumn
from zis_calc.report.workbook.styles import Formats, print_setup
from zis_calc.report.workbook.template_book import mark_about

KEYS, UNITS, TOTALS, HEADINGS, FIRST = 1, 2, 3, 4, 5  # rows from 0


def write_long_sheet(
    book: Any, formats: Formats, name: str, title: str, columns: Sequence[ResultColumn], size: int, language: str,
    frozen: int = 2,
) -> LongSheet:  # fmt: skip
    """A sheet with its headings, units, totals and the specimen row; its rows are put in when the book is assembled."""
    sheet = book.add_worksheet(name)
    mark_about(sheet, formats)
    sheet.write_string(0, 1, title, formats.title)
    sheet.set_row(KEYS, None, None, {"hidden": True})
    sheet.set_row(HEADINGS, 44)
    letters = {column.key: column_letters(number + 1) for number, column in enumerate(columns)}
    last = FIRST + max(size, 1)
    label = "Total (filas visibles)" if language == "es" else "Total (visible rows)"
    sheet.write_string(TOTALS, 1 if len(columns) > 1 and columns[1].kind == TEXT else 0, label, formats.get(bold=True))
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(KEYS, number, f"zis:result.{column.key}")
        sheet.write_string(UNITS, number, unit_text(column.unit, language), formats.unit)
        sheet.write_string(HEADINGS, number, column.title(language), formats.heading)
        if column.adds:
            values = np.asarray(column.values, dtype=np.float64)
            value = math.fsum(values[np.isfinite(values)].tolist())
            letter = letters[column.key]
            formula = f"=SUBTOTAL(109,{letter}{FIRST + 1}:{letter}{last})"
            sheet.write_formula(TOTALS, number, formula, formats.number(column.style, bold=True, top=1), value)
        _specimen(sheet, formats, number, column)
    sheet.autofilter(HEADINGS, 0, last - 1, len(columns) - 1)
    sheet.freeze_panes(FIRST, frozen)
    print_setup(sheet, True, HEADINGS, sum(column.width for column in columns))
    return LongSheet(name, FIRST + 1, [long_column(column, letters) for column in columns], size)


def _specimen(sheet: Any, formats: Formats, number: int, column: ResultColumn) -> None:
    if column.kind == TEXT or (column.kind == MIXED and column.style == "general"):
        sheet.write_blank(FIRST, number, None, formats.text)
    else:
        sheet.write_blank(FIRST, number, None, formats.number(column.style))


def long_column(column: ResultColumn, letters: Mapping[str, str]) -> LongColumn:
    """A result column as a column of the long sheet, its formula over the letters of its neighbours."""
    if column.kind != FORMULA:
        values = column.values
        return LongColumn(
            column.kind, values if column.kind in (TEXT, DATE, MIXED) else np.asarray(values, dtype=np.float64)
        )
    formula = column.formula
    for key, letter in letters.items():
        formula = formula.replace(f"{{{key}}}", letter)
    return LongColumn(FORMULA, np.asarray(column.values, dtype=np.float64), formula, where=column.where)


def range_of(sheet: LongSheet, columns: Sequence[ResultColumn], key: str, most: int | None = None) -> list[Any]:
    """The cells of a column for a chart: [sheet, first row, column, last row, column]."""
    number = next(index for index, column in enumerate(columns) if column.key == key)
    size = max(sheet.size if most is None else min(sheet.size, most), 1)
    return [sheet.name, FIRST, number, FIRST + size - 1, number]


__all__ = ["FIRST", "HEADINGS", "NUMBER", "TOTALS", "long_column", "range_of", "write_long_sheet"]
