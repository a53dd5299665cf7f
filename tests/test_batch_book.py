"""The result workbook and the template: recalculated by LibreOffice to the same numbers, sent again, tables and lists."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.test_batch_numbers import same, varied
from tests.workbooks import WIDE, compute, template_file, wide_row, write_sheet
from zis_calc.cli import main
from zis_calc.converting import rows_of_measures
from zis_calc.model.library import Library
from zis_calc.model.measure import Measure

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def batch(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["batch", *arguments, "-q"])
    return int(str(stop.value.code))


def recalculated(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice computes it anew."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder / 'profile'}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder / "lo"),
        str(path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=True)
    assert "warning" not in done.stderr.lower().replace("failed to launch javaldx", "").replace("warning:  - java", "")
    return folder / "lo" / path.name


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_recalculates_every_formula_to_its_value(library: Library, tmp_path: Path) -> None:
    models = [Measure.model_validate(one) for one in varied(40, 5)]
    source = template_file(tmp_path / "in.xlsx", library, "es", rows_of_measures(library, models, ""))
    assert batch(str(source), "-o", str(tmp_path / "out.xlsx"), "--lang", "es") == 0
    formulas = openpyxl.load_workbook(tmp_path / "out.xlsx")
    stored = openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True)
    anew = openpyxl.load_workbook(recalculated(tmp_path / "out.xlsx", tmp_path), data_only=True)
    seen = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    seen += 1
                    before, after = (book[sheet.title][cell.coordinate].value for book in (stored, anew))
                    assert before == pytest.approx(after, rel=1e-12, abs=1e-9), f"{sheet.title}!{cell.coordinate}"
    assert seen > 150


def test_the_result_can_be_corrected_and_sent_again(library: Library, tmp_path: Path) -> None:
    source = write_sheet(
        tmp_path / "in.xlsx",
        [["Reporte"], [*WIDE, "Responsable"], [*wide_row("m-1"), "Ana"], [*wide_row("m-2", item="desel"), "Eva"]],
    )
    assert batch(str(source), "-o", str(tmp_path / "out.xlsx"), "--lang", "es") == 1
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet = book["Entrada Datos"]
    assert sheet["G4"].value == "desel" and sheet["A2"].value == "Medida" and sheet["S3"].value == "Ana"
    links = {row[4].hyperlink.location for row in book["Errores"].iter_rows(min_row=5) if row[4].hyperlink is not None}
    assert "'Entrada Datos'!G4" in links
    sheet["G4"].value = "diesel"
    book.save(tmp_path / "again.xlsx")
    result = compute(library, tmp_path / "again.xlsx")
    assert result.refused == [] and result.rows is not None and [key.id for key in result.rows.keys] == ["m-1", "m-2"]


def test_the_same_numbers_come_back_from_the_result(library: Library, tmp_path: Path) -> None:
    models = [Measure.model_validate(one) for one in varied(30, 9)]
    source = template_file(tmp_path / "in.xlsx", library, "en", rows_of_measures(library, models, ""))
    assert batch(str(source), "-o", str(tmp_path / "out.xlsx"), "--lang", "en") == 0
    first, again = compute(library, source), compute(library, tmp_path / "out.xlsx")
    assert first.rows is not None and again.rows is not None and same(first.rows, again.rows) == []


def test_the_result_has_its_sheets_charts_and_setup(library: Library, tmp_path: Path) -> None:
    source = write_sheet(tmp_path / "in.xlsx", [WIDE, wide_row("m-1"), wide_row("m-2", baseline=2000)])
    assert batch(str(source), "-o", str(tmp_path / "out.xlsx"), "--lang", "es") == 0
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    wanted = [
        "Resumen",
        "Medidas",
        "Empresas",
        "Años NDC",
        "MACC datos",
        "Factores",
        "Supuestos",
        "Errores",
        "Auditoría",
    ]
    assert book.sheetnames[:9] == wanted and book["Listas"].sheet_state == "hidden"
    assert len(book["Resumen"]._charts) == 3
    measures = book["Medidas"]
    assert measures.freeze_panes == "C6" and measures.auto_filter.ref and measures.page_setup.orientation == "landscape"
    heads = {cell.value: cell.column_letter for cell in measures[2]}
    column = heads["zis:result.ghg_reduction_tco2e_per_yr"]
    assert str(measures[f"{column}6"].value).startswith("=") and measures[f"{column}6"].number_format == "#,##0.00"
    assert str(measures[f"{column}4"].value).startswith("=SUBTOTAL(109,")
    factor = next(
        row for row in book["Factores"].iter_rows(min_row=5, values_only=True) if row[0] and "diesel" in str(row[0])
    )
    assert factor[2] and factor[3] and factor[7] and factor[11]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_template_has_tables_lists_and_hints(library: Library, tmp_path: Path, language: str) -> None:
    out = tmp_path / "t.xlsx"
    with pytest.raises(SystemExit):
        main(["template", str(out), "--lang", language, "-q"])
    book = openpyxl.load_workbook(out)
    names = {"es": ["Léeme", "Listas", "Empresas", "Medidas", "Flujos", "Fuentes COPni", "Financiamiento", "Métodos", "Precios", "Evidencia"],
             "en": ["Read me", "Lists", "Companies", "Measures", "Flows", "COPni sources", "Finance", "Methods", "Prices", "Evidence"]}[language]  # fmt: skip
    assert book.sheetnames == names
    flows = book[names[4]]
    assert list(flows.tables) == ["zis_flows"] and flows.row_dimensions[2].hidden and not flows.protection.sheet
    checks: list[Any] = list(flows.data_validations.dataValidation)
    assert any(one.formula1 and "OFFSET" in one.formula1 for one in checks) and any(one.prompt for one in checks)
    assert "zis_calc_version" in book.defined_names
    examples = [row[0] for row in flows.iter_rows(min_row=4, values_only=True) if row[0]]
    assert len(examples) >= 5
    assert compute(library, out).refused == []


def test_a_template_does_not_replace_a_workbook_unasked(tmp_path: Path) -> None:
    out = tmp_path / "t.xlsx"
    out.write_bytes(b"mine")
    with pytest.raises(SystemExit) as stop:
        main(["template", str(out), "-q"])
    assert stop.value.code == 2 and out.read_bytes() == b"mine"


def test_the_same_input_gives_the_same_bytes(library: Library, tmp_path: Path) -> None:
    source = write_sheet(tmp_path / "in.xlsx", [WIDE, wide_row()])
    for name in ("a", "b"):
        assert batch(str(source), "-o", str(tmp_path / name / "out.xlsx"), "--lang", "es") == 0
    assert (tmp_path / "a" / "out.xlsx").read_bytes() == (tmp_path / "b" / "out.xlsx").read_bytes()


def test_a_curve_adds_up_exactly() -> None:
    from zis_calc.totals import running_sums

    assert list(running_sums([1e16, 1.0, 1.0, -1e16])) == [1e16, 1e16, 1e16 + 2, 2.0]
