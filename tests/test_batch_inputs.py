"""Workbooks as people keep them: totals and remarks under the table, units under headings, codes and words of their own."""

import datetime
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import ROOT
from tests.test_batch_numbers import same
from tests.workbooks import WIDE, compute, errors_of, wide_row, write_sheet
from zis_calc.batching.book import BookResult
from zis_calc.cli import main
from zis_calc.files.limits import Limits
from zis_calc.files.workbook_read import find_inputs, read_book
from zis_calc.intake.asides import as_code, is_total
from zis_calc.layout.grid import is_error
from zis_calc.model.library import Library
from zis_calc.problems import ProblemError
from zis_calc.report.words import render_problem

CSV_HEADS = "Código;Nombre;Etapa;Inicio;Ítem;Antes;Unidad;Después;Unidad\n"


def said(result: BookResult, code: str) -> list[str]:
    """The cells at which a code is said."""
    return [one.cells for one in result.found if one.problem.code == code]


def words_of(result: BookResult, code: str) -> str:
    """The first message of a code in English."""
    found = next(one.problem for one in result.found if one.problem.code == code)
    return render_problem(found, lambda text: text, "en")[0]


def csv_of(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["TOTAL", None, None, None, None, None, None, 2001, None, 400], "X060", "A3"),
        ([None, "Subtotal planta 2", None, None, None, None, None, 2001, None, 400], "X060", "B3"),
        (["Nota: los precios no incluyen IGV"], "X061", "A3"),
        ([None, "Elaborado por Ana"], "X061", "B3"),
        ([None, "Otra", "Uno S.A."], "X041", "A3"),
        (WIDE, "X067", "A3"),
    ],
)
def test_a_row_without_a_measure_is_named_and_counted(
    library: Library, tmp_path: Path, row: list[Any], code: str, cell: str
) -> None:
    """Read 2, used 1, refused 1; a total or a remark is a warning, a measure without a code an error."""
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row("m-1"), row]))
    assert said(result, code) == [cell]
    assert [tuple(one)[2:] for one in result.counts] == [(2, 1, 1, 0, 0)]
    assert errors_of(result) == ([("X041", "Datos", "A3")] if code == "X041" else [])


def test_a_measure_may_be_called_total(library: Library, tmp_path: Path) -> None:
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row("total-reuse", name="Reúso total")]))
    assert errors_of(result) == [] and result.rows is not None and result.rows.keys[0].id == "total-reuse"


def test_totals_in_a_linked_sheet(library: Library, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheets = {"Medidas": book.active, "Flujos": book.create_sheet("Flujos")}
    assert sheets["Medidas"] is not None
    sheets["Medidas"].title = "Medidas"
    for row in (["Medida", "Nombre", "Etapa"], ["M-01", "Una", "verified"]):
        sheets["Medidas"].append(row)
    for row in (
        ["Medida", "Ítem", "Antes", "Unidad", "Después", "Unidad"],
        ["m-01", "diesel", 9, "gal/yr", 1, "gal/yr"],
        ["TOTAL", None, 9, None, 1],
    ):
        sheets["Flujos"].append(row)
    book.save(tmp_path / "a.xlsx")
    result = compute(library, tmp_path / "a.xlsx")
    assert said(result, "X060") == ["A3"] and errors_of(result) == []
    assert said(result, "X056") == ["A2"] and result.rows is not None and result.rows.keys[0].id == "m-01"


@pytest.mark.parametrize(
    ("written", "code"),
    [("m-1", "m-1"), ("M-01", "m-01"), ("Caldera Nº 4", "caldera-no-4"), (" PR_3.b ", "pr_3.b"), ("Ñandú / 2", "nandu-2"), ("–", "–")],
)  # fmt: skip
def test_codes_as_people_write_them(written: str, code: str) -> None:
    assert as_code(written) == code


def test_two_codes_that_read_the_same_are_refused(library: Library, tmp_path: Path) -> None:
    """A wide sheet may speak of a measure in several rows, as long as they agree."""
    rows = [WIDE, wide_row("M 1"), wide_row("m-1", name="Otra")]
    assert errors_of(compute(library, write_sheet(tmp_path / "a.xlsx", rows))) == [("X023", "Datos", "B3")]


def test_a_code_that_stands_on_two_sheets_names_the_other_sheet(library: Library, tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row("m-1")], "Callao")
    book = openpyxl.load_workbook(path)
    other = book.create_sheet("Lima")
    for row in (WIDE, wide_row("m-1")):
        other.append(row)
    book.save(path)
    result = compute(library, path)
    assert errors_of(result) == [("X027", "Lima", "A2")] and "Callao!A2" in words_of(result, "X027")


@pytest.mark.parametrize(
    ("written", "item"),
    [
        ("GLP", "fuels.lpg"), ("Gas licuado de petróleo", "fuels.lpg"), ("r500", "fuels.residual_oil_r500"),
        ("gasóleo", "fuels.diesel"), ("DIESEL", "fuels.diesel"), ("Gas Natural", "fuels.natural_gas"), ("2017", None),
    ],
)  # fmt: skip
def test_items_by_the_names_in_their_names(library: Library, written: str, item: str | None) -> None:
    """The names are those of factors/fuels: `Gas licuado de petróleo (GLP)`, `Petróleo industrial 500 (R-500)`."""
    from zis_calc.intake.items import item_names

    assert item_names(library)(written) == item


def test_sheets_beside_those_of_measures_are_left_and_said(library: Library, tmp_path: Path) -> None:
    """A summary, prices and a plan name no measure; a sheet with a name of the template that lacks its column does."""
    path = write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row("m-1")])
    book = openpyxl.load_workbook(path)
    beside: dict[str, list[list[Any]]] = {
        "Resumen": [["Empresa", "Inversión (USD)", "Ahorro"], ["Uno", 5, 6]],
        "Precios unitarios": [["Ítem", "Precio", "Unidad"], ["Diésel", 12, "S/ / gal"]],
        "Plan": [["Actividad", "Inicio", "Fin"], ["x", datetime.date(2023, 1, 1), datetime.date(2023, 2, 1)]],
        "Flujos": [["Ítem", "Antes", "Unidad", "Después", "Unidad"], ["diesel", 1, "gal/yr", 0, "gal/yr"]],
    }
    for name, rows in beside.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    result = compute(library, path)
    assert errors_of(result) == [("X011", "Flujos", "A1")] and result.rows is not None and len(result.rows) == 1
    left = [one.problem.place.sheet for one in result.found if one.problem.code == "X009" and one.problem.place]
    assert left == ["Plan", "Precios unitarios", "Resumen"] and set(result.whole.unread) == set(left)
    alone = compute(library, write_sheet(tmp_path / "b.xlsx", beside["Resumen"]))
    assert [code for code, _, _ in errors_of(alone)] == ["X011", "X011"]


def test_what_a_total_is() -> None:
    assert all(map(is_total, ("TOTAL", "Total general", "Subtotal planta 2", "Suma", "Gran total", "Promedio")))
    assert not any(map(is_total, ("Sumaq S.A.", "m-1", "Media tensión", "")))


def test_units_under_the_headings(library: Library, tmp_path: Path) -> None:
    heads = ["Código", "Nombre", "Etapa", "Inicio", "Ítem", "Antes", "Después", "Precio", "Año de precios", "Inversión"]
    units = [None, None, None, None, None, "gal/año", "(gal/año)", "US$/gal", None, "S/"]
    row = ["a", "Uno", "verificada", datetime.date(2023, 1, 1), "diesel", 1000, 400, 2.5, 2023, 3750]
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [heads, units, row]))
    assert said(result, "X063") == ["F2"] and errors_of(result) == []
    heads = [*heads[:5], "Antes (gal/año)", "Después (gal/año)", "Precio (USD/gal)", heads[8], "Inversión (PEN)"]
    plain = compute(library, write_sheet(tmp_path / "b.xlsx", [heads, row]))
    assert result.rows is not None and plain.rows is not None and same(plain.rows, result.rows) == []
    assert [tuple(one)[2:4] for one in result.counts] == [(1, 1)]


def test_a_number_column_for_codes_and_measure_for_names(library: Library, tmp_path: Path) -> None:
    heads = ["N°", "Medida", "Etapa", "Inicio", "Consumo de diésel antes (gal/año)", "Diésel (gal/año) después"]
    row = [7, "Cambio de caldera", "verificada", datetime.date(2023, 1, 1), 1000, 400]
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [heads, row]))
    assert result.rows is not None and result.rows.keys[0].id == "7" and result.rows.keys[0].name == "Cambio de caldera"
    assert said(result, "X064") == ["A1", "B1"] and errors_of(result) == []
    # what is missing of a flow whose item stands in the heading is said at the cell of its first column
    assert said(result, "M032") == ["E2"]


@pytest.mark.parametrize("heading", ["Nombre", "Medida"])
def test_one_column_of_names_is_enough(library: Library, tmp_path: Path, heading: str) -> None:
    """The same words in two companies are two measures; a row of totals is still one."""
    rows = [wide_row(id="LED en la nave", company=one)[:1] + wide_row(company=one)[2:] for one in ("Uno", "Dos S.A.")]
    rows.append(["TOTAL", *[None] * 4, *rows[0][5:]])
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [[heading, *WIDE[2:]], *rows]))
    assert [key.id for key in result.rows.keys] == ["uno-led-en-la-nave", "dos-s.a-led-en-la-nave"]
    assert [key.name for key in result.rows.keys] == ["LED en la nave"] * 2
    assert [one.problem.place.cell for one in result.found if one.problem.code == "X070"] == ["A1"]
    assert [one.problem.place.cell for one in result.found if one.problem.code == "X060"] == ["A4"]


def test_headings_without_rows(library: Library, tmp_path: Path) -> None:
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [WIDE]))
    assert said(result, "X055") == ["A1"] and result.rows is None


@pytest.mark.parametrize(
    ("changes", "code", "cell"),
    [
        ({"start": 2023}, "X057", "E2"), ({"start": "2023"}, "X057", "E2"), ({"baseline": "n.d."}, "X058", "H2"),
        ({"baseline": "-"}, "X058", "H2"), ({"baseline": "1.234"}, "U004", "H2"), ({"baseline": "1,234"}, "U004", "H2"),
        ({"baseline": "1.234 gal/yr"}, "U004", "H2"), ({"baseline": "#¡DIV/0!"}, "X015", "H2"),
        ({"baseline": "#N/D"}, "X015", "H2"), ({"price": "12.345", "price_unit": "S/ / gal"}, "U004", "L2"),
        ({"stage": None}, "M019", "D2"), ({"start": True}, "X019", "E2"), ({"start": "07/15/2023"}, "X019", "E2"),
    ],
)  # fmt: skip
def test_a_cell_that_says_something_else(
    library: Library, tmp_path: Path, changes: dict[str, Any], code: str, cell: str
) -> None:
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row(**changes), wide_row("m-2")]))
    assert errors_of(result) == [(code, "Datos", cell)] and result.rows is not None and len(result.rows) == 1


@pytest.mark.parametrize(
    ("heads", "cells", "expected"),
    [
        (["Alcance"], ["n.d."], {("X058", "S2")}), (["Alcance"], [4], {("S004", "S2")}),
        (["Tiempo de operación", "Unidad"], [3, "galoncito"], {("U002", "T2")}),
        (["Tiempo de operación", "Unidad"], [3, "gal"], {("U003", "T2")}),
    ],
)  # fmt: skip
def test_words_where_a_flow_has_a_number_or_a_unit(
    library: Library, tmp_path: Path, heads: list[str], cells: list[Any], expected: set[tuple[str, str]]
) -> None:
    """One bad cell refuses its measure, never the book and never with a failure of ours."""
    unit = "gal/h" if len(heads) > 1 else "gal/yr"
    rows = [[*WIDE, *heads], [*wide_row(baseline_unit=unit, project_unit=unit), *cells], wide_row("m-2")]
    result = compute(library, write_sheet(tmp_path / "a.xlsx", rows))
    assert expected <= {(code, cell) for code, _, cell in errors_of(result)}
    assert result.rows is not None and [key.id for key in result.rows.keys] == ["m-2"]


def test_both_readings_are_shown(library: Library, tmp_path: Path) -> None:
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row(baseline="1.234")]))
    assert words_of(result, "U004") == "`1.234` can be read as 1234 or as 1.234"
    wrong = compute(library, write_sheet(tmp_path / "b.xlsx", [WIDE, wide_row(baseline="#¡DIV/0!")]))
    assert words_of(wrong, "X015") == "the cell holds the error #¡DIV/0!"


@pytest.mark.parametrize("text", ["2023/07/01", "01/07/2023 00:00:00", "2023-07-01 10:30", "1-7-2023"])
def test_dates_as_programs_write_them(library: Library, tmp_path: Path, text: str) -> None:
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row(start=text)]))
    assert result.rows is not None and result.rows.start[0] == datetime.date(2023, 7, 1).toordinal()


def test_currencies_as_they_are_written_in_peru(library: Library, tmp_path: Path) -> None:
    heads = [*WIDE[:15], "Inversión (US$)", "Donación (US$)", WIDE[17]]
    signs = compute(library, write_sheet(tmp_path / "a.xlsx", [heads, wide_row(price=8.0, price_unit="S/ / gal")]))
    plain = compute(library, write_sheet(tmp_path / "b.xlsx", [WIDE, wide_row(price=8.0, price_unit="PEN/gal")]))
    assert signs.rows is not None and plain.rows is not None and same(plain.rows, signs.rows) == []
    assert {library.units.unit(text).dimension for text in ("S/", "S/.", "PEN", "soles")} == {(("PEN", 1),)}
    for text in ("S/ / kWh", "S/./kWh", "S/kWh"):
        assert library.units.unit(text)[1:] == library.units.unit("PEN/kWh")[1:]
    assert library.units.unit("US$/MMBTU")[1:] == library.units.unit("USD/MMBtu")[1:]


def test_a_code_cell_with_an_error_or_no_value_or_merged(library: Library, tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [WIDE, *(wide_row(f"m-{number}") for number in range(1, 5))])
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["A2"], sheet["A3"] = "#REF!", '="m-"&2'
    sheet["A2"].data_type = "e"
    sheet.merge_cells("A4:A5")
    sheet.merge_cells("H4:I4")
    book.save(path)
    result = compute(library, path)
    assert errors_of(result) == [("X015", "Datos", "A2"), ("X016", "Datos", "A3"), ("X020", "Datos", "I4"), ("X020", "Datos", "A5")]  # fmt: skip


def test_all_that_a_flow_lacks_is_said_at_once(library: Library, tmp_path: Path) -> None:
    rows = [WIDE, wide_row(baseline="mucho", project=None, item=None)]
    assert errors_of(compute(library, write_sheet(tmp_path / "a.xlsx", rows))) == [
        ("S002", "Datos", "G2"), ("U001", "Datos", "H2"), ("S002", "Datos", "J2"),
    ]  # fmt: skip


def test_a_lone_point_in_a_csv_goes_by_its_separator(library: Library, tmp_path: Path) -> None:
    """Between semicolons `1.234` may be a thousand and more; between commas the point is the decimal sign."""
    row = "m-1;Una;verificada;01/07/2023;diesel;1.234;gal/yr;0.125;gal/yr\n"
    doubtful = compute(library, csv_of(tmp_path / "a.csv", CSV_HEADS + row))
    assert [(one.problem.code, one.cells) for one in doubtful.found if one.problem.severity == "error"] == [("U004", "F2")]  # fmt: skip
    pointed = compute(library, csv_of(tmp_path / "b.csv", (CSV_HEADS + row).replace(";", ",")))
    declared = compute(library, tmp_path / "a.csv", "point")
    assert pointed.rows is not None and declared.rows is not None and same(pointed.rows, declared.rows) == []
    assert declared.rows.resources[0].baseline == 1.234


def test_a_quote_that_is_never_closed(library: Library, tmp_path: Path) -> None:
    rows = 'm-1;Una;verificada;;diesel;9;gal/yr;1;gal/yr\nm-2;"Dos;verificada;;diesel;9;gal/yr;1;gal/yr\nm-3;Tres;verificada;;diesel;9;gal/yr;1;gal/yr\n'
    result = compute(library, csv_of(tmp_path / "a.csv", CSV_HEADS + rows))
    assert said(result, "X059") == ["3"] or said(result, "X059") == ["3:3"]
    inches = compute(library, csv_of(tmp_path / "b.csv", CSV_HEADS + rows.replace('"Dos', 'Tubo 2" nuevo')))
    assert said(inches, "X059") == [] and inches.rows is not None and len(inches.rows) == 3


def test_unicode_text_as_excel_exports_it(library: Library, tmp_path: Path) -> None:
    text = "\ufeff" + (CSV_HEADS + "m-1;Año;verificada;;diesel;9;gal/yr;1;gal/yr\n").replace(";", "\t")
    result = compute(library, csv_of(tmp_path / "a.txt", text, "utf-16-le"))
    assert result.rows is not None and result.rows.keys[0].name == "Año" and said(result, "X028") != []


def test_errors_in_a_csv_are_errors(library: Library, tmp_path: Path) -> None:
    row = "m-1;#N/D;verificada;;diesel;#¡DIV/0!;gal/yr;1;gal/yr\n"
    result = compute(library, csv_of(tmp_path / "a.csv", CSV_HEADS + row))
    assert {one.cells for one in result.found if one.problem.code == "X015"} == {"B2", "F2"}
    assert is_error("#¿NOMBRE?") and is_error(" #VALUE! ") and not is_error("#1 caldera")


def test_a_hidden_sheet_is_a_warning_without_a_cell(library: Library, tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row()])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Antiguas").append(WIDE)
    book["Antiguas"].sheet_state = "hidden"
    book.save(path)
    found = [one for one in compute(library, path).found if one.problem.code == "X038"]
    assert [(one.problem.severity, one.problem.place.sheet, one.cells) for one in found if one.problem.place] == [
        ("warning", "Antiguas", "")
    ]


def test_the_sign_of_an_open_workbook_is_said(library: Library, tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row()])
    assert said(compute(library, path), "X062") == []
    for sign in ("~$a.xlsx", ".~lock.a.xlsx#"):
        (tmp_path / sign).write_bytes(b"Ana")
        result = compute(library, path)
        assert len(said(result, "X062")) == 1 and sign in words_of(result, "X062") and result.rows is not None
        (tmp_path / sign).unlink()
    (tmp_path / "~$a.xlsx").write_bytes(b"Ana")
    assert [name for _, name in find_inputs([tmp_path])[0]] == [str(path)]


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
def test_a_read_only_output_is_not_replaced(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row()])
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"kept")
    out.chmod(0o444)
    path.chmod(0o444)  # an input that must not be changed is read like any other
    program = "import sys; from zis_calc.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "batch", str(path), "-o", str(out), "--force", "--lang", "es"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and "C006" in done.stderr and "el archivo es de solo lectura" in done.stderr
    assert out.read_bytes() == b"kept"
    out.chmod(0o644)
    done = subprocess.run(
        [sys.executable, "-c", program, "batch", str(path), "-o", str(out), "--force"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0 and out.read_bytes() != b"kept"


def test_one_output_that_cannot_be_written_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a", "b", "c"):
        write_sheet(tmp_path / "in" / f"{name}.xlsx", [WIDE, wide_row(name)])
    (tmp_path / "out" / "b.result.xlsx").mkdir(parents=True)  # a folder stands where the result goes
    program = "from zis_calc.cli import main; main()"
    for jobs in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program, "batch", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--jobs", jobs],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "C006" in done.stderr and "b.result.xlsx" in done.stderr and done.returncode in (1, 2)
        assert (tmp_path / "out" / "a.result.xlsx").is_file() and (tmp_path / "out" / "c.result.xlsx").is_file()


def test_a_folder_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row()])
    (tmp_path / "privada").mkdir()
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: allowed(path, mode) and Path(path).name != "privada")
    found, problems = find_inputs([tmp_path])
    assert [path.name for path, _ in found] == ["a.xlsx"]
    assert [(one.code, one.place.file) for one in problems if one.place] == [("X032", (tmp_path / "privada").as_posix())]  # fmt: skip


def test_after_very_many_faulty_measures_the_rest_is_left_and_said(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zis_calc.batching.book.MOST_FAULTY", 3)
    monkeypatch.setattr("zis_calc.batching.book.CHUNK", 2)
    rows = [WIDE, *(wide_row(f"m-{number}", item="nada") for number in range(6)), wide_row("m-9")]
    result = compute(library, write_sheet(tmp_path / "a.xlsx", rows))
    assert said(result, "X065") == ["A6"] and "2 more" in words_of(result, "X065")
    assert result.rows is not None and [key.id for key in result.rows.keys] == ["m-9"]
    assert [tuple(one)[2:] for one in result.counts] == [(7, 1, 5, 1, 0)]
    rows = [WIDE, *(wide_row(f"m-{number}", baseline="nada") for number in range(6)), wide_row("m-9")]
    result = compute(library, write_sheet(tmp_path / "b.xlsx", rows))
    assert said(result, "X065") == ["A5"] and "3 more" in words_of(result, "X065")


def test_a_cut_archive_says_so(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row()])
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(ProblemError) as error:
        read_book(path, "a.xlsx", Limits())
    assert [(one.code, dict(one.values)["reason"]) for one in error.value.problems] == [("X007", "@its end is missing")]


def test_what_was_wrong_is_still_wrong_when_it_comes_back_uncorrected(library: Library, tmp_path: Path) -> None:
    """A cell without a value and one inside a merged range must not come back as blank cells, which say nothing."""
    path = write_sheet(tmp_path / "a.xlsx", [WIDE, *(wide_row(f"m-{number}") for number in range(1, 5))])
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["C2"] = "=B2"
    sheet.merge_cells("C3:C4")
    book.save(path)
    assert errors_of(compute(library, path)) == [("X016", "Datos", "C2"), ("X020", "Datos", "C4")]
    with pytest.raises(SystemExit):
        main(["batch", str(path), "-o", str(tmp_path / "out.xlsx"), "-q"])
    again = compute(library, tmp_path / "out.xlsx")
    assert [(code, cell) for code, _, cell in errors_of(again)] == [("X015", "C2"), ("X015", "C4")]
