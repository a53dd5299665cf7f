"""What people have in their folders is theirs: corrections are kept, files of others stand, our own results are ours."""

import json
import os
from pathlib import Path

import pytest

from tests.support import zis_here
from tests.test_batch_job import books, digests
from tests.workbooks import WIDE, wide_row, write_sheet
from zis_calc.batching import job
from zis_calc.batching.job import order_key
from zis_calc.files.limits import Limits
from zis_calc.model.library import Library


def said(folder: Path, *arguments: str, code: int = 0) -> str:
    """What a command says on stderr, on one line; it ends with `code`."""
    done = zis_here(*arguments, cwd=folder)
    assert done.returncode == code, done.stderr
    return " ".join(done.stderr.split())


def one_book(folder: Path, name: str = "a.xlsx") -> Path:
    return write_sheet(folder / name, [WIDE, wide_row()])


def test_a_correction_in_a_result_is_kept_until_forced(tmp_path: Path) -> None:
    books(tmp_path / "in", 2, 2)
    said(tmp_path, "batch", "in", "-o", "out")
    before = digests(tmp_path / "out")
    result = tmp_path / "out" / "libro-00.result.xlsx"
    result.write_bytes(b"corrected by hand")
    for _ in range(2):  # the second run knows it as changed as well
        words = said(tmp_path, "batch", "in", "-o", "out", code=1)
        assert "X083" in words and "out/libro-00.result.xlsx" in words and "[2/2]" in words
        assert result.read_bytes() == b"corrected by hand"
    # the book still counts in the result of all together, which says so
    data = json.loads((tmp_path / "out" / "portfolio.errors.json").read_text(encoding="utf-8"))
    assert data["totals"]["measures"] == 4 and [one["code"] for one in data["problems"]].count("X083") == 1
    assert "X083" not in said(tmp_path, "batch", "in", "-o", "out", "--force")
    assert digests(tmp_path / "out") == before


def test_a_correction_is_kept_also_when_the_inputs_are_others_by_then(tmp_path: Path) -> None:
    """And in JSON lines, where all together are made of the results of each book."""
    books(tmp_path / "in", 2, 2)
    said(tmp_path, "batch", "in", "-o", "out", "--format", "jsonl")
    result = tmp_path / "out" / "libro-00.result.jsonl"
    result.write_bytes(b"mine\n")
    write_sheet(tmp_path / "in" / "libro-00.xlsx", [WIDE, wide_row("otra")])
    assert "X083" in said(tmp_path, "batch", "in", "-o", "out", "--format", "jsonl", code=1)
    assert result.read_bytes() == b"mine\n"
    lines = (tmp_path / "out" / "portfolio.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert [one["id"] for one in records if one["record"] == "measure"] == ["otra", "b1-m0", "b1-m1"]


@pytest.mark.parametrize("several", [False, True])
def test_a_single_result_that_was_changed_is_kept(tmp_path: Path, several: bool) -> None:
    inputs = [one_book(tmp_path).name, *([one_book(tmp_path, "b.xlsx").name] if several else [])]
    said(tmp_path, "batch", *inputs, "-o", "out.csv")
    before = (tmp_path / "out.csv").read_bytes()
    (tmp_path / "out.csv").write_bytes(before + b"x")
    assert "X083" in said(tmp_path, "batch", *inputs, "-o", "out.csv", code=1)
    assert (tmp_path / "out.csv").read_bytes() == before + b"x"
    said(tmp_path, "batch", *inputs, "-o", "out.csv", "--force")
    assert (tmp_path / "out.csv").read_bytes() == before


def test_the_same_command_again_needs_no_force(tmp_path: Path) -> None:
    """For every kind, results of one name in turn, other settings; without the state of the job, or the problems."""
    source = books(tmp_path / "in", 2, 2)
    one_book(tmp_path)
    for kind in ("xlsx", "csv", "jsonl", "parquet", "xlsx", "csv"):
        for setting in ("gwp=AR5", "gwp=AR6"):
            said(tmp_path, "batch", "a.xlsx", "-o", f"r.{kind}", "--set", setting)
    for _ in range(2):
        said(tmp_path, "batch", "in", "-o", "out")
        said(tmp_path, "batch", "in", "-o", "out", "--format", "csv")
        said(tmp_path, "batch", "in", "-o", "all.xlsx")
    for state in (tmp_path / "out" / ".zis-calc").iterdir():
        state.unlink()
    write_sheet(source / "libro-00.xlsx", [WIDE, wide_row("otra")])
    said(tmp_path, "batch", "in", "-o", "out")
    before = digests(tmp_path / "out")
    for problems in (tmp_path / "out").glob("*.errors.json"):
        problems.unlink()
    said(tmp_path, "batch", "in", "-o", "out")
    # cut short between the problems and the result that they name
    problems = tmp_path / "out" / "libro-00.result.errors.json"
    problems.write_text(problems.read_text(encoding="utf-8").replace('.xlsx": "', '.xlsx": "0'), encoding="utf-8")
    said(tmp_path, "batch", "in", "-o", "out")
    after = digests(tmp_path / "out")
    assert {name: after[name] for name in before if name.endswith("xlsx")} == {
        name: before[name] for name in before if name.endswith("xlsx")
    }


@pytest.mark.parametrize(
    ("mine", "output"),
    [
        ("y.xlsx", "y.xlsx"), ("y.csv", "y.csv"), ("y.errors.json", "y.xlsx"), ("out/a.result.xlsx", "out"),
        ("out/portfolio.xlsx", "out"), ("out/a.result.errors.json", "out"),
    ],
)  # fmt: skip
def test_a_file_of_somebody_else_is_not_replaced(tmp_path: Path, mine: str, output: str) -> None:
    one_book(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / mine).write_text('{"schema": "mine"}', encoding="utf-8")
    before = digests(tmp_path)
    words = said(tmp_path, "batch", "a.xlsx", "-o", output, code=2)
    assert "C012" in words and mine in words and digests(tmp_path) == before
    said(tmp_path, "batch", "a.xlsx", "-o", output, "--force")
    assert digests(tmp_path)[mine] != before[mine]


def test_a_file_beside_a_result_of_another_kind_is_not_taken_for_a_result(tmp_path: Path) -> None:
    one_book(tmp_path)
    said(tmp_path, "batch", "a.xlsx", "-o", "y.xlsx")
    (tmp_path / "y.csv").write_text("mine", encoding="utf-8")
    assert "C012" in said(tmp_path, "batch", "a.xlsx", "-o", "y.csv", code=2)
    assert (tmp_path / "y.csv").read_text(encoding="utf-8") == "mine"


def test_results_of_books_that_are_gone_are_named(tmp_path: Path) -> None:
    source = books(tmp_path / "in", 3, 1)
    assert "X084" not in said(tmp_path, "batch", "in", "-o", "out")
    (source / "libro-01.xlsx").unlink()
    words = said(tmp_path, "batch", "in", "-o", "out")
    assert "note X084" in words and "this run: libro-01.result.xlsx" in words
    (tmp_path / "out" / "libro-01.result.xlsx").unlink()
    assert "X084" not in said(tmp_path, "batch", "in", "-o", "out")


def test_results_are_made_again_by_another_program(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.workbooks import options_of

    order = job.Order((), options_of(library), None, Limits(), "xlsx", "en")
    before = order_key(order, library)
    assert order_key(order, library) == before
    monkeypatch.setattr(job, "code_stamp", lambda: "edited")
    assert order_key(order, library) != before


def test_what_cannot_be_run_ends_with_2(tmp_path: Path) -> None:
    one_book(tmp_path)
    (tmp_path / "nothing").mkdir()
    assert "X046" in said(tmp_path, "batch", "a.xlsx", "-o", "x.pdf", code=2)
    assert "X010" in said(tmp_path, "batch", "nothing", "-o", "x.xlsx", code=2)
    assert "X046" in said(tmp_path, "template", "x.pdf", code=2)
    assert "Y015" in said(tmp_path, "template", "x.xlsx", "--from", "nothing", code=2)
    for jobs in ("0", "-1"):
        assert "C002" in said(tmp_path, "batch", "a.xlsx", "-o", "x.xlsx", "--jobs", jobs, code=2)
    (tmp_path / "m.yaml").write_text("kind: measure\n", encoding="utf-8")
    for command in (["batch", "a.xlsx", "-o", "x.xlsx"], ["measure", "m.yaml"], ["portfolio", "a.xlsx"]):
        words = said(tmp_path, *command, "--stage", "foo", code=2)
        assert words.count("C002") == 1 and "--stage" in words and "quick_scan, recp_study" in words
        assert "M016" not in words
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.xlsx", "m.yaml", "nothing"]


def test_a_folder_with_a_dot_ends_with_a_slash(tmp_path: Path) -> None:
    one_book(tmp_path)
    words = said(tmp_path, "batch", "a.xlsx", "-o", "salida.v2", code=2)
    assert "ending of the output `salida.v2`" in words and "write a slash at its end: salida.v2/" in words
    said(tmp_path, "batch", "a.xlsx", "-o", "salida.v2/")
    said(tmp_path, "batch", "a.xlsx", "-o", "salida.v2")  # it exists by now, and is a folder
    assert (tmp_path / "salida.v2" / "a.result.xlsx").is_file()
    said(tmp_path, "template", "medidas.v2" + os.sep, "--from", "a.xlsx")
    assert [one.name for one in (tmp_path / "medidas.v2").iterdir()] == ["m-1.yaml"]


def test_a_folder_of_measures_wants_measures(tmp_path: Path) -> None:
    for out in ("dirx", "one.yaml"):
        words = said(tmp_path, "template", out, code=2)
        assert "C013" in words and "--from" in words and ".xlsx" in words
    assert list(tmp_path.iterdir()) == []
    write_sheet(tmp_path / "two.xlsx", [WIDE, wide_row("m-1"), wide_row("m-2")])
    assert "C014" in said(tmp_path, "template", "one.yaml", "--from", "two.xlsx", code=2)


MEASURE = """kind: measure
id: {id}
name: Una
stage: feasibility
start: 2024-01-01
flows:
- {{item: diesel, baseline: 100 gal/yr, project: 0 gal/yr, end_use: boiler}}
"""


def test_measures_inside_a_portfolio_file_fill_the_template(tmp_path: Path) -> None:
    """Inside the file, in a group, in a file it names; a folder that holds both counts no measure twice."""
    inline = "\n".join(f"  {line}" for line in MEASURE.format(id="inside").splitlines())[2:]
    grouped = "\n".join(f"    {line}" for line in MEASURE.format(id="grouped").splitlines())[4:]
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "beside.yaml").write_text(MEASURE.format(id="beside"), encoding="utf-8")
    (tmp_path / "p" / "cartera.yaml").write_text(
        f"kind: portfolio\nid: p\ntitle: P\nmeasures:\n- beside.yaml\n- {inline}\n"
        f"groups:\n- id: g\n  name: {{es: G, en: G}}\n  measures:\n  - {grouped}\n",
        encoding="utf-8",
    )
    for source, out in (("p/cartera.yaml", "one"), ("p", "two")):
        said(tmp_path, "template", out, "--from", source)
        assert sorted(one.name for one in (tmp_path / out).iterdir()) == ["beside.yaml", "grouped.yaml", "inside.yaml"]


def test_of_two_measures_with_one_code_the_first_is_written(tmp_path: Path) -> None:
    for name, flow in (("a", "100"), ("b", "300")):
        text = MEASURE.format(id="same").replace("100", flow)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert "M021" in said(tmp_path, "template", "both.xlsx", "--from", "a.yaml", "--from", "b.yaml", code=1)
    said(tmp_path, "template", "again", "--from", "both.xlsx")
    assert "baseline: 100 gal/" in (tmp_path / "again" / "same.yaml").read_text(encoding="utf-8")
