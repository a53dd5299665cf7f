"""What can be wrong with an input: a Problem is a value with a code, a place and a remedy, never an exception.

`problem_texts` holds one English text per code (the gettext message ids); `report.words` translates and fills them.
"""

import errno
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from zis_calc.problem_texts import CATALOGUE, ERROR, NOTE, WARNING, Entry

__all__ = ["CATALOGUE", "ERROR", "NOTE", "WARNING", "Entry", "Place", "Problem", "ProblemError"]

_SEVERITY_ORDER = {ERROR: 0, WARNING: 1, NOTE: 2}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: a file, and a line and column where they are known (both from 1).

    In a workbook `line` and `column` are those of the cell on `sheet`; `heading` stands above it, `value` in it.
    """

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str = ""
    heading: str = ""
    value: str = ""

    @property
    def cell(self) -> str:
        """The name of the cell in a workbook (B7), the row alone where the column is not known, else ''."""
        if not self.sheet or self.line is None:
            return ""
        return f"{column_letters(self.column)}{self.line}" if self.column else f"{self.line}:{self.line}"


def column_letters(column: int) -> str:
    """The letters of a workbook's column from its number: 1 is A, 28 is AB."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: `values` fill the text of its code; `place` and `field` say where it is."""

    code: str
    values: tuple[tuple[str, str], ...] = ()
    place: Place | None = None
    field: str = ""
    measure: str = ""

    @property
    def entry(self) -> Entry:
        """The catalogue entry of this code."""
        return CATALOGUE[self.code]

    @property
    def severity(self) -> str:
        """`error`, `warning` or `note`."""
        return self.entry.severity

    def at(self, place: Place | None) -> "Problem":
        """The same problem at `place`."""
        return replace(self, place=place)


class ProblemError(Exception):
    """Carries problems out of a function that cannot go on; caught where rows are gathered, never shown."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type["ProblemError"], tuple[Problem, ...]]:
        return type(self), self.problems  # so that it passes from one process to another


def problem(code: str, place: Place | None = None, field: str = "", measure: str = "", **values: Any) -> Problem:
    """A problem of `code` whose text is filled with `values`."""
    return Problem(code, tuple((key, str(value)) for key, value in values.items()), place, field, measure)


def verbatim(text: object) -> str:
    """What a person wrote, as a value of a problem: marks of the renderer (`@`, `#`, `|`) at its start mean nothing."""
    written = str(text)
    return f"\u2060{written}" if written[:1] in ("@", "#", "|") else written


_REASONS = {
    errno.EACCES: "@permission denied", errno.EPERM: "@permission denied", errno.EROFS: "@the disk is read-only",
    errno.ENOSPC: "@the disk is full", errno.ENOTDIR: "@a file stands where a folder is meant",
    errno.EISDIR: "@a folder stands where a file is meant", errno.EEXIST: "@a file stands where a folder is meant",
    errno.ENAMETOOLONG: "@the name is too long",
}  # fmt: skip


def reason_of(error: OSError) -> str:
    """Why a file could not be read or written, as a value of a problem."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of `problems` is an error."""
    return any(found.severity == ERROR for found in problems)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems by file, line and column, errors first where places are equal, duplicates once."""

    def key(found: Problem) -> tuple[str, str, int, int, int, str, str]:
        place = found.place or Place("")
        severity = _SEVERITY_ORDER[found.severity]
        return (place.file, place.sheet, place.line or 0, place.column or 0, severity, found.code, found.field)

    return sorted(dict.fromkeys(problems), key=key)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The known word nearest to `word` (also by the last part of an id), marked with `|` for the renderer, or ''."""
    import difflib

    options = {option.lower(): option for option in known}
    close = difflib.get_close_matches(word.lower(), options, n=1, cutoff=0.6)
    if close:
        return f"|{options[close[0]]}"
    tails = {option.rsplit(".", 1)[-1]: option for option in options.values()}
    close = difflib.get_close_matches(word.lower(), tails, n=1, cutoff=0.6)
    return f"|{tails[close[0]]}" if close else ""
