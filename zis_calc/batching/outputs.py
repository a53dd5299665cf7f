"""Computed books -> outputs: a workbook, CSV, JSON lines or Parquet, and the list of problems as JSON."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from zis_calc import __version__
from zis_calc.batching.state import Kept
from zis_calc.files.aside import two_aside, write_whole
from zis_calc.files.parquet import write_parquet
from zis_calc.intake.bind import Bound
from zis_calc.intake.findings import Finding
from zis_calc.layout.grid import is_blank
from zis_calc.model.library import Library
from zis_calc.pack import Options
from zis_calc.portfolio.macc import ranked
from zis_calc.portfolio.tables import table, years_table
from zis_calc.report.json_text import json_text, problem_data
from zis_calc.report.table_text import column_values, columns_csv
from zis_calc.report.workbook.long_rows import MIXED
from zis_calc.report.workbook.measures import Curve, ResultColumn, result_columns
from zis_calc.report.workbook.result_book import Content, write_result
from zis_calc.result import settings_data
from zis_calc.rows import Rows
from zis_calc.totals import totals

FORMATS = ("xlsx", "csv", "jsonl", "parquet")


def own_columns(whole: Any, chosen: Sequence[int], position: Any) -> list[ResultColumn]:
    """The users' own columns of the sheets of measures, by row of the result."""
    made: dict[str, list[Any]] = {}
    cases = [whole.cases[chosen[at]] for at in position.tolist()]
    for number, one in enumerate(whole.tables):
        if one.sheet.key != "measures":
            continue
        bound: Bound = one.bound
        for column in bound.own:
            title = bound.title(column)
            cells = bound.grid.columns[column]
            if is_blank(title):
                continue
            values = made.setdefault(title, [None] * len(cases))
            offsets = one.rows.tolist()
            for index, case in enumerate(cases):
                if case.table == number:
                    values[index] = cells[offsets[case.row]]
    return [ResultColumn(f"own.{title}", title, title, "", MIXED, values) for title, values in made.items()]


def content_of(
    kept: Sequence[Kept],
    rows: Rows | None,
    options: Options,
    library: Library,
    own: Sequence[ResultColumn] = (),
    bounds: Sequence[Bound] = (),
) -> Content:
    """What a result workbook shows of one or several books."""
    refused = [id for one in kept for id in one.refused]
    settings = settings_data(options)
    factors = {json.dumps(factor, sort_keys=True): factor for one in kept for factor in one.factors}
    found = [finding for one in kept for finding in one.found]
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
        own,
        bounds,
        refused,
        len(kept) > 1,
        [(one.input["file"], sheet, why) for one in kept for sheet, why in one.unread.items()],
    )


def _nothing(refused: Sequence[str], currency: str) -> dict[str, Any]:
    return {"measures": 0, "refused": list(refused), "finance": {"currency": currency}}


def write_output(
    output: Path, kind: str, content: Content, library: Library, language: str, measures: Sequence[Mapping[str, Any]]
) -> None:
    """Writes one output in one step, and beside it the problems as JSON."""
    with two_aside(output) as (small, out):
        if kind == "xlsx":
            write_result(small, out, content, library, language)
        elif kind == "jsonl":
            for line in _lines(content, measures, language):
                out.write(line)
        else:
            columns = _columns(content, language)
            size = len(content.rows) if content.rows is not None else 0
            if kind == "csv":
                for piece in columns_csv(columns, size):
                    out.write(piece)
            else:
                units = {column.key: column.unit for column in columns}
                write_parquet(out, output.name, {column.key: column_values(column) for column in columns}, units)
    write_errors(output.with_name(f"{output.stem}.errors.json"), content, language)


def _columns(content: Content, language: str) -> list[ResultColumn]:
    if content.rows is None:
        return []
    currency = str(content.settings["currency"])
    made = result_columns(content.rows, content.factor_ids, content.unpriced, currency, language, content.books)
    return [*made, *content.own]


def write_errors(output: Path, content: Content, language: str) -> None:
    """The problems, the account of every row and the totals' coverage as JSON."""
    data = {
        "schema": "zis-calc/batch/1",
        "tool": content.tool,
        "settings": content.settings,
        "inputs": list(content.inputs),
        "rows": [{"file": file, **count._asdict()} for file, count in content.counts],
        "unread": [{"file": file, "sheet": sheet, "why": why} for file, sheet, why in content.unread],
        "refused": list(content.refused),
        "totals": shortened(content.totals),
        "problems": [finding_data(one, language) for one in content.found],
    }
    write_whole(output, json_text(data).encode())


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


def _lines(content: Content, measures: Sequence[Mapping[str, Any]], language: str) -> Any:
    def line(record: str, data: Mapping[str, Any]) -> bytes:
        text = json.dumps({"record": record, **data}, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return f"{text}\n".encode()

    head = {"schema": "zis-calc/batch-lines/1", "tool": content.tool, "settings": content.settings}
    yield line("run", {**head, "inputs": list(content.inputs)})
    for measure in measures:
        yield line("measure", measure)
    for one in content.found:
        yield line("problem", finding_data(one, language))
    yield line("totals", {"totals": shortened(content.totals)})
