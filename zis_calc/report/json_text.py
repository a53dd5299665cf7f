"""A result as JSON: the plain data unrounded, with the problems in words."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zis_calc.language import translator
from zis_calc.problems import Problem
from zis_calc.report.words import clean, render_problem


def result_json(data: Mapping[str, Any], problems: Iterable[Problem], language: str) -> str:
    """The result with its problems as JSON text; the same input gives the same bytes."""
    whole = {**data, "problems": [problem_data(problem, language) for problem in problems]}
    return json_text(whole)


def check_json(files: int, problems: Iterable[Problem], language: str) -> str:
    """The findings of a check as JSON text: how many files were checked, and every problem."""
    return json_text({"files": files, "problems": [problem_data(problem, language) for problem in problems]})


def json_text(data: Any) -> str:
    """Plain data as JSON text, indented, in UTF-8, with a line end."""
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def rows_json(data: Mapping[str, Any], problems: Iterable[Problem], language: str) -> Iterator[str]:
    """As `result_json`, with each entry of a list on a line of its own, in pieces: many rows are never one text."""
    whole = {**data, "problems": [problem_data(problem, language) for problem in problems]}
    between = "{"
    for key, value in whole.items():
        yield f"{between}\n  {_plain(key)}: "
        yield from _lines(value, "  ")
        between = ","
    yield "\n}\n"


def _lines(value: Any, before: str) -> Iterator[str]:
    """Lists of blocks and blocks that hold such lists over several lines, all else on one."""
    inner = before + "  "
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        for number, one in enumerate(value):
            yield f"{',' if number else '['}\n{inner}{_plain(one)}"
        yield f"\n{before}]"
    elif isinstance(value, Mapping) and value and any(_is_long(one) for one in value.values()):
        for number, (key, one) in enumerate(value.items()):
            yield f"{',' if number else '{'}\n{inner}{_plain(key)}: "
            yield from _lines(one, inner)
        yield f"\n{before}}}"
    else:
        yield _plain(value)


def _is_long(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(one, Mapping) for one in value))


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def problem_data(problem: Problem, language: str) -> dict[str, Any]:
    """A problem as plain data, its message and hint in `language`."""
    message, hint = render_problem(problem, translator(language), language)
    place = problem.place
    return {
        "code": problem.code,
        "name": problem.entry.name,
        "severity": problem.severity,
        "message": message,
        "file": clean(place.file) if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "field": problem.field,
        "hint": hint,
        "measure": problem.measure,
    }
