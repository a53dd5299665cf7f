"""Suppressions: comments in a file that silence findings and say why.

region: Lima  # zis-calc: ignore F067 -- our list of regions is by department
# zis-calc: ignore F030 -- the page carries no date          (above a key: the whole block below it)
# zis-calc: ignore-file F032 -- the data set has no pages     (anywhere: the whole file)
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zis_calc.checks.rule import matching_codes
from zis_calc.model.document import lines_of
from zis_calc.problems import Problem

_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*zis-calc:\s*(.*)$")
_FORM = re.compile(r"(ignore|ignore-file)\s+([A-Za-z0-9, -]+?)\s*(?:(?:--|—)\s*(.*))?$")
# A quoted text: at the start of a value, up to its end or, where it goes on, to the end of the line.
_QUOTED = re.compile(r"""(?:^|(?<=[\s\[{,:-]))(?:"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^']|'')*(?:'|$))""")
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
    listed: tuple[str, ...] = ()

    def covers(self, found: Problem) -> bool:
        """Whether it silences a finding of its file."""
        return self.silences(found.code, (found.place.line if found.place is not None else None) or 1)

    def silences(self, code: str, line: int) -> bool:
        """Whether it silences a finding of `code` on `line` of its file."""
        return not self.fault and code in self.codes and self.first <= line <= self.last


def suppressions_in(text: str) -> list[Suppression]:
    """Every suppression comment of a file, those with a fault too."""
    if "zis-calc:" not in text:
        return []
    lines = lines_of(text.removeprefix("\ufeff"))
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
    names = tuple(name for name in re.split(r"[,\s]+", listed) if name)
    codes, unknown = matching_codes(names)
    fault = ""
    if unknown:
        said = ", ".join(unknown)
        fault = f"código desconocido: {said}\x1funknown code: {said}"
    elif sum(letter.isalpha() for letter in reason) < _LETTERS:
        fault = "falta el motivo, después de «--»\x1fits reason is missing, after `--`"
    first, last = _scope(lines, number, match.start(), scope)
    return Suppression(number, column, codes, first, last, reason, fault, names)


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
    """Whether a `#` stands inside a quoted text that begins on its line; a quote within a word opens none."""
    return any(match.start() < position < match.end() for match in _QUOTED.finditer(line))


def apply_suppressions(
    problems: Iterable[Problem], suppressions: Mapping[str, Sequence[Suppression]]
) -> tuple[list[Problem], list[tuple[Problem, Suppression]], dict[str, dict[Suppression, list[str]]]]:
    """What stays, what is silenced by which comment, and by file the codes of comments that silence nothing."""
    kept: list[Problem] = []
    silenced: list[tuple[Problem, Suppression]] = []
    used: dict[tuple[str, int], set[str]] = {}
    for found in problems:
        file = found.place.file if found.place is not None else ""
        covering = [one for one in suppressions.get(file, ()) if one.covers(found)]
        if covering:
            silenced.append((found, covering[0]))
            for one in covering:
                used.setdefault((file, one.line), set()).add(found.code)
        else:
            kept.append(found)
    unused: dict[str, dict[Suppression, list[str]]] = {}
    for file, comments in suppressions.items():
        for one in comments:
            served = used.get((file, one.line), set())
            left = [name for name in one.listed if not matching_codes([name])[0] & served]
            if left and not one.fault:
                unused.setdefault(file, {})[one] = left
    return kept, silenced, unused
