"""From the documents of library folders to checked models and to the entries that the program looks up."""

from collections.abc import Iterable
from typing import Any

from zis_calc.checks.context import LibraryFile, LibraryFiles, expected_id
from zis_calc.checks.library import check_library
from zis_calc.checks.shape import find_kind, read_model
from zis_calc.model.base import model_text
from zis_calc.model.document import Document
from zis_calc.model.factor import Item, Kinds, Sources
from zis_calc.model.library import Entry
from zis_calc.model.registry import KINDS, model_of
from zis_calc.problems import Problem, has_errors, problem
from zis_calc.units import UnitTable

LIBRARY_KINDS = frozenset(KINDS) - {"measure", "portfolio"}


def gather_library(
    documents: Iterable[tuple[str, str, Document]],
    units: UnitTable,
    under_check: frozenset[str] | None = None,
) -> tuple[list[LibraryFile], list[Problem]]:
    """The files (folder, path, document) that are sound, in their order, and every problem of those under check.

    `under_check` names the files to report on (all where it is None); the others only give context.
    """
    files: list[LibraryFile] = []
    problems: list[Problem] = []
    for folder, path, document in documents:
        file, found = library_file(folder, path, document)
        problems += found
        if file is not None:
            files.append(file)
    looked_at = tuple(file for file in files if under_check is None or file.document.file in under_check)
    broken = list(check_library(LibraryFiles(looked_at, tuple(files), units)))
    return without_broken(files, broken), problems + broken


def library_file(folder: str, path: str, document: Document) -> tuple[LibraryFile | None, list[Problem]]:
    """A document as a file of a library, or what is wrong with its shape."""
    kind, found = find_kind(document)
    if kind is not None and kind not in LIBRARY_KINDS:
        expected = ", ".join(sorted(LIBRARY_KINDS))
        return None, [problem("S006", document.place(("kind",)), "kind", kind=kind, expected=expected)]
    if kind is None:
        return None, found
    model, found = read_model(document, model_of(kind), kind)
    return (LibraryFile(document, model, path, folder) if model is not None else None), found


def without_broken(files: Iterable[LibraryFile], problems: Iterable[Problem]) -> list[LibraryFile]:
    """The files in which no error was found."""
    broken = {found.place.file for found in problems if found.place is not None and has_errors([found])}
    return [file for file in files if file.document.file not in broken]


def library_entries(files: list[LibraryFile]) -> tuple[dict[str, Entry], dict[str, tuple[str, ...]]]:
    """The entries by id (the first folder that has an id wins) and the items by the last part of their ids."""
    entries: dict[str, Entry] = {}
    names: dict[str, list[str]] = {}
    for file in files:
        model = file.model
        if isinstance(model, Kinds):
            for quantity, kind in model.kinds.items():
                entries.setdefault(f"kinds.{quantity}", _entry("kind", model_text(kind), file, ""))
        elif isinstance(model, Sources):
            for key, source in model.sources.items():
                entries.setdefault(f"sources.{key}", _entry("source", model_text(source), file, ""))
        else:
            id = getattr(model, "id", expected_id(file.path))
            if id not in entries and isinstance(model, Item):
                names.setdefault(id.rsplit(".", 1)[-1], []).append(id)
            entries.setdefault(id, file.once(_entry_of))
    return entries, {name: tuple(ids) for name, ids in names.items()}


def _entry_of(file: LibraryFile) -> Entry:
    return _entry(file.model.kind, file.text, file, _search_text(file.model))


def _entry(kind: str, text: str, file: LibraryFile, search: str) -> Entry:
    return Entry(kind, text, file.path, file.folder, search)


def _search_text(model: Any) -> str:
    """Everything that a search for a factor or item should find, in lower case."""
    parts = [getattr(model, "id", "")]
    for field in ("name", "activity", "note"):
        words = getattr(model, field, None)
        if words is not None:
            parts += [words.es, words.en]
    parts += getattr(model, "words", [])
    parts += [getattr(model, "quantity", ""), getattr(model, "pollutant", None) or ""]
    return " ".join(str(part) for part in parts).lower()
