"""What `batch` writes: own columns in every output, keys for programs, words for people, nothing that becomes a formula."""

import csv
import datetime
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.test_batch_book import batch
from tests.workbooks import WIDE, wide_row, write_sheet
from zis_calc.batching import outputs

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "＝1+1", " =1"]
OWN = ["=Apunte", "Responsable", "Visita", "Avance", "Responsable"]


def evil_book(path: Path, prefix: str = "m") -> Path:
    """A measure per text that looks like a formula, in the name, the company and an own column; then days and shares."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows: list[list[Any]] = [
        [
            *wide_row(f"{prefix}-{number}", name=text, company=text),
            text, "Ana", datetime.date(2024, 5, 17), 0.25, number + 0.5,
        ]
        for number, text in enumerate(EVIL)
    ]  # fmt: skip
    book = openpyxl.load_workbook(write_sheet(path, [[*WIDE, *OWN], *rows]))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"
    for number in range(len(EVIL)):
        sheet.cell(2 + number, len(WIDE) + 4).number_format = "0.00%"
    book.save(path)
    return path


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two books; the second lacks one of the own columns."""
    folder = tmp_path_factory.mktemp("two")
    evil_book(folder / "in" / "a.xlsx")
    write_sheet(folder / "in" / "b.xlsx", [[*WIDE, "Responsable"], [*wide_row("b-1"), "Eva"]])
    for kind in ("xlsx", "csv", "jsonl", "parquet"):
        assert batch(str(folder / "in"), "-o", str(folder / f"all.{kind}"), "--lang", "es") == 0
    return folder


def test_no_text_is_a_formula_in_a_workbook(tmp_path: Path) -> None:
    assert batch(str(evil_book(tmp_path / "a.xlsx")), "-o", str(tmp_path / "out.xlsx"), "--lang", "es") == 0
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    live = {
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and not re.match(r"=(SUM|SUBTOTAL)\(|=[A-Z]+\d+-[A-Z]+\d+$", str(cell.value))
    }
    assert live == set()
    measures = book["Medidas"]
    texts = {cell.value for row in measures.iter_rows() for cell in row if cell.data_type == "s"}
    assert set(EVIL) - {"\t=1", " =1"} <= {str(one).strip() for one in texts}
    assert "=HYPERLINK" in str([cell.value for cell in book["Empresas"]["A"]])
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        names = archive.namelist()
        assert not [one for one in names if "external" in one.lower() or "vba" in one.lower()]


def test_no_text_is_a_formula_in_csv(two: Path) -> None:
    rows = list(csv.reader((two / "all.csv").read_text(encoding="utf-8").splitlines()))
    cells = [cell for row in rows for cell in row]
    assert not [one for one in cells if one[:1] in "=@＝\t\r" and one] and len(cells) > 500
    signed = [one for one in cells if one[:1] in ("+", "-") and one]
    assert all(re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", one) for one in signed)
    assert "'=1+1" in cells and "'@SUM(A1)" in cells and "'＝1+1" in cells


def test_own_columns_pass_through_when_several_books_become_one_output(two: Path) -> None:
    """Also in the CSV, the lines and the Parquet file; a heading that stands twice is numbered."""
    rows = list(csv.DictReader((two / "all.csv").read_text(encoding="utf-8").splitlines()))
    by_id = {row["id"]: row for row in rows}
    assert len(rows) == len(EVIL) + 1 and by_id["b-1"]["own.Responsable"] == "Eva"
    assert by_id["m-2"]["own.Responsable"] == "Ana" and by_id["m-2"]["own.Responsable (2)"] == "2.5"
    assert by_id["m-2"]["own.Visita"] == "2024-05-17" and by_id["b-1"]["own.Visita"] == ""
    assert Path(by_id["b-1"]["file"]).name == "b.xlsx"
    book = openpyxl.load_workbook(two / "all.xlsx")["Medidas"]
    heads = {cell.value: cell.column for cell in book[5]}
    assert book.cell(6, heads["Visita"]).value == datetime.datetime(2024, 5, 17)
    assert book.cell(6, heads["Visita"]).number_format.lower() == "dd/mm/yyyy"
    assert book.cell(6, heads["Avance"]).value == 0.25 and "%" in book.cell(6, heads["Avance"]).number_format
    lines = [json.loads(line) for line in (two / "all.jsonl").read_text(encoding="utf-8").splitlines()]
    measures = {one["id"]: one for one in lines if one["record"] == "measure"}
    assert len(measures) == len(EVIL) + 1 and lines[0]["record"] == "run" and lines[-1]["record"] == "totals"
    assert measures["m-2"]["own"] == {
        "=Apunte": "-1", "Responsable": "Ana", "Visita": "2024-05-17", "Avance": 0.25, "Responsable (2)": 2.5,
    }  # fmt: skip
    assert measures["b-1"]["ghg"]["reduction"] == measures["m-0"]["ghg"]["reduction"] > 0


def test_parquet_opens_in_pandas_with_kinds_that_do_not_depend_on_the_cells(two: Path, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_parquet(two / "all.parquet").set_index("id")
    assert frame.loc["m-2", "own.Avance"] == 0.25 and frame.loc["m-2", "own.Visita"] == "2024-05-17"
    assert frame.loc["b-1", "own.Responsable"] == "Eva" and frame["ghg_reduction_tco2e_per_yr"].dtype == "float64"
    bare = [None if one in ("Uno S.A.", "boiler") else one for one in wide_row("m-1")]
    path = write_sheet(tmp_path / "bare.xlsx", [WIDE, bare])
    assert batch(str(path), "-o", str(tmp_path / "bare.parquet")) == 0
    import pyarrow.parquet

    one, other = (pyarrow.parquet.read_schema(file) for file in (two / "all.parquet", tmp_path / "bare.parquet"))
    assert {str(one.field(name).type) for name in other.names} == {"double", "string"}
    assert [str(other.field(name).type) for name in other.names] == [str(one.field(name).type) for name in other.names]
    assert other.field("ghg_reduction_tco2e_per_yr").metadata[b"unit"] == b"tCO2e/yr"


def test_programs_read_keys_and_people_read_words(two: Path, tmp_path: Path) -> None:
    """A measure that never pays back: the status is `never` in CSV in any language, `nunca` in the Spanish workbook."""
    path = write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row("m-1", project=2000.0)])
    found = {}
    for kind in ("csv", "xlsx"):
        assert batch(str(path), "-o", str(tmp_path / f"out.{kind}"), "--lang", "es") == 0
    row = next(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert (row["stage"], row["status"], row["payback_status"], row["copni_status"]) == (
        "feasibility", "ok", "never", "ok",
    )  # fmt: skip
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet = book["Medidas"]
    found = {sheet.cell(5, cell.column).value: cell.value for cell in sheet[6]}
    assert found["Etapa"] == "estudio de factibilidad" and found["Recuperación, neta de la donación: estado"] == "nunca"
    units = {sheet.cell(5, cell.column).value: cell.value for cell in sheet[3]}
    assert units["GEI, reducción"] == "tCO2e/año" and units["Vida útil"] == "años"
    factors = book["Factores"]
    assert {row[11].value for row in factors.iter_rows(min_row=5) if row[11].value} <= {
        "verificado", "calculado", "copia secundaria", "de memoria",
    }  # fmt: skip
    assert any(isinstance(row[4].value, datetime.datetime) for row in factors.iter_rows(min_row=5))
    said = {row[0].value: row[1].value for row in book["Supuestos"].iter_rows(min_row=5)}
    assert said["Años NDC"] == "2018–2030" and said["Etapa"] == "la más avanzada de cada medida"
    kinds = {row[1].value: row[2].value for row in book["Auditoría"].iter_rows(min_row=5, max_row=5)}
    assert kinds == {"Datos": "una hoja ancha"}


def test_companies_stand_by_reduction_and_long_problems_on_enough_lines(two: Path) -> None:
    book = openpyxl.load_workbook(two / "all.xlsx")
    values = [row[2].value for row in book["Empresas"].iter_rows(min_row=5) if row[0].value]
    assert values == sorted(values, reverse=True) and len(values) > 2
    errors = book["Errores"]
    for row in errors.iter_rows(min_row=5):
        text = str(row[8].value or "")
        if len(text) > 140:
            assert errors.row_dimensions[row[0].row].height >= 13.5 * 3


def test_what_is_too_long_for_a_sheet_is_said_before_it_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sheet holds 1,048,576 rows; here it holds 20, of which 16 are the headings' and left free."""
    monkeypatch.setattr(outputs, "MAX_ROWS", 20)
    for name in ("in", "two"):
        (tmp_path / name).mkdir()
    path = write_sheet(tmp_path / "in" / "a.xlsx", [WIDE, *(wide_row(f"m-{one}") for one in range(4))])
    assert batch(str(path), "-o", str(tmp_path / "out.xlsx")) == 2
    assert "X069" in capsys.readouterr().err
    assert batch(str(path), "-o", str(tmp_path / "out.csv")) == 0
    for name in "ab":
        write_sheet(tmp_path / "two" / f"{name}.xlsx", [WIDE, *(wide_row(f"{name}-{one}") for one in range(3))])
    assert batch(str(tmp_path / "two"), "-o", str(tmp_path / "out"), "--jobs", "1") == 1
    assert (tmp_path / "out" / "a.result.xlsx").exists() and not (tmp_path / "out" / "portfolio.xlsx").exists()
