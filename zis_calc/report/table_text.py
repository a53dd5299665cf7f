"""Result columns as CSV text, in pieces; texts that a spreadsheet would run get an apostrophe."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from zis_calc.report.csv_text import safe_text
from zis_calc.report.workbook.long_rows import DATE, MIXED, TEXT
from zis_calc.report.workbook.measures import ResultColumn

_ROWS_AT_ONCE = 5000
_LAST_DAY = 3652059


def column_values(column: ResultColumn) -> list[Any]:
    """The values of a column as plain data: floats or None, texts or None, dates in ISO form."""
    if column.kind == DATE:
        days = np.asarray(column.values)
        known, inverse = np.unique(days, return_inverse=True)
        texts = [_date(int(day)) for day in known]
        return [texts[index] for index in inverse]
    if column.kind in (TEXT, MIXED):
        return [value if value not in ("", None) else None for value in column.values]
    values = np.asarray(column.values, dtype=np.float64)
    return [value + 0.0 if value == value else None for value in values.tolist()]


def _date(day: int) -> str | None:
    import datetime

    return datetime.date.fromordinal(day).isoformat() if 0 < day < _LAST_DAY else None


def columns_csv(columns: Sequence[ResultColumn], size: int) -> Iterator[bytes]:
    """The columns as CSV with their keys as headings."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([safe_text(column.key) for column in columns])
    values = [column_values(column) for column in columns]
    for start in range(0, max(size, 1), _ROWS_AT_ONCE):
        rows = zip(*(one[start : start + _ROWS_AT_ONCE] for one in values), strict=True)
        writer.writerows([_written(value) for value in row] for row in rows)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    return repr(value) if isinstance(value, float) else safe_text(value)
