"""`zis-calc portfolio` as people and CI meet it: paths, settings, exit codes, streams, files left alone."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.portfolios import measure, portfolio, write
from tests.support import zis_here


def zis(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return zis_here(*arguments, cwd=cwd, **environment)


def error_codes(stdout: str) -> list[str]:
    return [one["code"] for one in json.loads(stdout)["problems"] if one["severity"] == "error"]


# --- paths


def test_a_file_a_folder_and_several(tmp_path: Path) -> None:
    write(tmp_path / "one" / "a.yaml", measure("a"))
    write(tmp_path / "one" / "deep" / "b.yaml", measure("b"))
    write(tmp_path / "two" / "c.yaml", measure("c"))
    head = portfolio(tmp_path, ["one/a.yaml", "two"])
    for arguments, count in (
        (["one/a.yaml"], 1), (["one"], 2), (["one", "two"], 3), (["portfolio.yaml"], 2),
        ([head.name, "one"], 3),  # a is in both and counted once
        (["one", "one/a.yaml", "./one/../one/a.yaml"], 2),
        (["."], 2),  # the portfolio file of the folder decides
    ):  # fmt: skip
        done = zis("portfolio", *arguments, "--json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["totals"]["measures"] == count
    noted = json.loads(zis("portfolio", ".", "--json", cwd=tmp_path).stdout)["problems"]
    assert [one["message"] for one in noted if one["code"] == "P003"] == [
        "the portfolio file does not name 1 file(s) of its folder: one/deep/b.yaml"
    ]


def test_a_folder_with_two_portfolio_files(tmp_path: Path) -> None:
    portfolio(tmp_path, [measure("a")], "first")
    portfolio(tmp_path, [measure("b")], "second")
    done = zis("portfolio", ".", "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert error_codes(done.stdout) == ["P001"]
    assert "first.yaml, second.yaml" in done.stderr
    assert (
        json.loads(zis("portfolio", "first.yaml", "second.yaml", "--json", cwd=tmp_path).stdout)["totals"]["measures"]
        == 2
    )


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (["nowhere.yaml"], 2, "Y001"), (["empty"], 2, "Y015"), ([], 2, "PATH"), (["a.yaml", "nowhere"], 2, "Y001"),
    (["lost.yaml"], 1, "P002"), (["nothing.yaml"], 1, "P028"), (["a.yaml", "--gwp", "AR9"], 2, "C002"),
    (["a.yaml", "--set", "finance.grant=0 USD"], 2, "C003"), (["a.yaml", "--format", "pdf"], 2, "C002"),
    (["a.yaml", "-o", "a.yaml", "--json"], 2, "C005"), (["named.yaml", "-o", "a.yaml", "--json"], 2, "C005"),
    (["named.yaml", "-o", "named.yaml", "--json"], 2, "C005"), (["factor.yaml"], 1, "P028"),
    (["a.yaml", "--stage", "feasibility"], 1, "M016"), (["a.yaml"], 0, ""), (["named.yaml", "--strict"], 0, ""),
    (["twice.yaml", "--strict"], 1, ""), (["twice.yaml"], 0, ""),
])  # fmt: skip
def test_exit_codes(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    (tmp_path / "empty").mkdir()
    dated = {"start": "2023-01-01", "lifetime": "10 yr"}
    write(tmp_path / "a.yaml", measure("a", **dated))
    portfolio(tmp_path, ["nowhere/b.yaml", measure("b")], "lost")
    portfolio(tmp_path, name="nothing")
    portfolio(tmp_path, ["a.yaml"], "named")
    portfolio(tmp_path, [measure(id, company="Uno", **dated) for id in ("c", "d")], "twice")
    write(tmp_path / "factor.yaml", {"kind": "sources"})
    done = zis("portfolio", *arguments, cwd=tmp_path)
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert (tmp_path / "a.yaml").read_text(encoding="utf-8").startswith("kind: measure")


def test_a_broken_measure_is_named_and_the_others_run(tmp_path: Path) -> None:
    flows = [{"item": "electricity", "baseline": "5 xyz/yr", "project": "0 MWh/yr"}]
    portfolio(tmp_path, [measure("good"), measure("bad", flows=flows)])
    (tmp_path / "syntax.yaml").write_text("kind: measure\nid: [\n", encoding="utf-8")
    done = zis("portfolio", "portfolio.yaml", "syntax.yaml", "--json", cwd=tmp_path)
    assert done.returncode == 1
    data = json.loads(done.stdout)
    assert data["totals"]["refused"] == ["bad", "syntax.yaml"]
    assert data["totals"]["ghg"]["coverage"]["of"] == 3
    assert "portfolio.yaml:18:15" in done.stderr  # where `xyz` stands
    text = zis("portfolio", "portfolio.yaml", "syntax.yaml", cwd=tmp_path).stdout
    assert "Refused because of errors, and in no total: bad, syntax.yaml" in " ".join(text.replace("│", " ").split())


def test_a_file_of_another_kind_in_a_folder_is_left_out_and_said(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", measure("a"))
    (tmp_path / "x.yaml").write_bytes((ROOT / "factors/targets/ndc_2035.yaml").read_bytes())
    done = zis("portfolio", ".", "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert [one["code"] for one in json.loads(done.stdout)["problems"] if one["severity"] == "warning"] == ["P004"]


def test_a_portfolio_in_its_own_folder_and_with_a_byte_order_mark(tmp_path: Path) -> None:
    head = portfolio(tmp_path / "p", [".", measure("inline")])
    write(tmp_path / "p" / "a.yaml", measure("a"))
    head.write_bytes(b"\xef\xbb\xbf" + head.read_bytes().replace(b"\n", b"\r\n"))
    for path in ("p", "p/portfolio.yaml"):
        done = zis("portfolio", path, "--json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert [one["id"] for one in json.loads(done.stdout)["measures"]] == ["a", "inline"]
    files = [one["file"] for one in json.loads(done.stdout)["inputs"]]
    assert files == ["p/a.yaml", "p/portfolio.yaml"]  # each file once


# --- streams and outputs


def test_results_on_stdout_and_problems_on_stderr(tmp_path: Path) -> None:
    portfolio(tmp_path, [measure("a"), {"kind": "measure"}])
    done = zis("portfolio", "portfolio.yaml", "--json", cwd=tmp_path)
    json.loads(done.stdout)
    assert "S002" in done.stderr
    for ending, start in (("json", "{"), ("md", "#"), ("csv", "table,"), ("txt", "GWP")):
        done = zis("portfolio", "portfolio.yaml", "-o", f"out.{ending}", cwd=tmp_path)
        assert done.returncode == 1
        assert done.stdout == ""
        assert (tmp_path / f"out.{ending}").read_text(encoding="utf-8").lstrip().startswith(start)


@pytest.mark.parametrize("columns", ["50", "80", "140"])
def test_the_narrow_and_the_colourless_screen(columns: str) -> None:
    for path in ("examples/zis-peru", "examples/cartera-demo"):
        done = zis("portfolio", path, COLUMNS=columns, NO_COLOR="1")
        assert done.returncode == 0
        assert "\x1b[" not in done.stdout
        assert max(len(line) for line in done.stdout.splitlines()) <= int(columns)


# --- settings


def as_of(folder: Path, *arguments: str, **environment: str) -> str:
    done = zis("portfolio", *arguments, "--json", cwd=folder, **environment)
    assert done.returncode == 0, done.stderr
    found: str = json.loads(done.stdout)["settings"]["as_of"]
    return found


def test_flag_over_environment_over_portfolio_file_over_folder_file(tmp_path: Path) -> None:
    portfolio(tmp_path, [measure("a")], "with", settings={"as_of": "2023-12-31"})
    portfolio(tmp_path, [measure("a")], "without")
    assert as_of(tmp_path, "without.yaml") == "2025-12-31"  # the library
    (tmp_path / "zis-calc.toml").write_text('as_of = "2022-12-31"\n', encoding="utf-8")
    assert as_of(tmp_path, "without.yaml") == "2022-12-31"
    assert as_of(tmp_path, "with.yaml") == "2023-12-31"
    assert as_of(tmp_path, "with.yaml", ZIS_CALC_AS_OF="2024-12-31") == "2024-12-31"
    assert as_of(tmp_path, "with.yaml", "--as-of", "2026-12-31", ZIS_CALC_AS_OF="2024-12-31") == "2026-12-31"
    assert as_of(tmp_path, "with.yaml", "--set", "as_of=2027-12-31") == "2027-12-31"


def test_portfolio_files_that_disagree(tmp_path: Path) -> None:
    portfolio(tmp_path, [measure("a")], "one", settings={"gwp": "AR5", "as_of": "2024-12-31"})
    portfolio(tmp_path, [measure("b")], "two", settings={"gwp": "AR6", "as_of": "2024-12-31"})
    done = zis("portfolio", "one.yaml", "two.yaml", "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert "two.yaml:5:8  error P005" in done.stderr
    assert "`gwp` is AR6 here and AR5 in one.yaml" in done.stderr
    done = zis("portfolio", "one.yaml", "two.yaml", "--gwp", "AR4", "--json", cwd=tmp_path)  # a flag decides
    assert done.returncode == 0
    assert json.loads(done.stdout)["settings"]["gwp"] == "AR4"
    assert as_of(tmp_path, "one.yaml", "two.yaml", ZIS_CALC_GWP="SAR") == "2024-12-31"
