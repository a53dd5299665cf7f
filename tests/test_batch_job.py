"""A folder is a job: resumed after a kill to the same bytes, one bad book does not stop it, two runs at once agree."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.workbooks import WIDE, wide_row, write_sheet

RUN = [sys.executable, "-c", "from zis_calc.cli import main; main()", "batch"]


def books(folder: Path, count: int = 20, rows: int = 150) -> Path:
    folder.mkdir()
    for number in range(count):
        made = [wide_row(f"b{number}-m{row}", baseline=1000.5 + row * number) for row in range(rows)]
        write_sheet(folder / f"libro-{number:02}.xlsx", [WIDE, *made])
    return folder


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".zis-calc" not in path.parts
    }


def start(source: Path, out: Path, *more: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*RUN, str(source), "-o", str(out), *more], cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def test_killed_in_the_middle_and_run_again_gives_the_same_bytes(tmp_path: Path) -> None:
    source = books(tmp_path / "in")
    whole = start(source, tmp_path / "whole", "--jobs", "2")
    assert whole.wait(timeout=300) == 0
    cut = start(source, tmp_path / "cut", "--jobs", "2")
    deadline = time.monotonic() + 120
    while len(list((tmp_path / "cut").glob("*.result.xlsx"))) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(cut.pid, signal.SIGKILL)
    cut.wait()
    time.sleep(1.2)  # workers see that their parent is gone
    done = len(list((tmp_path / "cut").glob("*.result.xlsx")))
    assert 4 <= done < 20
    again = start(source, tmp_path / "cut", "--jobs", "2")
    _, said = again.communicate(timeout=300)
    assert again.returncode == 0
    assert said.count("earlier run") >= 3
    assert digests(tmp_path / "cut") == digests(tmp_path / "whole")
    assert len(digests(tmp_path / "whole")) == 42  # 20 results, their problems, and both for all together


def test_one_process_and_two_and_both_at_once_agree(tmp_path: Path) -> None:
    source = books(tmp_path / "in", 4, 20)
    one = start(source, tmp_path / "one", "--jobs", "1")
    both = [start(source, tmp_path / "both", "--jobs", "2") for _ in range(2)]
    assert [run.wait(timeout=200) for run in (one, *both)] == [0, 0, 0]
    assert digests(tmp_path / "one") == digests(tmp_path / "both")


def test_a_bad_book_does_not_stop_the_rest_and_is_named(tmp_path: Path) -> None:
    source = books(tmp_path / "in", 3, 5)
    (source / "roto.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (source / "~$libro-00.xlsx").write_bytes(b"lock")
    run = start(source, tmp_path / "out", "--jobs", "1")
    _, said = run.communicate(timeout=100)
    assert run.returncode == 1 and "roto.xlsx" in said and "X007" in said
    assert "[4/4]" in said and "rows/s" in said
    data = json.loads((tmp_path / "out" / "portfolio.errors.json").read_text(encoding="utf-8"))
    assert data["totals"]["measures"] == 15
    assert [one["code"] for one in data["problems"] if one["severity"] == "error"] == ["X007"]


def test_interrupted_by_the_keyboard_leaves_nothing_half_written(tmp_path: Path) -> None:
    source = books(tmp_path / "in", 6, 300)
    run = start(source, tmp_path / "out", "--jobs", "2")
    deadline = time.monotonic() + 100
    while not list((tmp_path / "out").glob("*.result.xlsx")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGINT)
    run.wait(timeout=60)
    time.sleep(0.5)
    assert run.returncode in (2, 130)
    assert list((tmp_path / "out").rglob("*.tmp*")) == []
    import zipfile

    for path in (tmp_path / "out").glob("*.xlsx"):
        assert zipfile.ZipFile(path).testzip() is None


def test_several_books_in_one_output(tmp_path: Path) -> None:
    source = books(tmp_path / "in", 2, 3)
    run = start(source, tmp_path / "all.csv", "-q")
    assert run.wait(timeout=100) == 0
    lines = (tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 7 and lines[0].startswith("file,id,name")
    assert [one.name for one in tmp_path.glob(".all*")] == []


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_other_outputs_hold_the_numbers_of_the_measure(tmp_path: Path, kind: str) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [[*WIDE, "Responsable"], [*wide_row(), "Ana"]])
    out = tmp_path / f"out.{kind}"
    assert subprocess.run([*RUN, str(path), "-o", str(out), "-q"], cwd=ROOT, check=False).returncode == 0
    if kind == "csv":
        import csv

        row = next(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
        found = float(row["ghg_reduction_tco2e_per_yr"])
        assert row["own.Responsable"] == "Ana"
    elif kind == "jsonl":
        records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        found = next(one for one in records if one["record"] == "measure")["ghg"]["reduction"]
        assert {one["record"] for one in records} >= {"run", "measure", "totals"}
    else:
        import pyarrow.parquet

        found = pyarrow.parquet.read_table(out)["ghg_reduction_tco2e_per_yr"].to_pylist()[0]
    measure = tmp_path / "m.yaml"
    measure.write_text(
        "kind: measure\nid: m-1\nname: Cambio\nstage: feasibility\nstart: 2023-07-01\nlifetime: 10 yr\nflows:\n"
        "  - {item: diesel, baseline: 1000.5 gal/yr, project: 200.25 gal/yr, price: 2.1 USD/gal, end_use: boiler}\n"
        "finance: {price_year: 2023, investment: 15000 USD, grant: 3000 USD, discount_rate: 12 %}\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [*RUN[:-1], "measure", str(measure), "--json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["measures"][0]["ghg"]["reduction"] == found


def test_outputs_that_cannot_be(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row()])
    for out, code in ((tmp_path / "a.pdf", 1), (path, 2)):
        before = path.read_bytes()
        assert (
            subprocess.run(
                [*RUN, str(path), "-o", str(out), "-q"], cwd=ROOT, capture_output=True, check=False
            ).returncode
            == code
        )
        assert path.read_bytes() == before
