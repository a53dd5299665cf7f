"""Computed books -> outputs: a workbook, CSV, JSON lines or Parquet, and the list of problems as JSON."""

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from zis_calc import __version__
from zis_calc.batching.ours import SCHEMA, errors_beside, others_beside
from zis_calc.batching.state import Kept, Own
from zis_calc.engine.types import Codes
from zis_calc.files.aside import digest_of, two_aside, write_whole
from zis_calc.files.parquet import write_parquet
from zis_calc.intake.assemble import Assembly
from zis_calc.intake.bind import Bound
from zis_calc.intake.findings import Finding
from zis_calc.layout.grid import is_blank
from zis_calc.model.library import Library
from zis_calc.pack import Options
from zis_calc.portfolio.macc import ranked
from zis_calc.portfolio.tables import table, years_table
from zis_calc.problems import Place, ProblemError, problem
from zis_calc.report.json_text import json_text, problem_data
from zis_calc.report.table_text import column_values, columns_csv
from zis_calc.report.workbook.long_rows import FORMULA, MIXED, NUMBER
from zis_calc.report.workbook.measures import Curve, ResultColumn, result_columns
from zis_calc.report.workbook.result_book import Content, write_result
from zis_calc.result import settings_data
from zis_calc.rows import Rows
from zis_calc.totals import totals

MAX_ROWS = 1_048_576  # of a sheet, in any spreadsheet program
_ROOM = 16  # rows above the first row of a long sheet, and what is left free below
FORMATS = ("xlsx", "csv", "jsonl", "parquet")


def own_columns(whole: Assembly, chosen: Sequence[int], position: Codes) -> list[Own]:
    """The users' own columns of the sheets of measures, by row of the result; equal headings are numbered."""
    made: dict[str, list[Any]] = {}
    percent: dict[str, bool] = {}
    cases = [whole.cases[chosen[at]] for at in position.tolist()]
    for number, one in enumerate(whole.tables):
        if one.sheet.key != "measures":
            continue
        bound: Bound = one.bound
        seen: Counter[str] = Counter()
        for column in bound.own:
            title = bound.title(column)
            cells = bound.grid.columns[column]
            if is_blank(title):
                continue
            seen[title] += 1
            title = f"{title} ({seen[title]})" if seen[title] > 1 else title
            shares = bound.grid.oddities.percent.get(bound.grid.first_column + column, ())
            numbers = [row for row in one.rows.tolist() if isinstance(cells[row], float)]
            all_shares = bool(numbers) and all(bound.grid.first_row + row in shares for row in numbers)
            percent[title] = percent.get(title, True) and all_shares
            values = made.setdefault(title, [None] * len(cases))
            offsets = one.rows.tolist()
            for index, case in enumerate(cases):
                if case.table == number:
                    values[index] = _own_cell(cells[offsets[case.row]])
    return [Own(title, _style(values, percent[title]), values) for title, values in made.items()]


def _own_cell(cell: Any) -> Any:
    """A cell as it is passed through: a time of the day and what else has no kind of its own as text."""
    return cell if cell is None or isinstance(cell, bool | float | str | datetime.date) else str(cell)


def _style(values: Sequence[Any], percent: bool) -> str:
    """How the numbers of a column are shown: as days where there is nothing else, as percent where the cells were."""
    kinds = {type(one) for one in values if not is_blank(one)}
    if kinds and kinds <= {datetime.date, datetime.datetime}:
        return "date"
    return "ratio" if percent else "general"


def _own_of_all(kept: Sequence[Kept]) -> list[ResultColumn]:
    """The users' own columns of one or several books, below each other where their titles are the same."""
    parts = [one for one in kept if one.rows is not None and len(one.rows)]
    found = []
    for title in dict.fromkeys(own.title for one in parts for own in one.own):
        columns = [next((own for own in one.own if own.title == title), None) for one in parts]
        styles = {own.style for own in columns if own is not None}
        style = styles.pop() if len(styles) == 1 else "general"
        if len(parts) == 1 and columns[0] is not None:
            values = columns[0].values
        else:
            sizes = [0 if one.rows is None else len(one.rows) for one in parts]
            values = [
                value
                for own, size in zip(columns, sizes, strict=True)
                for value in (own.values if own is not None else [None] * size)
            ]
        found.append(ResultColumn(f"own.{title}", title, title, "", MIXED, values, style))
    return found


def content_of(
    kept: Sequence[Kept],
    rows: Rows | None,
    options: Options,
    library: Library,
    bounds: Sequence[Bound] = (),
    stage: str | None = None,
    said: Sequence[Finding] = (),
) -> Content:
    """What a result workbook shows of one or several books."""
    refused = [id for one in kept for id in one.refused]
    settings = settings_data(options)
    factors = {json.dumps(factor, sort_keys=True): factor for one in kept for factor in one.factors}
    found = [*said, *(finding for one in kept for finding in one.found)]
    currency = options.currency
    whole = totals(rows, refused, options) if rows is not None else _nothing(refused, currency)
    return Content(
        rows,
        whole,
        table(rows, rows.column("company"), currency, lambda key: (key.company,) if key.company else ())
        if rows is not None
        else [],
        years_table(rows) if rows is not None else [],
        Curve(*ranked(rows)[:4]) if rows is not None else None,
        [factors[key] for key in sorted(factors)],
        found,
        [(one.input["file"], count) for one in kept for count in one.counts],
        settings,
        {"name": "zis-calc", "version": __version__, "library": library.digest},
        [one.input for one in kept],
        [id for one in kept for id in one.factor_ids],
        [text for one in kept for text in one.unpriced],
        _own_of_all(kept),
        bounds,
        refused,
        len(kept) > 1,
        stage,
        [(one.input["file"], sheet, why) for one in kept for sheet, why in one.unread.items()],
    )


def _nothing(refused: Sequence[str], currency: str) -> dict[str, Any]:
    return {"measures": 0, "refused": list(refused), "finance": {"currency": currency}}


def check_length(kind: str, rows: int, file: str) -> None:
    """ProblemError X069 where a workbook cannot hold as many rows."""
    if kind == "xlsx" and rows > MAX_ROWS - _ROOM:
        raise ProblemError(problem("X069", Place(file), rows=rows, most=MAX_ROWS - _ROOM))


def write_output(
    output: Path, kind: str, content: Content, library: Library, language: str, measures: Iterable[bytes]
) -> tuple[str, str]:
    """Writes one output in one step, and beside it the problems as JSON, by which a result is known; their digests.

    `measures` are the lines of measures of a file of JSON lines.
    """
    errors = errors_beside(output)
    with two_aside(output) as (small, out):
        if kind == "xlsx":
            write_result(small, out, content, library, language)
        elif kind == "jsonl":
            for line in _lines(content, measures, language):
                out.write(line)
        else:
            columns = _columns(content)
            size = len(content.rows) if content.rows is not None else 0
            if kind == "csv":
                for piece in columns_csv(columns, size):
                    out.write(piece)
            else:
                units = {column.key: column.unit for column in columns}
                values = {column.key: column_values(column) for column in columns}
                write_parquet(out, output.name, values, units, _numbers(columns))
        out.flush()
        digest = digest_of(Path(out.name))
        # Named there before it takes its place: a run that is cut short in between leaves no result of unknown origin.
        written = write_errors(errors, {**others_beside(errors, output.name), output.name: digest}, content, language)
    return digest, written


def _columns(content: Content) -> list[ResultColumn]:
    if content.rows is None:
        return []
    currency = str(content.settings["currency"])
    made = result_columns(content.rows, content.factor_ids, content.unpriced, currency, None, content.books)
    return [*made, *content.own]


def _numbers(columns: Sequence[ResultColumn]) -> frozenset[str]:
    """The columns that hold numbers alone; a column of a user's own does where no cell holds anything else."""
    return frozenset(
        column.key
        for column in columns
        if column.kind in (NUMBER, FORMULA)
        or (column.kind == MIXED and {type(one) for one in column.values if not is_blank(one)} == {float})
    )


def write_errors(output: Path, outputs: Mapping[str, str], content: Content, language: str) -> str:
    """The problems, the account of every row and the totals' coverage as JSON; the digest of what was written.

    `outputs` are the results beside it, by name, with their digests: by these a result is known as unchanged.
    """
    data = {
        "schema": SCHEMA,
        "outputs": dict(sorted(outputs.items())),
        "tool": content.tool,
        "settings": content.settings,
        "inputs": list(content.inputs),
        "rows": [{"file": file, **count._asdict()} for file, count in content.counts],
        "unread": [{"file": file, "sheet": sheet, "why": why} for file, sheet, why in content.unread],
        "refused": list(content.refused),
        "totals": shortened(content.totals),
        "problems": [finding_data(one, language) for one in content.found],
    }
    text = json_text(data).encode()
    write_whole(output, text)
    return hashlib.sha256(text).hexdigest()


MOST_NAMES = 200


def shortened(data: Any) -> Any:
    """The totals with long lists of measures cut; how many were left out stands at the end of the list."""
    if isinstance(data, dict):
        return {key: shortened(value) for key, value in data.items()}
    if isinstance(data, list) and len(data) > MOST_NAMES and isinstance(data[0], str):
        return [*data[:MOST_NAMES], f"… +{len(data) - MOST_NAMES}"]
    return data


def finding_data(one: Finding, language: str) -> dict[str, Any]:
    """A finding as plain data: the problem with its cell, how many cells say the same, and which."""
    return {**problem_data(one.problem, language), "count": one.times, "cells": one.cells}


MEASURE_LINE = b'{"record":"measure",'


def _line(record: str, data: Mapping[str, Any]) -> bytes:
    text = json.dumps({"record": record, **data}, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"{text}\n".encode()


def measure_lines(measures: Sequence[Mapping[str, Any]], own: Sequence[Own]) -> Iterator[bytes]:
    """The lines of measures, each with the cells of the columns of its user's own."""
    for number, measure in enumerate(measures):
        cells = {one.title: one.values[number] for one in own if not is_blank(one.values[number])}
        dated = {key: one.isoformat() if isinstance(one, datetime.date) else one for key, one in cells.items()}
        yield _line("measure", {**measure, "own": dated} if own else measure)


def _lines(content: Content, measures: Iterable[bytes], language: str) -> Iterator[bytes]:
    head = {"schema": "zis-calc/batch-lines/1", "tool": content.tool, "settings": content.settings}
    yield _line("run", {**head, "inputs": list(content.inputs)})
    yield from measures
    for one in content.found:
        yield _line("problem", finding_data(one, language))
    yield _line("totals", {"totals": shortened(content.totals)})
