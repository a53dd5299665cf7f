"""A folder is a job: resumed after a kill to the same bytes, one bad book does not stop it, two runs at once agree."""

import dataclasses
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.test_batch_book import batch
from tests.workbooks import WIDE, options_of, wide_row, write_sheet
from zis_calc.batching import job
from zis_calc.batching.job import Done, Order, run_job, tasks_of
from zis_calc.cli import batch as cli_batch
from zis_calc.files.limits import Limits
from zis_calc.files.workbook_read import find_inputs, read_book
from zis_calc.model.library import Library
from zis_calc.run import open_library

RUN = [sys.executable, "-c", "from zis_calc.cli import main; main()", "batch"]


def books(folder: Path, count: int = 20, rows: int = 4) -> Path:
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
    def heeds_the_keyboard() -> None:  # a shell starts what it runs behind its prompt deaf to Ctrl-C, and so the tests
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    return subprocess.Popen(
        [*RUN, str(source), "-o", str(out), *more], cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=heeds_the_keyboard if os.name == "posix" else None,
    )  # fmt: skip


def results(out: Path) -> int:
    return len(list(out.glob("*.result.xlsx")))


def test_killed_in_the_middle_and_run_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """Killed at two moments, with two processes and with one, and then run to its end."""
    source, out = books(tmp_path / "in"), tmp_path / "cut"
    whole = start(source, tmp_path / "whole", "--jobs", "2")
    assert whole.wait(timeout=300) == 0
    for enough, jobs in ((3, "2"), (9, "1")):
        cut = start(source, out, "--jobs", jobs)
        deadline = time.monotonic() + 120
        while results(out) < enough and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(cut.pid, signal.SIGKILL)
        cut.wait()
        assert enough <= results(out) < 20
    again = start(source, out, "--jobs", "2")
    _, said = again.communicate(timeout=300)
    assert again.returncode == 0
    assert said.count("earlier run") >= 8
    assert list(out.rglob("*.tmp*")) == []
    assert digests(tmp_path / "cut") == digests(tmp_path / "whole")
    assert len(digests(tmp_path / "whole")) == 42  # 20 results, their problems, and both for all together


def test_one_process_and_two_and_both_at_once_agree(tmp_path: Path) -> None:
    source = books(tmp_path / "in", 4, 3)
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
    source = books(tmp_path / "in", 40, 10)  # so many that most are left when the signal comes
    run = start(source, tmp_path / "out", "--jobs", "2")
    deadline = time.monotonic() + 100
    while not results(tmp_path / "out") and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode in (2, 130) and "goes on where it stopped" in said
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
def test_other_outputs_hold_the_numbers_of_the_measure(tmp_path: Path, kind: str, reduction_of_the_file: float) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [[*WIDE, "Responsable"], [*wide_row(), "Ana"]])
    out = tmp_path / f"out.{kind}"
    assert batch(str(path), "-o", str(out)) == 0
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
    assert found == reduction_of_the_file


@pytest.fixture(scope="module")
def reduction_of_the_file(tmp_path_factory: pytest.TempPathFactory) -> float:
    """What `zis-calc measure` says of the measure of `wide_row`."""
    measure = tmp_path_factory.mktemp("file") / "m.yaml"
    measure.write_text(
        "kind: measure\nid: m-1\nname: Cambio\nstage: feasibility\nstart: 2023-07-01\nlifetime: 10 yr\nflows:\n"
        "  - {item: diesel, baseline: 1000.5 gal/yr, project: 200.25 gal/yr, price: 2.1 USD/gal, end_use: boiler}\n"
        "finance: {price_year: 2023, investment: 15000 USD, grant: 3000 USD, discount_rate: 12 %}\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [*RUN[:-1], "measure", str(measure), "--json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    reduction: float = json.loads(done.stdout)["measures"][0]["ghg"]["reduction"]
    return reduction


def test_outputs_that_cannot_be(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [WIDE, wide_row()])
    for out, code in ((tmp_path / "a.pdf", 2), (path, 2)):
        before = path.read_bytes()
        assert (
            subprocess.run(
                [*RUN, str(path), "-o", str(out), "-q"], cwd=ROOT, capture_output=True, check=False
            ).returncode
            == code
        )
        assert path.read_bytes() == before


def order_for(library: Library, kind: str = "xlsx", **settings: Any) -> Order:
    return Order((), options_of(library, **settings), None, Limits(), kind, "en")


def in_this_process(source: Path, out: Path, order: Order, library: Library, jobs: int = 1) -> list[Done]:
    inputs, _ = find_inputs([source])
    return run_job(tasks_of(inputs, [source], out, order.kind), order, library, jobs, lambda _number, _done: None)


def test_what_was_made_with_other_settings_or_another_library_is_made_again(library: Library, tmp_path: Path) -> None:
    source, out = books(tmp_path / "in", 2, 2), tmp_path / "out"
    (tmp_path / "own").mkdir()
    own = open_library([tmp_path / "own"])[0]
    changed = dataclasses.replace(library, digest="other")
    runs = [
        (order_for(library), library, 0), (order_for(library), library, 2),
        (order_for(library, gwp="AR4"), library, 0), (order_for(library, decimal="comma"), library, 0),
        (dataclasses.replace(order_for(library), stage="feasibility"), library, 0),
        (dataclasses.replace(order_for(library), language="es"), library, 0),
        (order_for(library), changed, 0), (order_for(library), own, 0),
    ]  # fmt: skip
    for order, used, taken_over in runs:
        assert sum(one.resumed for one in in_this_process(source, out, order, used)) == taken_over
    # What is gone, or has problems beside it that no run wrote, is written again, and so is a state that is damaged.
    first, second = sorted(out.glob("*.result.xlsx"))
    before = digests(out)
    for damaged in (first, first.with_name("libro-00.result.errors.json")):
        damaged.unlink()
        assert [one.resumed for one in in_this_process(source, out, order, used)] == [False, True]
    first.with_name("libro-00.result.errors.json").write_bytes(b"{")
    next((out / ".zis-calc").glob(f"{second.name}*")).write_bytes(b"PK damaged")
    assert [one.resumed for one in in_this_process(source, out, order, used)] == [False, False]
    assert digests(out) == before


def test_a_book_changed_while_it_is_read_is_not_taken_for_the_old_one(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = books(tmp_path / "in", 1, 2), tmp_path / "out"
    path = source / "libro-00.xlsx"
    old = path.read_bytes()
    new = write_sheet(tmp_path / "new.xlsx", [WIDE, wide_row("otra")]).read_bytes()

    def read_changed(*arguments: Any) -> Any:
        path.write_bytes(new)
        return read_book(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(job, "read_book", read_changed)
        assert not in_this_process(source, out, order_for(library), library)[0].resumed
    taken = in_this_process(source, out, order_for(library), library)[0]
    assert taken.resumed and taken.kept is not None and taken.kept.rows is not None
    assert [key.id for key in taken.kept.rows.keys] == ["otra"]
    path.write_bytes(old)  # put back: the result of the other content does not stand for it
    again = in_this_process(source, out, order_for(library), library)[0]
    assert not again.resumed and again.rows == 2


@pytest.mark.skipif(sys.platform == "win32", reason="the change reaches the processes by fork")
def test_a_book_whose_process_the_system_ends_is_named_and_the_rest_goes_on(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = books(tmp_path / "in", 4, 2), tmp_path / "out"

    def read_or_die(path: Path, *arguments: Any) -> Any:
        if path.name == "libro-01.xlsx":
            os.kill(os.getpid(), signal.SIGKILL)
        return read_book(path, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(job, "read_book", read_or_die)
        done = in_this_process(source, out, order_for(library), library, 2)
    assert [[finding.problem.code for finding in one.kept.found if one.errors] for one in done if one.kept] == [
        [], ["X066"], [], [],
    ]  # fmt: skip
    assert results(out) == 4 and list(out.rglob("*.tmp*")) == []
    again = in_this_process(source, out, order_for(library), library)
    assert [(one.resumed, one.errors) for one in again] == [(True, 0), (False, 0), (True, 0), (True, 0)]


def test_the_folder_of_inputs_may_take_the_results(tmp_path: Path) -> None:
    """Run twice: results are no inputs; run into another folder: they are named and left out."""
    source = books(tmp_path / "in", 2, 2)
    (tmp_path / "mine").mkdir()
    assert batch(str(source), "-o", str(source)) == 0
    first = digests(source)
    assert batch(str(source), "-o", str(source)) == 0 and digests(source) == first and results(source) == 2
    assert batch(str(source), "-o", str(tmp_path / "all.csv")) == 0
    assert len((tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()) == 5
    data = json.loads((source / "portfolio.errors.json").read_text(encoding="utf-8"))
    assert data["totals"]["measures"] == 4
    mine = write_sheet(tmp_path / "mine.xlsx", [WIDE, wide_row()]).rename(tmp_path / "mine" / "portfolio.xlsx")
    before = mine.read_bytes()
    assert batch(str(mine.parent), "-o", str(mine.parent)) == 2 and mine.read_bytes() == before
    (tmp_path / "nothing").mkdir()
    assert batch(str(tmp_path / "nothing"), "-o", str(tmp_path / "none.xlsx")) == 2
    assert not (tmp_path / "none.xlsx").exists()


def test_a_code_in_two_books_is_said_where_both_are_added(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name in ("a", "b"):
        write_sheet(source / f"{name}.xlsx", [WIDE, wide_row("m-1"), wide_row(f"{name}-2")])
    run = start(source, tmp_path / "all.csv", "--jobs", "1", "--strict")
    _, said = run.communicate(timeout=60)
    assert run.returncode == 1 and said.count("X054") == 1 and "m-1; in the totals" in " ".join(said.split())
    data = json.loads((tmp_path / "all.errors.json").read_text(encoding="utf-8"))
    assert [one["file"].rsplit("/", 1)[-1] for one in data["problems"] if one["code"] == "X054"] == ["b.xlsx"]


def test_two_runs_at_once_into_one_file_lose_nothing(tmp_path: Path) -> None:
    source = books(tmp_path / "in", 3, 4)
    runs = [start(source, tmp_path / "all.jsonl", "--jobs", "1") for _ in range(2)]
    assert [run.wait(timeout=100) for run in runs] == [0, 0]
    lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum(json.loads(line)["record"] == "measure" for line in lines) == 12
    assert [one.name for one in tmp_path.glob(".all*")] == []


def test_the_time_that_is_left_follows_from_the_books_that_were_computed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten books: six taken over at once, then one in 10 s; the three that are left take 30 s. 500 rows in 10 s."""
    clock = [100.0]
    monkeypatch.setattr(cli_batch.time, "monotonic", lambda: clock[0])
    progress = cli_batch._Progress(10, False, str)
    for number in range(1, 7):
        progress.tell(number, Done(f"{number}.xlsx", 500, 0, True, None))
    clock[0] += 10
    progress.tell(7, Done("7.xlsx", 500, 2, False, None))
    lines = capsys.readouterr().err.splitlines()
    assert "taken over" in lines[5] and lines[6] == "[7/10] 7.xlsx: 500 rows, 2 errors · 50 rows/s · 00:30 left"
