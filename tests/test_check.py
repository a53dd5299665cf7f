"""`zis-calc check`: a bad factor file per way of being wrong, and the shipped files without a finding."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support import header_of
from zis_calc.checking import check_paths
from zis_calc.files.library import load_library
from zis_calc.language import translator
from zis_calc.problems import ERROR, ProblemError
from zis_calc.report.words import render_problem

CASES = sorted((Path(__file__).parent / "bad_factors").glob("*.yaml"))


def _own_library(path: Path, folder: Path) -> Path:
    target = folder / "own-library" / header_of(path, "path")
    target.parent.mkdir(parents=True)
    shutil.copy(path, target)
    return folder / "own-library"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_bad_factor_is_named_with_its_line(path: Path, tmp_path: Path) -> None:
    code = header_of(path, "code")
    problems = check_paths([_own_library(path, tmp_path)], []).problems
    found = [problem for problem in problems if problem.severity == ERROR or problem.code == code]
    assert [problem.code for problem in found] == [code]
    problem = found[0]
    assert problem.place is not None and problem.place.line == int(header_of(path, "line"))
    said = " ".join(render_problem(problem, translator("en"), "en"))
    for words in filter(None, header_of(path, "says").split(", ")):
        assert words in said


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_bad_own_factor_does_not_hide_the_shipped_library(path: Path, tmp_path: Path) -> None:
    loaded = load_library([_own_library(path, tmp_path)])
    assert header_of(path, "code") in {problem.code for problem in loaded.problems}
    assert loaded.library.item("fuels.natural_gas")
    assert loaded.library.use("fuels.ipcc.natural_gas.emission_factor_co2", 2023).value == 56100


def test_shipped_factors_and_examples_are_clean() -> None:
    checked = check_paths([ROOT / "factors", ROOT / "examples"], [])
    assert [problem for problem in checked.problems if problem.severity != "note" and problem.code[0] not in "MP"] == []
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    assert checked.files > 800


def test_one_file_of_a_library_is_checked_in_its_place() -> None:
    checked = check_paths([ROOT / "factors" / "fuels" / "natural_gas.yaml"], [])
    assert (checked.files, checked.problems) == (1, [])


def test_a_measure_among_own_factors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("kind: measure\nid: x\nname: x\n", encoding="utf-8")
    assert [problem.code for problem in load_library([tmp_path]).problems] == ["S006"]


def test_a_missing_path_is_said() -> None:
    assert [problem.code for problem in check_paths([Path("nowhere")], []).problems] == ["Y001"]


def test_a_folder_without_files_is_said(tmp_path: Path) -> None:
    assert [problem.code for problem in check_paths([tmp_path], []).problems] == ["Y015"]


def test_a_missing_library_folder_is_said() -> None:
    with pytest.raises(ProblemError) as caught:
        load_library([Path("nowhere")])
    assert caught.value.problems[0].code == "F018"
