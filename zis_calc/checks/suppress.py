"""Suppressions: comments in a file that silence findings and say why.

region: Lima  # zis-calc: ignore F067 -- our list of regions is by department
# zis-calc: ignore F030 -- the page carries no date          (above a key: the whole block below it)
# zis-calc: ignore-file F032 -- the data set has no pages     (anywhere: the whole file)
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zis_calc.checks.rule import matching_codes
from zis_calc.problems import Problem

_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*zis-calc:\s*(.*)$")
_FORM = re.compile(r"(ignore|ignore-file)\s+([A-Za-z0-9, -]+?)\s*(?:(?:--|—)\s*(.*))?$")
_LETTERS = 10  # a reason has at least so many letters


@dataclass(frozen=True)
class Suppression:
    """One comment: where it stands, which codes it silences on which lines (first to last), or why it does not."""

    line: int
    column: int
    codes: frozenset[str]
    first: int
    last: int
    reason: str
    fault: str = ""

    def covers(self, found: Problem) -> bool:
        """Whether it silences a finding of its file."""
        line = (found.place.line if found.place is not None else None) or 1
        return not self.fault and found.code in self.codes and self.first <= line <= self.last


def suppressions_in(text: str) -> list[Suppression]:
    """Every suppression comment of a file, those with a fault too."""
    if "zis-calc:" not in text:
        return []
    lines = text.splitlines()
    found = []
    for number, line in enumerate(lines, 1):
        match = _COMMENT.search(line)
        if match is not None and not _inside_quotes(line, match.start()):
            found.append(_read(lines, number, match))
    return found


def _read(lines: Sequence[str], number: int, match: re.Match[str]) -> Suppression:
    column = match.start() + 1
    form = _FORM.fullmatch(match.group(1).strip())
    if form is None:
        fault = "se escribe «ignore CÓDIGO -- motivo»\x1fit is written `ignore CODE -- reason`"
        return Suppression(number, column, frozenset(), number, number, "", fault)
    scope, listed, reason = form.group(1), form.group(2), (form.group(3) or "").strip()
    codes, unknown = matching_codes(re.split(r"[,\s]+", listed.strip()))
    fault = ""
    if unknown:
        names = ", ".join(unknown)
        fault = f"código desconocido: {names}\x1funknown code: {names}"
    elif sum(letter.isalpha() for letter in reason) < _LETTERS:
        fault = "falta el motivo, después de «--»\x1fits reason is missing, after `--`"
    first, last = _scope(lines, number, match.start(), scope)
    return Suppression(number, column, codes, first, last, reason, fault)


def _scope(lines: Sequence[str], number: int, start: int, scope: str) -> tuple[int, int]:
    """The lines that a comment covers: the file, its own line, or the block of the next key."""
    if scope == "ignore-file":
        return 1, len(lines)
    if lines[number - 1][:start].strip():
        return number, number
    following = number
    while following < len(lines) and (not lines[following].strip() or lines[following].lstrip().startswith("#")):
        following += 1
    if following >= len(lines):
        return number, number
    depth = len(lines[following]) - len(lines[following].lstrip())
    last = following
    while last + 1 < len(lines):
        line = lines[last + 1]
        if line.strip() and len(line) - len(line.lstrip()) <= depth:
            break
        last += 1
    return following + 1, last + 1


def _inside_quotes(line: str, position: int) -> bool:
    """Whether a `#` stands inside a quoted text that begins on its line."""
    quote = ""
    for character in line[:position]:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
    return bool(quote)


def apply_suppressions(
    problems: Iterable[Problem], suppressions: Mapping[str, Sequence[Suppression]]
) -> tuple[list[Problem], list[tuple[Problem, Suppression]], dict[str, list[Suppression]]]:
    """What stays, what is silenced by which comment, and by file the comments that silence nothing."""
    kept: list[Problem] = []
    silenced: list[tuple[Problem, Suppression]] = []
    used: set[tuple[str, int]] = set()
    for found in problems:
        file = found.place.file if found.place is not None else ""
        covering = [one for one in suppressions.get(file, ()) if one.covers(found)]
        if covering:
            silenced.append((found, covering[0]))
            used.update((file, one.line) for one in covering)
        else:
            kept.append(found)
    unused = {
        file: [one for one in all_ if not one.fault and (file, one.line) not in used]
        for file, all_ in suppressions.items()
    }
    return kept, silenced, {file: left for file, left in unused.items() if left}
