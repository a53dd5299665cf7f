"""A CSV text as a sheet: its encoding and separator are found out and said, doubtful cells stay text."""

import csv
import io
import re

from zis_calc.layout.grid import Grid
from zis_calc.problems import Place, Problem, ProblemError, problem

_SEPARATORS = ";,\t|"
_PLAIN = re.compile(r"[+-]?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?(?:[eE][+-]?\d{1,2})?")
_WHOLE = re.compile(r"[+-]?(?:0|[1-9]\d{0,14})")
# With a decimal comma `1.234` is a thousand and more; with it undeclared, only a lone point that cannot group is plain.
_FIELD_LIMIT = 1 << 20


def read_text_table(content: bytes, name: str, decimal: str) -> tuple[Grid, list[Problem]]:
    """The cells of a CSV text, line numbers as rows; ProblemError for text that cannot be a table."""
    notes: list[Problem] = []
    place = Place(name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in content[:4000]:
            raise ProblemError(problem("X001", place, found="@a file that is neither a workbook nor text")) from None
        text = content.decode("cp1252", "replace") if _is_windows(content) else content.decode("latin-1")
        line = content[: error.start].count(b"\n") + 1
        notes.append(problem("X028", Place(name, line), encoding="latin-1", byte=f"0x{content[error.start]:02X}"))
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
    width = max((len(row) for row in rows), default=0)
    heads = next((len(row) for row in rows if sum(bool(cell.strip()) for cell in row) > 1), width)
    for row, line in zip(rows, lines, strict=True):
        if len(row) > heads and any(cell.strip() for cell in row[heads:]):
            notes.append(problem("X029", Place(name, line), found=len(row), expected=heads))
    columns: list[list[object]] = []
    for index in range(width):
        columns.append([_value(row[index], decimal) if index < len(row) else "" for row in rows])
    straight = not lines or lines[-1] - lines[0] == len(lines) - 1
    return Grid(name, "", columns, before + 1, 1, text_only=True, lines=None if straight else lines), notes


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


def _value(text: str, decimal: str) -> object:
    """A number where the text is one beyond doubt, else the text; numbers with groups or commas are read when bound."""
    if _PLAIN.fullmatch(text) and (decimal != "comma" or _WHOLE.fullmatch(text)):
        return float(text)
    return text
