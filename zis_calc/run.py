"""The one flow: load -> check -> pack -> compute -> totals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zis_calc import __version__
from zis_calc.files.library import load_library
from zis_calc.model.library import FactorUse, Library
from zis_calc.pack import Batch, Case, Options
from zis_calc.problems import Problem, ProblemError, has_errors, in_order, problem


@dataclass
class Run:
    """A finished run: the result as plain data, its problems, and what `explain` needs to run a row again."""

    library: Library
    options: Options
    batch: Batch
    results: Any
    data: dict[str, Any]
    problems: list[Problem]


def open_library(folders: Sequence[Path]) -> tuple[Library, list[Problem]]:
    """The library of `folders` and the shipped one."""
    loaded = load_library(folders)
    return loaded.library, loaded.problems


def read_measures(
    files: Sequence[tuple[Path, str]],
    stage: str | None,
    overrides: Sequence[tuple[tuple[str | int, ...], str, Any]],
) -> tuple[list[Case], list[Problem], list[str]]:
    """The cases of the measure files (path, shown name), what is wrong with them, and the files that were refused."""
    from zis_calc.checks.measure import choose_stage, measure_rules
    from zis_calc.checks.shape import find_kind, read_model
    from zis_calc.files.documents import read_document
    from zis_calc.model.measure import Measure

    cases: list[Case] = []
    problems: list[Problem] = []
    refused: list[str] = []
    seen: dict[str, str] = {}
    for path, name in files:
        try:
            document = read_document(path, name).with_values(overrides)
        except ProblemError as error:
            problems += error.problems
            refused.append(name)
            continue
        kind, found = find_kind(document)
        measure: Measure | None = None
        if kind is not None and kind != "measure":
            found = [problem("S006", document.place(("kind",)), "kind", kind=kind, expected="measure")]
        elif kind is not None:
            measure, found = read_model(document, Measure, kind)
        if measure is not None:
            found = list(measure_rules(document, measure))
            if measure.id in seen:
                place = document.place(("id",))
                found.append(problem("M021", place, "id", measure.id, id=measure.id, other=seen[measure.id]))
        problems += found
        if measure is None or has_errors(found):
            refused.append(measure.id if measure is not None else name)
            continue
        seen[measure.id] = name
        try:
            cases.append(choose_stage(document, measure, stage))
        except ProblemError as error:
            problems += error.problems
            refused.append(measure.id)
    return cases, problems, refused


def run_measures(
    library: Library, options: Options, cases: Sequence[Case], refused: Sequence[str], found: Iterable[Problem]
) -> Run:
    """Computes `cases` and puts the result together; `refused` and `found` come from reading the files."""
    from zis_calc.computed import without_collector

    with without_collector():
        return _run(library, options, cases, refused, found)


def _run(
    library: Library, options: Options, cases: Sequence[Case], refused: Sequence[str], found: Iterable[Problem]
) -> Run:
    from zis_calc.checks.results import result_problems
    from zis_calc.computed import computed
    from zis_calc.result import factor_data, input_data, measure_data, note_uses, settings_data
    from zis_calc.rows import rows_of
    from zis_calc.support import social_uses
    from zis_calc.totals import totals

    batch, results, problems = computed(library, options, cases)
    measures = [measure_data(batch, results, index, options) for index in range(len(batch.cases))]
    sound = {case.measure.id for case in batch.cases}
    left_out = [*refused, *(case.measure.id for case in cases if case.measure.id not in sound)]
    problems = [*found, *problems, *result_problems(library, options, batch, results, measures)]
    uses: dict[tuple[str, str], FactorUse] = {}
    for index, one in enumerate(batch.uses):
        note_uses(uses, one)
        uses.update({(use.id, str(use.valid_from)): use for use in social_uses(batch, results, index)})
    data = {
        "schema": "zis-calc/result/1",
        "tool": {"name": "zis-calc", "version": __version__, "library": library.digest},
        "settings": settings_data(options),
        "inputs": [input_data(case) for case in cases],
        "measures": measures,
        "totals": totals(rows_of(batch, results), left_out, options),
        "factors": [factor_data(library, uses[key]) for key in sorted(uses)],
    }
    return Run(library, options, batch, results, data, in_order(problems))
