"""What must never be read as something else: other headings further down, measures called totals, columns not read."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.portfolios import run
from tests.test_batch_numbers import same
from tests.workbooks import WIDE, compute, errors_of, wide_row, write_sheet
from zis_calc.batching.book import BookResult
from zis_calc.intake.asides import is_total
from zis_calc.model.library import Library
from zis_calc.report.words import render_problem

HEADS = ["Código", "Nombre", "Empresa", "Etapa", "Inicio", "Ítem", "Antes (kWh/año)", "Después (kWh/año)"]


def row(id: str | None, before: float = 100, after: float = 0, **changes: Any) -> list[Any]:
    made = {"id": id, "name": "Cambio", "company": "Uno", "stage": "factibilidad", "start": "01/07/2023"}
    return [*{**made, "item": "electricity", "before": before, "after": after, **changes}.values()]


def cells_of(result: BookResult, code: str) -> list[str]:
    return [one.cells for one in result.found if one.problem.code == code]


def ids_of(result: BookResult) -> list[str]:
    return [key.id for key in result.rows.keys] if result.rows is not None else []


def counts_of(result: BookResult) -> list[tuple[object, ...]]:
    """Read, used, refused, left out with its measure, of another stage."""
    return [tuple(one)[2:] for one in result.counts]


def sheets_of(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for one in rows:
            sheet.append(list(one))
    book.save(path)
    return path


FLOW: list[Any] = ["Medida", "Ítem", "Antes", "Unidad", "Después", "Unidad"]
TWO: list[list[Any]] = [
    ["Medida", "Nombre", "Etapa", "Inicio"],
    *([id, "Una", "factibilidad", "01/07/2023"] for id in ("a", "b")),
]


@pytest.mark.parametrize(
    "heads",
    [
        [*HEADS[:6], "Antes (MWh/año)", "Después (MWh/año)"],
        [*HEADS[:6], "Después (kWh/año)", "Antes (kWh/año)"],
        ["Nombre", "Código", *HEADS[2:]],
        ["nombre", "codigo", *HEADS[2:]],
        [*HEADS, "Inversión (USD)"],
        [None, *HEADS[1:6], "Antes (MWh/año)", "Después (MWh/año)"],
        [*HEADS[:5], "Antes (kWh/año)", "Ítem", "Después (kWh/año)"],
        ["Medida", "Nombre", "Etapa", "Inicio", "Agua antes (m3/año)", "Agua después (m3/año)"],
    ],
)
def test_other_headings_further_down_refuse_what_is_below(
    library: Library, tmp_path: Path, heads: list[str | None]
) -> None:
    """Rows 2 to 5 are read: one used, the headings and both rows below refused; both measures below are named.

    Also where the headings below know more columns than those above.
    """
    rows = [HEADS, row("m-1"), heads, row("m-2"), row("M-3")]
    result = compute(library, write_sheet(tmp_path / "a.xlsx", rows))
    first = "A4" if heads[0] is not None else "B4"
    assert errors_of(result) == [("X071", "Datos", first.replace("4", "3"))]
    assert ids_of(result) == ["m-1"] and result.refused == ["m-2", "m-3"] and counts_of(result) == [(4, 1, 3, 0, 0)]
    alone = compute(library, write_sheet(tmp_path / "b.xlsx", rows[:2]))
    assert alone.rows is not None and result.rows is not None and same(alone.rows, result.rows) == []


def test_the_same_headings_further_down_are_left_out_and_the_rows_below_count(library: Library, tmp_path: Path) -> None:
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [HEADS, row("m-1"), [], HEADS, row("m-2", 7, 3)]))
    assert cells_of(result, "X067") == ["A4"] and errors_of(result) == [] and ids_of(result) == ["m-1", "m-2"]
    assert result.rows is not None and [one.baseline for one in result.rows.resources] == [0.1, 0.007]  # MWh/yr


@pytest.mark.parametrize(("again", "codes"), [("kWh/año", ["X067", "X067"]), ("MWh/año", ["X071"])])
def test_units_under_repeated_headings(library: Library, tmp_path: Path, again: str, codes: list[str]) -> None:
    heads = [*HEADS[:6], "Antes", "Después"]
    units: list[list[Any]] = [[*[None] * 6, unit, unit] for unit in ("kWh/año", again)]
    rows: list[list[Any]] = [heads, units[0], row("m-1"), heads, units[1], row("m-2")]
    result = compute(library, write_sheet(tmp_path / "a.xlsx", rows))
    found = [one for one in result.found if one.problem.code in ("X067", "X071")]
    assert [one.problem.code for one in found for _ in range(one.times)] == codes
    assert ids_of(result) == (["m-1", "m-2"] if "X067" in codes else ["m-1"])


def test_a_measure_with_rows_below_other_headings_is_left_out_whole(library: Library, tmp_path: Path) -> None:
    """On a sheet of flows, and on a wide sheet where a measure stands in several rows."""
    other = ["Medida", "Ítem", "Después", "Unidad", "Antes", "Unidad"]
    flows = [FLOW, ["a", "diesel", 9, "gal/año", 1, "gal/año"], ["b", "diesel", 5, "gal/año", 1, "gal/año"],
             other, ["b", "electricity", 0, "kWh/año", 100, "kWh/año"]]  # fmt: skip
    result = compute(library, sheets_of(tmp_path / "a.xlsx", {"Medidas": TWO, "Flujos": flows}))
    assert errors_of(result) == [("X071", "Flujos", "A4")] and ids_of(result) == ["a"] and result.refused == ["b"]
    heads = [*HEADS[:6], "Antes (MWh/año)", "Después (MWh/año)"]
    rows = [HEADS, row("a"), row("b"), heads, row("b", item="water")]
    wide = compute(library, write_sheet(tmp_path / "b.xlsx", rows))
    assert errors_of(wide) == [("X071", "Datos", "A4")] and ids_of(wide) == ["a"] and "b" in wide.refused


@pytest.mark.parametrize(
    "name",
    ["Total replacement of chillers", "Promedio ponderado de motores", "Totalizador de agua", "Sumatoria", "TOTAL"],
)
def test_a_measure_is_no_total_whatever_its_name(library: Library, tmp_path: Path, name: str) -> None:
    rows = [HEADS, row("M-01", name=name), row("m-02"), row(None, name="TOTAL", company=None, stage=None, start=None, item=None)]  # fmt: skip
    result = compute(library, write_sheet(tmp_path / "a.xlsx", rows))
    assert errors_of(result) == [] and ids_of(result) == ["m-01", "m-02"] and cells_of(result, "X060") == ["B4"]
    alone = compute(library, write_sheet(tmp_path / "b.xlsx", [HEADS[1:], row("", name=name)[1:], rows[3][1:]]))
    assert errors_of(alone) == [] and len(ids_of(alone)) == 1 and cells_of(alone, "X060") == ["A3"]


def test_the_words_of_totals() -> None:
    assert all(
        map(is_total, ("Totales", "TOTAL:", "* Total planta 2", "Sub total", "Suma total", "Sumatoria", "Average"))
    )
    assert all(map(is_total, ("Promedio general", "Total anual", "Grand total", "Subtotales", "Sum of totals"[:3])))
    named = ("Totalizador de agua", "Promedio ponderado de motores", "Sumas y restas", "Totalgas", "Medias negras")
    assert not any(map(is_total, named))


@pytest.mark.parametrize(
    ("heading", "cells", "hint"),
    [
        ("Vapor antess (MWh/año)", [100, 200], ""),
        ("Inversión 2 (USD)", [5000, None], "Inversión"),
        ("Invrsión total", [5000, None], "Inversión"),
        ("Investmnt", [5000, None], "Investment"),
        ("Vida útl", [10, 12], "Vida útil"),
        ("Tecnlogía", ["LED", "LED"], "Tecnología"),
        ("Vapor antes", [100, 200], ""),
        ("Ahorro anual (S/)", [1, 2], ""),
    ],
)
def test_a_column_that_is_not_read_and_looks_as_if_it_should_is_named(
    library: Library, tmp_path: Path, heading: str, cells: list[Any], hint: str
) -> None:
    rows = [[*WIDE, heading], *([*wide_row(f"m-{number}"), cell] for number, cell in enumerate(cells))]
    result = compute(library, write_sheet(tmp_path / "a.xlsx", rows))
    assert errors_of(result) == [] and len(ids_of(result)) == 2
    found = [one for one in result.found if one.problem.code == "X072"]
    assert [(one.problem.severity, one.cells) for one in found] == [("warning", "S1")]
    words = render_problem(found[0].problem, lambda text: text, "en")[0]
    assert f"`{heading}`" in words and words.endswith(f"did you mean `{hint}`?" if hint else "not read")


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Responsable", ["Ana", "Luis"]), ("N° de proyecto", [101, 102]), ("Motores (unidad)", ["dos", "tres"]),
        ("Avance (%)", [50, 60]), ("Anexo (ver hoja 2)", [1, 2]), ("Año", [2023, 2023]), ("Costo (USD)", [None, None]),
    ],
)  # fmt: skip
def test_other_columns_of_a_users_own_pass_without_a_warning(
    library: Library, tmp_path: Path, heading: str, cells: list[Any]
) -> None:
    rows = [[*WIDE, heading], *([*wide_row(f"m-{number}"), cell] for number, cell in enumerate(cells))]
    result = compute(library, write_sheet(tmp_path / "a.xlsx", rows))
    assert cells_of(result, "X072") == [] and cells_of(result, "X014") == ["S1"] and len(ids_of(result)) == 2


def test_a_portfolio_says_what_it_does_not_read(library: Library, tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.xlsx", [[*WIDE, "Vapor antess (MWh/año)", "Responsable"], [*wide_row(), 100, "Ana"]])
    found = run(library, [tmp_path / "a.xlsx"])
    said = [(one.code, one.place.cell) for one in found.problems if one.place and one.code in ("X014", "X072")]
    assert said == [("X072", "S1")] and len(found.data["measures"]) == 1


@pytest.mark.parametrize(
    ("name", "heads", "cells"),
    [
        ("Consumos", ["Mediida", *FLOW[1:]], ["a", "electricity", 100, "MWh/año", 300, "MWh/año"]),
        ("Vapor", FLOW[1:], ["electricity", 100, "MWh/año", 300, "MWh/año"]),
        ("Inversiones", ["Medidda", "Inversión (USD)", "Donación (USD)"], ["a", 5000, 0]),
    ],
)
def test_a_sheet_of_amounts_that_lacks_its_column_of_measures_is_an_error(
    library: Library, tmp_path: Path, name: str, heads: list[Any], cells: list[Any]
) -> None:
    flows = [FLOW, *([id, "diesel", 9, "gal/año", 1, "gal/año"] for id in ("a", "b"))]
    path = sheets_of(tmp_path / "a.xlsx", {"Medidas": TWO, "Flujos": flows, name: [heads, cells]})
    result = compute(library, path)
    assert {(code, sheet) for code, sheet, _ in errors_of(result)} == {("X011", name)}
    missing = next(one.problem for one in result.found if one.problem.code == "X011")
    assert render_problem(missing, lambda text: text, "es")[0] == "the column `Medida` is missing"
    assert cells_of(result, "X009") == []
    assert ids_of(result) == (["b"] if "a" in cells else ["a", "b"])  # a part of a measure is not computed
    assert counts_of(result)[-1] == (1, 0, 1, 0, 0) and result.whole.unread == {}


def test_rows_of_words_are_no_headings(library: Library, tmp_path: Path) -> None:
    """A code, a name and a company that begin like headings, on a sheet without numbers."""
    heads = ["Medida", "Nombre", "Empresa", "Etapa", "Inicio"]
    rows = [heads, ["PROYECTO-1", "Proyecto base", "Planta Precios S.A.", "factibilidad", "01/07/2023"]]
    flows = [FLOW, ["proyecto-1", "diesel", 9, "gal/año", 1, "gal/año"]]
    result = compute(library, sheets_of(tmp_path / "a.xlsx", {"Medidas": rows, "Flujos": flows}))
    assert errors_of(result) == [] and ids_of(result) == ["proyecto-1"]


def test_headings_of_two_rows_are_those_of_the_lower(library: Library, tmp_path: Path) -> None:
    above = ["Medida", "Nombre", "Empresa", "Etapa", "Inicio", None, "Antes", "Después"]
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [["Empresa", "Uno S.A."], above, HEADS, row("m-1")]))
    assert errors_of(result) == [] and ids_of(result) == ["m-1"]
