"""The rows of one measure -> the data of a measure file, with the cell of every value; used where a row needs words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from zis_calc.intake.assemble import Assembly, Case
from zis_calc.intake.cells import CellReader
from zis_calc.intake.tables import Table, text_of
from zis_calc.layout.fields import AMOUNT, VALUE, Field
from zis_calc.layout.grid import is_blank
from zis_calc.layout.sheets import STAGE_FIELDS, fields_in
from zis_calc.model.document import DataPath, Document, field_text
from zis_calc.problems import Place, Problem, ProblemError, problem


@dataclass
class Built:
    """A measure as a document; `failed` where a cell could not be read or a row is lost (the rest is there)."""

    document: Document
    problems: list[Problem] = field(default_factory=list)
    failed: bool = False


# What is wrong with the unit of an amount: said at the cell of the unit where there is one.
_ABOUT_UNITS = frozenset(("U002", "U003", "U006", "U007", "U011"))


def at_unit(found: Problem, units: Mapping[Place, Place]) -> Problem:
    """The problem at the cell of the unit, where it is about the unit of an amount that has a cell of its own."""
    place = units.get(found.place) if found.code in _ABOUT_UNITS and found.place is not None else None
    return found if place is None else found.at(place)


class Rows:
    """Finds the rows of a case in every table, in the order of the sheet."""

    def __init__(self, whole: Assembly) -> None:
        self.whole = whole
        self._sorted = [np.argsort(rows, kind="stable") for rows in whole.rows_of]
        self._cases = [rows[order] for rows, order in zip(whole.rows_of, self._sorted, strict=True)]

    def of(self, case: int, sheet: str) -> Iterator[tuple[Table, int, int]]:
        """Table, row in the table, number of the table; the groups of one wide row stand together."""
        found: list[tuple[int, int, int, Table, int, int]] = []
        for number, table in enumerate(self.whole.tables):
            if table.sheet.key != sheet:
                continue
            first, last = np.searchsorted(self._cases[number], (case, case + 1))
            bound = next(index for index, one in enumerate(self.whole.bounds) if one is table.bound)
            for row in self._sorted[number][first:last].tolist():
                found.append((bound, int(table.rows[row]), table.group, table, row, number))
        for _, _, _, table, row, number in sorted(found, key=lambda one: one[:3]):
            yield table, row, number


def build(whole: Assembly, rows: Rows, reader: CellReader, id: str, cases: list[int]) -> Built:
    """The measure `id` with all its stages; problems carry their cell, the document every value's cell."""
    first = whole.cases[cases[0]]
    table = whole.tables[first.table]
    data: dict[str, Any] = {"kind": "measure", "id": id}
    here = table.place(first.row, "id")
    marks: dict[DataPath, Any] = {(): here, ("id",): here, ("name",): table.place(first.row, "name")}
    builder = _Builder(whole, rows, reader, id, data, marks)
    builder.measure_fields(cases)
    if len(cases) == 1:
        builder.block(cases[0], ())
        data["stage"] = first.stage or None
        if not first.stage:
            del data["stage"]
        marks["stage",] = table.place(first.row, "stage")
    else:
        data["stages"] = {}
        for number in cases:
            case = whole.cases[number]
            data["stages"][case.stage] = {}
            marks["stages", case.stage] = whole.tables[case.table].place(case.row, "stage")
            builder.block(number, ("stages", case.stage))
    builder.evidence(cases)
    document = Document(whole.book.file, data, marks, digest=whole.book.digest, units=builder.units)
    return Built(document, builder.problems, builder.failed or whole.is_lost(id))


def built_measures(whole: Assembly, reader: CellReader) -> Iterator[Built]:
    """Every measure of a book, in the order of its sheets."""
    rows = Rows(whole)
    for id, cases in whole.by_id.items():
        yield build(whole, rows, reader, id, cases)


@dataclass
class _Builder:
    whole: Assembly
    rows: Rows
    reader: CellReader
    id: str
    data: dict[str, Any]
    marks: dict[DataPath, Any]
    problems: list[Problem] = field(default_factory=list)
    failed: bool = False
    units: dict[Place, Place] = field(default_factory=dict)

    def _read(self, table: Table, row: int, one: Field, path: DataPath) -> Any:
        """A value, or None; what is wrong is gathered under the field's path."""
        try:
            value = self.reader.value(table, row, one)
            if value is not None and one.kind in (AMOUNT, VALUE) and not is_blank(table.cell(row, one.key, True)):
                self.units[table.place(row, one.key)] = table.place(row, one.key, True)
            return value
        except ProblemError as error:
            self._fail(table, row, error, path)
            return None

    def _fail(self, table: Table, row: int, error: ProblemError, path: DataPath) -> None:
        self.failed = True
        number = next(index for index, one in enumerate(self.whole.tables) if one is table)
        self.whole.refused_rows[number].add(row)
        self.problems += [replace(one, field=field_text(path), measure=self.id) for one in error.problems]

    def _put(self, path: DataPath, value: Any, place: Place) -> None:
        here: Any = self.data
        for step in path[:-1]:
            here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
        here[path[-1]] = value
        for end in range(1, len(path)):
            self.marks.setdefault(path[:end], place)
        self.marks[path] = place

    def _failed_at(self, place: Place | None) -> bool:
        """Whether something is said of a cell already."""
        return place is not None and any(
            one.place is not None and one.place.cell == place.cell for one in self.problems
        )

    def measure_fields(self, cases: list[int]) -> None:
        """What belongs to the measure and not to a stage: said once, or the same in every row."""
        said: dict[str, tuple[Any, Place]] = {}
        for number in cases:
            case = self.whole.cases[number]
            for table_number, row in [(case.table, case.row), *(case.more or ())]:
                table = self.whole.tables[table_number]
                for one in table.sheet.fields:
                    if one.path[0] in STAGE_FIELDS or one.key in ("id", "stage"):
                        continue
                    value = self._read(table, row, one, one.path)
                    if value is None:
                        continue
                    place = table.place(row, one.key)
                    before = said.get(one.key)
                    if before is None:
                        said[one.key] = value, place
                        self._put(one.path, value, place)
                    elif before[0] != value:
                        other = before[1].cell or str(before[1].line)
                        clash = problem("X023", place, value=text_of(place.value), other=other, before=before[0])
                        self._fail(table, row, ProblemError(clash), one.path)
        self._from_company()

    def _from_company(self) -> None:
        entry = self.whole.companies.get(self.data.get("company") or "")
        if entry is None:
            return
        self.data["company"] = entry[0]
        for key, value in (("sector", entry[1]), ("zone", entry[2])):
            if value and key not in self.data:
                self.data[key] = value

    def block(self, number: int, path: DataPath) -> None:
        """The keys of one stage below `path`."""
        case = self.whole.cases[number]
        self._stage_fields(case, path)
        for sheet in ("flows", "copni"):
            self._list(number, sheet, path)
        self._finance(number, path)
        self._methods(number, path)
        for table, row, _ in self.rows.of(number, "prices"):
            item = text_of(table.cell(row, "item"))
            price = next(one for one in table.sheet.fields if one.key == "price")
            value = self._read(table, row, price, (*path, "prices", item))
            if value is not None and item:
                self._put((*path, "prices", item), value, table.place(row, "price"))

    def _stage_fields(self, case: Case, path: DataPath) -> None:
        table = self.whole.tables[case.table]
        for one in table.sheet.fields:
            if one.path[0] not in STAGE_FIELDS:
                continue
            value = self._read(table, case.row, one, (*path, *one.path))
            if value is not None:
                self._put((*path, *one.path), value, table.place(case.row, one.key))

    def _list(self, number: int, sheet: str, path: DataPath) -> None:
        """The flows or COPni changes of a stage; a row with a cell that cannot be read is left out and named."""
        made: list[dict[str, Any]] = []
        for table, row, _ in self.rows.of(number, sheet):
            here: DataPath = (*path, sheet, len(made))
            before = len(self.problems)
            entry: dict[str, Any] = {}
            missing: list[DataPath] = []
            marks: dict[DataPath, Place] = {here: table.place(row, "item" if sheet == "flows" else "baseline.source")}
            for one in table.sheet.fields:
                at: DataPath = (*here, *one.path)
                value = self._read(table, row, one, at)
                if value is None:
                    if one.required:
                        marks[at] = table.place(row, one.key)
                    if one.required and is_blank(table.cell(row, one.key)) and not self._failed_at(marks.get(at)):
                        missing.append(at)
                    continue
                inner = entry
                for step in one.path[:-1]:
                    inner = inner.setdefault(step, {})
                    marks.setdefault(at[:-1], table.place(row, one.key))
                inner[one.path[-1]] = value
                marks[at] = table.place(row, one.key)
            if len(self.problems) == before:
                made.append(entry)
                self.marks.update(marks)
            else:  # the row is left out, so that nobody else says what it lacks
                self.problems += [
                    problem("S002", marks[at], field_text(at), self.id, key=at[-1], kind="measure") for at in missing
                ]
        if made:
            self._put((*path, sheet), made, self.marks[(*path, sheet, 0)])

    def _finance(self, number: int, path: DataPath) -> None:
        seen: Place | None = None
        for table, row, _ in self.rows.of(number, "finance"):
            values = {one: self._read(table, row, one, (*path, "finance", *one.path)) for one in table.sheet.fields}
            given = {one: value for one, value in values.items() if value is not None}
            if given and seen is not None and table.sheet.linked and table.group == 0 and "measure" in table.sources:
                place = table.place(row, "measure")
                self._fail(
                    table, row, ProblemError(problem("X044", place, id=self.id, other=seen.cell)), (*path, "finance")
                )
                continue
            for one, value in given.items():
                seen = table.place(row, "measure")
                self._put_same((*path, "finance", *one.path), value, table, row, one.key)

    def _put_same(self, path: DataPath, value: Any, table: Table, row: int, key: str) -> None:
        """Puts a value that several wide rows may repeat, as long as they agree."""
        here: Any = self.data
        for step in path:
            here = here.get(step) if isinstance(here, dict) else None
        if here is not None and here != value:
            place, other = table.place(row, key), self.marks[path]
            clash = problem("X023", place, value=place.value, other=other.cell or other.line, before=here)
            self._fail(table, row, ProblemError(clash), path)
            return
        self._put(path, value, table.place(row, key))

    def _methods(self, number: int, path: DataPath) -> None:
        uses: dict[int, list[tuple[Table, int]]] = {}
        for table, row, _ in self.rows.of(number, "methods"):
            use = next(one for one in table.sheet.fields if one.key == "use")
            uses.setdefault(self._read(table, row, use, (*path, "methods")) or 0, []).append((table, row))
        for index, use_number in enumerate(sorted(one for one in uses if one)):
            self._put((*path, "methods"), self._get((*path, "methods")) or [], self._row(uses[use_number][0]))
            self._get((*path, "methods")).append({"parameters": {}})
            self._method(uses[use_number], (*path, "methods", index), "method")
        if 0 in uses:
            self._method(uses[0], path, "method")

    def _get(self, path: DataPath) -> Any:
        here: Any = self.data
        for step in path:
            here = here.get(step) if isinstance(here, dict) else here[step]
        return here

    def _row(self, at: tuple[Table, int]) -> Place:
        return at[0].place(at[1], "method")

    def _method(self, at: list[tuple[Table, int]], path: DataPath, key: str) -> None:
        fields = {one.key: one for one in at[0][0].sheet.fields}
        for table, row in at:
            name = text_of(table.cell(row, "method"))
            before = self._get(path).get(key) if path or key in self.data else None
            if name and before is not None and before != name:
                place = table.place(row, "method")
                clash = problem("X023", place, value=name, other=self.marks[(*path, key)].cell, before=before)
                self._fail(table, row, ProblemError(clash), (*path, key))
                continue
            if name and before is None:
                self._put((*path, key), name, table.place(row, "method"))
            parameter = text_of(table.cell(row, "parameter"))
            value = self._read(table, row, fields["value"], (*path, "parameters", parameter))
            if parameter and value is not None:
                self._put((*path, "parameters", parameter), value, table.place(row, "value"))
            note = text_of(table.cell(row, "note"))
            if note and path[-2:-1] == ("methods",):
                self._put((*path, "note"), note, table.place(row, "note"))

    def evidence(self, cases: list[int]) -> None:
        """The evidence of the whole measure, and of each stage where a row names one."""
        for number in cases:
            case = self.whole.cases[number]
            for table, row, _ in self.rows.of(number, "evidence"):
                staged = len(cases) > 1 and not is_blank(table.cell(row, "stage"))
                path: DataPath = ("stages", case.stage) if staged else ()
                entry = {}
                for one in fields_in(table.sheet)[2:]:
                    value = self._read(table, row, one, (*path, "evidence", *one.path))
                    if value is not None:
                        entry[one.key] = value
                block = self._get(path) if path else self.data
                block.setdefault("evidence", []).append(entry)
                self.marks[(*path, "evidence", len(block["evidence"]) - 1)] = table.place(row, "what")
