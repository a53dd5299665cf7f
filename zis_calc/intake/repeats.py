"""Rows of one measure that give the same item again: a row pasted twice, one row per year or month, or two streams.

Flows of one measure are added. That is right for two streams of an item and wrong for a copy of a row and for the same
stream in several years, which only the rest of the row can tell.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from zis_calc.intake.tables import Codes, Table, text_of, texts
from zis_calc.layout.grid import is_blank
from zis_calc.layout.sheets import plain
from zis_calc.problems import ERROR, Place, Problem, problem

_PERIODS = ("ano", "anio", "year", "mes", "month", "periodo", "period")  # headings without accents
_NAMES_OF_MEASURE = ("measure", "id", "stage")  # which the case says already, however a row spells them


class Repeat(NamedTuple):
    """What is wrong with a row that gives an item again: its table, its row there, its case, and the words."""

    table: int
    row: int
    case: int
    problem: Problem


class _At(NamedTuple):
    table: int
    row: int


def repeats(
    tables: Sequence[Table], rows_of: Sequence[Codes], ids: Sequence[str], find_item: Callable[[str], str | None]
) -> list[Repeat]:
    """What must be said of rows of one case with the same item and end use, in the order of the sheets.

    `rows_of` gives the case of each row of each table (below 0: none), `ids` the code of each case. X076 (error) a row
    that says what another says, X077 (error) a column of years or months tells them apart, X078 (warning, once for
    each case) rows that are added. Rows that differ in the name of their flow are two streams.
    """
    said: list[Repeat] = []
    warned: set[int] = set()
    for case, same in _groups(tables, rows_of, find_item):
        signatures: dict[frozenset[tuple[str, ...]], _At] = {}
        names: dict[str, _At] = {}
        for at in same:
            found = _against(tables, at, same[0], signatures, names, ids[case])
            if found is not None and (found.severity == ERROR or case not in warned):
                warned.add(case)
                said.append(Repeat(at.table, at.row, case, found))
    return sorted(said, key=lambda one: one[:2])


def _against(
    tables: Sequence[Table], at: _At, first: _At, signatures: dict[frozenset[tuple[str, ...]], _At],
    names: dict[str, _At], id: str,
) -> Problem | None:  # fmt: skip
    """The problem of one row with the rows of its group before it."""
    table = tables[at.table]
    place = table.place(at.row, "item")
    item = text_of(table.cell(at.row, "item"))
    copied = signatures.setdefault(_signature(table, at.row), at)
    if copied != at:
        return problem("X076", place, "", id, other=_cell_of(tables, copied, place))
    period = None if first == at else _period(tables[first.table], first.row, table, at.row)
    if period is not None:
        return problem("X077", period, "", id, item=item, column=period.heading, other=_cell_of(tables, first, place))
    named = names.setdefault(text_of(table.cell(at.row, "name")), at)
    if named == at:
        return None
    return problem("X078", place, "", id, item=item, other=_cell_of(tables, named, place))


def _groups(
    tables: Sequence[Table], rows_of: Sequence[Codes], find_item: Callable[[str], str | None]
) -> Iterator[tuple[int, list[_At]]]:
    """The rows of each case that share item and end use, where there are several; one look-up per distinct word."""
    flows = [number for number, table in enumerate(tables) if table.sheet.key == "flows" and table.size]
    if not flows:
        return
    case = np.concatenate([rows_of[number] for number in flows])
    counts = np.bincount(case[case >= 0])
    if not (counts > 1).any():
        return
    starts = np.cumsum([0, *(tables[number].size for number in flows)])
    items, uses = (_codes(tables, flows, key, read) for key, read in (("item", find_item), ("end_use", None)))
    kept = np.flatnonzero((case >= 0) & (items > 0))
    key = (case * (items.max() + 1) + items) * (uses.max() + 1) + uses
    _, group, size = np.unique(key[kept], return_inverse=True, return_counts=True)
    again = kept[size[group] > 1]
    groups: dict[int, list[_At]] = {}
    for at, number in zip(again.tolist(), group[size[group] > 1].tolist(), strict=True):
        part = int(np.searchsorted(starts, at, side="right")) - 1
        groups.setdefault(number, []).append(_At(flows[part], at - int(starts[part])))
    for same in groups.values():
        yield int(rows_of[same[0].table][same[0].row]), same


def _codes(tables: Sequence[Table], flows: Sequence[int], key: str, read: Callable[[str], str | None] | None) -> Codes:
    """A number for each word of a column over all tables of flows, 0 where there is none; equal items are equal."""
    words = [word for number in flows for word in _words(tables[number], key)]
    called = {word: (read(word) if read is not None else None) or word for word in dict.fromkeys(words)}
    number = {name: place for place, name in enumerate(dict.fromkeys(["", *called.values()]))}
    code = {word: number[name] for word, name in called.items()}
    return np.fromiter(map(code.__getitem__, words), dtype=np.int64, count=len(words))


def _words(table: Table, key: str) -> list[str]:
    """A column of words of every row; the word of the heading where there is no column."""
    cells = table.cells(key)
    if cells is not None:
        return texts(cells)
    source = table.sources.get(key)
    return [source.fixed if source is not None else ""] * table.size


def _signature(table: Table, row: int) -> frozenset[tuple[str, ...]]:
    """What a row says in all columns that are read, and in the words of its user's own; running numbers say nothing."""
    said: set[tuple[str, ...]] = set()
    offset = int(table.rows[row])
    columns = table.grid.columns
    for (sheet, group), sources in table.bound.sources.items():
        for key, source in sources.items():
            if key in _NAMES_OF_MEASURE:
                continue
            for kind, column in (("value", source.column), ("unit", source.unit_column)):
                cell = columns[column][offset] if column is not None else None
                text = text_of(cell) if cell is not None else source.unit if kind == "unit" else source.fixed
                if text:
                    said.add((sheet, str(group), key, kind, text))
    if table.bound.kind == "wide":  # several flows of one row are not copies of each other
        said.add(("group", str(table.group)))
    for column in table.bound.own:
        cell = columns[column][offset]
        if isinstance(cell, str) and not is_blank(cell):
            said.add(("own", table.bound.title(column), cell.strip()))
    return frozenset(said)


def _period(table: Table, row: int, other: Table, other_row: int) -> Place | None:
    """The cell of a user's own column of years or months in which the other row differs from the first."""
    before = {plain(table.bound.title(column)): column for column in table.bound.own}
    for column in other.bound.own:
        title = plain(other.bound.title(column))
        if title not in _PERIODS or title not in before:
            continue
        offset = int(other.rows[other_row])
        cell = other.grid.columns[column][offset]
        first = table.grid.columns[before[title]][int(table.rows[row])]
        if text_of(cell) != text_of(first):
            return other.grid.place(offset, column, other.bound.title(column), cell)
    return None


def _cell_of(tables: Sequence[Table], at: _At, beside: Place) -> str:
    """The cell of the item of another row, with its sheet where that is another one."""
    place = tables[at.table].place(at.row, "item")
    cell = place.cell or str(place.line)
    return cell if place.sheet == beside.sheet else f"{place.sheet}!{cell}"
