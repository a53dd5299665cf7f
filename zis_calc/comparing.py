"""The flow of `diff` and `factors diff`: sides that are read or computed, libraries of folders and of revisions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from zis_calc.compare import Comparison, Difference, Tolerance, compare_results, is_number
from zis_calc.factor_changes import LibraryChanges, Years, library_changes
from zis_calc.files.library import (
    Contents,
    Loaded,
    folder_contents,
    load_contents,
    shipped_folder,
    stands_alone,
    yaml_files,
)
from zis_calc.files.results import is_measure_file, is_stored_result, read_result
from zis_calc.files.settings import Setting
from zis_calc.gathering import gather
from zis_calc.model.library import Library
from zis_calc.options import make_options
from zis_calc.problems import Place, Problem, ProblemError, problem
from zis_calc.report.json_text import problem_data
from zis_calc.reporting import portfolio_options, run_portfolio
from zis_calc.run import open_library, read_measures, run_measures

Data = dict[str, Any]
Found = Mapping[str, Setting]

PORTFOLIO = "zis-calc/portfolio/1"
RESULT_SCHEMAS = ("zis-calc/result/1", PORTFOLIO)
SHIPPED = "shipped"
# What is no number and still a result: the band of an attainment, and what a published figure follows from.
_VERDICT = re.compile(r"\.(band|band\.id|follows_from(\[.*\])?)$")


class Side(NamedTuple):
    """One side of a comparison: a result as plain data, whether it was read or computed, and what was found."""

    name: str
    kind: str
    data: Data
    problems: list[Problem]


@dataclass(frozen=True)
class Impact:
    """Results with the one library against results with the other.

    `outcomes` are the ids of the measures that are `moved`, `unmoved`, `new` or `gone`; `portfolio` are the outputs
    that move outside of measures (targets reached, indicators, goals, credits…), None where no portfolio was named.
    """

    paths: list[str]
    comparison: Comparison
    outcomes: dict[str, list[str]]
    portfolio: list[str] | None
    problems: list[Problem]


class LibrarySide(NamedTuple):
    """One of two libraries: what was named, what that is, the commit of a revision, and the library."""

    name: str
    kind: str
    commit: str | None
    library: Library
    problems: list[Problem]


@dataclass(frozen=True)
class LibraryComparison:
    """What differs between two libraries, and which results move with it."""

    sides: tuple[LibrarySide, LibrarySide]
    years: Years | None
    changes: LibraryChanges
    impact: Impact | None

    @property
    def moves(self) -> bool:
        """Whether a number of the library, or of a result, moves."""
        if self.changes.moves or self.impact is None:
            return self.changes.moves
        outcomes = self.impact.outcomes.items()
        return bool(self.impact.portfolio) or any(ids for outcome, ids in outcomes if outcome != "unmoved")


def checked_tolerance(absolute: float, relative: float) -> Tolerance:
    """Both tolerances, finite and not negative; ProblemError V005."""
    for field, value in (("abs", absolute), ("rel", relative)):
        if not 0 <= value < float("inf"):
            raise ProblemError(problem("V005", field=field, value=value))
    return Tolerance(absolute, relative)


def read_sides(
    paths: Sequence[Path], folders: Sequence[Path], found: Found, stage: str | None, language: str
) -> list[Side]:
    """Stored results as they are, measure files, folders and portfolio files computed; ProblemError for all else.

    Where one side is a portfolio, what is computed for the other is computed as a portfolio, too.
    """
    stored: dict[Path, Data] = {}
    for path in paths:
        if not path.exists():
            raise ProblemError(problem("Y001", Place(str(path))))
        if path.is_file() and is_stored_result(path):
            stored[path] = stored_result(path, str(path))
    gathered = [gather([path]) for path in paths if path not in stored]
    whole = any(one["schema"] == PORTFOLIO for one in stored.values()) or any(
        one.heads or one.has_books for one in gathered
    )
    sides = []
    for path in paths:
        if path in stored:
            sides.append(Side(str(path), "stored", stored[path], []))
            continue
        library, problems = open_library(folders)
        data, run_problems = result_data_of([path], library, found, stage, language, whole)
        sides.append(Side(str(path), "computed", data, [*problems, *run_problems]))
    return sides


def stored_result(path: Path, name: str) -> Data:
    """A stored result or portfolio; ProblemError V002 where the JSON is something else."""
    data = read_result(path, name)
    if data.get("schema") not in RESULT_SCHEMAS:
        raise ProblemError(problem("V002", Place(name), "schema", schema=data.get("schema", "–")))
    return data


def result_data_of(
    paths: Sequence[Path], library: Library, found: Found, stage: str | None, language: str, whole: bool = False
) -> tuple[Data, list[Problem]]:
    """THE HOOK where more kinds of input come in: what `paths` give with `library`, as plain data with its problems.

    `paths` are measure files and folders of them, computed together in one run; with a portfolio file or a workbook
    among them or at the top of a folder, or where `whole` asks for it, what they give is a portfolio.
    """
    gathered = gather(paths)
    if gathered.heads or gathered.has_books or whole:
        portfolio = run_portfolio(library, portfolio_options(library, found, gathered.heads), gathered, stage)
        shown = [problem_data(one, language) for one in portfolio.problems]
        return {**portfolio.data, "problems": shown}, portfolio.problems
    files = [(one, str(one)) for path in paths for one in _measure_files(path)]
    cases, problems, refused = read_measures(files, stage, [])
    run = run_measures(library, make_options(library, found), cases, refused, problems)
    return {**run.data, "problems": [problem_data(one, language) for one in run.problems]}, run.problems


def _measure_files(path: Path) -> list[Path]:
    """The file itself, or the measure files below a folder; ProblemError Y001, or V016 where it has none."""
    if not path.exists():
        raise ProblemError(problem("Y001", Place(str(path))))
    if not path.is_dir():
        return [path]
    files = [path / one for one in yaml_files(path)]
    measures = [one for one in files if is_measure_file(one)]
    if not measures:
        raise ProblemError(problem("V016", Place(str(path))))
    return measures


def compared(one: Side, other: Side, tolerance: Tolerance) -> Comparison:
    """Two sides of one kind; ProblemError V003 for a result beside a portfolio."""
    kinds = [str(side.data["schema"]).split("/")[1] for side in (one, other)]
    if kinds[0] != kinds[1]:
        raise ProblemError(problem("V003", one=one.name, kind=kinds[0], other=other.name, other_kind=kinds[1]))
    return compare_results(one.data, other.data, tolerance)


def open_side(name: str, path: str, own: Sequence[Path]) -> LibrarySide:
    """The library that `name` means: a folder, `shipped`, or a git revision whose folder `path` is taken.

    A folder with kinds.yaml, sources.yaml and settings.yaml stands alone, any other lies on top of the shipped one.
    `own` folders are searched before either. ProblemError F018, V010 to V013.
    """
    above = [_own_contents(folder) for folder in own]
    shipped = folder_contents(shipped_folder())
    commit = None
    if name and Path(name).is_dir():
        kind, contents = "folder", folder_contents(Path(name))
        if not contents.files:
            raise ProblemError(problem("Y015", Place(name)))
    elif name == SHIPPED:
        kind, contents = SHIPPED, shipped
    else:
        from zis_calc.files.revisions import read_revision

        commit, files = read_revision(name, path, Path.cwd())
        kind, contents = "revision", Contents(f"{name}:{path}", files)
    base = [contents] if kind == SHIPPED or stands_alone(contents) else [contents, shipped]
    loaded: Loaded = load_contents([*above, *base])
    return LibrarySide(name, kind, commit, loaded.library, loaded.problems)


def _own_contents(folder: Path) -> Contents:
    if not folder.is_dir():
        raise ProblemError(problem("F018", Place(str(folder)), folder=folder))
    return folder_contents(folder)


def compare_libraries(
    one: LibrarySide, other: LibrarySide, years: Years | None, paths: Sequence[Path], found: Found, language: str
) -> LibraryComparison:
    """What differs between two libraries; where `paths` are named, also which of their results move."""
    changes = library_changes(one.library, other.library, years)
    impact = _impact((one.library, other.library), paths, found, language) if paths else None
    return LibraryComparison((one, other), years, changes, impact)


def _impact(libraries: tuple[Library, Library], paths: Sequence[Path], found: Found, language: str) -> Impact:
    results = [result_data_of(paths, library, found, None, language) for library in libraries]
    comparison = compare_results(results[0][0], results[1][0])
    before, after = ([measure["id"] for measure in data["measures"]] for data, _ in results)
    touched = {one.measure for one in comparison.differences if moves(one)}
    both = [id for id in before if id in set(after)]
    seen = dict.fromkeys((*results[0][1], *results[1][1]))
    outcomes = {
        "moved": [id for id in both if id in touched],
        "unmoved": [id for id in both if id not in touched],
        "new": [id for id in after if id not in set(before)],
        "gone": [id for id in before if id not in set(after)],
    }
    portfolio = None
    if any(data["schema"] == PORTFOLIO for data, _ in results):
        portfolio = [one.output for one in comparison.differences if not one.measure and _moves_portfolio(one)]
    return Impact([str(path) for path in paths], comparison, outcomes, portfolio, list(seen))


def _moves_portfolio(one: Difference) -> bool:
    """Whether a result outside of measures moves: a number, a status or a band; the factors used are its cause."""
    return not one.path.startswith("factors") and (moves(one) or _VERDICT.search(one.path) is not None)


def moves(one: Difference) -> bool:
    """Whether a difference is of a number, of the status in its place or of a block of numbers, not of a text."""
    return is_number(one.old) or is_number(one.new) or one.numbers > 0 or one.output.endswith("status")


def parse_years(text: str | None) -> Years | None:
    """`2018-2030` or `2024` as first and last year; ProblemError V014."""
    if text is None:
        return None
    first, _, last = text.replace("–", "-").partition("-")
    last = last or first
    if not all(part.strip().isascii() and part.strip().isdigit() and len(part.strip()) == 4 for part in (first, last)):
        raise ProblemError(problem("V014", field="years", value=text))
    years = int(first), int(last)
    if not 1900 <= years[0] <= years[1] <= 2200:
        raise ProblemError(problem("V014", field="years", value=text))
    return years
