"""A bad file per way of being wrong: its code, its line, the words of its message in both languages; no traceback."""

import re
from pathlib import Path

import pytest

from tests.support import assert_said, header_of, run_files
from zis_calc.model.library import Library
from zis_calc.problems import ERROR

CASES = sorted((Path(__file__).parent / "bad").glob("*.yaml"))
SETTINGS = {"gwp-set-missing": {"gwp": "SAR"}}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_bad_file_is_named(path: Path, library: Library) -> None:
    run = run_files(library, [path], SETTINGS.get(path.stem))
    errors = [problem for problem in run.problems if problem.severity == ERROR]
    assert {problem.code for problem in errors} == set(header_of(path, "code").split())
    assert run.data["measures"] == []
    assert_said(path, errors)
    for problem in errors:
        assert problem.place is not None
        assert problem.place.file == path.name
        assert problem.place.line is not None and problem.place.line >= 3
        assert problem.place.column is not None


def test_every_measure_and_yaml_code_has_a_bad_file_or_a_test() -> None:
    from zis_calc.problems import CATALOGUE

    codes = {code for path in CASES for code in header_of(path, "code").split()}
    for folder in ("bad_factors", "bad_portfolios"):
        files = (Path(__file__).parent / folder).glob("*.yaml")
        codes |= {code for path in files for code in header_of(path, "code").split()}
    codes |= {path.stem for path in (Path(__file__).parent / "rules").glob("*.yaml")}
    tested = codes | set(
        re.findall(
            r"\b[YSUMFCEPVX]\d{3}\b",
            " ".join(p.read_text(encoding="utf-8") for p in Path(__file__).parent.rglob("test_*.py")),
        )
    )
    errors = {code for code, entry in CATALOGUE.items() if entry.severity == ERROR}
    assert errors - tested == set()
