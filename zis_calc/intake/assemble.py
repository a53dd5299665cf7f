"""Rows that belong together: each measure and stage is a case; each row of a linked sheet finds its case by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from zis_calc.intake.asides import as_code, aside, is_total
from zis_calc.intake.bind import WIDE, Bound, FindItem, bind, is_about, known_names
from zis_calc.intake.cells import attempt, read_choice
from zis_calc.intake.column_faults import misspells_measure, unread_amounts, without_unit
from zis_calc.intake.companies import Companies, read_companies
from zis_calc.intake.repeats import repeats
from zis_calc.intake.tables import Codes, Table, tables_of, text_of, texts
from zis_calc.layout.grid import Book, Grid, is_blank
from zis_calc.layout.sheets import VERSION, sheet_named
from zis_calc.model.measure import STAGES
from zis_calc.problems import ERROR, Place, Problem, did_you_mean, problem, verbatim
from zis_calc.units import UnitTable

NOBODY = -1


@dataclass(slots=True)
class Case:
    """One measure at one stage: its rows by table number (a wide sheet may give it several rows)."""

    id: str
    stage: str
    table: int
    row: int
    more: list[tuple[int, int]] | None = None


@dataclass
class Assembly:
    """A book put together: its tables, its cases, for each row of each table the case it belongs to, all problems.

    `rows_of[t]` holds for each row of table t the number of its case, NOBODY for a row that names none.
    `lost` are the cases of which a row was refused: they are left out as a whole. `unmade` names what else was refused
    before it became a case, by its code or its cell.
    """

    book: Book
    bounds: list[Bound]
    tables: list[Table]
    cases: list[Case]
    by_id: dict[str, list[int]]
    rows_of: list[Codes]
    refused_rows: list[set[int]]
    problems: list[Problem]
    companies: Companies
    unread: dict[str, str]
    lost: set[int] = field(default_factory=set)
    unmade: dict[str, None] = field(default_factory=dict)

    def forget(self) -> None:
        """Lets go of the cases and links once the results stand; the sheets stay."""
        for one in (self.cases, self.by_id, self.rows_of, self.tables):
            one.clear()

    def is_lost(self, id: str) -> bool:
        """Whether a row of the measure was refused at some stage, so that no result of it would be complete."""
        return bool(self.lost) and any(one in self.lost for one in self.by_id.get(id, ()))

    @property
    def has_repeats(self) -> bool:
        """Whether some case stands in several rows of a wide sheet."""
        return any(case.more for case in self.cases)


def assemble(book: Book, find_item: FindItem, units: UnitTable) -> Assembly:
    """The rows of a book by measure and stage; what cannot be placed is named with its cell."""
    problems: list[Problem] = []
    headed: list[tuple[Bound, list[Problem]]] = []
    unread: dict[str, str] = dict(book.skipped)
    without: list[Grid] = []
    for grid in book.grids:
        if is_about(grid):
            unread[grid.sheet] = "own"
            continue
        bound, found = bind(grid, find_item)
        if bound is None:
            without.append(grid)
        else:
            headed.append((bound, found))
    # Beside sheets of measures people keep others (summaries, contacts, prices) that name no measure.
    has_measures = any("id" in bound.sources.get(("measures", 0), {}) for bound, _ in headed)
    kept = [(bound, found) for bound, found in headed if not (has_measures and _names_no_measure(bound))]
    bounds = [bound for bound, _ in kept]
    problems += [one for bound, found in kept for one in (*found, *unread_amounts(bound, units))]
    without += [bound.grid for bound, _ in headed if all(bound is not one for one in bounds)]
    for grid in without:
        unread[grid.sheet] = "no headings"
        if grid.size:
            problems.append(problem("X009", Place(grid.file, sheet=grid.sheet), sheet=grid.sheet or grid.file))
    problems += [
        problem("X038", Place(book.file, sheet=name), sheet=name) for name in book.skipped if not _is_list(name)
    ]
    if book.version and book.version != VERSION:
        problems.append(problem("X024", Place(book.file), found=f"v{book.version} ≠ v{VERSION}"))
    if not bounds:
        problems.append(problem("X010", Place(book.file), known=""))
    tables = [table for bound in bounds for table in tables_of(bound)]
    problems += [found for table in tables for found in without_unit(table)]
    whole = Assembly(book, bounds, tables, [], {}, [], [set() for _ in tables], problems, {}, unread)
    faulty = {one.place.sheet for one in problems if one.code in _WHOLE_SHEET and one.place is not None}
    refused = [table for table in tables if table.grid.sheet in faulty]
    if faulty:
        for number, table in enumerate(tables):
            if table.grid.sheet in faulty:
                whole.refused_rows[number] = set(range(table.size))
                tables[number] = Table(table.sheet, table.bound, table.sources, table.rows[:0], table.group)
    whole.companies, contradicted = read_companies(tables)
    for number, row, one in contradicted:
        _refuse(whole, number, row, one)
    for number, table in enumerate(tables):
        whole.rows_of.append(np.full(table.size, NOBODY, dtype=np.int64))
        if table.sheet.key == "measures":
            _read_cases(whole, number, table)
    for number, table in enumerate(tables):
        if table.sheet.key not in ("measures", "companies"):
            (_link_wide if table.bound.kind == WIDE else _link)(whole, number, table)
        _say_hidden(whole, table)
    for table in refused:
        _account_for(whole, table)
    for again in repeats(tables, whole.rows_of, [case.id for case in whole.cases], find_item):
        if again.problem.severity == ERROR:
            _refuse(whole, again.table, again.row, again.problem, (again.case,))
        else:
            problems.append(again.problem)
    problems += _say_no_rows(whole)
    return whole


_SIDES = ("baseline", "project")
_WHOLE_SHEET = ("X011", "X012", "X051")  # what makes every row of a sheet unusable


def _names_no_measure(bound: Bound) -> bool:
    """Whether nothing of a sheet (headings, its name, amounts before and after) says that it speaks of measures."""
    fields = {(key, field) for (key, _), sources in bound.sources.items() for field in sources}
    named = {("measures", "id"), ("measures", "name"), *((key, "measure") for key, _ in fields)}
    named |= {(key, f"{side}{end}") for key, end in (("flows", ""), ("copni", ".activity")) for side in _SIDES}
    own = bound.kind == "companies" or sheet_named(bound.grid.sheet) is not None
    return not (bound.by_keys or own or fields & named or misspells_measure(bound))


def _say_no_rows(whole: Assembly) -> list[Problem]:
    """X055: there are headings for measures, and not one row below them."""
    tables = [one for one in whole.tables if one.sheet.key == "measures"]
    if whole.cases or not tables or any(whole.refused_rows):
        return []
    first = tables[0]
    return [problem("X055", first.grid.place(first.bound.heading_row, 0), sheet=first.grid.sheet or first.grid.file)]


def _is_list(name: str) -> bool:
    return name in ("Listas", "Lists")


def _column_texts(table: Table, key: str) -> list[str]:
    values = table.cells(key)
    return [""] * table.size if values is None else texts(values)


def stage_codes(values: list[str]) -> list[str]:
    """Stages as written -> their keys; a word that is none stays as it is."""
    known: dict[str, str] = {}
    for value in values:
        if value not in known:
            known[value] = attempt(_reader(value)) or value if value else ""
    return [known[value] for value in values]


def _reader(value: str) -> Callable[[], str]:
    return lambda: read_choice(value, STAGES)


def _read_cases(whole: Assembly, number: int, table: Table) -> None:
    ids = _column_texts(table, "id")
    stages = stage_codes(_column_texts(table, "stage"))
    rows_of, cases, by_id = whole.rows_of[number], whole.cases, whole.by_id
    wide = table.bound.kind == WIDE
    respelled: list[tuple[int, str, str]] = []
    named = table.sources.get("id")
    heading, names = table.bound.title(named.column if named is not None else None), known_names(table.bound)
    companies = _column_texts(table, "company") if wide and _shares_column(table) else None
    above = NOBODY
    for row, (written, stage) in enumerate(zip(ids, stages, strict=True)):
        if row in whole.refused_rows[number]:  # below other headings
            break
        id = as_code(written)
        if companies is not None and id != written:  # a name is the code of one company's measure
            id = as_code(f"{companies[row]} {written}")
        if not id or is_total(written) or written == heading or written in names:
            found = _without_code(table, row, "id")
            if found is not None:
                above = _refuse_below(whole, number, row, found, above)
                continue
        if id != written:
            found = aside(table, row, "id")
            if found is not None:
                _refuse(whole, number, row, found)
                continue
            respelled.append((row, written, id))
        known = by_id.get(id)
        if known is None:
            by_id[id] = [len(cases)]
        else:
            same = next((one for one in known if cases[one].stage == stage), None)
            if same is not None and wide and cases[same].table == number:
                more = cases[same].more = cases[same].more or []
                more.append((number, row))
                rows_of[row] = above = same
                continue
            if same is not None:
                other = whole.tables[cases[same].table].place(cases[same].row, "id")
                place = table.place(row, "id")
                cell = other.cell if other.sheet == place.sheet else f"{other.sheet}!{other.cell}"
                _refuse(
                    whole,
                    number,
                    row,
                    problem("X027", place, "", id, id=id, stage=stage, other=cell or other.line),
                )
                above = NOBODY
                continue
            known.append(len(cases))
        rows_of[row] = above = len(cases)
        cases.append(Case(id, stage, number, row))
    for row, _, _ in respelled:  # the same words at every cell, so that it is said once
        example = {"value": verbatim(respelled[0][1][:60]), "read": respelled[0][2]}
        whole.problems.append(problem("X056", table.place(row, "id"), **example))


def _shares_column(table: Table) -> bool:
    """Whether one column is both code and name."""
    id, name = table.sources.get("id"), table.sources.get("name")
    return id is not None and name is not None and id.column == name.column


def _without_code(table: Table, row: int, key: str) -> Problem | None:
    """Why a row names no measure: an error in its cell, a total, a remark; else X041 where the cell is blank."""
    odd, source, place = table.grid.oddities, table.sources.get(key), table.place(row, key)
    line = table.grid.first_row + int(table.rows[row])
    at = (line, table.grid.first_column + (source.column or 0 if source else 0))
    if at in odd.errors:
        return problem("X015", place, value=verbatim(odd.errors[at]))
    if at in odd.without_value:
        return problem("X016", place)
    rows = odd.covered(*at)
    if rows is not None and rows[0] < line:
        return problem("X020", place, rows=f"{rows[0]}–{rows[1]}")
    found = aside(table, row, key)
    return found or (None if text_of(table.cell(row, key)) else problem("X041", place))


def _refuse(whole: Assembly, number: int, row: int, found: Problem, cases: Sequence[int] = ()) -> None:
    """Refuses a row, and the `cases` that it belongs to or may belong to: no part of a measure is computed."""
    table = whole.tables[number]
    whole.refused_rows[number].add(row)
    whole.problems.append(found)
    whole.lost.update(cases)
    if found.code == "X071":
        _refuse_rest(whole, number, table, row + 1)
    elif not cases and found.severity == ERROR and table.sheet.key == "measures":
        _leave_out(whole, table, row)


def _refuse_rest(whole: Assembly, number: int, table: Table, first: int) -> None:
    """Refuses all rows from `first` on, and the measures that have rows among them."""
    whole.refused_rows[number].update(range(first, table.size))
    rest = Table(table.sheet, table.bound, table.sources, table.rows[first:], table.group)
    _account_for(whole, rest)
    for id in _column_texts(rest, "id"):
        whole.lost.update(one for one in whole.by_id.get(as_code(id), ()) if whole.cases[one].table == number)


def _leave_out(whole: Assembly, table: Table, row: int) -> None:
    """Names a measure that is refused before it becomes a case: by its code, else by its cell."""
    code, place = as_code(text_of(table.cell(row, "id"))), table.place(row, "id")
    cell = f"{place.sheet}!{place.cell}" if place.cell else f"{place.file}:{place.line}"
    whole.unmade[code if code and code not in whole.by_id else cell] = None


def _refuse_below(whole: Assembly, number: int, row: int, found: Problem, above: int) -> int:
    """Refuses a row without a code, with the case `above` where it goes on with it; the case above of the next row."""
    table = whole.tables[number]
    if (row and int(table.rows[row]) - int(table.rows[row - 1]) > 1) or not _goes_on(table, row, found):
        above = NOBODY
    if above == NOBODY or table.sheet.key == "evidence":
        _refuse(whole, number, row, found)
    else:
        _refuse(whole, number, row, replace(found, measure=whole.cases[above].id), (above,))
    return above


def _goes_on(table: Table, row: int, found: Problem) -> bool:
    """Whether a row without a code speaks of the measure above it: its code is merged, or was written only once.

    A row of mere numbers may be totals, and one with a name of its own is another measure.
    """
    if found.code != "X041":
        return found.code == "X020"
    measures = table.sheet.key == "measures"
    if measures and (table.bound.kind != WIDE or text_of(table.cell(row, "name"))):
        return False
    offset, sources = int(table.rows[row]), table.bound.sources.values()
    columns = [one.column for fields in sources for one in fields.values() if one.column is not None]
    cells = [table.grid.columns[column][offset] for column in columns]
    return any(isinstance(cell, str) and not is_blank(cell) for cell in cells)


def _account_for(whole: Assembly, table: Table) -> None:
    """What a sheet that is refused as a whole takes with it: its measures, and those whose rows stand on it."""
    if table.sheet.key == "measures":
        for row in range(table.size):
            if aside(table, row, "id") is None:
                _leave_out(whole, table, row)
    elif table.bound.kind != WIDE:
        named = table.column_of("measure")
        for column in table.bound.own if named is None else (named,):  # a column of codes may be misspelt
            cells = table.grid.columns[column]
            for id in dict.fromkeys(text_of(cells[row]) for row in table.rows.tolist()):
                whole.lost.update(whole.by_id.get(id) or whole.by_id.get(as_code(id)) or ())


def _link_wide(whole: Assembly, number: int, table: Table) -> None:
    """A wide row belongs to the case of the same row."""
    for other, measures in enumerate(whole.tables):
        if measures.bound is table.bound and measures.sheet.key == "measures":
            case_of = np.full(table.grid.size + 1, NOBODY, dtype=np.int64)
            case_of[measures.rows] = whole.rows_of[other]
            whole.rows_of[number] = case_of[table.rows]
            return


def _link(whole: Assembly, number: int, table: Table) -> None:
    ids = _column_texts(table, "measure")
    stages = stage_codes(_column_texts(table, "stage"))
    rows_of, cases, by_id = whole.rows_of[number], whole.cases, whole.by_id
    above = NOBODY
    for row, (id, stage) in enumerate(zip(ids, stages, strict=True)):
        if row in whole.refused_rows[number]:  # below other headings
            break
        known = by_id.get(id) or by_id.get(as_code(id))
        above = _say_unlinked(whole, number, row, id, above) if known is None else known[0]
        if known is None:
            continue
        if not stage and len(known) == 1:
            rows_of[row] = known[0]
        elif not stage:
            if table.sheet.key == "evidence":
                rows_of[row] = known[0]
                continue
            stages_known = ", ".join(cases[one].stage for one in known)
            found = problem("X031", table.place(row, "measure"), "", id, id=id, known=stages_known)
            _refuse(whole, number, row, found, known)
        else:
            same = next((one for one in known if cases[one].stage == stage), None)
            if same is None:
                named = f"{id} · {stage}"
                found = problem("X022", table.place(row, "stage"), "", id, id=named, suggestion="")
                _refuse(whole, number, row, found, known)
            else:
                rows_of[row] = same


def _say_unlinked(whole: Assembly, number: int, row: int, id: str, above: int) -> int:
    """Refuses a row whose code is that of no measure; the case above of the next row."""
    table = whole.tables[number]
    found = _without_code(table, row, "measure")
    if found is None:
        hint = did_you_mean(id, whole.by_id) if len(whole.by_id) < 2000 else ""
        found = problem("X022", table.place(row, "measure"), id=verbatim(id), suggestion=hint)
    return _refuse_below(whole, number, row, found, above)


def _say_hidden(whole: Assembly, table: Table) -> None:
    """X021: hidden (also filtered) rows are read like all others, and that is said."""
    hidden = table.grid.oddities.hidden_rows
    if not hidden or (table.bound.kind == WIDE and table.sheet.key != "measures"):
        return
    first = table.bound.first_row + table.grid.first_row
    rows = sorted(row for row in hidden if row >= first and row < table.grid.first_row + table.grid.size)
    if rows:
        place = Place(table.grid.file, rows[0], None, table.grid.sheet)
        whole.problems.append(problem("X021", place, count=len(rows), rows=", ".join(map(str, rows[:10]))))


def chosen_cases(whole: Assembly, stage: str | None) -> list[int]:
    """The case of each measure to compute: the stage asked for, else the most advanced (as with measure files)."""
    chosen = []
    order: dict[str, int] = {name: number for number, name in enumerate(STAGES)}
    for id, numbers in whole.by_id.items():
        if stage is not None:
            found = [one for one in numbers if whole.cases[one].stage == stage]
            if found:
                chosen.append(found[0])
            else:
                case = whole.cases[numbers[0]]
                place = whole.tables[case.table].place(case.row, "stage")
                known = ", ".join(whole.cases[one].stage for one in numbers)
                whole.problems.append(problem("M016", place, "stage", id, stage=stage, known=known))
            continue
        if len(numbers) == 1:
            chosen.append(numbers[0])
            continue
        ranked = sorted(numbers, key=lambda one: order.get(whole.cases[one].stage, -1))
        kept = [one for one in ranked if whole.cases[one].stage != "discarded"] or ranked
        chosen.append(kept[-1])
    return chosen
