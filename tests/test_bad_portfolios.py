"""A bad portfolio file per way of being wrong: its code, its line, the words of its message in both languages."""

from pathlib import Path

import pytest

from tests.portfolios import run
from tests.support import assert_said, header_of
from zis_calc.model.library import Library
from zis_calc.problems import CATALOGUE, ERROR, ProblemError

CASES = sorted((Path(__file__).parent / "bad_portfolios").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_bad_portfolio_is_named(path: Path, library: Library) -> None:
    try:
        problems = run(library, [path]).problems
    except ProblemError as error:
        problems = list(error.problems)
    errors = [problem for problem in problems if problem.severity == ERROR]
    assert [problem.code for problem in errors][:1] == header_of(path, "code").split()
    assert len({problem.code for problem in errors}) == 1
    assert_said(path, errors)
    for problem in errors:
        assert problem.place is not None
        assert problem.place.file == path.as_posix()
        assert problem.place.line is not None and problem.place.line >= 3
        assert problem.place.column is not None


def test_every_error_of_portfolios_has_a_bad_file_or_a_test() -> None:
    codes = {code for path in CASES for code in header_of(path, "code").split()}
    here = Path(__file__).parent
    held = (*here.glob("test_*.py"), *here.glob("rules/*.yaml"))
    texts = " ".join(path.read_text(encoding="utf-8") for path in held)
    errors = {code for code, entry in CATALOGUE.items() if entry.severity == ERROR and code[0] == "P"}
    assert {code for code in errors if code not in codes and code not in texts} == set()


def test_the_line_of_a_duplicate_key_in_an_inline_measure(library: Library) -> None:
    path = next(one for one in CASES if one.stem == "inline-duplicate-key")
    found = run(library, [path])
    (error,) = [one for one in found.problems if one.severity == ERROR]
    lines = path.read_text(encoding="utf-8").splitlines()
    assert error.place is not None and error.place.line is not None
    assert lines[error.place.line - 1] == "    name: Dos otra vez"
    assert found.data["totals"]["refused"] == ["dos"]
    assert found.data["totals"]["ghg"]["reduction"] == 100  # the other one still runs
    assert found.data["totals"]["ghg"]["coverage"] == {
        "measures": 1, "of": 2, "missing": ["dos"], "why": {"refused": ["dos"]},
    }  # fmt: skip
