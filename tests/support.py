"""Measures written in a test or a case file, through the whole flow."""

import contextlib
import io
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import yaml

from zis_calc.cli.app import run as run_command
from zis_calc.language import translator
from zis_calc.model.library import Library
from zis_calc.options import make_options
from zis_calc.problems import Problem
from zis_calc.report.words import render_problem
from zis_calc.run import Run, read_measures, run_measures

HEADER = {"kind": "measure", "id": "case", "name": "case"}


def write_measure(folder: Path, name: str, content: Mapping[str, Any]) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump({**HEADER, **content}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def run_files(library: Library, files: Sequence[Path], settings: Mapping[str, Any] | None = None) -> Run:
    from zis_calc.files.settings import Setting

    found = {key: Setting(value, "test") for key, value in {"as_of": "2025-11-25", **(settings or {})}.items()}
    cases, problems, refused = read_measures([(path, path.name) for path in files], None, [])
    return run_measures(library, make_options(library, found), cases, refused, problems)


def run_one(
    library: Library, folder: Path, content: Mapping[str, Any], settings: Mapping[str, Any] | None = None
) -> Run:
    return run_files(library, [write_measure(folder, "case", content)], settings)


def header_of(path: Path, key: str) -> str:
    """What a bad file says of itself in its line `# key: ...`."""
    match = re.search(rf"^# {key}: ?(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert match is not None, f"{path.name} has no line `# {key}:`"
    return match.group(1)


def assert_said(path: Path, errors: Sequence[Problem]) -> None:
    """The words of the line `# says:` are said in both languages."""
    for language in ("en", "es"):
        said = " ".join(" ".join(render_problem(problem, translator(language), language)) for problem in errors)
        for words in filter(None, header_of(path, "says").split(", ")):
            assert words in said, f"{words!r} is not said in: {said}"


def value_at(data: Any, path: str) -> Any:
    """The value at `ndc.years[5].value`."""
    for step in re.findall(r"[a-z_A-Z0-9]+", path):
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data


def zis_here(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command as the command line runs it, in this process: as quick as the command itself."""
    out, err = io.StringIO(), io.StringIO()
    settings = {"ZIS_CALC_LANG": "en", "COLUMNS": "100", **environment}
    with (
        mock.patch.dict(os.environ, settings),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run_command(list(arguments))
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())
