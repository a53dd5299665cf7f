"""Golden cases: every YAML file in golden/ holds a measure, what must come out, and where that comes from."""

import math
from pathlib import Path

import pytest
import yaml

from tests.support import run_one, value_at
from zis_calc.model.library import Library

CASES = sorted((Path(__file__).parent / "golden").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: Path, library: Library, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert case["source"] and case["working"], "a golden case says where its numbers come from"
    run = run_one(library, tmp_path, case["measure"], case.get("settings"))
    assert [problem for problem in run.problems if problem.severity == "error"] == []
    measure = run.data["measures"][0]
    for name, expected in case["expected"].items():
        found = value_at(measure, name)
        if isinstance(expected, float | int) and not isinstance(expected, bool):
            assert math.isclose(found, expected, rel_tol=case["tolerance"], abs_tol=1e-9), (
                f"{name}: {found} != {expected}"
            )
        else:
            assert found == expected, f"{name}: {found} != {expected}"
    codes = {problem.code for problem in run.problems}
    assert set(case.get("problems", [])) <= codes
