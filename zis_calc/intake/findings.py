"""What was found in a book: every error with its cell; warnings that say the same once, with all their cells."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from zis_calc.intake.tables import Codes, Table
from zis_calc.problems import ERROR, NOTE, WARNING, Place, Problem, column_letters

MAX_RANGES = 60
_ORDER = {ERROR: 0, WARNING: 1, NOTE: 2}


class Finding(NamedTuple):
    """A problem, how many cells say it, and those cells as ranges (the first is the place of the problem)."""

    problem: Problem
    times: int
    cells: str


class SheetCount(NamedTuple):
    """What became of the rows of a sheet: read = used + refused + left out with their measure + of another stage."""

    sheet: str
    kind: str
    read: int
    used: int
    refused: int
    with_measure: int
    other_stage: int


class Many(NamedTuple):
    """The same problem at many rows of one field."""

    problem: Problem
    table: Table
    key: str
    rows: Codes


def findings(single: Iterable[Problem], many: Iterable[Many]) -> list[Finding]:
    """All problems in order: errors first in each sheet's order of cells; what says the same at several cells once."""
    groups: dict[tuple[object, ...], tuple[Problem, list[Place]]] = {}
    for one in dict.fromkeys(single):
        place = one.place or Place("")
        same: tuple[object, ...] = (
            one.code,
            one.values,
            place.file,
            place.sheet,
            place.heading if one.severity != ERROR else place,
        )
        if one.severity == ERROR:
            same = (*same, one.field)
        kept = groups.setdefault(same, (one, []))
        kept[1].append(place)
    found = [Finding(*_first(one, places)) for one, places in groups.values()]
    found += _folded(many)
    return sorted(found, key=_key)


def _first(one: Problem, places: list[Place]) -> tuple[Problem, int, str]:
    ordered = sorted(places, key=lambda place: (place.line or 0, place.column or 0))
    cells = [(place.column or 0, place.line) for place in ordered if place.line]
    return replace(one, place=ordered[0] if one.place else None), len(places), ranges(cells)


def _folded(many: Iterable[Many]) -> list[Finding]:
    groups: dict[tuple[object, ...], list[Many]] = {}
    for one in many:
        if len(one.rows):
            key = (one.problem.code, one.problem.values, one.table.grid.file, one.table.grid.sheet, one.key)
            groups.setdefault(key, []).append(one)
    found = []
    for same in groups.values():
        cells: list[tuple[int, int]] = []
        first: tuple[int, Place] | None = None
        for one in same:
            at = one.table.column_of(one.key)
            column = one.table.grid.first_column + at if at is not None else 0
            lines = [one.table.grid.line(int(row)) for row in one.table.rows[one.rows]]
            cells += [(column, line) for line in lines]
            place = one.table.place(int(one.rows[0]), one.key)
            if first is None or (place.line or 0) < first[0]:
                first = (place.line or 0, place)
        assert first is not None
        problem = replace(same[0].problem, place=first[1])
        found.append(Finding(problem, len(cells), ranges(sorted(cells, key=lambda cell: (cell[0], cell[1])))))
    return found


def ranges(cells: Sequence[tuple[int, int]]) -> str:
    """Cells (column, row), sorted by column and row, as ranges: F3:F5, F9; at most so many, then how many more."""
    spans: list[list[int]] = []
    for column, row in dict.fromkeys(cells):
        if spans and spans[-1][0] == column and spans[-1][2] + 1 == row:
            spans[-1][2] = row
        else:
            spans.append([column, row, row])
    shown = [
        f"{column_letters(column)}{first}" + (f":{column_letters(column)}{last}" if last > first or not column else "")
        for column, first, last in spans[:MAX_RANGES]
    ]
    left = sum(last - first + 1 for _, first, last in spans[MAX_RANGES:])
    return ", ".join(shown) + (f" … +{left}" if left else "")


def _key(one: Finding) -> tuple[object, ...]:
    place = one.problem.place or Place("")
    position = (place.sheet, place.line or 0, place.column or 0)
    return (
        _ORDER[one.problem.severity],
        place.file,
        *position,
        one.problem.code,
        one.problem.field,
        one.problem.values,
    )
