"""Mends what can not lose meaning, in the text of a file itself: comments, blank lines and quotes stay.

Spelling of units (F042), form of dates (F040), release codes (F045), composed letters (F039), order of keys (F041).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from zis_calc.checks.rules.f040_date_form import DATE_KEYS as DATE_KEYS
from zis_calc.checks.rules.f040_date_form import plain_date
from zis_calc.checks.rules.f041_key_order import usual_order
from zis_calc.checks.rules.f042_unit_spelling import usual_unit
from zis_calc.model.checks import Checks
from zis_calc.model.document import DataPath, Document, lines_of, lines_with_ends
from zis_calc.units import UnitTable

# Whether a code may be mended on a line (from 1): it was asked for, and no comment of the file silences it there.
May = Callable[[str, int], bool]


def composed(text: str, may: May) -> str:
    """F039: every letter with its accent as one character."""
    lines = enumerate(lines_with_ends(text), 1)
    return "".join(unicodedata.normalize("NFC", line) if may("F039", number) else line for number, line in lines)


def respelled(
    text: str, document: Document, kind: str, checks: Checks, units: UnitTable, may: May
) -> tuple[str, set[str]]:
    """F040, F042 and F045: single values replaced where they stand; the text and the codes that were mended."""
    mended: set[str] = set()
    lines = lines_with_ends(text)
    edits: list[tuple[int, int, str, str]] = []
    for path, value in _scalars(document.data, ()):
        if not isinstance(value, str):
            continue
        code, wanted = _wanted(path, value, kind, checks, units)
        place = document.place(path)
        if wanted is None or wanted == value or place.line is None or place.column is None:
            continue
        if may(code, place.line):
            edits.append((place.line - 1, place.column - 1, value, wanted))
            mended.add(code)
    for line, column, value, wanted in sorted(edits, reverse=True):
        rest = lines[line][column:]
        for written in (value, f'"{value}"', f"'{value}'"):
            if rest.startswith(written):
                quoted = wanted if written == value or code_is_plain(wanted) else written.replace(value, wanted)
                lines[line] = lines[line][:column] + quoted + rest[len(written) :]
                break
    return "".join(lines), mended


def code_is_plain(text: str) -> bool:
    """Whether a value keeps its meaning without quotes: a date or a release code."""
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}|NA|ND|unknown", text) is not None


def _wanted(path: DataPath, value: str, kind: str, checks: Checks, units: UnitTable) -> tuple[str, str | None]:
    key = path[-1] if path else ""
    if key in DATE_KEYS:
        return "F040", plain_date(value)
    if kind == "factor" and ("vectors" in path or "residue_detail" in path):
        return "F045", checks.code_spellings.get(value.strip().lower())
    if kind in ("factor", "item") and path == ("unit",):
        return "F042", usual_unit(value, checks.unit_spellings, units)
    if kind == "kinds" and len(path) > 2 and path[-2] == "units":
        return "F042", usual_unit(value, checks.unit_spellings, units)
    return "", None


def _scalars(value: Any, path: DataPath) -> list[tuple[DataPath, Any]]:
    if isinstance(value, dict):
        return [found for key, one in value.items() for found in _scalars(one, (*path, key))]
    if isinstance(value, list):
        return [found for index, one in enumerate(value) for found in _scalars(one, (*path, index))]
    return [(path, value)]


def ordered(text: str, document: Document, kind: str, may: May) -> str:
    """F041: the top-level keys in the usual order, each with the comments above it; the head of the file stays."""
    order = usual_order(kind)
    keys = [key for key in document.data if isinstance(key, str)]
    if any(key not in order for key in keys):
        return text
    sorted_keys = sorted(keys, key=order.index)
    first = next((key for key, wanted in zip(keys, sorted_keys, strict=True) if key != wanted), None)
    if first is None or not may("F041", document.key_place((first,)).line or 1):
        return text
    lines = lines_with_ends(text)
    # A last line without an end gets one while lines are moved, as the others have it.
    end = "" if lines_of(lines[-1])[0] != lines[-1] else lines[0][len(lines_of(lines[0])[0]) :]
    lines[-1] += end
    at = [(document.key_place((key,)).line or 1) - 1 for key in keys]
    starts = [_first_line(lines, line, index == 0) for index, line in enumerate(at)]
    head = lines[: starts[0]]
    ends = [*starts[1:], len(lines)]
    blocks: Mapping[str, list[str]] = {
        key: lines[start:end] for key, start, end in zip(keys, starts, ends, strict=True)
    }
    result = [*head, *(line for key in sorted_keys for line in blocks[key])]
    return "".join(result).removesuffix(end)


def _first_line(lines: list[str], start: int, first: bool) -> int:
    """The line where the block of a key begins: with the comments directly above it; those of the first key stay.

    A comment that silences a finding belongs to the next key, also where blank lines stand between.
    """
    above = start
    while not first and above > 0 and (not lines[above - 1].strip() or lines[above - 1].startswith("#")):
        above -= 1
        if lines[above].startswith("#") and (start == above + 1 or "zis-calc:" in lines[above]):
            start = above
    return start


def same_meaning(before: Any, after: Any, allowed: Callable[[DataPath], bool], path: DataPath = ()) -> bool:
    """Whether two documents hold the same keys and values, but for the values at paths that may change."""
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(
            same_meaning(before[key], after[key], allowed, (*path, key)) for key in before
        )
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(
            same_meaning(one, other, allowed, (*path, index))
            for index, (one, other) in enumerate(zip(before, after, strict=True))
        )
    if isinstance(before, str) and isinstance(after, str):
        before, after = unicodedata.normalize("NFC", before), unicodedata.normalize("NFC", after)
    return bool(before == after) or allowed(path)
