"""One pass over the XML of a sheet before it is parsed: how far its cells reach, and which cells are odd.

The reader of values does not tell errors, formulas without a value, percent formats or hidden rows, and it gives up the
whole process on a far cell; so the text is looked through here, in pieces, and the size of the box is known beforehand.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from zis_calc.files.limits import Limits
from zis_calc.files.workbook_archive import Archive, read_chunks, read_part
from zis_calc.files.workbook_parts import Parts, SheetPart
from zis_calc.layout.grid import Oddities
from zis_calc.problems import Place, ProblemError, column_letters, problem

Numbers = np.ndarray[Any, np.dtype[np.int64]]

_PIECE = 8 << 20
_MOST_MERGED = 300_000


class Scan(NamedTuple):
    """What a pass over a sheet found; rows and columns count from 1. `has_signs`: some text begins with `#`."""

    cells: int
    last_row: int
    last_column: int
    oddities: Oddities
    has_signs: bool


def scan_sheet(archive: Archive, sheet: SheetPart, parts: Parts, name: str, limits: Limits, shared: "Shared") -> Scan:
    """One pass over a sheet; ProblemError X005 or X008 where reading its values would take too much."""
    place = Place(name, sheet=sheet.name)
    odd = Oddities()
    cells = last_row = last_column = with_text = 0
    has_signs = shared.has_signs
    for written in _pieces(archive, sheet.part, place):
        piece = _regular(written)
        count, row, column = _box(piece, parts.percent_styles, odd)
        cells += count
        last_row, last_column = max(row, last_row), max(column, last_column)
        with_text += piece.count(b't="s"')
        has_signs = has_signs or b">#" in piece
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
    merged = sum(max(min(bottom, last_row) - top + 1, 0) for top, _, bottom, _ in odd.merged)
    if merged > _MOST_MERGED:
        what = "@rows of merged cells on one sheet"
        raise ProblemError(problem("X005", place, what=what, value=merged, limit=_MOST_MERGED, setting="cells"))
    return Scan(cells, last_row, last_column, odd, has_signs)


_ODD_EQUALS = re.compile(rb"\s{0,99}=\s{0,99}'([^'<>\"]{0,300})'|\s{1,99}=\s{0,99}(?=\")|=\s{1,99}(?=\")")


def _regular(piece: bytes) -> bytes:
    """The XML with its attributes as spreadsheet programs write them (`name="value"`), for what is looked for here."""
    text = np.frombuffer(piece, dtype=np.uint8)
    at = np.flatnonzero(text[1:-1] == 61) + 1  # =
    if not ((text[at - 1] <= 32) | (text[at + 1] <= 32) | (text[at + 1] == 39)).any():
        return piece
    return _ODD_EQUALS.sub(lambda match: b'="' + match[1] + b'"' if match[1] is not None else b"=", piece)


_TEXT_CELL = re.compile(rb't="s"[^<>]{0,300}>\s{0,99}<(?:\w{1,20}:)?v[^<>]{0,99}>\s{0,99}(\d{1,9})')
_TEXT_END = re.compile(rb"</(?:\w{1,20}:)?si\s{0,9}>|<(?:\w{1,20}:)?si\s{0,9}/>")


def _text_bytes(archive: Archive, part: str, place: Place, shared: "Shared") -> int:
    """What the shared texts of a sheet come to, each cell with its own."""
    used = np.zeros(shared.lengths.size, dtype=np.int64)
    others = 0  # cells whose text could not be told: each may be the longest
    for written in _pieces(archive, part, place):
        piece = _regular(written)
        found = np.asarray(_TEXT_CELL.findall(piece), dtype=np.int64)
        known = found[found < used.size]
        used += np.bincount(known, minlength=used.size)
        others += piece.count(b't="s"') - known.size
    return int((used * shared.lengths).sum()) + others * shared.longest


class Shared(NamedTuple):
    """The lengths of the shared texts in bytes of XML, the longest, and whether some text begins with `#`."""

    lengths: Numbers
    longest: int
    has_signs: bool


def scan_shared(archive: Archive, name: str) -> Shared:
    """How long the shared texts are; cells refer to them by number."""
    content = read_part(archive, "xl/sharedStrings.xml", Place(name))
    ends = [match.end() for match in _TEXT_END.finditer(content)]
    edges = np.asarray([0, *ends], dtype=np.int64)
    lengths: Numbers = edges[1:] - edges[:-1]
    return Shared(lengths, int(lengths.max()) if lengths.size else 0, b">#" in content)


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


# No pattern below crosses the next `<` in a second way, and repetitions are bounded: a part that was made to confuse
# them takes no more time than another.
_CELL = re.compile(rb"<(?:\w{1,20}:)?c(?=[\s/>])([^<>]*)>")
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


_TO_NEXT_CELL = rb"([^<]*(?:<(?!/?(?:\w{1,20}:)?c[\s>/])[^<]*)*)"
_FORMULA_CELL = re.compile(
    rb"<(?:\w{1,20}:)?c\b([^<>]{0,300})(?<!/)>\s{0,99}<(?:\w{1,20}:)?f\b" + _TO_NEXT_CELL, re.DOTALL
)
_HAS_VALUE = re.compile(rb"<(?:\w{1,20}:)?(?:v|is)\b[^<>]{0,99}(?<!/)>")
_ERROR_CELL = re.compile(rb"<(?:\w{1,20}:)?c\b([^<>]{0,300})\bt=\"e\"([^<>]{0,300})(?<!/)>" + _TO_NEXT_CELL, re.DOTALL)
_VALUE = re.compile(rb"<(?:\w{1,20}:)?v[^<>]{0,99}>([^<]{0,99})")
_HIDDEN_ROW = re.compile(rb"<(?:\w{1,20}:)?row\b([^<>]{0,300})\bhidden=\"(?:1|true)\"([^<>]{0,300})>")
_ROW_NUMBER = re.compile(rb"\br=\"(\d{1,9})\"")
_MERGED = re.compile(rb"<(?:\w{1,20}:)?mergeCell\b[^<>]{0,99}\bref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")


def _look_for_oddities(piece: bytes, odd: Oddities) -> None:
    if b't="e"' in piece:
        for match in _ERROR_CELL.finditer(piece):
            at, value = _at(match.group(1) + match.group(2)), _VALUE.search(match.group(3))
            if at is not None:
                odd.errors[at] = value.group(1).decode("ascii", "replace") if value is not None else "#"
    if b"<f" in piece or b":f" in piece:
        for match in _FORMULA_CELL.finditer(piece):
            at = _at(match.group(1))
            if at is not None and not _HAS_VALUE.search(match.group(2)) and b't="str"' not in match.group(1):
                odd.without_value.add(at)
    if b'hidden="' in piece:
        for match in _HIDDEN_ROW.finditer(piece):
            number = _ROW_NUMBER.search(match.group(1) + match.group(2))
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
