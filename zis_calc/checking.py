"""The flow of `zis-calc check`: files of any kind -> their problems, with the library they belong to as context."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from zis_calc.checks.gather import LIBRARY_KINDS, gather_library, library_entries
from zis_calc.checks.measure import choose_stage, measure_rules
from zis_calc.checks.shape import find_kind, read_model
from zis_calc.files.documents import read_document
from zis_calc.files.library import shipped_folder, units_text, yaml_files
from zis_calc.model.document import Document
from zis_calc.model.library import Library
from zis_calc.model.measure import Measure
from zis_calc.options import make_options
from zis_calc.problems import Place, Problem, ProblemError, has_errors, in_order, problem
from zis_calc.units import UnitTable, build_table

_ROOT_FILES = ("kinds.yaml", "sources.yaml", "settings.yaml")


@dataclass(frozen=True)
class Checked:
    """How many files were looked at, and what was found."""

    files: int
    problems: list[Problem]


def check_paths(paths: Sequence[Path], folders: Sequence[Path]) -> Checked:
    """Checks every YAML file of `paths` (files or folders); `folders` are further factor libraries as context."""
    problems: list[Problem] = []
    files: dict[str, Path] = {}
    for path in paths:
        if path.is_dir():
            found_here = {str(path / one): path / one for one in yaml_files(path)}
            if not found_here:
                problems.append(problem("Y015", Place(str(path))))
            files.update(found_here)
        elif path.exists():
            files[str(path)] = path
        else:
            problems.append(problem("Y001", Place(str(path))))
    documents: list[tuple[Path, Document]] = []
    for name, path in files.items():
        try:
            documents.append((path, read_document(path, name)))
        except ProblemError as error:
            problems += error.problems
    units = build_table(units_text().decode())
    measures: list[Document] = []
    portfolios: list[Path] = []
    library_documents: list[tuple[Path, Document]] = []
    for path, document in documents:
        kind, found = find_kind(document)
        problems += found
        if kind in LIBRARY_KINDS:
            library_documents.append((path, document))
        elif kind == "measure":
            measures.append(document)
        elif kind == "portfolio":
            portfolios.append(path)
    library, found = _check_library(library_documents, [path for path in paths if path.is_dir()], folders, units)
    problems += found
    problems += _check_measures(measures, library)
    problems += _check_portfolios(portfolios, library)
    return Checked(len(files), in_order(problems))


def _root_of(path: Path, folders: Sequence[Path]) -> Path:
    """The library folder that a file belongs to: the nearest with a root file, else the folder that was named."""
    for folder in path.absolute().parents:
        if any((folder / name).is_file() for name in _ROOT_FILES):
            return folder
    for folder in folders:
        if path.absolute().is_relative_to(folder.absolute()):
            return folder.absolute()
    return path.absolute().parent


def _check_library(
    named: list[tuple[Path, Document]],
    named_folders: Sequence[Path],
    folders: Sequence[Path],
    units: UnitTable,
) -> tuple[Library, list[Problem]]:
    """The problems of the files `named`, and the library that they, `folders` and the shipped one make."""
    documents: dict[Path, tuple[str, str, Document]] = {}
    roots: list[Path] = []
    for path, document in named:
        root = _root_of(path, named_folders)
        if root not in roots:
            roots.append(root)
        documents[path.absolute()] = (str(root), path.absolute().relative_to(root).as_posix(), document)
    under_check = frozenset(document.file for _, document in named)
    # A root that was only touched (one file named) still gives its other files as context; so do the other libraries.
    for root in (*roots, *(folder.absolute() for folder in folders), shipped_folder()):
        for one in yaml_files(root):
            if (root / one).absolute() not in documents:
                try:
                    context = read_document(root / one, f"{root.as_posix()}/{one}")
                except ProblemError:
                    continue
                if find_kind(context)[0] in LIBRARY_KINDS:
                    documents[(root / one).absolute()] = (str(root), one, context)
    sound, problems = gather_library(documents.values(), units, under_check)
    entries, names = library_entries(sound)
    kept = [found for found in problems if found.place is None or found.place.file in under_check]
    return Library(entries, names, units, "check"), kept


def _check_measures(documents: Iterable[Document], library: Library) -> list[Problem]:
    from zis_calc.pack import pack

    problems: list[Problem] = []
    cases = []
    seen: dict[str, str] = {}
    for document in documents:
        measure, found = read_model(document, Measure, "measure")
        if measure is not None:
            found += list(measure_rules(document, measure))
            if measure.id in seen:
                place = document.place(("id",))
                found.append(problem("M021", place, "id", measure.id, id=measure.id, other=seen[measure.id]))
            seen[measure.id] = document.file
        problems += found
        if measure is None or has_errors(found):
            continue
        stages = list(measure.stages) if measure.stages else [None]
        cases += [choose_stage(document, measure, stage) for stage in stages]
    if cases:
        _, found = pack(library, make_options(library, {}), cases)
        problems += found
    return problems


def _check_portfolios(paths: Iterable[Path], library: Library) -> list[Problem]:
    """What is wrong with portfolio files and their inline measures; the measure files they name are checked apart."""
    from zis_calc.gathering import gather
    from zis_calc.reporting import portfolio_options, run_portfolio

    problems: list[Problem] = []
    for path in paths:
        gathered = gather([path])
        try:
            options = portfolio_options(library, {}, gathered.heads)
        except ProblemError as error:
            problems += error.problems
            continue
        found = run_portfolio(library, options, gathered, None).problems
        problems += [one for one in found if one.place is None or one.place.file == path.as_posix()]
    return problems
