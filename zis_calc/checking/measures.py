"""Measures and portfolios under check: computed as `measure` would, and looked at by the rules on their results."""

import datetime
import os
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

from zis_calc.checks.context import LibraryFile, LibraryFiles, MeasureFile, MeasureFiles, PortfolioFile
from zis_calc.checks.gather import library_entries
from zis_calc.checks.measure import choose_stage
from zis_calc.checks.results import case_results
from zis_calc.checks.rule import rules_on
from zis_calc.checks.shape import read_model
from zis_calc.computed import computed
from zis_calc.files.documents import read_document
from zis_calc.files.folders import yaml_files
from zis_calc.files.settings import Setting
from zis_calc.gathering import gather
from zis_calc.model.document import DataPath, Document
from zis_calc.model.factor import Factor
from zis_calc.model.library import Library
from zis_calc.model.measure import Measure
from zis_calc.model.portfolio import Portfolio
from zis_calc.options import make_options
from zis_calc.pack import Case, Options
from zis_calc.problems import ERROR, Problem, ProblemError, has_errors
from zis_calc.reporting import portfolio_options, run_portfolio
from zis_calc.result import measure_data

# What is said beside results and is a matter of files too: sums of what is not of one kind, and what rules look for.
_OF_FILES = frozenset(("M048", "M050", "M052", *(one.code for one in rules_on("results"))))


def check_measures(
    files: Sequence[MeasureFile], portfolios: Sequence[Portfolio], library: LibraryFiles,
    sound: Iterable[LibraryFile], as_of: datetime.date | None,
) -> list[Problem]:  # fmt: skip
    """What is wrong with measure files: what the gate refuses, and what the rules find in them and their results."""
    if not files:
        return []
    found = [one for file in files for rule in rules_on("measure") for one in rule.check(file)]
    together = MeasureFiles(tuple(files), library, tuple(portfolios))
    found += [one for rule in rules_on("measures") for one in rule.check(together)]
    broken = {one.place.file for one in found if one.place is not None and has_errors([one])}
    cases = [case for file in files if file.document.file not in broken for case in _cases(file)]
    if cases and library.settings is not None:
        computing, options = _library(sound, library, as_of)
        found += _computed(computing, options, cases)
    return found


def _cases(file: MeasureFile) -> list[Case]:
    """A case per stage of a measure."""
    stages: list[str | None] = list(file.measure.stages) if file.measure.stages else [None]
    return [choose_stage(file.document, file.measure, stage) for stage in stages]


def _library(
    sound: Iterable[LibraryFile], library: LibraryFiles, as_of: datetime.date | None
) -> tuple[Library, Options]:
    # What has no kind of quantity is said by rule F003, or by the shape of a broken kinds.yaml; nothing rests on it.
    known = [file for file in sound if not isinstance(file.model, Factor) or file.model.quantity in library.kinds]
    entries, names = library_entries(known)
    computing = Library(entries, names, library.units, "check")
    settings = {"as_of": Setting(as_of, "--as-of")} if as_of is not None else {}
    return computing, make_options(computing, settings)


def _computed(library: Library, options: Options, cases: Sequence[Case]) -> list[Problem]:
    """What the gate says of the cases, and the rules on what they come to; stages of one measure go apart."""
    found: list[Problem] = []
    rounds: list[list[Case]] = []
    for case in cases:
        free = next((one for one in rounds if all(other.measure.id != case.measure.id for other in one)), None)
        if free is None:
            rounds.append([case])
        else:
            free.append(case)
    for chosen in rounds:
        batch, results, problems = computed(library, options, chosen)
        found += problems
        if not batch.cases:
            continue
        measures = [measure_data(batch, results, index, options) for index in range(len(batch.cases))]
        for result in case_results(library, batch, results, measures):
            found += [one for rule in rules_on("results") for one in rule.check(result)]
    return found


def check_portfolios(
    files: Sequence[tuple[Document, Any]], library: LibraryFiles, sound: Iterable[LibraryFile],
    as_of: datetime.date | None, under_check: Iterable[str],
) -> list[Problem]:  # fmt: skip
    """What is wrong with portfolio files: paths, claims, targets, groups, and the files that they name.

    What is wrong inside a named file is said here unless it is `under_check` (file names) itself.
    """
    if not files or library.settings is None:
        return []
    computing, _ = _library(sound, library, as_of)
    found: list[Problem] = []
    apart = {os.path.abspath(name) for name in under_check}
    for document, portfolio in files:
        file = _portfolio_file(document, portfolio, library, computing, apart)
        rules = rules_on("portfolio")
        found += [one for rule in rules for one in rule.check(file)]
        found += [_placed(one, file) for one in file.found if one.code not in {rule.code for rule in rules}]
    return found


def _portfolio_file(
    document: Document, portfolio: Portfolio, library: LibraryFiles, computing: Library, apart: Set[str]
) -> PortfolioFile:
    members: list[tuple[DataPath, str, Measure]] = []
    found = _run(document, computing, apart)
    lists: list[tuple[DataPath, list[str | Measure]]] = [(("measures",), portfolio.measures)]
    lists += [(("groups", index, "measures"), group.measures) for index, group in enumerate(portfolio.groups)]
    for base, entries in lists:
        for index, entry in enumerate(entries):
            path: DataPath = (*base, index)
            if isinstance(entry, Measure):
                members.append((path, document.file, entry))
            else:
                members += _at(document, path, entry)
    return PortfolioFile(document, portfolio, tuple(members), tuple(found), library)


def _run(document: Document, computing: Library, apart: Set[str]) -> list[Problem]:
    """What computing the portfolio says: of itself, and the errors of the files that it names, if not `apart`."""
    gathered = gather([Path(document.file)])
    try:
        options = portfolio_options(computing, {}, gathered.heads)
    except ProblemError as error:
        return list(error.problems)
    found = run_portfolio(computing, options, gathered, None).problems
    own = os.path.abspath(document.file)
    files = [own if one.place is None else os.path.abspath(one.place.file) for one in found]
    return [one for one, file in zip(found, files, strict=True) if _concerns_files(one, file == own, file in apart)]


def _concerns_files(found: Problem, own: bool, apart: bool) -> bool:
    """Whether a finding is about what is written, not about what a reader of the result must be told beside it."""
    if found.severity == ERROR:
        return own or not apart
    return found.code.startswith("P") or (own and found.code in _OF_FILES)


def _placed(found: Problem, file: PortfolioFile) -> Problem:
    """What a portfolio says of itself or of one of its measures, with the line."""
    if found.code in ("M048", "M050", "M052"):
        return found.at(file.document.place(("measures",)))
    if found.code == "P011":
        written = dict(found.values)
        spelled = str(written["names"]).split(" · ")
        other = (one for one in file.members if one[2].company in spelled and one[2].company != written["company"])
        return _at_member(found, file, next(other, None), "company")
    if found.place is None or found.place.line is not None:
        return found
    return _at_member(found, file, next((one for one in file.members if one[2].id == found.measure), None), found.field)


def _at_member(
    found: Problem, file: PortfolioFile, member: tuple[DataPath, str, Measure] | None, field: str
) -> Problem:
    """A finding with the place of a field of a member: in the portfolio where it stands there, else in its file."""
    if member is None:
        return found
    path, name, _ = member
    inline = name == file.document.file
    document = file.document if inline else read_document(Path(name), name)
    return replace(found, place=document.place((*(path if inline else ()), field)), field=field)


def _at(document: Document, path: DataPath, entry: str) -> list[tuple[DataPath, str, Measure]]:
    """The measures of a file or folder that a portfolio names; what is wrong inside is said when they are checked."""
    target = Path(document.file).parent / entry
    if not target.exists():  # rule P002 says it
        return []
    members = []
    for one in [target / inside for inside in yaml_files(target)] if target.is_dir() else [target]:
        try:
            inner = read_document(one, one.as_posix())
        except ProblemError:
            continue
        if inner.data.get("kind") == "measure":
            measure, _ = read_model(inner, Measure, "measure")
            if measure is not None:
                members.append((path, one.as_posix(), measure))
    return members
