"""Workbooks for tests: the shipped examples as many measures, and workbooks with planted faults."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from tests.conftest import ROOT
from zis_calc.batching.book import BookResult, compute_book
from zis_calc.files.limits import Limits
from zis_calc.files.workbook_read import read_book
from zis_calc.model.library import Library
from zis_calc.options import make_options
from zis_calc.pack import Options

EXAMPLES = ROOT / "examples"


def options_of(library: Library, **settings: Any) -> Options:
    from zis_calc.files.settings import Setting

    return make_options(library, {key: Setting(value, "test") for key, value in settings.items()})


def example_measures() -> list[dict[str, Any]]:
    found = []
    for path in sorted(EXAMPLES.rglob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        if data.get("kind") == "measure":
            found.append(data)
    return found


def compute(
    library: Library, path: Path, decimal: str = "", stage: str | None = None, full: bool = False
) -> BookResult:
    book, notes = read_book(path, path.name, Limits(), decimal)
    return compute_book(library, options_of(library, decimal=decimal), book, notes, stage, full)


def write_sheet(
    path: Path, rows: Sequence[Sequence[Any]], title: str = "Datos", formats: Mapping[str, str] | None = None
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    book.save(path)
    return path


WIDE = [
    "Medida",
    "Nombre",
    "Empresa",
    "Etapa",
    "Inicio",
    "Vida útil (años)",
    "Ítem",
    "Antes",
    "Unidad",
    "Después",
    "Unidad",
    "Precio",
    "Unidad",
    "Uso final",
    "Año de los precios",
    "Inversión (USD)",
    "Donación (USD)",
    "Tasa de descuento",
]


def wide_row(id: str = "m-1", **changes: Any) -> list[Any]:
    import datetime

    row = dict(
        zip(
            WIDE[:8],
            [id, "Cambio", "Uno S.A.", "feasibility", datetime.date(2023, 7, 1), 10, "diesel", 1000.5],
            strict=True,
        )
    )
    values = [*row.values(), "gal/yr", 200.25, "gal/yr", 2.1, "USD/gal", "boiler", 2023, 15000, 3000, 0.12]
    names = [
        "id",
        "name",
        "company",
        "stage",
        "start",
        "lifetime",
        "item",
        "baseline",
        "baseline_unit",
        "project",
        "project_unit",
        "price",
        "price_unit",
        "end_use",
        "price_year",
        "investment",
        "grant",
        "rate",
    ]
    made = dict(zip(names, values, strict=True))
    made.update(changes)
    return list(made.values())


def errors_of(result: BookResult) -> list[tuple[str, str, str]]:
    """Code, sheet and cell of every error."""
    found = []
    for one in result.found:
        if one.problem.severity == "error":
            place = one.problem.place
            found.append((one.problem.code, place.sheet if place else "", place.cell if place else ""))
    return found


def template_file(
    path: Path, library: Library, language: str, rows: Mapping[str, Sequence[Mapping[str, Any]]], examples: bool = False
) -> Path:
    """A template with these rows."""
    from zis_calc.files.aside import small_beside
    from zis_calc.report.workbook.template_book import write_template

    with small_beside(path) as small, path.open("wb") as out:
        write_template(small, out, library, language, rows, examples)
    return path
