"""Files of any kind -> their problems, with the library they belong to as context."""

import datetime
import functools
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from zis_calc.checking.cards import Card, lazy_document, make_card, model_from
from zis_calc.checks.context import LibraryFile, LibraryFiles, MeasureFile, TextFile
from zis_calc.checks.gather import LIBRARY_KINDS, without_broken
from zis_calc.checks.library import check_library
from zis_calc.checks.rule import Rule, all_rules, rules_on
from zis_calc.checks.suppress import Suppression, apply_suppressions, suppressions_in
from zis_calc.files.check_cache import code_stamp, digest_of, keep, problems_as_data, problems_from_data, read_kept
from zis_calc.files.documents import file_bytes, file_content
from zis_calc.files.library import folder_files, load_units, shipped_folder, yaml_files
from zis_calc.model.document import Document
from zis_calc.problems import NOTE, Place, Problem, ProblemError, in_order, problem

_ROOT_FILES = ("kinds.yaml", "sources.yaml", "settings.yaml", "checks.yaml")
# What these rules say is more to the point than what the shape of the model says of the same value.
_INSTEAD_OF_SHAPE = frozenset(("F040", "F045"))
_SHAPE = frozenset(("S003", "S004"))


@dataclass(frozen=True)
class CheckOptions:
    """What to report: codes that are selected (None: all) and ignored, whether notes show, the reporting date."""

    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    notes: bool = False
    as_of: datetime.date | None = None
    baseline: frozenset[str] = frozenset()

    def shows(self, found: Problem) -> bool:
        """Whether a finding is reported."""
        if found.code in self.ignore:
            return False
        if self.select is not None:
            return found.code in self.select
        return self.notes or found.severity != NOTE


@dataclass(frozen=True)
class Checked:
    """How many files were looked at, what was found, what was silenced (with the reason), and the texts of files."""

    files: int
    problems: list[Problem]
    suppressed: list[tuple[Problem, str]] = field(default_factory=list)
    contents: Mapping[str, bytes] = field(default_factory=dict)
    from_cache: bool = False

    def line(self, place: Place) -> str | None:
        """The line of a file that a place names."""
        content = self.contents.get(place.file)
        if content is None or place.line is None:
            return None
        lines = content.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
        return lines[place.line - 1] if place.line <= len(lines) else None


class _Input(NamedTuple):
    """One file: its shown name, its place on the disk, its library folder and its path inside, and its bytes."""

    name: str
    path: str
    root: str
    inside: str
    content: bytes


class _Seen(NamedTuple):
    """One file with what is known of it: the key of its card, the card, its document and model, and its library file
    where it is of a kind that libraries hold.
    """

    name: str
    key: str
    card: Card
    document: Document
    model: Any
    file: LibraryFile | None


@dataclass(frozen=True)
class _Inputs:
    """What is checked, what only gives context, the stray files of its folders, and what could not be read."""

    named: list[_Input]
    context: list[_Input]
    strays: tuple[str, ...]
    problems: list[Problem]
    count: int


def check_paths(paths: Sequence[Path], folders: Sequence[Path], options: CheckOptions = CheckOptions()) -> Checked:
    """Checks every YAML file of `paths` (files or folders); `folders` are further factor libraries as context."""
    inputs = _read(paths, folders)
    stamp = code_stamp()
    name = digest_of(*(str(path.absolute()) for path in (*paths, *folders)))
    parts = [f"{one.name}\0{one.inside}".encode() + b"\0" + one.content for one in (*inputs.named, *inputs.context)]
    key = digest_of(stamp, str(options.as_of), str(len(inputs.named)), *inputs.strays, *parts)
    kept = read_kept("check", name, key)
    if kept is not None:
        found = problems_from_data(kept)
    else:
        found = in_order(_findings(inputs, name, stamp, options.as_of))
        keep("check", name, key, problems_as_data(found))
    contents = {one.name: one.content for one in inputs.named}
    shown, silenced = _shown(in_order([*inputs.problems, *found]), contents, options)
    return Checked(inputs.count, shown, silenced, contents, kept is not None)


def _shown(
    found: list[Problem], contents: Mapping[str, bytes], options: CheckOptions
) -> tuple[list[Problem], list[tuple[Problem, str]]]:
    """What is reported after suppressions, selection and baseline, and what the comments silenced."""
    texts = {name: content.decode("utf-8", "replace") for name, content in contents.items() if b"zis-calc:" in content}
    suppressions: dict[str, list[Suppression]] = {name: suppressions_in(text) for name, text in texts.items()}
    kept, silenced, unused = apply_suppressions(found, suppressions)
    for one in rules_on("suppressions"):
        for name, left in unused.items():
            kept += one.check(TextFile(Document(name, {}, {}), "", texts[name]), left)
    shown = [one for one in in_order(kept) if options.shows(one)]
    if options.baseline:
        from zis_calc.checks.baseline import without_known

        shown = without_known(shown, options.baseline)
    return shown, [(one, comment.reason) for one, comment in silenced if options.shows(one)]


def _read(paths: Sequence[Path], folders: Sequence[Path]) -> _Inputs:
    """The bytes of everything that is looked at, in a fixed order."""
    problems: list[Problem] = []
    files: dict[str, Path] = {}
    strays: list[str] = []
    for path in paths:
        if path.is_dir():
            readable, others = folder_files(path)
            if not readable:
                problems.append(problem("Y015", Place(str(path))))
            files.update({str(path / one): path / one for one in readable})
            if any((path / name).is_file() for name in _ROOT_FILES):
                strays += [str(path / one) for one in others]
        elif path.exists():
            files[str(path)] = path
        else:
            problems.append(problem("Y001", Place(str(path))))
    roots = _Roots([path for path in paths if path.is_dir()])
    named: list[_Input] = []
    for name, path in files.items():
        try:
            content = file_content(path, name)
        except ProblemError as error:
            problems += error.problems
            continue
        root, inside = roots.of(path)
        named.append(_Input(name, str(path.absolute()), root, inside, content))
    return _Inputs(named, _context(named, folders, roots), tuple(strays), problems, len(files))


def _context(named: Sequence[_Input], folders: Sequence[Path], roots: "_Roots") -> list[_Input]:
    """The other files of the libraries that the named files belong to, of `folders`, and the shipped ones."""
    known = {one.path for one in named}
    shipped = shipped_folder()
    own = [folder.absolute() for folder in folders]
    libraries = [Path(root) for root in dict.fromkeys(one.root for one in named) if roots.is_root(Path(root))]
    context: list[_Input] = []
    for folder in dict.fromkeys([*(one for one in (*libraries, *own) if one != shipped), shipped]):
        root, shown = str(folder), "factors" if folder == shipped else folder.as_posix()
        for inside in yaml_files(folder):
            path = f"{root}{os.sep}{inside.replace('/', os.sep)}"
            if path in known:
                continue
            known.add(path)
            try:
                context.append(_Input(f"{shown}/{inside}", path, root, inside, file_bytes(path)))
            except OSError:
                continue  # a file of the context that can not be read is said when it is checked itself
    return context


class _Roots:
    """Finds the library folder of a file: the nearest with a root file, else the folder that was named."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = [folder.absolute() for folder in folders]
        self._known: dict[Path, Path | None] = {}

    def is_root(self, folder: Path) -> bool:
        """Whether a folder is a library: it was named, or it holds a root file."""
        return folder in self._folders or self._nearest(folder) == folder

    def of(self, path: Path) -> tuple[str, str]:
        """The library folder of a file and its path inside."""
        whole = path.absolute()
        root = self._nearest(whole.parent)
        if root is None:
            root = next((one for one in self._folders if whole.is_relative_to(one)), whole.parent)
        return str(root), whole.relative_to(root).as_posix()

    def _nearest(self, folder: Path) -> Path | None:
        if folder not in self._known:
            if any((folder / name).is_file() for name in _ROOT_FILES):
                self._known[folder] = folder
            else:
                self._known[folder] = self._nearest(folder.parent) if folder.parent != folder else None
        return self._known[folder]


def _findings(inputs: _Inputs, name: str, stamp: str, as_of: datetime.date | None) -> list[Problem]:
    """Everything that is wrong with the named files, before anything is silenced."""
    shipped = str(shipped_folder())
    of_shipped = _shipped(tuple(one for one in inputs.context if one.root == shipped), stamp)
    kept: dict[str, Card] = {**{one.key: one.card for one in of_shipped}, **(read_kept("cards", name, stamp) or {})}
    named = [_seen(one, kept) for one in inputs.named]
    own = [*named, *(_seen(one, kept) for one in inputs.context if one.root != shipped)]
    files = [one.file for one in (*own, *of_shipped) if one.file is not None]
    looked_at = tuple(one.file for one in named if one.file is not None)
    library = LibraryFiles(looked_at, tuple(files), load_units(), as_of, inputs.strays)
    declared = [one.content for one in (*inputs.named, *inputs.context) if one.inside in _ROOT_FILES]
    local = digest_of(str(library.today), *declared)
    found = _local_findings(inputs.named, named, library, local)
    found += check_library(library, [one for one in all_rules() if not one.local])
    problems = [one for seen in named for one in problems_from_data(seen.card["shape"])] + found
    measures = [MeasureFile(one.document, one.model) for one in named if one.card["kind"] == "measure" and one.model]
    portfolios = [(one.document, one.model) for one in named if one.card["kind"] == "portfolio" and one.model]
    if measures or portfolios:
        from zis_calc.checking.measures import check_measures, check_portfolios

        sound = without_broken(files, found)
        problems += check_measures(measures, library, sound, as_of)
        problems += check_portfolios(portfolios, library, sound, as_of)
    if own:
        keep("cards", name, stamp, {one.key: one.card for one in own})
    return _without_doubles(problems)


def _seen(one: _Input, kept: Mapping[str, Card]) -> _Seen:
    """A file with what is known of it: from the card that was kept for just this content, else read."""
    key = digest_of(one.name, one.inside, one.content)
    card = kept.get(key)
    if card is None:
        card, document, model = make_card(one.content, one.name)
    else:
        document = lazy_document(card, one.content, one.name)
        model = None if card["model"] is None else model_from(card["kind"] or "", card["model"])
    known = model is not None and card["kind"] in LIBRARY_KINDS
    file = LibraryFile(document, model, one.inside, one.root, card["model"]) if known else None
    return _Seen(one.name, key, card, document, model, file)


@functools.lru_cache(maxsize=2)
def _shipped(context: tuple[_Input, ...], stamp: str) -> tuple[_Seen, ...]:
    """The files of the shipped library, which every check has as its context: read once, and kept apart."""
    kept: dict[str, Card] = read_kept("shipped", digest_of(str(shipped_folder())), stamp) or {}
    seen = tuple(_seen(one, kept) for one in context)
    if any(one.key not in kept for one in seen):
        keep("shipped", digest_of(str(shipped_folder())), stamp, {one.key: one.card for one in seen})
    return seen


def _local_findings(
    inputs: Sequence[_Input], named: Sequence[_Seen], library: LibraryFiles, context: str
) -> list[Problem]:
    """What the rules that look at one file find; for an unchanged file in an unchanged context it is known."""
    on_text = rules_on("text")
    on_file = [one for one in all_rules() if one.local and one.on == "file"]
    found: list[Problem] = []
    for one, seen in zip(inputs, named, strict=True):
        card = seen.card
        if card["context"] != context:
            card["context"] = context
            looked = _look(one, card["kind"] or "", seen.document, seen.file, library, on_text, on_file)
            card["local"] = problems_as_data(looked)
        found += problems_from_data(card["local"])
    return found


def _look(
    one: _Input, kind: str, document: Document, file: LibraryFile | None, library: LibraryFiles,
    on_text: Sequence[Rule], on_file: Sequence[Rule],
) -> list[Problem]:  # fmt: skip
    from zis_calc.checks.library import check_file

    text = TextFile(document, kind, one.content.decode("utf-8", "replace").removeprefix("\ufeff"))
    found = [problem for rule in on_text for problem in rule.check(text, library)]
    return [*found, *(check_file(file, library, on_file) if file is not None else ())]


def _without_doubles(problems: Sequence[Problem]) -> list[Problem]:
    """One value is reported once where a rule says more than the shape of the model."""
    better = {(one.place.file, one.place.line, one.place.column) for one in problems if _has(one, _INSTEAD_OF_SHAPE)
              if one.place}  # fmt: skip
    return [
        one
        for one in problems
        if not (_has(one, _SHAPE) and one.place and (one.place.file, one.place.line, one.place.column) in better)
    ]


def _has(found: Problem, codes: frozenset[str]) -> bool:
    return found.code in codes
