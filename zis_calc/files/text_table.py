"""A CSV text as a sheet: its encoding and separator are found out and said, doubtful cells stay text."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from zis_calc.files.limits import Limits
from zis_calc.layout.grid import Grid, Oddities, error_texts
from zis_calc.problems import Place, Problem, ProblemError, column_letters, problem

_SEPARATORS = ";,\t|"
_PLAIN = re.compile(r"[+-]?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?(?:[eE][+-]?\d{1,2})?")
_WHOLE = re.compile(r"[+-]?(?:0|[1-9]\d{0,14})")
# With a decimal comma `1.234` is a thousand and more; undeclared it may be. Only where the comma separates the cells
# is the point the decimal sign of the program that wrote them.
_MAY_GROUP = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_FIELD_LIMIT = 1 << 20


def read_text_table(content: bytes, name: str, decimal: str, limits: Limits) -> tuple[Grid, list[Problem]]:
    """The cells of a CSV text, line numbers as rows; ProblemError for text that cannot be a table."""
    notes: list[Problem] = []
    text, found = _decoded(content, name)
    notes += found
    separator, start = _separator(text)
    csv.field_size_limit(_FIELD_LIMIT)
    rows: list[list[str]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text[start:], newline=""), delimiter=separator, strict=False)
    before = 1 if start else 0
    try:
        last = before
        for row in reader:
            rows.append(row)
            lines.append(last + 1)
            last = before + reader.line_num
    except csv.Error as reason:
        raise ProblemError(problem("X007", Place(name, before + reader.line_num), reason=reason)) from None
    notes += _left_open(text[start:], separator, name, lines)
    width = max((len(row) for row in rows), default=0)
    cells = sum(map(len, rows))
    if width * len(rows) > min(limits.cells, 2_000_000 + 5 * cells):
        widest = max(range(len(rows)), key=lambda row: len(rows[row]))
        far = f"{column_letters(width)}{lines[widest]}"
        box = width * len(rows)
        raise ProblemError(
            problem("X008", Place(name, lines[widest]), cell=far, box=box, cells=cells, limit=limits.cells)
        )
    usual = Counter(len(row) for row in rows if any(map(str.strip, row)))
    heads = max(usual, key=lambda length: (usual[length], length), default=width)
    for row, line in zip(rows, lines, strict=True):
        if len(row) > heads and any(cell.strip() for cell in row[heads:]):
            notes.append(problem("X029", Place(name, line), found=len(row), expected=heads))
    columns: list[list[object]] = []
    for index in range(width):
        columns.append([_value(row[index], decimal, separator) if index < len(row) else "" for row in rows])
    straight = not lines or lines[-1] - lines[0] == len(lines) - 1
    odd = Oddities(errors=error_texts(columns, before + 1, 1)) if "#" in text else Oddities()
    return Grid(name, "", columns, before + 1, 1, odd, text_only=True, lines=None if straight else lines), notes


def _decoded(content: bytes, name: str) -> tuple[str, list[Problem]]:
    """The text of a file and X028 where it is not UTF-8: UTF-16 by its mark (Excel's «Unicode text»), else latin-1."""
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        note = problem("X028", Place(name, 1), encoding="UTF-16", byte=f"0x{content[0]:02X}")
        return content.decode("utf-16", "replace"), [note]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        if b"\0" in content[:4000]:
            found = "@a file that is neither a workbook nor text"
            raise ProblemError(problem("X001", Place(name), found=found)) from None
        text = content.decode("cp1252", "replace") if _is_windows(content) else content.decode("latin-1")
        line = content[: error.start].count(b"\n") + 1
        return text, [problem("X028", Place(name, line), encoding="latin-1", byte=f"0x{content[error.start]:02X}")]


def _left_open(text: str, separator: str, name: str, lines: Sequence[int]) -> list[Problem]:
    """X059 where a quote is opened and never closed: all that follows it is one cell."""
    if text.count('"') % 2 == 0:
        return []
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error as reason:
        if "unexpected end" in str(reason):
            return [problem("X059", Place(name, lines[-1]))]
    return []


def _is_windows(content: bytes) -> bool:
    """Whether bytes stand in it that latin-1 has only for controls (Windows writes quotes and dashes there)."""
    return any(0x80 <= byte <= 0x9F for byte in set(content))


def _separator(text: str) -> tuple[str, int]:
    """The separator that stands most evenly in the first lines; Excel's own `sep=;` line says it outright."""
    first = text[:20].split("\n", 1)[0].strip()
    if re.fullmatch(r"sep=.", first):
        return first[-1], text.index("\n") + 1 if "\n" in text else len(text)
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    best = (0, ",")
    for separator in _SEPARATORS:
        counts = [len(next(csv.reader([line], delimiter=separator))) - 1 for line in lines]
        even = sum(count == max(counts, default=0) for count in counts)
        if max(counts, default=0) and (even * 100 + max(counts)) > best[0]:
            best = (even * 100 + max(counts), separator)
    return best[1], 0


def _value(text: str, decimal: str, separator: str) -> object:
    """A number where the text is one beyond doubt, else the text; numbers with groups or commas are read when bound."""
    is_plain = _PLAIN.fullmatch(text) and (decimal != "comma" or _WHOLE.fullmatch(text))
    return float(text) if is_plain and (decimal or separator == "," or not _MAY_GROUP.fullmatch(text)) else text
