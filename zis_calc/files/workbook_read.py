"""A workbook, a CSV text or a Parquet file -> sheets of plain values (by calamine, behind the examination)."""

import hashlib
import io
import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from zis_calc.files.documents import both_ends, read_bytes
from zis_calc.files.limits import Limits
from zis_calc.files.memory import give_back
from zis_calc.files.text_table import read_text_table
from zis_calc.files.workbook_archive import Archive, kind_of_content, open_archive
from zis_calc.files.workbook_parts import Parts, SheetPart, check_for_second_reader, read_parts
from zis_calc.files.workbook_scan import Scan, scan_shared, scan_sheet
from zis_calc.layout.grid import Book, Grid, error_texts
from zis_calc.problems import Place, Problem, ProblemError, column_letters, problem

WORKBOOKS = (".xlsx", ".xlsm")
TEXTS = (".csv", ".tsv", ".txt")
ENDINGS = (*WORKBOOKS, *TEXTS, ".parquet")
OTHERS = (*ENDINGS, ".xls", ".xlsb", ".ods")  # also what is refused, with the way to save it as a workbook
_SCHEMA = b'"zis-calc/batch/'
_RESULT_COLUMNS = (b",ghg_reduction_tco2e_per_yr,", b",ghg_reduction_value,")
_ROWS_AT_ONCE = 4096
_MOST_COLUMNS = 16_384  # of a sheet, in any spreadsheet program
_LARGE = 2_000_000  # bytes of a workbook above which the memory of its reader is worth giving back
_MOST_TEXTS = 5_000  # distinct texts of a column that are kept in mind; codes and names differ on every row anyway
_FOUND = {
    "pdf": "@a PDF file", "html": "@a web page (HTML)", "empty": "@an empty file",
    "ole": "@a workbook of Excel 97-2003 (.xls): save it as .xlsx",
}  # fmt: skip


def find_inputs(paths: Sequence[Path], output: Path | None = None) -> tuple[list[tuple[Path, str]], list[Problem]]:
    """The files to read with their names: each path, or in a folder every workbook and text table, sorted.

    Results of zis-calc among other files of a folder are left out, and that is said of those that are not `output`
    nor inside it: with them every measure would count twice.
    """
    found: dict[Path, tuple[Path, str]] = {}
    problems: list[Problem] = []
    for path in paths:
        if not path.is_dir():
            found.setdefault(path.resolve(), (path, str(path)))
            continue
        kept, said = books_of_folder(path, OTHERS, output)
        problems += said
        if not kept and not said:
            problems.append(problem("X010", Place(str(path)), known=", ".join(ENDINGS)))
        for one in kept:
            found.setdefault(one.resolve(), (one, str(one)))
    return list(found.values()), problems


def books_of_folder(
    folder: Path, endings: Sequence[str] = OTHERS, output: Path | None = None
) -> tuple[list[Path], list[Problem]]:
    """The workbooks and text tables below `folder`, sorted, without results of zis-calc; X052 names those."""
    every = sorted(folder.rglob("*"))
    closed = [one for one in (folder, *every) if one.is_dir() and not os.access(one, os.R_OK | os.X_OK)]
    problems = [problem("X032", Place(one.as_posix()), reason="@permission denied") for one in closed]
    inside = [one for one in every if one.suffix.lower() in endings]
    kept = [one for one in inside if not _is_aside(one, folder) and not _is_output(one, folder, output)]
    results = {one for one in kept if _is_result(one)}
    if not results or len(results) == len(kept):  # corrected results that are sent again
        return kept, problems
    names = ", ".join(one.relative_to(folder).as_posix() for one in sorted(results)[:20])
    said = problem("X052", Place(folder.as_posix()), count=len(results), names=names)
    return [one for one in kept if one not in results], [*problems, said]


def _is_output(path: Path, folder: Path, output: Path | None) -> bool:
    """Whether a file is what this run writes, or lies where it writes to: in a folder of its own, or as a result."""
    if output is None or not path.resolve().is_relative_to(output.resolve()):
        return False
    return output.resolve() != folder.resolve() or _is_result(path)


def _is_result(path: Path) -> bool:
    """Whether a file is a result of zis-calc: its problems stand beside it, or a CSV has the columns of a result."""
    beside = path.with_name(f"{path.stem}.errors.json")
    if beside.is_file() and _SCHEMA in both_ends(beside, 200)[0]:
        return True
    return path.suffix.lower() == ".csv" and any(one in both_ends(path, 4000)[0] for one in _RESULT_COLUMNS)


def _is_aside(path: Path, root: Path) -> bool:
    """Lock files of office programs (~$book.xlsx) and hidden files are not inputs."""
    return any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)


def read_book(path: Path, name: str, limits: Limits, decimal: str = "") -> tuple[Book, list[Problem]]:
    """The sheets of a file and what must be said about it; ProblemError for a file that is not read."""
    try:
        content = read_bytes(path, name, limits.file_bytes)
    except ProblemError as error:
        raise ProblemError(*(_locked(one) for one in error.problems)) from None
    kind = kind_of_content(content)
    digest = hashlib.sha256(content).hexdigest()
    place = Place(name)
    ending = path.suffix.lower()
    if kind == "encrypted":
        raise ProblemError(problem("X002", place))
    if kind in _FOUND:
        raise ProblemError(problem("X001", place, found=_FOUND[kind]))
    notes = _open_elsewhere(path, place)
    expected = {"zip": WORKBOOKS, "text": TEXTS, "parquet": (".parquet",)}[kind]
    if ending not in expected:
        shown = {"zip": "@a workbook", "text": "@plain text", "parquet": "@a Parquet file"}[kind]
        notes.append(problem("X004", place, ending=ending or "–", found=shown))
    if kind == "text":
        grid, found = read_text_table(content, name, decimal, limits)
        book = Book(name, digest, [grid])
    elif kind == "parquet":
        book, found = Book(name, digest, [_parquet(content, name)]), []
    else:
        book, found = _workbook(content, name, digest, limits)
    for one in book.grids:
        last = one.first_column + len(one.columns) - 1
        if last > _MOST_COLUMNS:
            far, cells = column_letters(last), sum(map(len, one.columns))
            at = Place(name, sheet=one.sheet)
            raise ProblemError(problem("X008", at, cell=far, box=last, cells=cells, limit=_MOST_COLUMNS))
    return book, [*notes, *found]


def _open_elsewhere(path: Path, place: Place) -> list[Problem]:
    """X062 where Excel or LibreOffice has left beside a workbook the sign that it is open."""
    signs = (f"~${path.name}", f".~lock.{path.name}#")
    return [problem("X062", place, lock=sign) for sign in signs if path.with_name(sign).exists()]


def _locked(found: Problem) -> Problem:
    """A file that another program holds open has a message of its own."""
    values = dict(found.values)
    if found.code == "Y002" and ("denied" in values["reason"].lower() or "used by" in values["reason"].lower()):
        return problem("X032", found.place, reason=values["reason"])
    return found


def _workbook(content: bytes, name: str, digest: str, limits: Limits) -> tuple[Book, list[Problem]]:
    archive = open_archive(content, name, limits)
    parts = read_parts(archive, name)
    shared = scan_shared(archive, name)
    scans: list[tuple[SheetPart, Scan]] = []
    skipped: dict[str, str] = {}
    for sheet in parts.sheets:
        if sheet.hidden:
            skipped[sheet.name] = "hidden"
            continue
        scans.append((sheet, scan_sheet(archive, sheet, parts, name, limits, shared)))
    notes = list(archive.notes)
    try:
        grids = _by_calamine(archive, parts, scans, name)
    except ProblemError:
        raise
    except Exception as reason:  # a file that one reader gives up on may still be readable by the other
        notes.append(problem("X045", Place(name), reason=str(reason)[:120]))
        check_for_second_reader(archive, [sheet.part for sheet, _ in scans], name)
        try:
            grids = _by_openpyxl(content, parts, scans, name)
        except Exception as again:
            raise ProblemError(problem("X007", Place(name), reason=str(again)[:120])) from None
    for grid, (_, scan) in zip(grids, scans, strict=True):
        if scan.has_signs:
            grid.oddities.errors |= error_texts(grid.columns, grid.first_row, grid.first_column)
    if len(content) > _LARGE:
        give_back()
    return Book(name, digest, grids, parts.version, skipped), notes


def _by_calamine(archive: Archive, parts: Parts, scans: list[tuple[SheetPart, Scan]], name: str) -> list[Grid]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_filelike(io.BytesIO(archive.content)) as book:
        grids = []
        for sheet, scan in scans:
            values = book.get_sheet_by_name(sheet.name)
            start = values.start or (0, 0)
            columns = _columns(values.iter_rows()) if values.start is not None else []
            # iter_rows begins at the first used row, yet always at the first column of the sheet
            width = len(columns)
            first_column = 1 if values.end is None or width > values.end[1] - start[1] + 1 else start[1] + 1
            height = len(columns[0]) if columns else 0
            first_row = 1 if values.end is None or height > values.end[0] - start[0] + 1 else start[0] + 1
            grids.append(Grid(name, sheet.name, columns, first_row, first_column, scan.oddities, parts.date1904))
        return grids


def _columns(rows: Iterator[Sequence[Any]]) -> list[list[Any]]:
    """Rows to columns, some thousand at a time, so that never both stand in memory whole."""
    columns: list[list[Any]] = []
    known: list[dict[Any, Any]] = []
    while block := list(islice(rows, _ROWS_AT_ONCE)):
        if not columns:
            columns = [[] for _ in block[0]]
            known = [{} for _ in block[0]]
        for column, values, texts in zip(columns, zip(*block, strict=True), known, strict=True):
            if str in set(map(type, values)) and len(texts) < _MOST_TEXTS:
                # the same text in many cells is one object: units and names repeat on every row
                column.extend([texts.setdefault(one, one) if one.__class__ is str else one for one in values])
            else:
                column.extend(values)
    return columns


def _by_openpyxl(content: bytes, parts: Parts, scans: list[tuple[SheetPart, Scan]], name: str) -> list[Grid]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    grids = []
    for sheet, scan in scans:
        width = scan.last_column
        rows = book[sheet.name].iter_rows(max_row=scan.last_row, max_col=width, values_only=True)
        padded = ([*(_like_calamine(one) for one in row), *[None] * (width - len(row))] for row in rows)
        grids.append(Grid(name, sheet.name, _columns(padded), 1, 1, scan.oddities, parts.date1904))
    book.close()
    return grids


def _like_calamine(value: Any) -> Any:
    """Whole numbers as floats and error texts as nothing, as the first reader gives them."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return None if isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/A")) else value


def _parquet(content: bytes, name: str) -> Grid:
    """A Parquet file as one sheet whose first row is its column names."""
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        raise ProblemError(problem("X043", Place(name), extra="zis-calc[parquet]")) from None
    try:
        table = parquet.read_table(io.BytesIO(content))
    except Exception as reason:
        raise ProblemError(problem("X007", Place(name), reason=str(reason)[:120])) from None
    columns = []
    for title, column in zip(table.column_names, table.columns, strict=True):
        values = [
            float(one) if isinstance(one, int) and not isinstance(one, bool) else one for one in column.to_pylist()
        ]
        columns.append([title, *values])
    return Grid(name, "", columns)
