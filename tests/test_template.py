"""The template as somebody meets it: lists in her language, dependent lists that work, examples on every sheet."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.workbooks import compute, errors_of, template_file
from zis_calc.cli import main
from zis_calc.converting import measure_data_of, measures_of, rows_of_measures
from zis_calc.files.limits import Limits
from zis_calc.layout.sheets import headings_of, sheets
from zis_calc.model.library import Library


def written(tmp_path: Path, language: str) -> Path:
    out = tmp_path / f"{language}.xlsx"
    with pytest.raises(SystemExit) as stop:
        main(["template", str(out), "--lang", language, "-q"])
    assert stop.value.code == 0
    return out


def column(sheet: str, field: str, unit: bool = False) -> str:
    """The letter of a column of the template."""
    from zis_calc.problems import column_letters

    found = [(one.field, one.unit) for one in headings_of(sheets()[sheet])]
    return column_letters(found.index((field, unit)) + 1)


@pytest.mark.parametrize(
    ("language", "stage", "basis", "item", "unit"),
    [("es", "estudio de factibilidad", "PCS", "Gas natural", "m3/año"), ("en", "feasibility study", "hhv", "Natural gas", "m3/yr")],
)  # fmt: skip
def test_examples_speak_the_language_of_the_template(
    library: Library, tmp_path: Path, language: str, stage: str, basis: str, item: str, unit: str
) -> None:
    path = written(tmp_path, language)
    book = openpyxl.load_workbook(path)
    measures, flows = (book[sheets()[key].name(language)] for key in ("measures", "flows"))
    assert measures[f"{column('measures', 'stage')}4"].value == stage
    assert flows[f"{column('flows', 'item')}5"].value == item
    assert flows[f"{column('flows', 'baseline', True)}5"].value == unit
    assert flows[f"{column('flows', 'price_heating_value')}5"].value == basis
    for key in sheets():  # an example on every sheet, and nothing of it wrong
        assert book[sheets()[key].name(language)]["A4"].value, key
    result = compute(library, path)
    assert errors_of(result) == [] and result.rows is not None and len(result.rows) == 5


def test_both_templates_give_the_same_numbers(library: Library, tmp_path: Path) -> None:
    from tests.test_batch_numbers import same

    spanish, english = (compute(library, written(tmp_path, language)).rows for language in ("es", "en"))
    assert spanish is not None and english is not None and same(spanish, english) == []


def test_needed_headings_are_dark(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, "es"))
    dark = {
        key: {cell.value for cell in book[sheets()[key].es][3] if cell.fill.start_color.rgb == "FF1F4E5F"}
        for key in ("measures", "flows", "finance", "methods", "prices")
    }
    assert dark == {
        "measures": {"Medida", "Nombre", "Etapa"}, "flows": {"Medida", "Ítem", "Antes", "Después"},
        "finance": {"Medida"}, "methods": {"Medida", "Método"}, "prices": {"Medida", "Ítem del precio", "Precio del ítem"},
    }  # fmt: skip


def test_what_a_file_says_comes_back_as_it_says_it(library: Library, tmp_path: Path) -> None:
    """Also what is the default anyway: `instalments: annual`, `count: 1`; and words stay as they were written."""
    source = tmp_path / "a.yaml"
    source.write_text(
        """kind: measure
id: a
name: Una
stage: feasibility
start: 2024-01-01
flows:
- item: natural_gas
  baseline: 100 MMBtu/yr
  project: 0 MMBtu/yr
  heating_value: hhv
finance:
  price_year: 2023
  investment: 1000 USD
  credit:
    amount: 500 USD
    rate: 10 %
    term: 5 yr
    instalments: annual
""",
        encoding="utf-8",
    )
    before, problems = measures_of(library, [source], Limits(), "")
    assert [one for one in problems if one.severity == "error"] == []
    for language in ("es", "en"):
        book = tmp_path / f"{language}.xlsx"
        template_file(book, library, language, rows_of_measures(library, [one for _, one in before], ""))
        after, _ = measures_of(library, [book], Limits(), "")
        assert measure_data_of(after[0][1]) == measure_data_of(before[0][1])
        assert measure_data_of(after[0][1])["finance"]["credit"]["instalments"] == "annual"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_dependent_lists_work_in_libreoffice(tmp_path: Path) -> None:
    """Each list formula, put into a cell, gives what the row allows: units of the item, uses, parameters, their units."""
    path = written(tmp_path, "es")
    book = openpyxl.load_workbook(path)
    trial = book.create_sheet("Prueba")
    asked = [
        ("Flujos", column("flows", "baseline", True), 4), ("Flujos", column("flows", "end_use"), 4),
        ("Flujos", column("flows", "price", True), 5), ("Flujos", column("flows", "baseline", True), 6),
        ("Métodos", column("methods", "parameter"), 4), ("Métodos", column("methods", "value", True), 5),
    ]  # fmt: skip
    for number, (sheet, letter, row) in enumerate(asked, start=1):
        trial.cell(number, 1).value = f"=INDEX({_formula(book[sheet], sheet, letter, row)},1)"
    book.save(tmp_path / "trial.xlsx")
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "out"), str(tmp_path / "trial.xlsx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    shown = openpyxl.load_workbook(tmp_path / "out" / "trial.xlsx", data_only=True)["Prueba"]
    found = [shown.cell(number, 1).value for number in range(1, len(asked) + 1)]
    # the rows: residual oil, natural gas, electricity; a method with its first parameter, and a power in watts
    assert found == ["gal/año", "boiler", "USD/m3", "MWh/año", "fixtures_before", "W"]


def _formula(sheet: Any, name: str, letter: str, row: int) -> str:
    """The list of a column as it stands for a row, as a formula for another sheet."""
    rule = next(one for one in sheet.data_validations.dataValidation if str(one.sqref).startswith(f"{letter}4:"))
    return re.sub(r"(?<!!)\$([A-Z]{1,2})4(?!\d)", rf"'{name}'!$\g<1>${row}", str(rule.formula1).removeprefix("="))
