"""`zis-calc diff`: every difference, tolerances at their border, new and gone, what explains it, faulty results."""

import copy
import csv
import io
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import ROOT
from tests.support import zis_here
from zis_calc.compare import Tolerance, compare_blocks, compare_results, relative_change
from zis_calc.comparing import stored_result
from zis_calc.problems import ProblemError


def zis(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return zis_here(*arguments, cwd=cwd, **environment)


EXAMPLES = ("examples/caldera-gas-natural.yaml", "examples/fotovoltaico.yaml")


def compared(old: Any, new: Any, absolute: float = 0.0, relative: float = 0.0) -> Any:
    return compare_results({"measures": old}, {"measures": new}, Tolerance(absolute, relative))


def measure(id: str, **numbers: Any) -> dict[str, Any]:
    return {"id": id, **numbers}


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """a.json: two examples; same.json: in the other order; ar4.json: with another GWP set."""
    folder = tmp_path_factory.mktemp("stored")
    for name, files, more in (
        ("a", EXAMPLES, ()),
        ("same", EXAMPLES[::-1], ()),
        ("ar4", EXAMPLES, ("--gwp", "AR4")),
        ("one", EXAMPLES[:1], ()),
    ):
        done = zis("measure", *files, *more, "-q", "-o", str(folder / f"{name}.json"))
        assert done.returncode == 0, done.stderr
    return folder


# --- numbers and tolerances


@pytest.mark.parametrize(
    ("old", "new", "absolute", "relative", "same"),
    [
        (1.0, 1.0, 0, 0, True),
        (1, 1.0, 0, 0, True),
        (1.0, 1.0000000000000002, 0, 0, False),
        (1.0, 1.1, 0.1, 0, True),  # by hand 1.1 - 1.0 = 0.1; in binary 0.10000000000000009
        (1.0, 1.1000000001, 0.1, 0, False),
        (1.0, 0.9, 0.1, 0, True),
        (200.0, 202.0, 0, 0.01, True),  # 2 / 200 = 0.01
        (200.0, 202.00000001, 0, 0.01, False),
        (202.0, 200.0, 0, 0.0099, False),  # 2 / 202 = 0.00990099: the share is of the old number
        (-200.0, -202.0, 0, 0.01, True),
        (0.0, 1e-9, 0, 0.5, False),  # no share of nothing
        (0.0, 1e-9, 1e-9, 0, True),
        (100.0, 130.0, 30.0, 0.01, True),  # one of the two is enough
        (1e308, -1e308, 0, 0.5, False),  # the difference is beyond any float
    ],
)
def test_tolerances_at_the_border(old: float, new: float, absolute: float, relative: float, same: bool) -> None:
    found = compared([measure("a", x=old)], [measure("a", x=new)], absolute, relative)
    assert found.same is same
    assert found.numbers == 1
    assert found.equal == (old == new)
    assert found.within == (same and old != new)


def test_a_difference_says_where_and_by_how_much() -> None:
    found = compared(
        [measure("a", finance={"npv": {"value": 200.0, "unit": "USD", "status": "ok"}})],
        [measure("a", finance={"npv": {"value": 205.5, "unit": "USD", "status": "ok"}})],
    )
    (one,) = found.differences
    assert (one.path, one.measure, one.output) == ("measures[a].finance.npv.value", "a", "finance.npv")
    assert (one.old, one.new, one.absolute, one.relative) == (200.0, 205.5, 5.5, 0.0275)  # 5.5 / 200
    assert (found.numbers, found.texts) == (1, 3)  # id, unit, status


def test_relative_change_has_no_share_of_zero_and_keeps_its_sign() -> None:
    assert relative_change(0, 5) is None
    assert relative_change(-4, -5) == -0.25
    assert relative_change(1e-308, 1e308) is None


def test_a_status_in_place_of_a_number_is_a_difference_of_text() -> None:
    found = compared(
        [measure("a", npv={"value": 1.0, "status": "ok"})], [measure("a", npv={"value": None, "status": "never"})]
    )
    assert [(one.output, one.old, one.new, one.absolute) for one in found.differences] == [
        ("npv", 1.0, None, None),
        ("npv.status", "ok", "never", None),
    ]
    assert not compared([measure("a", x=True)], [measure("a", x=1)]).same


# --- lists


def test_lists_are_matched_by_their_keys_and_not_by_position() -> None:
    old = {
        "measures": [
            measure("a", ndc={"years": [{"year": 2023, "value": 1.0}, {"year": 2024, "value": 2.0}]}),
            measure("b", resources=[{"item": "w", "unit": "m3/yr", "x": 1}, {"item": "w", "unit": "gal/yr", "x": 2}]),
        ],
        "factors": [{"id": "f", "vector": "air", "x": 1}, {"id": "f", "vector": "land", "x": 2}],
        "tables": {"by_zone": {"rows": [{"key": "Ate", "x": 1}, {"key": "Lurín", "x": 2}]}},
    }
    new = {
        "measures": [
            measure("b", resources=old["measures"][1]["resources"][::-1]),
            measure("a", ndc={"years": old["measures"][0]["ndc"]["years"][::-1]}),
        ],
        "factors": old["factors"][::-1],
        "tables": {"by_zone": {"rows": old["tables"]["by_zone"]["rows"][::-1]}},
    }
    assert compare_results(old, new).same
    new = copy.deepcopy(new)
    new["measures"][1]["ndc"]["years"][0]["value"] = 3.0
    new["tables"]["by_zone"]["rows"][0]["x"] = 4
    found = compare_results(old, new).differences
    assert [(one.path, one.output) for one in found] == [
        ("measures[a].ndc.years[2024].value", "ndc.2024"),
        ("tables.by_zone.rows[Lurín].x", "tables.by_zone.rows[Lurín].x"),
    ]


def test_new_and_gone_entries_are_one_line_each_with_their_count_of_numbers() -> None:
    found = compared([measure("a", x=1, y={"z": 2.5}), measure("b", x=1)], [measure("b", x=1), measure("c", x=9)])
    assert [(one.change, one.path, one.numbers) for one in found.differences] == [
        ("gone", "measures[a]", 2),
        ("new", "measures[c]", 1),
    ]
    assert found.differences[0].old == {"id": "a", "x": 1, "y": {"z": 2.5}}


def test_lists_of_texts_are_sets_and_lists_of_numbers_have_positions() -> None:
    assert compare_blocks({"x": ["a", "b", "b"]}, {"x": ["b", "a", "b"]}) == []
    found = compare_blocks({"x": ["a", "b", "b"]}, {"x": ["b", "c"]})
    assert sorted((one.change, one.path) for one in found) == [("gone", "x[a]"), ("gone", "x[b]"), ("new", "x[c]")]
    found = compare_blocks([1, 2], [1, 3, 4])
    assert [(one.change, one.path) for one in found] == [("changed", "[1]"), ("new", "[2]")]
    # Entries of one id cannot be told apart: then by position, and nothing is lost.
    found = compare_blocks({"x": [{"id": "a", "v": 1}, {"id": "a", "v": 2}]}, {"x": [{"id": "a", "v": 1}]})
    assert [(one.change, one.path) for one in found] == [("gone", "x[1]")]


def test_problems_are_new_or_gone_by_code_measure_and_field_not_by_text_or_line() -> None:
    one = {"code": "M033", "measure": "a", "field": "flows[0].price", "message": "sin precio", "line": 7}
    other = {**one, "message": "no price", "line": 9}
    assert compare_results({"problems": [one]}, {"problems": [other]}).same
    found = compare_results({"problems": [one]}, {"problems": [{**other, "measure": "b"}]})
    assert (found.problems_gone, [entry["measure"] for entry in found.problems_new]) == ([one], ["b"])
    assert not found.same


def test_settings_tool_and_inputs_explain_and_do_not_count() -> None:
    old = {"settings": {"gwp": "AR4"}, "tool": {"version": "1"}, "inputs": [{"file": "x/a.yaml", "sha256": "0"}]}
    new = {"settings": {"gwp": "AR5"}, "tool": {"version": "2"}, "inputs": [{"file": "y/a.yaml", "sha256": "1"}]}
    found = compare_results(old, new)
    assert found.same
    assert [one.path for one in found.context] == [
        "tool.version", "settings.gwp", "inputs[a.yaml].file", "inputs[a.yaml].sha256",
    ]  # fmt: skip


# --- the command


def test_the_order_of_measures_makes_no_difference(stored: Path) -> None:
    done = zis("diff", str(stored / "a.json"), str(stored / "same.json"), "--json")
    assert done.returncode == 0
    data = json.loads(done.stdout)
    assert data["same"] is True
    assert data["differences"] == []
    assert data["counts"]["numbers"] == data["counts"]["equal"] > 100
    assert data["problems"] == {"new": [], "gone": []}


def test_another_gwp_set_moves_what_it_should(stored: Path) -> None:
    done = zis("diff", str(stored / "a.json"), str(stored / "ar4.json"), "--json")
    assert done.returncode == 1
    data = json.loads(done.stdout)
    jsonschema.validate(data, json.loads(zis("schema", "diff").stdout))
    moved = {(one["measure"], one["output"]): one for one in data["differences"]}
    # CH4 and N2O of the boiler by hand: 0.11325 t CH4 and 0.02265 t N2O before; AR5 28 and 265, AR4 25 and 298.
    one = moved["caldera-gas-natural", "ghg.baseline"]
    assert one["absolute"] == pytest.approx(0.11325 * (25 - 28) + 0.02265 * (298 - 265), rel=1e-9)
    assert one["relative"] == pytest.approx(one["absolute"] / one["old"], rel=1e-12)
    assert ("caldera-gas-natural", "copni.reduction") not in moved
    assert ("caldera-gas-natural", "energy.baseline") not in moved
    assert [(one["path"], one["old"], one["new"]) for one in data["context"]] == [("settings.gwp", "AR5", "AR4")]
    wide = zis("diff", str(stored / "a.json"), str(stored / "ar4.json"), "--rel", "0.01", "--json")
    counts = json.loads(wide.stdout)["counts"]
    assert (counts["changed"], counts["new"], counts["gone"]) == (0, 2, 2)  # the GWP factors of the other set
    assert counts["within"] == data["counts"]["changed"]


def test_a_measure_that_is_gone_is_named(stored: Path) -> None:
    done = zis("diff", str(stored / "a.json"), str(stored / "one.json"), "--lang", "es")
    assert done.returncode == 1
    assert "measures[fotovoltaico]" in done.stdout
    assert "desaparece" in done.stdout
    assert done.stderr == ""


def test_a_measure_file_is_computed_and_compared_with_a_stored_result(stored: Path, tmp_path: Path) -> None:
    assert zis("diff", EXAMPLES[0], str(stored / "one.json")).returncode == 0
    (tmp_path / "new").mkdir()
    text = (ROOT / EXAMPLES[0]).read_text(encoding="utf-8")
    (tmp_path / "new" / "caldera-gas-natural.yaml").write_text(
        text.replace("grant: 123500 USD", "grant: 100000 USD"), encoding="utf-8"
    )
    (tmp_path / "new" / "sources.yaml").write_text("kind: sources\nsources: {}\n", encoding="utf-8")
    done = zis("diff", EXAMPLES[0], str(tmp_path / "new"), "--json")
    assert done.returncode == 1
    data = json.loads(done.stdout)
    moved = {one["output"]: one for one in data["differences"] if one["measure"]}
    assert (moved["finance.grant"]["old"], moved["finance.grant"]["new"]) == (123500, 100000)
    assert moved["finance.net_investment"]["absolute"] == 23500
    assert "ghg.reduction" not in moved
    assert (data["a"]["kind"], data["b"]["kind"]) == ("computed", "computed")


def test_a_refused_measure_is_said_and_the_rest_compared(tmp_path: Path) -> None:
    done = zis("diff", EXAMPLES[0], "tests/bad/unknown-item.yaml", "--json")
    assert done.returncode == 1
    assert "M001" in done.stderr
    assert [one["path"] for one in json.loads(done.stdout)["differences"] if one["change"] == "gone"][:1] == [
        "measures[caldera-gas-natural]"
    ]


def test_csv_and_markdown_hold_every_difference(stored: Path, tmp_path: Path) -> None:
    sides = (str(stored / "a.json"), str(stored / "ar4.json"))
    count = len(json.loads(zis("diff", *sides, "--json").stdout)["differences"])
    rows = list(csv.DictReader(io.StringIO(zis("diff", *sides, "--format", "csv").stdout)))
    assert len(rows) == count
    assert rows[0]["output"] == "ghg.baseline"
    out = tmp_path / "diff.md"
    assert zis("diff", *sides, "-o", str(out)).returncode == 1
    text = out.read_text(encoding="utf-8")
    assert text.startswith("## Comparison of two results")
    assert sum(line.startswith("| ghg.") for line in text.splitlines()) > 5
    assert re.search(r"\bnan\b", text, re.IGNORECASE) is None


BROKEN = '{"schema": "zis-calc/result/1",\n "measures": [}'


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (BROKEN, "V001", "bad.json:2:15"),
        ('{"schema": "zis-calc/result/1", "x": "\\ud800"}', "V001", "bad.json"),
        ('{"schema": "other/1"}', "V002", "bad.json"),
        ("[1, 2]", "V002", "bad.json:1:1"),
        ('{"schema": "zis-calc/result/1",\n "x": NaN}', "V008", "bad.json:2:7"),
        ('{"schema": "zis-calc/result/1",\n "NaN": "NaN", "x": -Infinity}', "V008", "bad.json:2:21"),
        ('{"schema": "zis-calc/result/1", "x": 1e999}', "V008", "bad.json:1:38"),
        ('{"schema": "zis-calc/result/1", "x": ' + "9" * 5000 + "}", "V008", "bad.json:1:38"),
        ('{"schema": "zis-calc/result/1", "x": 1, "x": 2}', "V009", "bad.json"),
        ('{"schema": "zis-calc/result/1", "x": ' + "[" * 60 + "]" * 60 + "}", "Y005", "bad.json"),
        ('{"schema": "zis-calc/result/1", "x": ' + "[" * 100_000, "Y005", "bad.json"),
        ("", "Y010", "bad.json"),
    ],
)
def test_faulty_json_has_a_code_and_a_place(tmp_path: Path, content: str, code: str, place: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        stored_result(path, "bad.json")
    found = caught.value.problems[0]
    assert found.code == code
    assert found.place is not None
    said = ":".join(str(part) for part in (found.place.file, found.place.line, found.place.column) if part)
    assert said.startswith(place)


def test_what_cannot_be_compared_exits_2(stored: Path, tmp_path: Path) -> None:
    good = str(stored / "a.json")
    bad = tmp_path / "bad.json"
    bad.write_text(BROKEN, encoding="utf-8")
    other = tmp_path / "other.json"
    other.write_text('{"schema": "other/1"}', encoding="utf-8")
    portfolio = tmp_path / "portfolio.json"
    portfolio.write_text('{"schema": "zis-calc/portfolio/1"}', encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "x.yaml").write_text("kind: sources\nsources: {}\n", encoding="utf-8")
    for arguments, code in (
        ((good, "nowhere.json"), "Y001"),
        ((good, str(bad)), "V001"),
        ((good, str(other)), "V002"),
        ((good, str(portfolio)), "V003"),
        ((good, good, "--abs", "-1"), "V005"),
        ((good, good, "--rel", "nan"), "V005"),
        ((good, str(tmp_path / "empty")), "V016"),
        ((good, good, "-o", good), "C005"),
        ((good, good, "--format", "pdf"), "C002"),
    ):
        for language in ("en", "es"):
            done = zis("diff", *arguments, "--lang", language)
            assert (done.returncode, done.stdout) == (2, ""), done.stderr
            assert code in done.stderr
            assert "Traceback" not in done.stderr
    assert f"{bad}:2:15" in zis("diff", good, str(bad)).stderr


def test_two_portfolios_are_compared_by_the_same_keys(tmp_path: Path) -> None:
    """A portfolio is plain data like a result: rows by key, totals by name."""
    for name, value in (("a", 10.0), ("b", 12.5)):
        rows = [{"key": "Ate", "ghg": value}, {"key": "Lurín", "ghg": 1.0}]
        data = {"schema": "zis-calc/portfolio/1", "tables": {"by_zone": {"rows": rows if name == "a" else rows[::-1]}}}
        (tmp_path / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    done = zis("diff", str(tmp_path / "a.json"), str(tmp_path / "b.json"), "--json")
    assert done.returncode == 1
    (one,) = json.loads(done.stdout)["differences"]
    assert (one["path"], one["absolute"], one["relative"]) == ("tables.by_zone.rows[Ate].ghg", 2.5, 0.25)
