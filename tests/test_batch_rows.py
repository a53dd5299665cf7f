"""Rows that would change a total without a word: units said twice, lost rows, rows given twice, what a total leaves out.

Every case is computed the columnar way and the ordinary way, and both must say and leave out the same.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.workbooks import compute, errors_of
from zis_calc.batching.book import BookResult
from zis_calc.batching.outputs import content_of
from zis_calc.batching.state import Kept
from zis_calc.model.library import Library

HEADINGS = ["Código", "Nombre", "Empresa", "Etapa", "Inicio", "Vida útil (años)", "Ítem"]
KWH = ["Antes (kWh/yr)", "Después (kWh/yr)"]
GALLONS = ["Medida", "Ítem", "Antes (gal/yr)", "Después (gal/yr)"]
MEASURES = ["Medida", "Nombre", "Etapa", "Inicio", "Vida útil (años)"]

Sheets = Mapping[str, Any]  # rows of cells by the title of the sheet


def row(id: str | float | None, *amounts: Any, item: str = "electricity") -> list[Any]:
    """A row of a wide sheet up to its item, and its amounts."""
    return [id, f"Medida {id}", "Uno S.A.", "factibilidad", "01/07/2023", 15, item, *amounts]


def about(id: str, stage: str = "factibilidad") -> list[Any]:
    """A row of a sheet of measures."""
    return [id, f"Medida {id}", stage, "01/07/2023", 15]


def book(path: Path, sheets: Sheets, merged: str = "") -> Path:
    """A workbook of these sheets; `merged` is a range of the first one."""
    made = openpyxl.Workbook()
    del made["Sheet"]
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for one in rows:
            sheet.append(list(one))
    if merged:
        made.worksheets[0].merge_cells(merged)
    made.save(path)
    return path


def both_ways(library: Library, path: Path) -> BookResult:
    """The book computed by columns; the ordinary way has the same errors, refuses the same and gives the same bits."""
    result, full = compute(library, path), compute(library, path, full=True)
    assert errors_of(result) == errors_of(full)
    assert sorted(result.refused) == sorted(full.refused)
    assert result.counts == full.counts
    assert computed(result) == computed(full)
    for count in result.counts:
        assert count.read == count.used + count.refused + count.with_measure + count.other_stage
    return result


def computed(result: BookResult) -> dict[str, float]:
    """The emissions of the baseline by measure."""
    if result.rows is None:
        return {}
    return {
        key.id: float(value) for key, value in zip(result.rows.keys, result.rows.values["ghg_baseline"], strict=True)
    }


def warned(result: BookResult, code: str) -> list[tuple[str, str, dict[str, str]]]:
    """Sheet, cell and values of each problem with this code."""
    found = []
    for one in result.found:
        place = one.problem.place
        if one.problem.code == code and place is not None:
            found.append((place.sheet, place.cell, dict(one.problem.values)))
    return found


def coverage(library: Library, result: BookResult) -> tuple[int, int]:
    """Of how many measures the total of emissions speaks, and of how many there are."""
    from tests.workbooks import options_of

    file = {"file": result.book.file, "sha256": "", "set": []}
    kept = Kept(
        "", result.rows, result.found, result.counts, result.refused, [], [], result.factors, result.unpriced, {},
        file, "",
    )  # fmt: skip
    found = content_of([kept], result.rows, options_of(library), library).totals["ghg"]["coverage"]
    return found["measures"], found["of"]


# --- the unit of a heading and the unit of a cell


def test_a_cell_that_says_another_unit_than_its_heading_is_refused(library: Library, tmp_path: Path) -> None:
    headings = [*HEADINGS, "Antes (kWh/yr)", "Unidad", "Después (kWh/yr)", "Unidad"]
    rows = [headings, row("a", 100, "MWh/yr", 0, "kWh/yr"), row("b", 100, None, 0, None), row("c", 100, "kWh/yr", 0, "kWh/yr"),
            row("d", 100, "kWh/yr", 0, "gal/yr")]  # fmt: skip
    result = both_ways(library, book(tmp_path / "a.xlsx", {"Datos": rows}))
    assert errors_of(result) == [("X026", "Datos", "I2"), ("X026", "Datos", "K5")]
    assert result.refused == ["a", "d"] and coverage(library, result) == (2, 4)
    found = computed(result)
    assert found["b"] == found["c"] > 0


def test_brackets_that_hold_no_unit_leave_the_unit_to_its_column(library: Library, tmp_path: Path) -> None:
    headings = [*HEADINGS, "Antes (medidor)", "Unidad", "Después (kWh/yr)"]
    rows = [headings, row("a", 100, "MWh/yr", 0), row("b", 100_000, "kWh/yr", 0)]
    result = both_ways(library, book(tmp_path / "a.xlsx", {"Datos": rows}))
    assert errors_of(result) == []
    assert computed(result)["a"] == pytest.approx(computed(result)["b"], rel=1e-15)


# --- a lost row takes its measure with it


def test_a_row_in_a_merged_code_takes_its_measure_with_it(library: Library, tmp_path: Path) -> None:
    second = [None, None, None, None, None, None, "Diesel", "3 gal/yr", "1 gal/yr"]
    rows = [[*HEADINGS, "Antes", "Después"], row("a", "5 kWh/yr", "1 kWh/yr"), second, row("b", "5 kWh/yr", "0 kWh/yr")]
    result = both_ways(library, book(tmp_path / "a.xlsx", {"Datos": rows}, merged="A2:A3"))
    assert errors_of(result) == [("X020", "Datos", "A3")]
    assert result.refused == ["a"] and list(computed(result)) == ["b"]


@pytest.mark.parametrize(
    ("flow", "error"),
    [
        (["a", "Verificada 2024", "water", 100, 0], ("X022", "Flujos", "B4")),
        (["a", None, "water", 100, 0], ("X031", "Flujos", "A4")),
    ],
)
def test_a_flow_of_an_unclear_stage_takes_its_measure_with_it(
    library: Library, tmp_path: Path, flow: list[Any], error: tuple[str, str, str]
) -> None:
    headings = ["Medida", "Etapa", "Ítem", "Antes (gal/yr)", "Después (gal/yr)"]
    flows = [headings, ["a", "factibilidad", "Diesel", 100, 0], ["a", "verificada", "Diesel", 90, 0], flow,
             ["b", "factibilidad", "Diesel", 7, 0]]  # fmt: skip
    measures = [MEASURES, about("a"), about("a", "verificada"), about("b")]
    result = both_ways(library, book(tmp_path / "a.xlsx", {"Medidas": measures, "Flujos": flows}))
    assert errors_of(result) == [error]
    assert result.refused == ["a"] and list(computed(result)) == ["b"]
    assert coverage(library, result) == (1, 2)


def test_flows_without_a_code_below_a_measure_take_it_with_them(library: Library, tmp_path: Path) -> None:
    flows = [GALLONS, ["a", "Diesel", 100, 0], [None, "Diesel", 50, 0], [None, "Diesel", 60, 0], ["b", "Diesel", 7, 0]]
    sheets = {"Medidas": [MEASURES, about("a"), about("b")], "Flujos": flows}
    result = both_ways(library, book(tmp_path / "a.xlsx", sheets))
    assert errors_of(result) == [("X041", "Flujos", "A3"), ("X041", "Flujos", "A4")]
    assert result.refused == ["a"] and list(computed(result)) == ["b"]


def test_numbers_without_a_word_below_the_table_leave_the_measure_above_alone(library: Library, tmp_path: Path) -> None:
    flows = [GALLONS, ["a", "Diesel", 100, 0], [None, None, 100, 0]]
    result = both_ways(library, book(tmp_path / "a.xlsx", {"Medidas": [MEASURES, about("a")], "Flujos": flows}))
    assert errors_of(result) == [("X041", "Flujos", "A3")]
    assert result.refused == [] and list(computed(result)) == ["a"]


def test_a_sheet_of_flows_that_is_refused_takes_its_measures_with_it(library: Library, tmp_path: Path) -> None:
    sheets = {
        "Medidas": [MEASURES, about("a"), about("b")],
        "Flujos": [GALLONS, ["a", "Diesel", 100, 0], ["b", "Diesel", 7, 0]],
        "Flujos 2": [["Medida", "Ítem", "Antes", "Después (gal/yr)"], ["a", "Diesel", 3, 0]],
    }
    result = both_ways(library, book(tmp_path / "a.xlsx", sheets))
    assert errors_of(result) == [("X051", "Flujos 2", "C1")]
    assert result.refused == ["a"] and list(computed(result)) == ["b"]


def test_a_sheet_of_flows_whose_column_of_codes_is_misspelt_takes_its_measures_with_it(
    library: Library, tmp_path: Path
) -> None:
    sheets = {
        "Medidas": [MEASURES, about("a"), about("b")],
        "Flujos": [GALLONS, ["a", "Diesel", 100, 0], ["b", "Diesel", 7, 0]],
        "Consumos": [["Mediida", *GALLONS[1:]], ["a", "Diesel", 3, 0]],
    }
    result = both_ways(library, book(tmp_path / "a.xlsx", sheets))
    assert errors_of(result) == [("X011", "Consumos", "A1")]
    assert result.refused == ["a"] and list(computed(result)) == ["b"]


# --- the same item twice


def test_a_row_pasted_twice_is_refused(library: Library, tmp_path: Path) -> None:
    headings = [*HEADINGS, *KWH, "N.º de fila"]
    rows = [headings, row("a", 100, 0, 1), row("a", 100, 0, 2), row("b", 100, 0, 3)]
    result = both_ways(library, book(tmp_path / "a.xlsx", {"Datos": rows}))
    assert errors_of(result) == [("X076", "Datos", "G3")]
    assert warned(result, "X076")[0][2]["other"] == "G2"
    assert result.refused == ["a"] and list(computed(result)) == ["b"]


def test_a_code_as_number_and_as_text_is_one_measure(library: Library, tmp_path: Path) -> None:
    rows = [[*HEADINGS, *KWH], row(1, 100, 0), ["1", *row(1, 100, 0)[1:]], row("b", 100, 0)]
    result = both_ways(library, book(tmp_path / "a.xlsx", {"Datos": rows}))
    assert errors_of(result) == [("X076", "Datos", "G3")]


@pytest.mark.parametrize(
    ("heading", "first", "second"), [("Año", 2022, 2023), ("Mes", "ene", "feb"), ("YEAR", "2022", "2023")]
)
def test_rows_by_year_or_month_are_refused(
    library: Library, tmp_path: Path, heading: str, first: Any, second: Any
) -> None:
    rows = [[*HEADINGS, *KWH, heading], row("a", 100, 0, first), row("a", 120, 0, second), row("b", 7, 0, first)]
    result = both_ways(library, book(tmp_path / "a.xlsx", {"Datos": rows}))
    assert errors_of(result) == [("X077", "Datos", "J3")]
    assert result.refused == ["a"] and list(computed(result)) == ["b"]
    assert coverage(library, result) == (1, 2)


def test_rows_that_are_added_are_said_once_for_each_measure(library: Library, tmp_path: Path) -> None:
    rows = [[*HEADINGS, *KWH], row("a", 100, 0), row("a", 120, 0), row("a", 140, 0), row("b", 360, 0)]
    result = both_ways(library, book(tmp_path / "a.xlsx", {"Datos": rows}))
    assert errors_of(result) == []
    assert warned(result, "X078") == [("Datos", "G3", {"item": "electricity", "other": "G2"})]
    assert computed(result)["a"] == pytest.approx(computed(result)["b"], rel=1e-15)  # 100 + 120 + 140 = 360


def test_flows_of_two_sheets_are_added_and_that_is_said(library: Library, tmp_path: Path) -> None:
    sheets = {
        "Medidas": [MEASURES, about("a")],
        "Flujos 2022": [GALLONS, ["a", "Diesel", 100, 0]],
        "Flujos 2023": [GALLONS, ["a", "Diesel", 90, 0]],
    }
    result = both_ways(library, book(tmp_path / "a.xlsx", sheets))
    assert warned(result, "X078") == [("Flujos 2023", "B2", {"item": "Diesel", "other": "Flujos 2022!B2"})]


def test_named_flows_and_other_end_uses_are_two_streams(library: Library, tmp_path: Path) -> None:
    headings = ["Medida", "Ítem", "Nombre del flujo", "Uso final", "Antes (gal/yr)", "Después (gal/yr)"]
    flows = [headings, ["a", "Diesel", "Caldera 1", "boiler", 100, 0], ["a", "Diesel", "Caldera 2", "boiler", 100, 0],
             ["b", "Diesel", None, "boiler", 100, 0], ["b", "Diesel", None, "engine", 100, 0],
             ["c", "Diesel", None, "boiler", 100, 0]]  # fmt: skip
    sheets = {"Medidas": [MEASURES, *(about(id) for id in "abc")], "Flujos": flows}
    result = both_ways(library, book(tmp_path / "a.xlsx", sheets))
    assert errors_of(result) == [] and warned(result, "X078") == []


def test_rows_told_apart_by_a_column_of_words_are_no_copies(library: Library, tmp_path: Path) -> None:
    rows = [[*HEADINGS, *KWH, "Motor"], row("a", 100, 0, "M1"), row("a", 100, 0, "M2"), row("b", 200, 0, "M3")]
    result = both_ways(library, book(tmp_path / "a.xlsx", {"Datos": rows}))
    assert errors_of(result) == [] and len(warned(result, "X078")) == 1
    assert computed(result)["a"] == computed(result)["b"]


# --- what a total leaves out


def test_totals_count_the_measures_of_a_refused_sheet(library: Library, tmp_path: Path) -> None:
    sheets = {
        "P1": [[*HEADINGS, *KWH], row("a", 100, 0)],
        "P2": [[*HEADINGS, "Antes", "Después"], row("b", 100, 0), row("c", 100, 0), row("d", 1, 0)],
    }
    result = both_ways(library, book(tmp_path / "a.xlsx", sheets))
    assert {code for code, _, _ in errors_of(result)} == {"X051"}
    assert result.refused == ["b", "c", "d"] and coverage(library, result) == (1, 4)


def test_totals_count_measures_without_a_code_and_a_second_one_of_the_same_code(
    library: Library, tmp_path: Path
) -> None:
    sheets = {
        "P1": [[*HEADINGS, *KWH], row("a", 100, 0), [None, *row("x", 50, 0)[1:]]],
        "P2": [[*HEADINGS, *KWH], row("a", 70, 0)],
    }
    result = both_ways(library, book(tmp_path / "a.xlsx", sheets))
    assert errors_of(result) == [("X041", "P1", "A3"), ("X027", "P2", "A2")]
    assert result.refused == ["P1!A3", "P2!A2"] and coverage(library, result) == (1, 3)


def test_a_portfolio_refuses_what_a_batch_refuses(library: Library, tmp_path: Path) -> None:
    from tests.portfolios import run

    sheets = {
        "Medidas": [MEASURES, about("a"), about("b")],
        "Flujos": [GALLONS, ["a", "Diesel", 100, 0], ["a", "Diesel", 100, 0], ["b", "Diesel", 7, 0]],
        "P2": [[*HEADINGS, "Antes", "Después"], row("c", 100, 0)],
    }
    path = book(tmp_path / "a.xlsx", sheets)
    found = run(library, [path])
    assert found.data["totals"]["refused"] == ["a", "c"]
    assert [one.code for one in found.problems if one.severity == "error"] == ["X076", "X051", "X051"]


# --- companies


def test_companies_that_contradict_each_other_are_said_and_not_taken(library: Library, tmp_path: Path) -> None:
    companies = [
        ["Nombre de la empresa", "Otros nombres", "CIIU de la empresa", "Zona de la empresa"],
        ["Uno S.A.", "Uno", "C1313", "Ate"],
        ["Uno", None, "C2220", None],
        ["Dos", None, None, "Lurín"],
        ["Dos", None, "C1010", "Lurín"],
    ]
    rows = [[*HEADINGS, *KWH], row("a", 100, 0), [*row("b", 50, 0)[:2], "Dos", *row("b", 50, 0)[3:]]]
    result = both_ways(library, book(tmp_path / "a.xlsx", {"Empresas": companies, "Datos": rows}))
    assert errors_of(result) == [("X079", "Empresas", "C3")]
    assert result.rows is not None
    assert [(key.id, key.company, key.sector, key.zone) for key in result.rows.keys] == [
        ("a", "Uno S.A.", None, "Ate"), ("b", "Dos", "C1010", "Lurín"),
    ]  # fmt: skip
    count = next(one for one in result.counts if one.kind == "companies")
    assert (count.read, count.used, count.refused) == (4, 3, 1)
