"""Measures from one form to the other: YAML files to rows of the workbook, workbooks to YAML files."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from zis_calc.checks.measure import measure_rules
from zis_calc.checks.shape import find_kind, read_model
from zis_calc.files.library import yaml_files
from zis_calc.files.limits import Limits
from zis_calc.files.workbook_read import ENDINGS, books_of_folder, read_book
from zis_calc.gathering import Head, Read, Source, gather, read_source
from zis_calc.intake.documents import built_measures
from zis_calc.intake.items import rows_of_book
from zis_calc.layout.rows import Row, company_rows, measure_rows
from zis_calc.layout.sheets import sheets
from zis_calc.model.library import Library
from zis_calc.model.measure import Measure
from zis_calc.problems import Place, Problem, ProblemError, has_errors, problem


def measures_of(
    library: Library, paths: Sequence[Path], limits: Limits, decimal: str
) -> tuple[list[tuple[str, Measure]], list[Problem]]:
    """The measures of YAML files, workbooks, CSV files and folders of them with their file names; and what is wrong.

    A portfolio file stands for the measures it holds and names. Of two measures with one code the first is taken.
    """
    found: dict[str, tuple[str, Measure]] = {}
    problems: list[Problem] = []
    for source, head in _sources(paths, limits, problems):
        if source.path.suffix.lower() in ENDINGS:
            made, faults = _of_book(library, source.path, source.name, limits, decimal)
        else:
            made, faults = _of_documents(source.name, read_source(library, decimal, limits, source, head))
        problems += faults
        for name, measure in made:
            other, _ = found.setdefault(measure.id, (name, measure))
            if found[measure.id][1] is not measure:
                problems.append(problem("M021", Place(name), "id", measure.id, id=measure.id, other=other))
    return list(found.values()), problems


def _sources(paths: Sequence[Path], limits: Limits, problems: list[Problem]) -> list[tuple[Source, Head | None]]:
    """Where the measures stand, each file once, with the portfolio file that names it; its problems are added."""
    found: dict[Path, tuple[Source, Head | None]] = {}
    for path, name in _files(paths, problems):
        gathered = gather([path], limits=limits) if path.suffix.lower() not in ENDINGS and path.is_file() else None
        if gathered is None or not (gathered.heads or gathered.problems):
            found.setdefault(path.resolve(), (Source(path, name), None))
            continue
        problems += gathered.problems
        head = gathered.heads[0] if gathered.heads else None
        for source in gathered.sources:
            found.setdefault(source.path.resolve(), (source, head))
    return list(found.values())


def _files(paths: Sequence[Path], problems: list[Problem]) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    for path in paths:
        if not path.is_dir():
            found.append((path, path.as_posix()))
            continue
        inside = [(path / one, (path / one).as_posix()) for one in yaml_files(path)]
        books, said = books_of_folder(path)
        problems += said
        if not inside and not books:
            problems.append(problem("Y015", Place(path.as_posix())))
        found += [*inside, *((one, str(one)) for one in books)]
    return found


def _of_documents(name: str, read: Iterator[Read]) -> tuple[list[tuple[str, Measure]], list[Problem]]:
    """The measures of a YAML file: its own, or those inside a portfolio file."""
    made: list[tuple[str, Measure]] = []
    problems: list[Problem] = []
    for one in read:
        problems += one.problems
        if one.document is None or has_errors(one.problems):
            continue
        kind, faults = find_kind(one.document)
        problems += faults
        if kind is None:
            continue
        if kind != "measure":
            problems.append(problem("P004", one.document.place(("kind",)), "kind", kind=kind))
            continue
        measure, faults = read_model(one.document, Measure, kind)
        problems += faults
        if measure is not None:
            problems += measure_rules(one.document, measure)
            made.append((name, measure))
    return made, problems


def _of_book(
    library: Library, path: Path, name: str, limits: Limits, decimal: str
) -> tuple[list[tuple[str, Measure]], list[Problem]]:
    try:
        book, problems = read_book(path, name, limits, decimal)
    except ProblemError as error:
        return [], list(error.problems)
    whole, reader = rows_of_book(library, book, decimal)
    problems = [*problems, *whole.problems]
    found = []
    for built in built_measures(whole, reader):
        problems += built.problems
        measure, faults = read_model(built.document, Measure, "measure")
        problems += faults
        if measure is not None and not built.failed and not has_errors(faults):
            found.append((name, measure))
    return found, problems


def rows_of_measures(library: Library, measures: Sequence[Measure], decimal: str) -> dict[str, list[Row]]:
    """The rows of all sheets for these measures."""
    rows: dict[str, list[Row]] = {key: [] for key in sheets()}
    for measure in measures:
        for key, made in measure_rows(measure, library.units, decimal).items():
            rows[key] += made
    rows["companies"] = company_rows(rows["measures"])
    return rows


def measure_data_of(measure: Measure) -> dict[str, Any]:
    """A measure as the data of its file: only what is said, in the order of the model."""
    data = measure.model_dump(mode="python", exclude_unset=True, exclude_none=True, by_alias=True)
    return {
        "kind": "measure",
        "id": measure.id,
        "name": measure.name,
        **{k: v for k, v in data.items() if k not in ("kind", "id", "name")},
    }
