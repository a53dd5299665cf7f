"""Long sheets as text: rows of cells straight from columns, in the styles of a specimen row that XlsxWriter wrote.

XlsxWriter makes the workbook (styles, charts, tables, lists); the rows of long sheets are put in afterwards, because a
call per cell costs ten times the text of the cell. Numbers are written so that reading them gives the same bits.
"""

import datetime
import re
import zipfile
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np

from zis_calc.problems import column_letters

NUMBER, TEXT, DATE, FORMULA, MIXED = "number", "text", "date", "formula", "mixed"
_ROWS_AT_ONCE = 2000
_MOST_TEXTS = 4_000  # texts of a column that are kept ready; codes and names differ on every row
_FIRST_DAY = 693594  # ordinal of 1899-12-30, day 0 of the 1900 system after February 1900
_LAST_DAY = 3652059
_MAX_TEXT = 32767
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_TO_ESCAPE = re.compile(r"[&<>]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEEDS_WORK = re.compile("[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_WHEN = (1980, 1, 1, 0, 0, 0)


class LongColumn(NamedTuple):
    """One column of a long sheet: its kind, its values (floats with NaN, texts with None, ordinals with 0), a formula.

    `formula` holds `{r}` for the row number; where the value is NaN the cell stays empty. A `mixed` column holds what
    a user's sheet holds (numbers, texts, dates, flags); `other` are the rows (from 0) in the second specimen's style.
    `where` (flags) says in which rows the formula holds; elsewhere the value stands alone. `second` puts
    the whole column in the second specimen's style. The first `skip` values are no rows.
    """

    kind: str
    values: Any
    formula: str = ""
    other: Set[int] = frozenset()
    where: Any = None
    second: bool = False
    skip: int = 0


class LongSheet(NamedTuple):
    """The rows of one sheet: its first row (from 1) is the specimen row that was written with the right formats."""

    name: str
    first_row: int
    columns: Sequence[LongColumn]
    size: int
    two_specimens: bool = False


def xml_text(text: str) -> str:
    """Text inside a cell: what XML and the file format forbid is taken out or escaped; never a formula."""
    if len(text) <= _MAX_TEXT and _NEEDS_WORK.search(text) is None:
        return text
    plain = _LOOKS_ESCAPED.sub("_x005F_", _NOT_XML.sub("", text[:_MAX_TEXT]))
    return _TO_ESCAPE.sub(lambda match: _ESCAPED[match.group()], plain)


def row_texts(sheet: LongSheet, styles: Sequence[str]) -> Iterator[bytes]:
    """The XML of all rows in blocks; `styles` is the style attribute of each column (` s="3"`)."""
    letters = [column_letters(number + 1) for number in range(len(sheet.columns))]
    texts: list[dict[str | None, str]] = [{} for _ in sheet.columns]
    for start in range(0, sheet.size, _ROWS_AT_ONCE):
        end = min(start + _ROWS_AT_ONCE, sheet.size)
        numbers = [str(number) for number in range(sheet.first_row + start, sheet.first_row + end)]
        template = ['<row r="%s">']
        parts: list[Any] = [numbers]
        for column, letter, style, known in zip(sheet.columns, letters, styles, texts, strict=True):
            piece, values = _cells(column, letter, style, start, end, numbers, known)
            if piece:
                template.append(piece)
                parts += values
        line = "".join(template) + "</row>"
        yield "".join([line % row for row in zip(*parts, strict=True)]).encode()


def _cells(
    column: LongColumn, letter: str, style: str, start: int, end: int, numbers: list[str], known: dict[str | None, str]
) -> tuple[str, list[Any]]:
    """The text of a column's cells with places to fill, and what fills them."""
    start, end = start + column.skip, end + column.skip
    if column.kind != MIXED and "|" in style:
        own, _, other = style.partition("|")
        style = other if column.second else own
    if column.kind == MIXED:
        return _mixed_cells(column, letter, style, start, end, numbers)
    if column.kind == TEXT:
        return _text_cells(column.values[start:end], letter, style, numbers, known)
    values = np.asarray(column.values[start:end])
    if column.kind == DATE:
        days = np.where((values > _FIRST_DAY) & (values < _LAST_DAY), values - _FIRST_DAY, -1)
        if (days < 0).all():
            return "", []
        made = [
            f'<c r="{letter}{row}"{style}><v>{day}</v></c>' if day > 0 else ""
            for row, day in zip(numbers, days.tolist(), strict=True)
        ]
        return "%s", [made]
    missing = ~np.isfinite(values)
    where = None if column.where is None else np.asarray(column.where[start:end])
    formula = f"<f>{xml_text(column.formula)}</f>" if column.kind == FORMULA else ""
    formula = formula.replace("%", "%%")
    places = formula.count("{r}")
    if where is not None and not where.all():
        plain = f'<c r="{letter}%s"{style}><v>%r</v></c>'
        full = f'<c r="{letter}%s"{style}>{formula.replace("{r}", "%s")}<v>%r</v></c>'
        made = [
            "" if value - value != 0 else full % ((row,) * (1 + places) + (value,)) if known_ else plain % (row, value)
            for row, value, known_ in zip(numbers, values.tolist(), where.tolist(), strict=True)
        ]
        return "%s", [made]
    if not missing.any():
        piece = f'<c r="{letter}%s"{style}>{formula.replace("{r}", "%s")}<v>%r</v></c>'
        return piece, [numbers] * (1 + places) + [values.tolist()]
    if missing.all():
        return "", []
    piece = f'<c r="{letter}%s"{style}>{formula.replace("{r}", "%s")}<v>%r</v></c>'
    made = [
        piece % ((row,) * (1 + places) + (value,)) if value - value == 0 else ""
        for row, value in zip(numbers, values.tolist(), strict=True)
    ]
    return "%s", [made]


def _text_cells(
    values: Sequence[str | None], letter: str, style: str, numbers: list[str], known: dict[str | None, str]
) -> tuple[str, list[Any]]:
    if len(known) > _MOST_TEXTS:
        known.clear()
    distinct = set(values)
    for value in distinct.difference(known):
        if value:
            space = ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""
            known[value] = f'{style} t="inlineStr"><is><t{space}>{xml_text(value)}</t></is></c>'
        else:
            known[value] = ""
    ends = list(map(known.__getitem__, values))
    if None not in distinct and "" not in distinct:
        return f'<c r="{letter}%s"%s', [numbers, ends]
    made = [f'<c r="{letter}{row}"{end}' if end else "" for row, end in zip(numbers, ends, strict=True)]
    return "%s", [made]


def _mixed_cells(
    column: LongColumn, letter: str, style: str, start: int, end: int, numbers: list[str]
) -> tuple[str, list[Any]]:
    own, _, other = style.partition("|")
    made = []
    for index, (row, value) in enumerate(
        zip(numbers, column.values[start:end], strict=True), start=start - column.skip
    ):
        made.append(_mixed_cell(f'<c r="{letter}{row}"{other if index in column.other else own}', value))
    return ("%s", [made]) if any(made) else ("", [])


def _mixed_cell(begin: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f'{begin} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, float | int):
        return f"{begin}><v>{value!r}</v></c>" if value - value == 0 else ""
    if isinstance(value, datetime.datetime):
        seconds = (value - datetime.datetime(1899, 12, 30)).total_seconds()
        return f"{begin}><v>{seconds / 86400!r}</v></c>"
    if isinstance(value, datetime.date):
        return f"{begin}><v>{value.toordinal() - _FIRST_DAY}</v></c>"
    text = str(value)
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f'{begin} t="inlineStr"><is><t{space}>{xml_text(text)}</t></is></c>'


def assemble(small: Path, out: IO[bytes], sheets: Sequence[LongSheet], level: int = 1) -> None:
    """Copies the workbook `small` to `out` with the rows of the long sheets; the same input gives the same bytes."""
    with zipfile.ZipFile(small) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        parts = _parts_by_name(source)
        long = {parts[sheet.name]: sheet for sheet in sheets}
        for info in source.infolist():
            content = source.read(info.filename)
            entry = zipfile.ZipInfo(info.filename, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            sheet = long.get(info.filename)
            if sheet is None:
                target.writestr(entry, content, compresslevel=6)
                continue
            entry._compresslevel = level  # type: ignore[attr-defined]  # the only way to say it for a streamed entry
            with target.open(entry, "w", force_zip64=True) as file:
                for piece in _with_rows(content, sheet):
                    file.write(piece)


def _parts_by_name(source: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet by its name."""
    from html import unescape

    book = source.read("xl/workbook.xml").decode()
    links = dict(
        re.findall(
            r'<Relationship Id="(\w+)"[^>]*? Target="([^"]+)"', source.read("xl/_rels/workbook.xml.rels").decode()
        )
    )
    found = re.findall(r'<sheet name="([^"]*)"[^>]*? r:id="(\w+)"', book)
    return {unescape(name): f"xl/{links[id]}" for name, id in found}


def _with_rows(content: bytes, sheet: LongSheet) -> Iterator[bytes]:
    """The XML of a sheet with the specimen row replaced by all rows."""
    pattern = re.compile(rb'<row r="' + str(sheet.first_row).encode() + rb'"[^>]*>(.*?)</row>', re.DOTALL)
    match = pattern.search(content)
    assert match is not None, "the specimen row has been written"
    styles = _styles(match.group(1), len(sheet.columns))
    end = match.end()
    following = re.compile(rb'<row r="' + str(sheet.first_row + 1).encode() + rb'"[^>]*>(.*?)</row>', re.DOTALL)
    second = following.match(content, end) if sheet.two_specimens else None
    if second is not None:
        end = second.end()
        others = _styles(second.group(1), len(sheet.columns))
        styles = [f"{one}|{other}" for one, other in zip(styles, others, strict=True)]
    last = f"{column_letters(len(sheet.columns))}{max(sheet.first_row + sheet.size - 1, sheet.first_row)}"
    head = re.sub(rb'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{last}"/>'.encode(), content[: match.start()])
    yield head
    yield from row_texts(sheet, styles)
    yield content[end:]


def _styles(row: bytes, width: int) -> list[str]:
    """The style attribute of each column in the XML of a row."""
    found = dict(re.findall(rb'<c r="([A-Z]+)\d+"( s="\d+")?', row))
    return [found.get(column_letters(number + 1).encode(), b"").decode() for number in range(width)]
