"""What is wrong with whole columns: numbers without a unit, columns of a user's own that should count."""

import difflib

from zis_calc.intake.bind import WIDE, Bound, known_names, side_of
from zis_calc.intake.cells import UNITLESS
from zis_calc.intake.tables import Table
from zis_calc.layout.fields import AMOUNT
from zis_calc.layout.grid import Cell, is_blank
from zis_calc.layout.sheets import Heading, heading_text, plain, split_heading
from zis_calc.problems import Problem, ProblemError, problem
from zis_calc.units import UnitTable

_NEAR = 0.85  # of 1: one letter wrong in six, two in thirteen
_SHORTEST = 5  # letters; among shorter words everything is near


def without_unit(table: Table) -> list[Problem]:
    """X051: a column of bare numbers that says its unit nowhere; said once, not in every row."""
    found = []
    for one in table.sheet.fields:
        source = table.sources.get(one.key)
        if one.kind != AMOUNT or one.key in UNITLESS or source is None or source.column is None:
            continue
        if source.unit or source.unit_column is not None:
            continue
        if any(_is_number(cell) for cell in table.cells(one.key) or ()):
            title = table.bound.title(source.column)
            place = table.grid.place(table.bound.heading_row, source.column, title, title)
            found.append(problem("X051", place, column=title))
    return found


def unread_amounts(bound: Bound, units: UnitTable) -> list[Problem]:
    """X072 for columns of a user's own that hold numbers and name a unit or a side (`Vapor antes`), and for those whose
    heading is nearly one that is read.
    """
    found = []
    for column in bound.own:
        title = bound.title(column)
        cells = bound.grid.columns[column][bound.first_row :]
        if not title or all(is_blank(cell) for cell in cells):
            continue
        near = _nearest(bound, title)
        amounts = any(_is_number(cell) for cell in cells) and (_has_unit(title, units) or _has_side(bound, title))
        if near is not None or amounts:
            place = bound.grid.place(bound.heading_row, column, title, title)
            hint = f"|{_as_written(near, title)}" if near is not None else ""
            found.append(problem("X072", place, heading=title, suggestion=hint))
    return found


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _has_unit(title: str, units: UnitTable) -> bool:
    base, unit = split_heading(title)
    if not base or not unit:
        return False
    try:
        return bool(units.unit(unit).dimension)
    except ProblemError:
        return False


def _has_side(bound: Bound, title: str) -> bool:
    """Whether a heading of a wide sheet says `antes`, `después` or `precio` of something that is not known."""
    return bound.kind == WIDE and side_of(title) != ""


def misspells_measure(bound: Bound) -> bool:
    """Whether a column of a user's own is nearly called as the one that names the measure."""
    near = (_nearest(bound, bound.title(column)) for column in bound.own)
    return any(heading is not None and heading.field in ("id", "measure") for heading in near)


def _nearest(bound: Bound, title: str) -> Heading | None:
    """The heading that a title nearly is; in a template also the one that it is, in a column without its key."""
    word, names = plain(split_heading(title)[0]), known_names(bound)
    if word in names:
        return names[word] if bound.by_keys else None
    if len(word) < _SHORTEST:
        return None
    close = difflib.get_close_matches(word, [name for name in names if len(name) >= _SHORTEST], 1, _NEAR)
    return names[close[0]] if close else None


def _as_written(heading: Heading, title: str) -> str:
    """A heading in the language whose name is nearer to the title."""
    written = [split_heading(heading_text(heading, language))[0] for language in ("es", "en")]
    return max(written, key=lambda one: difflib.SequenceMatcher(None, plain(one), plain(title)).ratio())
