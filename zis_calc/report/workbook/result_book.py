"""The result workbook: summary, measures, companies, NDC years, cost curve, factors, errors, audit, input."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from zis_calc.intake.bind import Bound
from zis_calc.intake.findings import Finding, SheetCount
from zis_calc.model.library import Library
from zis_calc.report.workbook.echo import write_echo
from zis_calc.report.workbook.lists import Lists
from zis_calc.report.workbook.long_rows import LongSheet, assemble
from zis_calc.report.workbook.long_sheets import write_long_sheet
from zis_calc.report.workbook.measures import Curve, ResultColumn, macc_columns, result_columns, year_columns
from zis_calc.report.workbook.small_sheets import (
    write_assumptions,
    write_audit,
    write_companies,
    write_errors,
    write_factors,
)
from zis_calc.report.workbook.styles import Formats, open_workbook, sheet_name
from zis_calc.report.workbook.summary import write_summary
from zis_calc.report.workbook.template_book import mark_version
from zis_calc.rows import Rows

Data = Mapping[str, Any]

NAMES = {
    "summary": ("Resumen", "Summary"), "measures": ("Medidas", "Measures"), "companies": ("Empresas", "Companies"),
    "years": ("Años NDC", "NDC years"), "macc": ("MACC datos", "MACC data"), "factors": ("Factores", "Factors"),
    "assumptions": ("Supuestos", "Assumptions"), "errors": ("Errores", "Errors"), "audit": ("Auditoría", "Audit"),
}  # fmt: skip


@dataclass(frozen=True)
class Content:
    """Everything that a result workbook shows. `bounds` are the input sheets that come back (none for several)."""

    rows: Rows | None
    totals: Data
    companies: Sequence[Data]
    years: Sequence[Data]
    curve: Curve | None
    factors: Sequence[Data]
    found: Sequence[Finding]
    counts: Sequence[tuple[str, SheetCount]]
    settings: Data
    tool: Data
    inputs: Sequence[Data]
    factor_ids: Sequence[str]
    unpriced: Sequence[str]
    own: Sequence[ResultColumn] = ()
    bounds: Sequence[Bound] = ()
    refused: Sequence[str] = ()
    books: bool = False
    stage: str | None = None
    unread: Sequence[tuple[str, str, str]] = field(default_factory=tuple)


def write_result(small: Path, out: IO[bytes], content: Content, library: Library, language: str) -> None:
    """Writes the result workbook to `out`; `small` is a path for the workbook without its long rows."""
    assemble(small, out, _write_small(small, content, library, language))


def _write_small(path: Path, content: Content, library: Library, language: str) -> list[LongSheet]:
    """Everything but the rows of the long sheets, which are returned."""
    number = 0 if language == "es" else 1
    names = {key: words[number] for key, words in NAMES.items()}
    book = open_workbook(path)
    formats = Formats(book)
    currency = str(content.settings["currency"])
    taken = set(names.values()) | {"Listas", "Lists"}
    echoes: list[tuple[str, Bound]] = []
    for bound in content.bounds:
        prefix = "Entrada" if language == "es" else "Input"
        name = sheet_name(f"{prefix} {bound.grid.sheet or 'CSV'}".strip(), taken)
        taken.add(name)
        echoes.append((name, bound))
    links = {bound.grid.sheet: name for name, bound in echoes}
    summary = book.add_worksheet(names["summary"])
    long: list[LongSheet] = []
    ranges: dict[str, tuple[LongSheet, list[ResultColumn]]] = {}
    if content.rows is not None:
        made = result_columns(content.rows, content.factor_ids, content.unpriced, currency, language, content.books)
        made += content.own
        ranges["measures"] = _long(book, formats, names["measures"], made, len(content.rows), language, long)
    write_companies(book, formats, names["companies"], content.companies, currency, language)
    if content.rows is not None:
        years = year_columns(content.rows, language)
        ranges["years"] = _long(book, formats, names["years"], years, len(content.rows), language, long)
    if content.rows is not None and content.curve is not None:
        columns = macc_columns(content.rows, content.curve, currency, language)
        ranges["macc"] = _long(book, formats, names["macc"], columns, content.curve.position.size, language, long)
    write_factors(book, formats, names["factors"], content.factors, language)
    write_assumptions(book, formats, names["assumptions"], content.settings, content.stage, language)
    write_errors(book, formats, names["errors"], content.found, links, language)
    write_audit(book, formats, names["audit"], content, language)
    lists = Lists(book, formats, library, language) if echoes else None
    for name, bound in echoes:
        assert lists is not None
        here = [one for one in content.found if one.problem.place and one.problem.place.sheet == bound.grid.sheet]
        long.append(write_echo(book, formats, name, bound, here, lists, language))
    if echoes:
        mark_version(book)
    write_summary(book, summary, formats, content, names, ranges, language)
    summary.activate()
    book.close()
    return [sheet for sheet in long if sheet.size]


def _long(
    book: Any, formats: Formats, name: str, columns: list[ResultColumn], size: int, language: str, long: list[LongSheet]
) -> tuple[LongSheet, list[ResultColumn]]:
    sheet = write_long_sheet(book, formats, name, name, columns, size, language)
    long.append(sheet)
    return sheet, columns
