"""Every problem with its cell: fifteen planted faults, oddities of workbooks and texts, and the account of every row."""

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.test_batch_numbers import filled_template, same, varied
from tests.workbooks import WIDE, compute, errors_of, template_file, wide_row, write_sheet
from zis_calc.layout.sheets import heading_text, headings_of, sheets
from zis_calc.model.library import Library


def column_of(sheet: str, field: str, unit: bool = False) -> int:
    """The column (from 1) of a field on a sheet of the template."""
    for number, heading in enumerate(headings_of(sheets()[sheet]), start=1):
        if (heading.field, heading.unit) == (field, unit):
            return number
    raise KeyError(field)


def test_fifteen_planted_faults_are_fifteen_cells_and_the_rest_is_computed(library: Library, tmp_path: Path) -> None:
    measures = [
        one
        for one in varied(950, 3)
        if not {"stages", "reported", "method"} & one.keys() and "credit" not in one["finance"]
    ]
    measures = measures[:500]
    assert len(measures) == 500
    path, _ = filled_template(library, tmp_path, measures)
    book = openpyxl.load_workbook(path)
    book.save(tmp_path / "sound.xlsx")  # openpyxl keeps sixteen digits, so the sound workbook went through it too
    expected = compute(library, tmp_path / "sound.xlsx").rows
    assert expected is not None and len(expected) == len(measures)
    flows, money, about = book["Flujos"], book["Financiamiento"], book["Medidas"]
    first = {row[0].value: row[0].row for row in reversed(list(flows.iter_rows(min_row=4))) if row[0].value}
    ids = [one["id"] for one in measures]
    planted: dict[str, str] = {}

    def plant(sheet: Any, row: int, column: int, value: Any, code: str) -> None:
        cell = sheet.cell(row, column)
        cell.value = value
        planted[f"{sheet.title}!{cell.coordinate}"] = code

    plant(flows, first[ids[0]], column_of("flows", "item"), "desel", "M001")
    plant(flows, first[ids[1]], column_of("flows", "baseline"), "1,234", "U004")
    plant(flows, first[ids[2]], column_of("flows", "baseline", True), "galoncito/yr", "U002")
    plant(flows, first[ids[3]], column_of("flows", "project"), -5, "U008")
    plant(flows, first[ids[4]], column_of("flows", "project"), "=1/0", "X015")
    plant(flows, first[ids[5]], column_of("flows", "baseline"), "mucho", "U001")
    plant(flows, first[ids[6]], column_of("flows", "baseline", True), None, "X025")
    plant(about, 4 + 7, column_of("measures", "start"), "31/02/2024", "X019")
    plant(about, 4 + 8, column_of("measures", "stage"), "pensada", "S004")
    plant(money, _row(money, ids[9]), column_of("finance", "investment"), True, "X017")
    plant(money, _row(money, ids[10]), column_of("finance", "investment", True), "kg", "U003")
    plant(money, _row(money, ids[11]), column_of("finance", "price_year"), 1850, "S004")
    plant(flows, first[ids[12]], column_of("flows", "measure"), "m-nadie", "X022")
    plant(flows, first[ids[13]], column_of("flows", "project"), "=A1+1", "X016")
    plant(about, 4 + 15, column_of("measures", "id"), ids[14], "X027")
    book.save(path)
    _error_value(path, flows.cell(first[ids[4]], column_of("flows", "project")).coordinate, "Flujos")
    result = compute(library, path)
    found = {f"{sheet}!{cell}": code for code, sheet, cell in errors_of(result)}
    assert {cell: found.get(cell) for cell in planted} == planted
    # The sixteenth measure took the code of the fifteenth, so the rows that name it have no measure; and the measure
    # whose only flow was given away has none left.
    others = {**dict.fromkeys(_rows_naming(flows, money, book, ids[15]), "X022"), "Medidas!A16": "M017"}
    assert {cell: code for cell, code in found.items() if cell not in planted} == others
    assert result.rows is not None
    kept = [index for index, key in enumerate(expected.keys) if key.id in {key.id for key in result.rows.keys}]
    sound = kept
    at = {key.id: number for number, key in enumerate(result.rows.keys)}
    assert len(sound) >= len(measures) - 15
    mine, theirs = expected.take(sound), result.rows.take([at[expected.keys[index].id] for index in sound])
    assert same(mine, theirs) == []
    for count in result.counts:
        assert count.read == count.used + count.refused + count.with_measure + count.other_stage


def _row(sheet: Any, id: str) -> int:
    return next(row[0].row for row in sheet.iter_rows(min_row=4) if row[0].value == id)


def _rows_naming(flows: Any, money: Any, book: Any, id: str) -> list[str]:
    found = []
    for sheet in (flows, money, book["Fuentes COPni"], book["Evidencia"]):
        found += [f"{sheet.title}!A{row[0].row}" for row in sheet.iter_rows(min_row=4) if row[0].value == id]
    return found


def _error_value(path: Path, cell: str, sheet: str) -> None:
    """Stores the value of a calculated error, as Excel does when it saves."""
    import re
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = re.findall(r'<sheet [^>]*name="([^"]+)"', parts["xl/workbook.xml"].decode())
    part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
    text = parts[part].decode()
    changed = re.sub(
        rf'<c r="{cell}"([^>]*?)>\s*<f>1/0</f>\s*<v\s*/?>(?:</v>)?',
        rf'<c r="{cell}"\1 t="e"><f>1/0</f><v>#DIV/0!</v>',
        text,
    )
    assert changed != text
    parts[part] = changed.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_headings_are_found_wherever_they_stand_whatever_their_accents(library: Library, tmp_path: Path) -> None:
    heads = [
        None,
        *(
            "  MEDIDA",
            "nombre",
            "compañia",
            "ETAPA",
            "Fecha de inicio",
            "vida UTIL [años]",
            "Combustible",
            "consumo antes",
            "unidad",
            "Consumo Después",
            "UNIDAD",
            "precio unitario",
            "moneda",
            "uso",
            "año precio",
            "INVERSION (US$)",
            "cofinanciamiento (USD)",
            "COK",
        ),
    ]
    rows = [["Reporte de la planta"], [], [None, "elaborado por", "Ana"], heads, [None, *wide_row()]]
    result = compute(library, write_sheet(tmp_path / "a.xlsx", rows))
    plain = compute(library, write_sheet(tmp_path / "b.xlsx", [WIDE, wide_row()]))
    assert errors_of(result) == [] and result.rows is not None and plain.rows is not None
    assert same(plain.rows, result.rows) == []


def test_english_headings_and_an_item_in_the_heading(library: Library, tmp_path: Path) -> None:
    heads = [
        "Measure",
        "Name",
        "Stage",
        "Start",
        "Lifetime (yr)",
        "Diesel before (gal/yr)",
        "Diesel after (gal/yr)",
        "Price of diesel (USD/gal)",
        "Price year",
    ]
    row = ["m-1", "Change", "feasibility study", datetime.date(2023, 7, 1), 10, 1000.5, 200.25, 2.1, 2023]
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [heads, row]))
    plain = compute(
        library,
        write_sheet(tmp_path / "b.xlsx", [WIDE, wide_row(end_use=None, investment=None, grant=None, rate=None)]),
    )
    assert result.rows is not None and plain.rows is not None and errors_of(result) == []
    for name in ("ghg_reduction", "annual_savings", "energy_reduction"):
        assert result.rows.values[name][0] == plain.rows.values[name][0]


def test_percent_cells_go_by_their_format(library: Library, tmp_path: Path) -> None:
    """0.07 shown as 7 % is 7 %, whose rate is 0.07 to the bit; a percent cell among money is refused."""
    path = write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row(rate=0.07)], formats={"R2": "0.0%"})
    result = compute(library, path)
    assert result.rows is not None and result.rows.values["discount_rate"][0] == 0.07
    path = write_sheet(tmp_path / "b.xlsx", [WIDE, wide_row()], formats={"P2": "0%"})
    assert errors_of(compute(library, path)) == [("X018", "Datos", "P2")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (datetime.date(2023, 7, 1), datetime.date(2023, 7, 1)), (45108, datetime.date(2023, 7, 1)),
        ("01/07/2023", datetime.date(2023, 7, 1)), ("2023-07-01", datetime.date(2023, 7, 1)),
        ("1.7.2023", datetime.date(2023, 7, 1)),
    ],
)  # fmt: skip
def test_dates_are_read_in_every_usual_way(
    library: Library, tmp_path: Path, written: Any, expected: datetime.date
) -> None:
    """45108 is 1 July 2023 in the 1900 system (Excel shows it so)."""
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row(start=written)]))
    assert result.rows is not None and result.rows.start[0] == expected.toordinal()


def test_dates_of_the_1904_system(library: Library, tmp_path: Path) -> None:
    """Day 0 is 1 January 1904, so 1 July 2023 is 43646 there (45108 - 1462)."""
    path = write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row(start=43646)])
    book = openpyxl.load_workbook(path)
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.save(path)
    result = compute(library, path)
    assert result.rows is not None and result.rows.start[0] == datetime.date(2023, 7, 1).toordinal()


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("1.234,5", "", 1234.5), ("1,234.5", "", 1234.5), ("1,234", "point", 1234.0), ("1,234", "comma", 1.234),
        ("1.234", "comma", 1234.0), ("1.234", "point", 1.234), ("1.234", "", None), ("1 234,5", "", 1234.5), ("1,234", "", None), ("12,3,4", "", None),
    ],
)  # fmt: skip
def test_text_numbers_go_by_the_declared_sign(
    library: Library, tmp_path: Path, text: str, decimal: str, expected: float | None
) -> None:
    result = compute(library, write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row(baseline=text)]), decimal)
    if expected is None:
        assert [cell for _, _, cell in errors_of(result)] == ["H2"]
        return
    plain = compute(library, write_sheet(tmp_path / "b.xlsx", [WIDE, wide_row(baseline=expected)]))
    assert result.rows is not None and plain.rows is not None and same(plain.rows, result.rows) == []


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), (";", "latin-1"), ("\t", "cp1252")]
)
def test_csv_in_its_usual_forms(library: Library, tmp_path: Path, separator: str, encoding: str) -> None:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    row = [
        "" if cell is None else cell.isoformat() if isinstance(cell, datetime.date) else cell
        for cell in wide_row(company="Cañón S.A.")
    ]
    writer.writerows([WIDE, row])
    path = tmp_path / "a.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    result = compute(library, path)
    plain = compute(library, write_sheet(tmp_path / "b.xlsx", [WIDE, wide_row(company="Cañón S.A.")]))
    assert result.rows is not None and plain.rows is not None and same(plain.rows, result.rows) == []
    codes = {one.problem.code for one in result.found}
    assert ("X028" in codes) == (encoding in ("latin-1", "cp1252"))


def test_a_csv_problem_names_line_and_column(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        'medida;nombre;etapa;ítem;antes;unidad;después;unidad\nm-1;"Dos\nlíneas";feasibility;diesel;1;gal/yr;0;gal/yr\nm-2;B;feasibility;desel;1;gal/yr;0;gal/yr\n',
        encoding="utf-8",
    )
    result = compute(library, path)
    places = [one.problem.place for one in result.found if one.problem.severity == "error"]
    assert [(place.line, place.column) for place in places if place] == [(4, 4)]


def test_merged_hidden_and_own_columns(library: Library, tmp_path: Path) -> None:
    path = write_sheet(
        tmp_path / "a.xlsx",
        [
            [*WIDE, "Responsable"],
            [*wide_row("m-1"), "Ana"],
            [*wide_row("m-2", company=None), "Eva"],
            [*wide_row("m-3"), "Luz"],
        ],
    )
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("C2:C3")
    sheet.row_dimensions[4].hidden = True
    book.save(path)
    result = compute(library, path)
    codes = {one.problem.code: one.problem for one in result.found}
    assert errors_of(result) == [("X020", "Datos", "C3")]
    assert dict(codes["X021"].values)["rows"] == "4" and dict(codes["X014"].values)["columns"] == "Responsable"
    assert result.rows is not None and [key.id for key in result.rows.keys] == ["m-1", "m-3"]


def test_duplicate_and_blank_headings_and_missing_columns(library: Library, tmp_path: Path) -> None:
    twice = compute(library, write_sheet(tmp_path / "a.xlsx", [[*WIDE, "Nombre"], [*wide_row(), "otra vez"]]))
    assert errors_of(twice) == [("X012", "Datos", "S1")]
    blank = compute(library, write_sheet(tmp_path / "b.xlsx", [[*WIDE, None], [*wide_row(), "suelto"]]))
    assert "X013" in {one.problem.code for one in blank.found} and blank.rows is not None
    missing = compute(library, write_sheet(tmp_path / "c.xlsx", [WIDE[2:], wide_row()[2:]]))
    assert [code for code, _, _ in errors_of(missing)] == ["X011", "X011"]  # neither code nor name
    unit = compute(library, write_sheet(tmp_path / "d.xlsx", [[*WIDE[:5], "Vida útil", *WIDE[6:]], wide_row()]))
    assert errors_of(unit) == [("X051", "Datos", "F1")]


def test_rows_that_disagree_and_money_said_twice(library: Library, tmp_path: Path) -> None:
    rows = [
        WIDE,
        wide_row("m-1"),
        wide_row(
            "m-1",
            item="electricity",
            baseline_unit="MWh/yr",
            project_unit="MWh/yr",
            price_unit="USD/MWh",
            end_use=None,
            company="Otra S.A.",
        ),
    ]
    result = compute(library, write_sheet(tmp_path / "a.xlsx", rows))
    assert errors_of(result) == [("X023", "Datos", "C3")]
    rows[2][2] = "Uno S.A."
    both = compute(library, write_sheet(tmp_path / "b.xlsx", rows))
    assert errors_of(both) == [] and both.rows is not None and len(both.rows) == 1 and len(both.rows.resources) == 2


def test_an_older_template_and_its_unknown_columns(library: Library, tmp_path: Path) -> None:
    path = template_file(tmp_path / "a.xlsx", library, "es", {})
    book = openpyxl.load_workbook(path)
    book.defined_names["zis_calc_version"].attr_text = '"0"'
    sheet = book["Flujos"]
    sheet.cell(2, 30).value = "zis:flows.viejo"
    sheet.cell(3, 30).value = "Viejo"
    book.save(path)
    found = [one.problem for one in compute(library, path).found if one.problem.code == "X024"]
    assert {dict(one.values)["found"] for one in found} == {"v0 ≠ v1", "zis:flows.viejo"}


def test_spanish_and_english_templates_have_the_same_columns() -> None:
    for sheet in sheets().values():
        for heading in headings_of(sheet):
            assert heading_text(heading, "es") and heading_text(heading, "en")
        names = [heading_text(heading, "es") for heading in headings_of(sheet)]
        assert len(set(names)) == len(names)


def sheet_of(path: Path, name: str, rows: list[list[Any]]) -> Path:
    """A workbook with a sheet of measures and one other sheet."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Medidas"
    for row in (
        ["Medida", "Nombre", "Etapa"],
        ["m-1", "Una", "feasibility"],
        ["m-2", "Dos", "feasibility"],
        ["m-2", "Dos", "verified"],
    ):
        first.append(row)
    other = book.create_sheet(name)
    for row in rows:
        other.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("name", "rows", "expected"),
    [
        ("Flujos", [["Medida", "Ítem", "Antes", "Unidad", "Después", "Unidad", "Base del poder calorífico"], ["m-1", "diesel", 9, "gal/yr", 1, "gal/yr", "bruto"]], ("X030", "G2")),
        ("Flujos", [["Medida", "Ítem", "Antes", "Unidad", "Después", "Unidad"], ["m-2", "diesel", 9, "gal/yr", 1, "gal/yr"]], ("X031", "A2")),
        ("Flujos", [["Medida", "Ítem", "Antes", "Unidad", "Después", "Unidad"], ["m-1", "diesel", "9 gal/yr", "m3/yr", 1, "gal/yr"]], ("X026", "C2")),
        ("Flujos", [["Medida", "Ítem", "Antes", "Unidad", "Después", "Unidad"], [None, "diesel", 9, "gal/yr", 1, "gal/yr"]], ("X041", "A2")),
        ("Fuentes COPni", [["Medida", "Fuente antes", "Actividad antes", "Unidad", "Otras actividades antes"], ["m-1", "iron_foundry.class1", 9, "t/yr", "residuo 12"]], ("X039", "E2")),
        ("Fuentes COPni", [["Medida", "Fuente antes", "Actividad antes", "Unidad", "Tiempo de operación COPni", "Unidad"], ["m-1", "iron_foundry.class1", 9, "t/h", 3, "gal"]], ("U003", "F2")),
        ("Financiamiento", [["Medida", "Año de los precios", "Inversión (USD)"], ["m-1", 2023, 1000], ["m-1", 2023, 2000]], ("X044", "A3")),
    ],
)  # fmt: skip
def test_one_fault_one_cell(
    library: Library, tmp_path: Path, name: str, rows: list[list[Any]], expected: tuple[str, str]
) -> None:
    found = errors_of(compute(library, sheet_of(tmp_path / "a.xlsx", name, rows)))
    assert (expected[0], name, expected[1]) in found


def test_nothing_to_read_and_folders_without_books(library: Library, tmp_path: Path) -> None:
    from zis_calc.files.workbook_read import find_inputs

    result = compute(library, write_sheet(tmp_path / "a.xlsx", [["hola", "mundo"], [1, 2]]))
    assert [code for code, _, _ in errors_of(result)] == ["X010"]
    (tmp_path / "empty").mkdir()
    assert [one.code for one in find_inputs([tmp_path / "empty"])[1]] == ["X010"]


def test_a_locked_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zis_calc.files.limits import Limits
    from zis_calc.files.workbook_read import read_book
    from zis_calc.problems import ProblemError

    path = write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row()])

    def denied(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(ProblemError) as error:
        read_book(path, "a.xlsx", Limits())
    assert [one.code for one in error.value.problems] == ["X032"]


def test_parquet_without_its_package_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    from zis_calc.files.parquet import write_parquet
    from zis_calc.problems import ProblemError

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ProblemError) as error:
        write_parquet(io.BytesIO(), "a.parquet", {}, {}, set())
    assert [one.code for one in error.value.problems] == ["X043"]


def test_outputs_that_would_be_the_same(tmp_path: Path) -> None:
    """X046: an ending that is none; X047: three inputs whose outputs would have one name."""
    from zis_calc.batching.job import tasks_of
    from zis_calc.problems import ProblemError

    inputs = [(tmp_path / one / "a.xlsx", f"{one}/a.xlsx") for one in ("x", "y", "z")]
    with pytest.raises(ProblemError) as error:
        tasks_of(inputs, [path for path, _ in inputs], tmp_path / "out", "xlsx")
    assert [one.code for one in error.value.problems] == ["X047"]
