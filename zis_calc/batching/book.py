"""One book: read, put together, screened, computed; what was found, and what became of every row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from zis_calc.batching.columns_of_book import LARGE, Plain, compute_plain, together
from zis_calc.batching.screening import screen
from zis_calc.checks.measure import choose_stage, measure_rules
from zis_calc.checks.results import measure_problems
from zis_calc.checks.shape import read_model
from zis_calc.computed import comes_after, computed, other_errors
from zis_calc.engine.types import Codes
from zis_calc.intake.assemble import Assembly, chosen_cases
from zis_calc.intake.bind import WIDE
from zis_calc.intake.cells import CellReader
from zis_calc.intake.columns import ColumnReader
from zis_calc.intake.documents import Rows as RowsOfCase
from zis_calc.intake.documents import at_unit, build
from zis_calc.intake.findings import Finding, SheetCount, findings
from zis_calc.intake.items import rows_of_book
from zis_calc.intake.tables import text_of
from zis_calc.layout.grid import Book, is_blank
from zis_calc.model.library import FactorUse, Library
from zis_calc.model.measure import Measure
from zis_calc.pack import Case, Options
from zis_calc.pack.context import Gate
from zis_calc.problems import ERROR, Problem, ProblemError, has_errors, problem
from zis_calc.result import measure_data
from zis_calc.rows import Rows, rows_of, slim
from zis_calc.support import social_uses

MOST_FAULTY = 20_000  # of more measures with errors in one book nobody reads the words, and each takes a millisecond
CHUNK = 2000  # measures that take the ordinary way at one time


@dataclass
class BookResult:
    """A computed book. `rows` are in the order of its measures; `position` says which chosen measure each row is."""

    book: Book
    whole: Assembly
    rows: Rows | None
    position: Codes
    found: list[Finding]
    counts: list[SheetCount]
    refused: list[str]
    uses: dict[tuple[str, str], FactorUse]
    schemes: set[str]
    factors: list[str]
    unpriced: list[str]
    chosen: list[int]
    measures: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class _Ordinary:
    """What the ordinary way made of the measures that are not plain."""

    rows: list[Rows] = field(default_factory=list)
    position: list[Codes] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    uses: dict[tuple[str, str], FactorUse] = field(default_factory=dict)
    schemes: set[str] = field(default_factory=set)
    factors: dict[int, str] = field(default_factory=dict)
    unpriced: dict[int, str] = field(default_factory=dict)
    data: dict[int, dict[str, Any]] = field(default_factory=dict)


def compute_book(
    library: Library, options: Options, book: Book, notes: Sequence[Problem], stage: str | None = None,
    in_full: bool = False,
) -> BookResult:  # fmt: skip
    """Computes one book; `in_full` sends every measure the ordinary way and keeps its whole result (JSON lines)."""
    gate = Gate(library, options)
    whole, reader = rows_of_book(library, book, options.decimal)
    chosen = chosen_cases(whole, stage)
    columns = ColumnReader(whole, reader)
    screened = screen(whole, columns, gate, chosen)
    if whole.lost:
        screened.doubtful[[index for index, one in enumerate(chosen) if whole.is_lost(whole.cases[one].id)]] = True
    if in_full:
        screened.doubtful[:] = True
    plain = compute_plain(whole, screened, gate)
    doubtful = [chosen[index] for index in np.flatnonzero(screened.doubtful).tolist()]
    ordinary = _ordinary(library, options, whole, reader, doubtful, chosen, stage, in_full)
    # The columns are no longer needed; the rows of all blocks are about to be put together.
    del screened, columns
    whole.by_id.clear()
    rows, position = together(plain, ordinary.rows, ordinary.position)
    single = [*notes, *whole.problems, *ordinary.problems]
    refused = sorted(ordinary.refused)
    return BookResult(
        book, whole, rows, position, findings(single, plain.many), _counts(whole, chosen, ordinary.refused, single),
        [*(whole.cases[chosen[index]].id for index in refused), *whole.unmade], {**plain.uses, **ordinary.uses},
        plain.schemes | ordinary.schemes, _factors(plain, ordinary, position), _unpriced(plain, ordinary, position),
        chosen, [ordinary.data[int(index)] for index in position] if in_full else [],
    )  # fmt: skip


def _ordinary(
    library: Library, options: Options, whole: Assembly, reader: CellReader, cases: Sequence[int], chosen: list[int],
    stage: str | None, in_full: bool,
) -> _Ordinary:  # fmt: skip
    """The measures that are not plain: built as documents, checked, packed, computed, each problem at its cell.

    They are computed as soon as enough of them wait, so that memory does not grow with their number.
    """
    made = _Ordinary()
    position = {number: index for index, number in enumerate(chosen)}
    rows = RowsOfCase(whole) if cases else None
    linked = _linked(whole) if cases else frozenset()
    sound: list[tuple[int, Case]] = []
    chained: list[tuple[int, Case]] = []
    probes: list[Case] = []

    def settle(ready: Sequence[tuple[int, Case]], refused: Sequence[Case]) -> None:
        before = len(made.problems)
        made.problems += other_errors(library, options, refused)
        if ready:
            _compute(library, options, ready, made, in_full, len(chosen) > LARGE)
        units = {cell: unit for _, case in ready for cell, unit in case.document.units.items()}
        units.update(pair for case in refused for pair in case.document.units.items())
        made.problems[before:] = [at_unit(one, units) for one in made.problems[before:]]

    for done, number in enumerate(cases):
        assert rows is not None
        if len(made.refused) >= MOST_FAULTY:
            _leave(whole, made, chosen, [position[one] for one in cases[done:]])
            break
        id = whole.cases[number].id
        built = build(whole, rows, reader, id, whole.by_id[id])
        stage_place = built.document.place(("stage",))
        made.problems += built.problems
        measure, found = read_model(built.document, Measure, "measure")
        if measure is not None:
            found = [*found, *measure_rules(built.document, measure)]
        found = [one.at(stage_place) if one.code == "M019" else one for one in found]  # the cell to fill
        made.problems += found
        case: Case | None = None
        if measure is not None and not has_errors(found):
            try:
                case = choose_stage(built.document, measure, stage)
            except ProblemError as error:
                made.problems += error.problems
        if case is None or built.failed:
            made.refused.add(position[number])
            if case is not None:
                probes.append(case)
        else:
            (chained if id in linked else sound).append((position[number], case))
        if len(sound) + len(probes) >= CHUNK:
            settle(sound, probes)
            sound, probes = [], []
    settle(sound, probes)
    for part in _parts(chained):
        settle(part, [])
    return made


def _linked(whole: Assembly) -> frozenset[str]:
    """The measures that come `after` others at some stage, and those that others come after."""
    found: set[str] = set()
    for table in whole.tables:
        cells = table.cells("after") if table.sheet.key == "measures" else None
        for row, cell in enumerate(cells or ()):
            if not is_blank(cell):
                found.add(text_of(table.cell(row, "id")))
                found.update(one.strip() for one in text_of(cell).split(";"))
    return frozenset(found)


def _parts(chained: Sequence[tuple[int, Case]]) -> Iterator[list[tuple[int, Case]]]:
    """The measures that hang together through `after`, in their order, as many groups at a time as fit a chunk."""
    group = {case.measure.id: case.measure.id for _, case in chained}

    def first(id: str) -> str:
        while group[id] != id:
            group[id] = group[group[id]]
            id = group[id]
        return id

    for _, case in chained:
        for other in comes_after(case) & group.keys():
            group[first(case.measure.id)] = first(other)
    together: dict[str, list[tuple[int, Case]]] = {}
    for one in chained:
        together.setdefault(first(one[1].measure.id), []).append(one)
    part: list[tuple[int, Case]] = []
    for some in together.values():
        part += some
        if len(part) >= CHUNK:
            yield part
            part = []
    if part:
        yield part


def _leave(whole: Assembly, made: _Ordinary, chosen: Sequence[int], left: Sequence[int]) -> None:
    """X065: after so many faulty measures the others that would need words are refused unseen, and that is said."""
    case = whole.cases[chosen[left[0]]]
    place = whole.tables[case.table].place(case.row, "id")
    made.refused.update(left)
    made.problems.append(problem("X065", place, "", case.id, most=MOST_FAULTY, count=len(left)))


def _compute(
    library: Library, options: Options, cases: Sequence[tuple[int, Case]], made: _Ordinary, in_full: bool, large: bool
) -> None:
    position = {case.measure.id: index for index, case in cases}
    batch, results, problems = computed(library, options, [case for _, case in cases])
    data = [measure_data(batch, results, index, options) for index in range(len(batch.cases))]
    made.problems += problems
    made.problems += measure_problems(library, options, batch, results, data)
    rows = rows_of(batch, results)
    made.rows.append(slim(rows) if large else rows)
    at = [position[case.measure.id] for case in batch.cases]
    made.position.append(np.asarray(at, dtype=np.int64))
    made.refused |= {index for index, _ in cases} - set(at)
    made.schemes |= {row.item for row in batch.flow_rows if row.type == "electricity"}
    for index, place in enumerate(at):
        made.uses.update(batch.uses[index])
        made.uses.update({(use.id, str(use.valid_from)): use for use in social_uses(batch, results, index)})
        made.factors[place] = " ".join(sorted({use.id for use in batch.uses[index].values()}))
        made.unpriced[place] = " ".join(batch.unpriced[index])
        if in_full:
            made.data[place] = data[index]


def _factors(plain: Plain, ordinary: _Ordinary, position: Codes) -> list[str]:
    """The ids of the factors behind each row, as one text."""
    known = {number: " ".join(ids) for number, ids in plain.factor_ids.items()}
    signature = plain.signature.tolist()
    return [ordinary.factors[at] if at in ordinary.factors else known[signature[at]] for at in position.tolist()]


def _unpriced(plain: Plain, ordinary: _Ordinary, position: Codes) -> list[str]:
    own = {index: " ".join(items) for index, items in plain.unpriced.items()}
    return [ordinary.unpriced.get(at) or own.get(at, "") for at in position.tolist()]


def _counts(whole: Assembly, chosen: list[int], refused: set[int], problems: Sequence[Problem]) -> list[SheetCount]:
    """What became of the rows of every sheet; an error on its line refuses a row, else its measure decides."""
    wrong: dict[str, set[int]] = {}
    for one in problems:
        if one.severity == ERROR and one.place is not None and one.place.line is not None:
            wrong.setdefault(one.place.sheet, set()).add(one.place.line)
    state = np.full(len(whole.cases) + 1, 2, dtype=np.int64)  # 0 used, 1 refused, 2 another stage or nobody's
    state[np.asarray(chosen, dtype=np.int64)] = 0
    state[[chosen[index] for index in refused]] = 1
    counts = []
    for number, table in enumerate(whole.tables):
        if table.bound.kind == WIDE and table.sheet.key != "measures":
            continue
        grid = table.grid
        own = whole.refused_rows[number]
        left_aside = len(own) if table.size == 0 else 0
        bad = np.zeros(table.size, dtype=np.bool_)
        lines = wrong.get(grid.sheet, set())
        if lines or own:
            bad = np.fromiter(
                (row in own or grid.line(int(offset)) in lines for row, offset in enumerate(table.rows.tolist())),
                dtype=np.bool_, count=table.size,
            )  # fmt: skip
        if table.sheet.key == "companies":
            used = table.size - (len(own) - left_aside)
            counts.append(SheetCount(grid.sheet, "companies", table.size + left_aside, used, len(own), 0, 0))
            continue
        case = whole.rows_of[number]
        lot = np.where(case >= 0, state[case], 1)
        refused_here = bad & (lot != 2) | (case < 0)
        counts.append(
            SheetCount(
                grid.sheet, table.bound.kind, table.size + left_aside, int(((lot == 0) & ~refused_here).sum()),
                int(refused_here.sum()) + left_aside, int(((lot == 1) & ~refused_here).sum()),
                int(((lot == 2) & ~refused_here).sum()),
            )
        )  # fmt: skip
    return counts
