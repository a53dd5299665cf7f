"""One pass over the XML of a sheet before it is parsed: how far its cells reach, and which cells are odd.

The reader of values does not tell errors, formulas without a value, percent formats or hidden rows, and it gives up the
whole process on a far cell; so the text is looked through here, in pieces, and the size of the box is known beforehand.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree

import numpy as np

from zis_calc.files.limits import Limits
from zis_calc.files.workbook_archive import Archive, read_chunks, read_part
from zis_calc.layout.grid import Oddities
from zis_calc.problems import Place, ProblemError, column_letters, problem

Numbers = np.ndarray[Any, np.dtype[np.int64]]

_PIECE = 8 << 20
_BUILT_IN_PERCENT = frozenset((9, 10))
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class SheetPart(NamedTuple):
    """A sheet of the workbook: its name, its part of the archive, whether it is hidden."""

    name: str
    part: str
    hidden: bool


class Parts(NamedTuple):
    """What the workbook says of itself: sheets, date system, styles that are percent, version of the template."""

    sheets: list[SheetPart]
    date1904: bool
    percent_styles: frozenset[int]
    version: str


class Scan(NamedTuple):
    """What a pass over a sheet found; rows and columns count from 1."""

    cells: int
    last_row: int
    last_column: int
    oddities: Oddities


def read_parts(archive: Archive, name: str) -> Parts:
    """The sheets and styles of an examined archive; ProblemError X007 where they cannot be read."""
    place = Place(name)
    try:
        book = ElementTree.fromstring(read_part(archive, "xl/workbook.xml", place))
        links = read_part(archive, "xl/_rels/workbook.xml.rels", place)
        targets = {one.get("Id"): one for one in ElementTree.fromstring(links)} if links else {}
        styles = read_part(archive, "xl/styles.xml", place)
        percent = _percent_styles(ElementTree.fromstring(styles)) if styles else frozenset()
    except ElementTree.ParseError as reason:
        raise ProblemError(problem("X007", place, reason=reason)) from None
    sheets = []
    version = ""
    date1904 = False
    for element in book.iter():
        tag = element.tag.rsplit("}", 1)[-1]
        if tag == "workbookPr":
            date1904 = element.get("date1904") in ("1", "true")
        elif tag == "definedName" and element.get("name") == "zis_calc_version":
            version = (element.text or "").strip('"= ')
        elif tag == "sheet":
            id = next((value for key, value in element.attrib.items() if key.rsplit("}", 1)[-1] == "id"), "")
            target = targets.get(id)
            external = target is None or target.get("TargetMode") == "External"
            path = "" if target is None else str(target.get("Target", ""))
            part = path.lstrip("/") if path.startswith("/") else posixpath.normpath(f"xl/{path}")
            if not external and part in archive.parts and "worksheet" in part:
                sheets.append(
                    SheetPart(str(element.get("name", "")), part, element.get("state", "visible") != "visible")
                )
    return Parts(sheets, date1904, percent, version)


def _percent_styles(styles: Any) -> frozenset[int]:
    formats = set(_BUILT_IN_PERCENT)
    found: set[int] = set()
    for element in styles.iter():
        tag = element.tag.rsplit("}", 1)[-1]
        if tag == "numFmt" and "%" in _QUOTED.sub("", str(element.get("formatCode", ""))):
            formats.add(_number(element.get("numFmtId")))
        elif tag == "cellXfs":
            found = {index for index, style in enumerate(element) if _number(style.get("numFmtId")) in formats}
    return frozenset(found)


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdigit() else -1


def scan_sheet(archive: Archive, sheet: SheetPart, parts: Parts, name: str, limits: Limits, shared: "Shared") -> Scan:
    """One pass over a sheet; ProblemError X005 or X008 where reading its values would take too much."""
    place = Place(name, sheet=sheet.name)
    odd = Oddities()
    cells = last_row = last_column = with_text = 0
    for piece in _pieces(archive, sheet.part, place):
        count, row, column = _box(piece, parts.percent_styles, odd)
        cells += count
        last_row, last_column = max(row, last_row), max(column, last_column)
        with_text += piece.count(b't="s"')
        _look_for_oddities(piece, odd)
    allowed = limits.text_bytes + 30 * len(archive.content)
    if with_text * shared.longest > allowed:
        text = _text_bytes(archive, sheet.part, place, shared)
        if text > allowed:
            what = "@bytes of text on one sheet"
            raise ProblemError(problem("X005", place, what=what, value=text, limit=allowed, setting="text_bytes"))
    box = last_row * last_column
    if box > limits.cells or box > 2_000_000 + 5 * cells:
        far = f"{column_letters(last_column)}{last_row}"
        raise ProblemError(problem("X008", place, cell=far, box=box, cells=cells, limit=limits.cells))
    return Scan(cells, last_row, last_column, odd)


def _text_bytes(archive: Archive, part: str, place: Place, shared: "Shared") -> int:
    """What the shared texts of a sheet come to, each cell with its own."""
    used = np.zeros(shared.lengths.size, dtype=np.int64)
    for piece in _pieces(archive, part, place):
        found = np.asarray(re.findall(rb't="s"[^>]*>\s*<(?:\w+:)?v>\s*(\d{1,9})', piece), dtype=np.int64)
        used += np.bincount(found[found < used.size], minlength=used.size)
    return int((used * shared.lengths).sum())


class Shared(NamedTuple):
    """The lengths of the shared texts in bytes of XML, and the longest."""

    lengths: Numbers
    longest: int


def scan_shared(archive: Archive, name: str) -> Shared:
    """How long the shared texts are; cells refer to them by number."""
    content = read_part(archive, "xl/sharedStrings.xml", Place(name))
    ends = [match.end() for match in re.finditer(rb"</(?:\w+:)?si>", content)]
    edges = np.asarray([0, *ends], dtype=np.int64)
    lengths: Numbers = edges[1:] - edges[:-1]
    return Shared(lengths, int(lengths.max()) if lengths.size else 0)


def _pieces(archive: Archive, part: str, place: Place) -> Iterator[bytes]:
    """The XML in pieces of about 8 MB, cut after a row."""
    kept: list[bytes] = []
    size = 0
    for chunk in read_chunks(archive.zip, part, place):
        kept.append(chunk)
        size += len(chunk)
        if size < _PIECE:
            continue
        whole = b"".join(kept)
        end = max(whole.rfind(b"</row>"), whole.rfind(b":row>"))
        if end < 0:
            continue
        yield whole[: end + 6]
        kept, size = [whole[end + 6 :]], len(whole) - end - 6
    if size:
        yield b"".join(kept)


_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*)>")
_STYLE = re.compile(rb"\bs=\"(\d{1,6})\"")
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]{1,3})(\d{1,9})\s*[\"']")


def _box(piece: bytes, percent_styles: frozenset[int], odd: Oddities) -> tuple[int, int, int]:
    """How many cells a piece has, their last row and their last column; percent cells are noted on the way."""
    at = _positions(piece)
    written = piece.count(b"<c ") + piece.count(b"<c>") + piece.count(b"<c/") + piece.count(b":c ")
    row = column = 0
    if at.size:
        rows, columns, after = _decode(piece, at)
        row, column = int(rows.max()), int(columns.max())
        if percent_styles:
            _note_percent(odd, rows, columns, _styles(piece, after), percent_styles)
    if written == at.size:
        return at.size, row, column
    counted = 0
    for match in _CELL.finditer(piece):
        counted += 1
        found = _REFERENCE.search(match.group(1))
        if found is not None:
            row, column = max(row, int(found.group(2))), max(column, _column(found.group(1)))
            style = _STYLE.search(match.group(1))
            if style is not None and int(style.group(1)) in percent_styles:
                odd.percent.setdefault(_column(found.group(1)), set()).add(int(found.group(2)))
    unnamed = [part.count(b"<c") + part.count(b":c") for part in re.split(rb"<(?:\w+:)?row[\s>]", piece)[1:]]
    return counted, max(row, len(unnamed)), max(column, max(unnamed, default=0))


def _note_percent(
    odd: Oddities, rows: Numbers, columns: Numbers, styles: Numbers, percent_styles: frozenset[int]
) -> None:
    is_percent = np.isin(styles, np.asarray(sorted(percent_styles), dtype=np.int64))
    for column in np.unique(columns[is_percent]).tolist():
        odd.percent.setdefault(column, set()).update(rows[is_percent & (columns == column)].tolist())


def _positions(piece: bytes) -> Numbers:
    """Where the references of `<c r="…` begin."""
    text = np.frombuffer(piece, dtype=np.uint8)
    if text.size < 8:
        return np.zeros(0, dtype=np.int64)
    at = np.flatnonzero(text[:-7] == 60)  # <
    for offset, letter in enumerate(b'c r="', start=1):
        at = at[text[at + offset] == letter]
    return at + 6


def _decode(piece: bytes, at: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Row and column of the references at `at`, and where each reference ends."""
    text = np.frombuffer(piece + b'"' * 32, dtype=np.uint8)
    column = np.zeros(at.size, dtype=np.int64)
    here = at
    for _ in range(3):
        letter = text[here].astype(np.int64)
        is_letter = letter >= 65
        column = np.where(is_letter, column * 26 + (letter & 31), column)
        here = here + is_letter
    row, here = _whole_number(text, here, 9)
    return row, column, here


def _styles(piece: bytes, after: Numbers) -> Numbers:
    """The style numbers that follow the references directly (` s="3"`), -1 where none does."""
    text = np.frombuffer(piece + b'"' * 32, dtype=np.uint8)
    given = np.ones(after.size, dtype=np.bool_)
    for offset, letter in enumerate(b'" s="'):
        given &= text[np.minimum(after + offset, text.size - 1)] == letter
    style, _ = _whole_number(text, np.minimum(after + 5, text.size - 8), 5)
    return np.where(given, style, -1)


def _whole_number(text: "np.ndarray[Any, np.dtype[np.uint8]]", here: Numbers, digits: int) -> tuple[Numbers, Numbers]:
    """The whole numbers that begin at `here`, of at most so many digits, and where each ends."""
    number = np.zeros(here.size, dtype=np.int64)
    for _ in range(digits):
        digit = text[here].astype(np.int64) - 48
        is_digit = (digit >= 0) & (digit <= 9)
        if not is_digit.any():
            break
        number = np.where(is_digit, number * 10 + digit, number)
        here = here + is_digit
    return number, here


_FORMULA_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>\s*(<(?:\w+:)?f\b.*?)</(?:\w+:)?c>", re.DOTALL)
_HAS_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)>")
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=\"e\"[^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<", re.DOTALL)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*\bhidden=\"(?:1|true)\"[^>]*)>")
_ROW_NUMBER = re.compile(rb"\br=\"(\d+)\"")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")


def _look_for_oddities(piece: bytes, odd: Oddities) -> None:
    if b't="e"' in piece:
        for match in _ERROR_CELL.finditer(piece):
            at = _at(match.group(1))
            if at is not None:
                odd.errors[at] = match.group(2).decode("ascii", "replace")
    if b"<f" in piece or b":f" in piece:
        for match in _FORMULA_CELL.finditer(piece):
            at = _at(match.group(1))
            if at is not None and not _HAS_VALUE.search(match.group(2)) and b't="str"' not in match.group(1):
                odd.without_value.add(at)
    if b'hidden="' in piece:
        for match in _HIDDEN_ROW.finditer(piece):
            number = _ROW_NUMBER.search(match.group(1))
            if number is not None:
                odd.hidden_rows.add(int(number.group(1)))
    if b"mergeCell " in piece:
        for match in _MERGED.finditer(piece):
            first, top, last, bottom = match.groups()
            odd.merged.append((int(top), _column(first), int(bottom), _column(last)))


def _at(attributes: bytes) -> tuple[int, int] | None:
    found = _REFERENCE.search(attributes)
    return (int(found.group(2)), _column(found.group(1))) if found is not None else None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
