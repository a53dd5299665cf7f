"""`zis-calc portfolio` reads workbooks and CSV files as it reads measure files: the same numbers, problems at cells."""

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.portfolios import WHOLE, bits, codes, portfolio, run, write
from tests.workbooks import WIDE, example_measures, template_file, wide_row, write_sheet
from zis_calc.cli import main
from zis_calc.converting import measures_of, rows_of_measures
from zis_calc.files.limits import Limits
from zis_calc.gathering import gather
from zis_calc.model.library import Library
from zis_calc.model.measure import Measure
from zis_calc.reporting import PortfolioRun


def distinct() -> list[dict[str, Any]]:
    """Every shipped measure, each code once."""
    return list({one["id"]: one for one in example_measures()}.values())


def as_book(path: Path, library: Library, measures: list[dict[str, Any]]) -> Path:
    models = [Measure.model_validate(one) for one in measures]
    return template_file(path, library, "es", rows_of_measures(library, models, ""))


def yaml_of(id: str, **changes: Any) -> dict[str, Any]:
    """The measure of `wide_row` as a measure file says it."""
    return {
        "kind": "measure", "id": id, "name": "Cambio", "company": "Uno S.A.", "stage": "feasibility",
        "start": datetime.date(2023, 7, 1), "lifetime": "10 yr",
        "flows": [{"item": "diesel", "baseline": "1000.5 gal/yr", "project": "200.25 gal/yr", "price": "2.1 USD/gal",
                   "end_use": "boiler"}],
        "finance": {"price_year": 2023, "investment": "15000 USD", "grant": "3000 USD", "discount_rate": "12 %"},
        **changes,
    }  # fmt: skip


def errors(found: PortfolioRun) -> list[tuple[str, str]]:
    """Code and cell of every error."""
    return [(one.code, one.place.cell if one.place else "") for one in found.problems if one.severity == "error"]


@pytest.fixture(scope="module")
def by_files(library: Library, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PortfolioRun]:
    folder = tmp_path_factory.mktemp("files")
    for one in distinct():
        write(folder / f"{one['id']}.yaml", one)
    return folder, run(library, [folder])


def test_all_shipped_measures_in_a_workbook_give_the_portfolio_of_their_files(
    library: Library, tmp_path: Path, by_files: tuple[Path, PortfolioRun]
) -> None:
    """Also those with stages, methods, credits and `after`: every table to the bit."""
    found = run(library, [as_book(tmp_path / "todo.xlsx", library, distinct())])
    expected = by_files[1]
    assert errors(found) == [] and len(found.data["measures"]) == len(distinct()) > 20
    assert bits(found.data) == bits(expected.data)
    assert set(WHOLE) < set(found.data)
    assert found.data["inputs"][0]["stage"] is None and len(found.data["inputs"]) == 1
    assert found.data["concerned"] == expected.data["concerned"]


def test_a_folder_of_both_kinds_is_one_portfolio(
    library: Library, tmp_path: Path, by_files: tuple[Path, PortfolioRun]
) -> None:
    whole = distinct()
    write(tmp_path / "sub" / "uno.yaml", whole[0])
    as_book(tmp_path / "a.xlsx", library, whole[1:10])
    as_book(tmp_path / "sub" / "b.xlsx", library, whole[10:])
    found = run(library, [tmp_path])
    assert bits(found.data) == bits(by_files[1].data)
    assert {Path(one["file"]).name for one in found.data["inputs"]} == {"uno.yaml", "a.xlsx", "b.xlsx"}


def test_a_wide_csv_gives_the_numbers_of_the_measure_file(library: Library, tmp_path: Path) -> None:
    row = [f"{one:%d/%m/%Y}" if isinstance(one, datetime.date) else str(one) for one in wide_row("m-1")]
    lines = [";".join([*WIDE, "Responsable"]), ";".join([*row, "Ana"])]
    (tmp_path / "datos.csv").write_text("\n".join(lines), encoding="latin-1")
    found = run(library, [tmp_path / "datos.csv"])
    expected = run(library, [write(tmp_path / "m.yaml", yaml_of("m-1"))])
    assert bits(found.data) == bits(expected.data)
    assert set(codes(found)) - set(codes(expected)) == {"X028"}  # latin-1 is said; that own columns pass through is not


def test_a_stage_that_is_asked_for(library: Library, tmp_path: Path) -> None:
    staged = [one for one in distinct() if "feasibility" in one.get("stages", {}) and not one.get("after")]
    for one in staged:
        write(tmp_path / "files" / f"{one['id']}.yaml", one)
    book = as_book(tmp_path / "b.xlsx", library, staged)
    one, other = (run(library, [path], stage="feasibility") for path in (book, tmp_path / "files"))
    assert staged and bits(one.data) == bits(other.data)
    missing = run(library, [book], stage="verified") if "verified" not in staged[0]["stages"] else None
    assert missing is None or all(code == "M016" and cell for code, cell in errors(missing))


def test_problems_stand_at_their_cells_and_the_rest_is_computed(library: Library, tmp_path: Path) -> None:
    rows = [
        wide_row("sana"),
        wide_row("ambigua", baseline="1,234"),  # H3: text that two locales read differently
        wide_row("unidad", baseline_unit="galones/luna"),  # I4: the unit has a cell of its own
        wide_row("item", item="desel"),  # G5
        wide_row("dos", baseline="#?", investment=-5.0),  # H6 and P6: all of a measure at once
        wide_row("", baseline=5.0),  # A7: no code
    ]
    path = write_sheet(tmp_path / "con-faltas.xlsx", [WIDE, *rows])
    found = run(library, [path])
    assert errors(found) == [
        ("U004", "H3"), ("U002", "I4"), ("M001", "G5"), ("U001", "H6"), ("U008", "P6"), ("X041", "A7"),
    ]  # fmt: skip
    assert [one["id"] for one in found.data["measures"]] == ["sana"]
    assert found.data["totals"]["refused"] == ["Datos!A7", "ambigua", "dos", "item", "unidad"]


def test_companies_of_the_workbook_hold_for_measure_files_too(library: Library, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(as_book(tmp_path / "a.xlsx", library, [yaml_of("m-1", company="Uno")]))
    sheet = book["Empresas"]
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=3) for cell in row if cell.value}
    for key, value in (("name", "Uno S.A."), ("aliases", "Uno; La Una"), ("sector", "C1313"), ("zone", "Ate")):
        sheet.cell(4, heads[f"zis:companies.{key}"], value)
    book.save(tmp_path / "a.xlsx")
    write(tmp_path / "m-2.yaml", yaml_of("m-2", company="La Una"))
    found = run(library, [tmp_path])
    assert errors(found) == [] and "P011" not in codes(found)
    assert [one["company"] for one in found.data["measures"]] == ["Uno S.A.", "La Una"]
    assert [(one["key"], one["measures"]) for one in found.data["tables"]["company"]] == [("Uno S.A.", 2)]
    assert [one["sector"] for one in found.data["measures"]] == ["C1313", "C1313"]
    write(tmp_path / "cartera.yaml", {"kind": "portfolio", "id": "c", "title": "c", "measures": ["a.xlsx", "m-2.yaml"],
                                      "companies": [{"name": "Dos S.A.", "aliases": ["La Una"]}]})  # fmt: skip
    assert errors(run(library, [tmp_path])) == [("P037", "A4")]


def test_a_portfolio_file_names_workbooks(library: Library, tmp_path: Path) -> None:
    (tmp_path / "datos").mkdir()
    as_book(tmp_path / "datos" / "a.xlsx", library, [yaml_of("m-1")])
    as_book(tmp_path / "otro.xlsx", library, [yaml_of("m-3")])
    groups = [{"id": "g", "name": {"es": "g", "en": "g"}, "measures": ["datos"]}]
    portfolio(tmp_path, [yaml_of("m-2")], groups=groups)
    found = run(library, [tmp_path])
    assert {one["id"]: one["group"] for one in found.data["measures"]} == {"m-1": "g", "m-2": None}
    left = [one for one in found.problems if one.code == "P003"]
    assert dict(left[0].values)["names"] == "otro.xlsx"


def test_a_code_in_two_files_counts_once(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "m.yaml", yaml_of("m-1"))
    write_sheet(tmp_path / "libro.xlsx", [WIDE, wide_row("m-1"), wide_row("m-2")])
    found = run(library, [tmp_path])
    assert errors(found) == [("M021", "A2")] and found.data["totals"]["measures"] == 2


def test_what_is_no_measure_is_named_and_what_cannot_be_read_is_refused(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "m.yaml", yaml_of("m-1"))
    (tmp_path / "telefonos.csv").write_text("persona,teléfono\nAna,123\n", encoding="utf-8")
    (tmp_path / "roto.xlsx").write_bytes(b"PK\x03\x04 nothing")
    found = run(library, [tmp_path])
    assert found.data["totals"]["measures"] == 1
    assert [(one.code, Path(one.place.file).name) for one in found.problems if one.place and one.code[0] == "X"] == [
        ("X007", "roto.xlsx"), ("X053", "telefonos.csv"),
    ]  # fmt: skip
    assert [Path(one).name for one in found.data["totals"]["refused"]] == ["roto.xlsx"]
    assert [code for code, _ in errors(run(library, [tmp_path / "telefonos.csv"]))] == ["X010"]


def test_results_in_a_folder_do_not_count_a_second_time(library: Library, tmp_path: Path) -> None:
    from tests.test_batch_book import batch

    write_sheet(tmp_path / "libro.xlsx", [WIDE, wide_row("m-1")])
    assert batch(str(tmp_path), "-o", str(tmp_path)) == 0
    found = run(library, [tmp_path])
    assert found.data["totals"]["measures"] == 1
    left = [one for one in found.problems if one.code == "X052"]
    assert dict(left[0].values)["names"] == "libro.result.xlsx, portfolio.xlsx"
    measures, said = measures_of(library, [tmp_path], Limits(), "")  # as `template --from` reads a folder
    assert [one.id for _, one in measures] == ["m-1"] and [one.code for one in said if one.code == "X052"] == ["X052"]
    sources = [one.path.name for one in gather([tmp_path / "libro.result.xlsx"]).sources]
    assert sources == ["libro.result.xlsx"]  # named itself, it is read: corrected and sent again
    (tmp_path / "total.csv").write_text("x,ghg_reduction_value,y\n", encoding="utf-8")
    assert [one.path.name for one in gather([tmp_path], tmp_path / "total.csv").sources] == ["libro.xlsx"]


@pytest.mark.parametrize("value", [1.234, 999.125, 0.125, 1234.5, -1.5e-7])
def test_a_declared_comma_is_about_text_and_leaves_number_cells_alone(
    library: Library, tmp_path: Path, value: float
) -> None:
    """1.234 in a number cell is 1.234, whatever sign the texts beside it have; other_costs may be negative."""
    heads = [*WIDE, "Otros costos (USD/año)"]
    book = write_sheet(tmp_path / "a.xlsx", [heads, [*wide_row("m-1", baseline="1.000,5"), value]])
    finance = {**yaml_of("")["finance"], "other_costs": f"{value!r} USD/yr"}
    expected = run(library, [write(tmp_path / "m.yaml", yaml_of("m-1", finance=finance))])
    found = run(library, [book], {"decimal": "comma"})
    assert errors(found) == [] and bits(found.data) == bits(expected.data)


def test_a_workbook_and_its_measure_file_do_not_differ_and_a_result_is_verified(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row("m-1")])
    write(tmp_path / "m.yaml", yaml_of("m-1"))
    for number, arguments in enumerate((
        ["diff", str(tmp_path / "a.xlsx"), str(tmp_path / "m.yaml")],
        ["portfolio", str(tmp_path / "a.xlsx"), "-o", str(tmp_path / "r.json"), "-q"],
        ["verify", str(tmp_path / "r.json")],
    )):  # fmt: skip
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 0, number
    write_sheet(tmp_path / "b.xlsx", [WIDE, wide_row("m-1", project=200.5)])
    with pytest.raises(SystemExit) as stop:
        main(["diff", str(tmp_path / "b.xlsx"), str(tmp_path / "m.yaml")])
    assert stop.value.code == 1


@pytest.mark.parametrize("command", [["portfolio"], ["batch", "-o", "out.csv"], ["template", "out.xlsx", "--from"]])
def test_limits_of_reading_are_flags_and_settings_of_every_command_that_reads_workbooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row("m-1")])

    def said(*more: str) -> str:
        (tmp_path / "out.xlsx").unlink(missing_ok=True)
        with pytest.raises(SystemExit):
            main([*command, "a.xlsx", *more, "-q"])
        return capsys.readouterr().err

    assert "X005" not in said() and "parts" in said("--limit", "parts=2") and "X005" in said("--limit", "parts=2")
    (tmp_path / "zis-calc.toml").write_text("limits = {parts = 3}\n", encoding="utf-8")
    assert "X005" in said() and "X005" not in said("--limit", "parts=2000")
    (tmp_path / "zis-calc.toml").write_text("limits = {pieces = 3}\n", encoding="utf-8")
    assert "C002" in said()
