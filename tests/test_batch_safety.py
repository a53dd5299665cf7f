"""What must never happen: a bomb unpacked, an entity followed, a process aborted by a far cell, text run as a formula."""

import contextlib
import io
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import ROOT
from tests.workbooks import WIDE, compute, errors_of, wide_row, write_sheet
from zis_calc.files.limits import Limits, read_limits
from zis_calc.files.workbook_read import read_book
from zis_calc.model.library import Library
from zis_calc.problems import ProblemError

_SHEET = '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


def codes(path: Path, limits: Limits | None = None) -> list[str]:
    """The codes with which a file is refused."""
    with pytest.raises(ProblemError) as error:
        read_book(path, path.name, limits or Limits())
    return [one.code for one in error.value.problems]


def changed(path: Path, part: str, content: bytes, name: str = "changed.xlsx") -> Path:
    """The workbook with one part replaced or added."""
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    parts[part] = content
    out = path.with_name(name)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, text in parts.items():
            archive.writestr(one, text)
    return out


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_sheet(tmp_path / "plain.xlsx", [WIDE, wide_row()])


def test_a_bomb_is_refused_before_it_is_unpacked(plain: Path) -> None:
    bomb = changed(plain, "xl/worksheets/sheet1.xml", _SHEET.format("<sheetData/>" + " " * 300_000_000).encode())
    assert bomb.stat().st_size < 1_000_000
    start = time.monotonic()
    assert codes(bomb) == ["X005"]
    assert time.monotonic() - start < 2


def test_doctype_and_entities_are_refused(plain: Path) -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    assert codes(changed(plain, "xl/worksheets/sheet1.xml", evil)) == ["X006"]
    assert codes(changed(plain, "xl/sharedStrings.xml", evil)) == ["X006"]
    assert codes(changed(plain, "xl/worksheets/sheet1.xml", evil.decode().encode("utf-16"))) == ["X006"]


def test_a_far_cell_is_named_and_does_not_abort(plain: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    far = changed(plain, "xl/worksheets/sheet1.xml", _SHEET.format(f"<sheetData>{rows}</sheetData>").encode())
    with pytest.raises(ProblemError) as error:
        read_book(far, "far.xlsx", Limits())
    assert error.value.problems[0].code == "X008"
    assert dict(error.value.problems[0].values)["cell"] == "XFD1048576"


def test_a_far_cell_with_odd_attributes_is_seen_too(plain: Path) -> None:
    rows = "<row><c s='0' r='XFD1048576'><v>1</v></c><c r='A1'><v>1</v></c></row>"
    far = changed(plain, "xl/worksheets/sheet1.xml", _SHEET.format(f"<sheetData>{rows}</sheetData>").encode())
    assert codes(far) == ["X008"]


def test_a_shared_text_in_very_many_cells_is_refused(plain: Path) -> None:
    text = "x" * 32000
    cells = "".join(f'<c r="A{row}" t="s"><v>0</v></c>' for row in range(1, 20001))
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20001))
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'
    assert cells
    path = changed(plain, "xl/sharedStrings.xml", strings.encode())
    path = changed(
        path, "xl/worksheets/sheet1.xml", _SHEET.format(f"<sheetData>{rows}</sheetData>").encode(), "many.xlsx"
    )
    assert codes(path) == ["X005"]


_STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'
_LONG = "<si><t>" + "x" * 32000 + "</t></si>"


@pytest.mark.parametrize(
    ("strings", "cell"),
    [
        (_LONG, "<c r='A{row}' t='s'><v>0</v></c>"), (_LONG, '<c r="A{row}" t = "s"><v>0</v></c>'),
        (_LONG, '<c r="A{row}" t="s"><v xml:space="preserve">0</v></c>'),
        ("<si/>" * 9 + _LONG, '<c r="A{row}" t="s"><v>9</v></c>'),
    ],
)  # fmt: skip
def test_shared_texts_are_counted_however_they_are_written(plain: Path, strings: str, cell: str) -> None:
    rows = "".join(f'<row r="{row}">{cell.format(row=row)}</row>' for row in range(1, 20001))
    path = changed(plain, "xl/sharedStrings.xml", _STRINGS.format(strings).encode())
    path = changed(path, "xl/worksheets/sheet1.xml", _SHEET.format(f"<sheetData>{rows}</sheetData>").encode(), "b.xlsx")
    assert codes(path) == ["X005"]


def test_parts_that_readers_might_tell_apart_in_two_ways(plain: Path, tmp_path: Path) -> None:
    """Another spelling of a part, one part for two sheets, two sheets of one name, a target with two meanings."""
    assert codes(changed(plain, "xl/SHAREDSTRINGS.xml", _STRINGS.format("").encode())) == ["X007"]
    book = openpyxl.Workbook()
    book.create_sheet("Otra")
    book.save(tmp_path / "two.xlsx")
    with zipfile.ZipFile(tmp_path / "two.xlsx") as archive:
        names = archive.read("xl/workbook.xml").decode()
        links = archive.read("xl/_rels/workbook.xml.rels").decode()
        sheet = archive.read("xl/worksheets/sheet1.xml")
    two = tmp_path / "two.xlsx"
    assert codes(changed(two, "xl/workbook.xml", names.replace('"Otra"', '"SHEET"').encode(), "x.xlsx")) == ["X007"]
    same = links.replace("worksheets/sheet2.xml", "worksheets/sheet1.xml").encode()
    assert codes(changed(two, "xl/_rels/workbook.xml.rels", same, "y.xlsx")) == ["X007"]
    shifted = links.replace("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml").encode()
    path = changed(two, "xl/_rels/workbook.xml.rels", shifted, "z.xlsx")
    assert codes(changed(path, "xl/xl/worksheets/sheet1.xml", sheet, "w.xlsx")) == ["X007"]


@pytest.mark.parametrize(
    "body",
    [
        '<row r="2">' + '<c r="A2"><f>' * 200_000 + "</row>", '<row r="2">' + '<c r="A2" t="e">' * 200_000 + "</row>",
        '<row r="2"><c r="A2" ' + 't="e" ' * 300_000 + '<c r="A3" t="e">', "<c " * 500_000, '<row hidden="1" ' * 200_000,
        "<a>" * 400_000 + "</a>" * 400_000,
    ],
)  # fmt: skip
def test_parts_made_to_confuse_the_reader_take_no_time(plain: Path, body: str) -> None:
    path = changed(plain, "xl/worksheets/sheet1.xml", _SHEET.format(f"<sheetData>{body}</sheetData>").encode())
    start = time.monotonic()
    with contextlib.suppress(ProblemError):  # damaged, or read without a cell: both will do
        read_book(path, "a.xlsx", Limits(ratio=2000))
    assert time.monotonic() - start < 30


def test_oddly_written_cells_are_looked_at_all_the_same(library: Library, plain: Path) -> None:
    with zipfile.ZipFile(plain) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    cell = re.search(r'<c r="H2"[^>]*>.*?</c>', sheet)
    assert cell is not None
    sheet = sheet.replace(cell.group(), '<c r="H2" t="e"><v>#DIV/0!</v></c>').replace('"', "'")
    path = changed(plain, "xl/worksheets/sheet1.xml", sheet.encode())
    assert errors_of(compute(library, path)) == [("X015", "Datos", "H2")]


def test_more_merged_rows_than_anybody_merges(plain: Path) -> None:
    merged = "".join('<mergeCell ref="A1:B60000"/>' for _ in range(9))
    body = f'<sheetData><row r="60000"><c r="A60000"><v>1</v></c></row></sheetData><mergeCells>{merged}</mergeCells>'
    assert codes(changed(plain, "xl/worksheets/sheet1.xml", _SHEET.format(body).encode())) == ["X005"]


def test_a_small_text_that_spans_a_large_box(tmp_path: Path) -> None:
    """45,000 lines of one cell and one line of 8,000 are 98 kB and would be 360 million places."""
    path = tmp_path / "a.csv"
    path.write_text("Medida,Nombre,Etapa\n" + "a\n" * 45_000 + "," * 8000 + "\n", encoding="utf-8")
    with pytest.raises(ProblemError) as error:
        read_book(path, "a.csv", Limits())
    assert error.value.problems[0].code == "X008" and error.value.problems[0].place is not None
    assert error.value.problems[0].place.line == 45_002
    assert dict(error.value.problems[0].values)["box"] == str(45_002 * 8001)


def test_more_columns_than_a_sheet_has(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Medida,Nombre,Etapa" + ",x" * 16_381 + "\n", encoding="utf-8")
    read_book(path, "a.csv", Limits())
    path.write_text("Medida,Nombre,Etapa" + ",x" * 16_382 + "\n", encoding="utf-8")
    assert codes(path) == ["X008"]


def test_the_second_reader_is_not_given_deep_parts(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> object:
        raise RuntimeError("no")

    monkeypatch.setattr("zis_calc.files.workbook_read._by_calamine", broken)
    with zipfile.ZipFile(plain) as archive:
        styles = archive.read("xl/styles.xml").decode()
    deep = styles.replace("</styleSheet>", "<a>" * 200 + "</a>" * 200 + "</styleSheet>").encode()
    assert codes(changed(plain, "xl/styles.xml", deep, "deep.xlsx")) == ["X007"]
    wide = styles.replace("</styleSheet>", "<a/>" * 1_300_000 + "</styleSheet>").encode()
    assert codes(changed(plain, "xl/styles.xml", wide, "wide.xlsx"), Limits(ratio=9000)) == ["X007"]


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_a_small_file_takes_little_memory_and_time(plain: Path, tmp_path: Path) -> None:
    """The worst that 100 kB may hold within the limits: 20 MB of cells, read in a process of its own."""
    rows = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{letter}{row}"><v>1</v></c>' for letter in "ABCDEFGHIJ") + "</row>"
        for row in range(1, 60001)
    )
    content = _SHEET.format(f"<sheetData>{rows}</sheetData>").encode()
    path = changed(plain, "xl/worksheets/sheet1.xml", content, "big.xlsx")
    program = (
        "import sys\nfrom pathlib import Path\nfrom zis_calc.files.workbook_read import read_book\n"
        "from zis_calc.files.limits import Limits\nfrom zis_calc.problems import ProblemError\n"
        "try:\n    read_book(Path(sys.argv[1]), 'x', Limits(ratio=2000))\nexcept ProblemError as e:\n    print(e)\n"
        "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')][0])"
    )
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout.split()[-1]) < 500_000 and time.monotonic() - start < 60


def test_files_that_are_something_else_have_their_message(tmp_path: Path, plain: Path) -> None:
    for name, content, code in (
        ("a.xlsx", b"", "X001"), ("b.xlsx", b"%PDF-1.7 ...", "X001"), ("c.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "X001"),
        ("d.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "X002"),
        ("e.xlsx", b"<html><table><tr><td>1", "X001"), ("f.xlsx", plain.read_bytes()[:700], "X007"), ("g.csv", b"a\0\xff\xfeb" * 9, "X001"),
    ):  # fmt: skip
        path = tmp_path / name
        path.write_bytes(content)
        assert codes(path) == [code], name
    assert codes(tmp_path / "absent.xlsx") == ["Y001"]
    word = io.BytesIO()
    with zipfile.ZipFile(word, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    (tmp_path / "h.xlsx").write_bytes(word.getvalue())
    assert codes(tmp_path / "h.xlsx") == ["X001"]


def test_a_mislabelled_file_is_read_and_said(library: Library, tmp_path: Path, plain: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(plain.read_bytes())
    result = compute(library, path)
    assert "X004" in {one.problem.code for one in result.found} and result.rows is not None


def test_macros_and_links_are_noted_and_never_followed(library: Library, plain: Path) -> None:
    with_macro = changed(plain, "xl/vbaProject.bin", b"\0\1\2", "m.xlsm")
    linked = changed(with_macro, "xl/externalLinks/externalLink1.xml", b"<externalLink/>", "l.xlsm")
    found = {one.problem.code for one in compute(library, linked).found}
    assert {"X033", "X034"} <= found


def test_a_workbook_that_the_first_reader_gives_up_on_is_read_by_the_second(
    library: Library, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = compute(library, plain)

    def broken(*args: object) -> object:
        raise RuntimeError("no")

    monkeypatch.setattr("zis_calc.files.workbook_read._by_calamine", broken)
    found = compute(library, plain)
    assert "X045" in {one.problem.code for one in found.found}
    assert found.rows is not None and expected.rows is not None
    assert found.rows.values["ghg_reduction"].tolist() == expected.rows.values["ghg_reduction"].tolist()


def test_limits_are_settings() -> None:
    assert read_limits("ratio=300, cells=1e6").ratio == 300
    assert read_limits({"parts": 5}).parts == 5
    for wrong in ("ratio=x", "nothing=1", "ratio=-1"):
        with pytest.raises(ProblemError):
            read_limits(wrong)


def test_too_many_parts(plain: Path) -> None:
    assert codes(plain, Limits(parts=3)) == ["X005"]


def test_text_never_becomes_a_formula(library: Library, tmp_path: Path) -> None:
    from zis_calc.cli import main

    evil = ['=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0"]
    rows = [WIDE, *(wide_row(f"m-{number}", name=text, company=text) for number, text in enumerate(evil))]
    path = write_sheet(tmp_path / "evil.xlsx", rows)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    for number, text in enumerate(evil, start=2):
        for column in (2, 3):
            sheet.cell(number, column).value = text
            sheet.cell(number, column).data_type = "s"
    book.save(path)
    out = tmp_path / "out.xlsx"
    with pytest.raises(SystemExit):
        main(["batch", str(path), "-o", str(out), "-q"])
    result = openpyxl.load_workbook(out)
    own = {cell.value for one in result for row in one.iter_rows() for cell in row if cell.data_type == "f"}
    assert not [text for text in own if any(part in str(text) for part in ("HYPERLINK", "cmd", "1+1", "SUM(A1)"))]
    assert {cell.value for row in result["Measures"].iter_rows(min_row=6, min_col=2, max_col=2) for cell in row} == set(
        evil
    )
    with pytest.raises(SystemExit):
        main(["batch", str(path), "-o", str(tmp_path / "out.csv"), "-q"])
    assert ",=" not in (tmp_path / "out.csv").read_text(encoding="utf-8")
