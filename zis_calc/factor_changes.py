"""Two factor libraries compared by what they give: every resolved value, by year, vector and GWP set.

A value is resolved as a run resolves it (dated values hold until the next date). Years in a row with the same change
are folded into one range. Source, locator, review and bounds are compared beside the values, other files by content.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

from zis_calc.compare import CHANGED, GONE, NEW, compare_blocks, relative_change
from zis_calc.model.base import VECTORS
from zis_calc.model.factor import Factor, GwpSet
from zis_calc.model.library import FactorUse, Library
from zis_calc.problems import ProblemError

Years = tuple[int, int]
NUMBER, BOUNDS = "number", "bounds"

# What is said of a value beside the number itself; bounds are numbers too, and move the uncertainty of results.
_DETAILS = ("source", "locator", "review", "lower", "upper")
_MOVING_DETAILS = frozenset(("lower", "upper"))
# Keys of any file on which no number rests.
_TEXTS = frozenset(
    (
        *("name", "note", "notes", "words", "activity", "footnotes", "no_factor", "title", "applicability", "limits"),
        *("source", "locator", "review", "region", "recall_confidence", "level_of_confidence"),
    )
)
# What a factor's values say is compared year by year, not as part of its file.
_BY_YEAR = frozenset(("values", "unit", "basis", "composition", "source", "locator", "review", "vector_units"))


class Resolved(NamedTuple):
    """What a library gives for one factor, vector, set and year: a number, or the code in its place."""

    status: str
    value: float | None
    unit: str
    basis: str | None
    source: str
    locator: str | None
    review: str
    lower: float | None
    upper: float | None


class ValueChange(NamedTuple):
    """A resolved value that moved, appeared or went, for `years` (None: it has no year). `relative` in one unit."""

    id: str
    vector: str | None
    set: str | None
    years: Years | None
    change: str
    old: Resolved | None
    new: Resolved | None
    relative: float | None


class DetailChange(NamedTuple):
    """What is said of a value (source, locator, review, bounds) and changed."""

    id: str
    vector: str | None
    set: str | None
    years: Years | None
    field: str
    old: Any
    new: Any


class FileChange(NamedTuple):
    """A place in another file of the library (item, method, target, settings…) that changed; `path` may be empty."""

    id: str
    kind: str
    change: str
    path: str
    old: Any
    new: Any

    @property
    def may_move(self) -> bool:
        """Whether a number may rest on it: not on publications, names and notes."""
        return self.kind != "source" and re.split(r"[.\[]", self.path)[0] not in _TEXTS


@dataclass(frozen=True)
class LibraryChanges:
    """Everything that differs between two libraries."""

    values: list[ValueChange]
    details: list[DetailChange]
    files: list[FileChange]

    @property
    def moves(self) -> bool:
        """Whether a number may move: a value, a bound, or what another file says beside names, notes and sources."""
        return bool(
            self.values
            or any(one.field in _MOVING_DETAILS for one in self.details)
            or any(one.may_move for one in self.files)
        )


_Key = tuple[str | None, str | None, int | None]  # vector, set, year


def library_changes(old: Library, new: Library, years: Years | None = None) -> LibraryChanges:
    """What differs between two libraries; `years` limits dated values, else all years of either are looked at."""
    values: list[ValueChange] = []
    details: list[DetailChange] = []
    for id in sorted({*old.ids("factor"), *new.ids("factor")}):
        sides = [library.factor(id) if _has(library, id) else None for library in (old, new)]
        blend = any(side is not None and side.composition is not None for side in sides)
        if not blend and _text(old, id) == _text(new, id):
            continue
        span = years or _span(sides, (old, new))
        found = [
            resolved(library, side, span) if side is not None else {}
            for library, side in zip((old, new), sides, strict=True)
        ]
        values += _folded_values(id, found[0], found[1], (old, new))
        if None not in sides:
            details += _folded_details(id, found[0], found[1])
    return LibraryChanges(values, details, list(_file_changes(old, new)))


def _has(library: Library, id: str) -> bool:
    entry = library.entries.get(id)
    return entry is not None and entry.kind == "factor"


def _text(library: Library, id: str) -> str:
    return library.entries[id].json if id in library.entries else ""


def _span(factors: Sequence[Factor | None], libraries: Sequence[Library]) -> Years:
    """From the first date of either side to the last date, or to the last NDC year if that is later."""
    starts = [value.start.year for factor in factors if factor for value in factor.values or () if value.start]
    last = [library.settings.ndc_years[-1] for library in libraries]
    return (min(starts, default=last[0]), max((*starts, *last)))


def resolved(library: Library, factor: Factor, years: Years) -> dict[_Key, Resolved]:
    """All that a library gives for a factor: by GWP set, or by year and vector; what it refuses is left out."""
    found: dict[_Key, Resolved] = {}
    values = factor.values or []
    if factor.composition is not None or (values and values[0].set is not None):
        for gwp in get_args(GwpSet):
            try:
                found[None, gwp, None] = _of_use(library.use(factor.id, None, gwp))
            except ProblemError:
                continue
        return found
    for year in range(years[0], years[1] + 1):
        found.update(_of_year(library, factor, year))
    return found


def _of_year(library: Library, factor: Factor, year: int) -> Iterator[tuple[_Key, Resolved]]:
    try:
        value, _ = library.value_of_year(factor, year)
    except ProblemError:
        return
    if value.vectors is None:
        status = NUMBER if value.value is not None else BOUNDS
        yield (
            (None, None, year),
            Resolved(
                status, value.value, factor.unit, factor.basis, value.source, value.locator, value.review,
                value.lower, value.upper,
            ),
        )  # fmt: skip
        return
    for vector in VECTORS:
        status, use = library.vector_use(factor, vector, year)
        unit = (factor.vector_units or {}).get(vector, factor.unit)
        review = (value.vector_review or {}).get(vector, value.review)
        number = use.value if use is not None else None
        yield (
            (vector, None, year),
            Resolved(status, number, unit, None, value.source, value.locator, review, None, None),
        )


def _of_use(use: FactorUse) -> Resolved:
    return Resolved(
        NUMBER, use.value, use.unit, use.basis, use.source, use.locator, use.review, use.lower, use.upper
    )  # fmt: skip


def _folded_values(
    id: str, old: dict[_Key, Resolved], new: dict[_Key, Resolved], libraries: tuple[Library, Library]
) -> Iterator[ValueChange]:
    changes: list[tuple[_Key, tuple[str, Resolved | None, Resolved | None]]] = []
    for key in _keys(old, new):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            changes.append((key, (NEW if before is None else GONE, before, after)))
        elif _number(before) != _number(after):
            changes.append((key, (CHANGED, before, after)))
    # Folding goes by the numbers: a source that changes on the way does not split a range of values.
    for vector, gwp, years, (change, before, after) in _folded(
        changes, lambda one: (one[0], one[1] and _number(one[1]), one[2] and _number(one[2]))
    ):
        relative = _relative(before, after, libraries)
        yield ValueChange(id, vector, gwp, years, change, before, after, relative)


def _number(one: Resolved) -> tuple[Any, ...]:
    return (one.status, one.value, one.unit, one.basis)


def _folded_details(id: str, old: dict[_Key, Resolved], new: dict[_Key, Resolved]) -> Iterator[DetailChange]:
    for field in _DETAILS:
        changes = [
            (key, (getattr(old[key], field), getattr(new[key], field)))
            for key in _keys(old, new)
            if key in old and key in new and getattr(old[key], field) != getattr(new[key], field)
        ]
        for vector, gwp, years, (before, after) in _folded(changes, lambda one: one):
            yield DetailChange(id, vector, gwp, years, field, before, after)


def _keys(old: dict[_Key, Resolved], new: dict[_Key, Resolved]) -> list[_Key]:
    """The keys of both, vector by vector and set by set, each with its years in order."""
    sets = get_args(GwpSet)

    def order(key: _Key) -> tuple[int, int, int]:
        vector, gwp, year = key
        return (
            VECTORS.index(vector) if vector else -1,
            sets.index(gwp) if gwp else -1,
            year or 0,
        )

    return sorted({*old, *new}, key=order)


def _folded(changes: Sequence[tuple[_Key, Any]], same: Any) -> Iterator[tuple[str | None, str | None, Any, Any]]:
    """Changes of years in a row that are the same to `same`, as (vector, set, first and last year, change)."""
    start = 0
    for end in range(1, len(changes) + 1):
        (vector, gwp, last), first = changes[end - 1][0], changes[start]
        if end < len(changes):
            (next_vector, next_gwp, year), following = changes[end]
            in_a_row = last is not None and year == last + 1 and (vector, gwp) == (next_vector, next_gwp)
            if in_a_row and same(following) == same(first[1]):
                continue
        years = None if last is None else (first[0][2], last)
        yield vector, gwp, years, first[1]
        start = end


def _relative(old: Resolved | None, new: Resolved | None, libraries: tuple[Library, Library]) -> float | None:
    """(new - old) / |old|, both in the new unit; None where a number is missing or the units are of two kinds."""
    if old is None or new is None or old.value is None or new.value is None or old.basis != new.basis:
        return None
    if old.unit == new.unit:
        return relative_change(old.value, new.value)
    try:
        units = [library.units.unit(one.unit) for library, one in zip(libraries, (old, new), strict=True)]
    except ProblemError:
        return None
    if units[0].dimension != units[1].dimension:
        return None
    return relative_change(old.value * (units[0].factor / units[1].factor), new.value)


def _file_changes(old: Library, new: Library) -> Iterator[FileChange]:
    """Files other than factors, and what a factor file says beside its values."""
    for id in sorted({*old.entries, *new.entries}):
        before, after = old.entries.get(id), new.entries.get(id)
        if before is None or after is None:
            entry = before or after
            if entry is not None and entry.kind != "factor":
                yield FileChange(id, entry.kind, NEW if before is None else GONE, "", None, None)
        elif before.json != after.json:
            sides = [json.loads(one.json) for one in (before, after)]
            if before.kind == after.kind == "factor":
                sides = [{key: part for key, part in side.items() if key not in _BY_YEAR} for side in sides]
            for one in compare_blocks(*sides):
                yield FileChange(id, after.kind, one.change, one.path, one.old, one.new)
