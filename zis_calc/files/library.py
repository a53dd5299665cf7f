"""Loads the factor library: the shipped folder and the user's own, read, checked and kept in a cache by content."""

import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from zis_calc import __version__
from zis_calc.files.cache import read_cache, write_cache
from zis_calc.files.folders import shipped_folder as shipped_folder
from zis_calc.files.folders import yaml_files as yaml_files
from zis_calc.model.library import Entry, Library
from zis_calc.problems import Place, Problem, ProblemError, problem
from zis_calc.units import Dimension, UnitTable

_PACKAGE = Path(__file__).resolve().parent.parent
_ROOT_FILES = frozenset(("kinds.yaml", "sources.yaml", "settings.yaml"))


class Contents(NamedTuple):
    """The files of one library folder, by their sorted path in it, and how messages name the folder."""

    name: str
    files: dict[str, bytes]


class Loaded(NamedTuple):
    """A library and what is wrong with its files (files with errors are left out of it)."""

    library: Library
    problems: list[Problem]


def example_files() -> list[Path]:
    """The shipped examples whose rows stand in an unfilled template."""
    inside = _PACKAGE / "_examples"
    folder = inside if inside.is_dir() else _PACKAGE.parent / "examples"
    names = (
        "caldera-gas-natural", "iluminacion-led", "fundicion-cubilote-induccion", "inyectoras-servo",
        "excel/luminarias-metodo",
    )  # fmt: skip
    return [path for path in (folder / f"{name}.yaml" for name in names) if path.is_file()]


def units_text() -> bytes:
    """The definitions of the units."""
    return (_PACKAGE / "units.txt").read_bytes()


def load_units() -> UnitTable:
    """The table of units, from the cache where its definitions did not change."""
    return _units(units_text())


@functools.lru_cache(maxsize=1)
def _units(definitions: bytes) -> UnitTable:
    name = f"units-{hashlib.blake2b(definitions + __version__.encode(), digest_size=12).hexdigest()}.json"
    kept = read_cache(name)
    if kept is not None:
        return UnitTable(_unit_names(kept))
    from zis_calc.units import build_table

    table = build_table(definitions.decode())
    write_cache(name, {name: [factor, dimension] for name, (factor, dimension) in table.names.items()})
    return table


def load_library(folders: Sequence[Path] = ()) -> Loaded:
    """The library of `folders` (searched in their order) and the shipped one, from the cache where nothing changed."""
    missing = [folder for folder in folders if not folder.is_dir()]
    if missing:
        raise ProblemError(*(problem("F018", Place(str(folder)), folder=folder) for folder in missing))
    return load_contents([folder_contents(folder) for folder in (*folders, shipped_folder())])


def folder_contents(folder: Path) -> Contents:
    """The YAML files of a library folder."""
    files: dict[str, bytes] = {}
    for path in yaml_files(folder):
        with open(folder / path, "rb", buffering=0) as file:
            files[path] = file.read()
    return Contents(_shown(folder), files)


def stands_alone(contents: Contents) -> bool:
    """Whether these files are a whole library, rather than some factors on top of the shipped one."""
    return contents.files.keys() >= _ROOT_FILES


def load_contents(contents: Sequence[Contents]) -> Loaded:
    """The library that these folders make, searched in their order; its digest is of what they hold, not of where."""
    digest = hashlib.blake2b(digest_size=16)
    definitions = units_text()
    digest.update(definitions)
    for _, files in contents:
        for path, content in files.items():
            digest.update(f"\0{path}\0{len(content)}\0".encode())
            digest.update(content)
        digest.update(b"\1")
    key = digest.hexdigest()
    # Another version may read the same files otherwise, and messages name the folders as they were given.
    shown = "\0".join((__version__, *(one.name for one in contents))).encode("utf-8", "surrogateescape")
    name = f"library-{key}-{hashlib.blake2b(shown, digest_size=6).hexdigest()}.json"
    cached = read_cache(name)
    if cached is not None:
        return Loaded(_from_cache(cached, key), [])
    loaded = _build(contents, definitions, key)
    if not loaded.problems:
        write_cache(name, _to_cache(loaded.library))
    return loaded


def _shown(folder: Path) -> str:
    """How messages name a library folder: `factors` for the shipped one, as given for others."""
    return "factors" if folder == shipped_folder() else str(folder)


def _build(contents: Sequence[Contents], definitions: bytes, key: str) -> Loaded:
    from zis_calc.checks.gather import gather_library, library_entries
    from zis_calc.files.documents import parse_document

    units = _units(definitions)
    documents = []
    problems: list[Problem] = []
    for folder, files in contents:
        for path, content in files.items():
            try:
                documents.append((folder, path, parse_document(content, f"{folder}/{path}")))
            except ProblemError as error:
                problems.extend(error.problems)
    gathered, found = gather_library(documents, units)
    problems += found
    entries, names = library_entries(gathered)
    return Loaded(Library(entries, names, units, key), problems)


def _to_cache(library: Library) -> dict[str, object]:
    return {
        "entries": {id: list(entry) for id, entry in library.entries.items()},
        "names": {name: list(ids) for name, ids in library.item_names.items()},
        "units": {name: [factor, dimension] for name, (factor, dimension) in library.units.names.items()},
    }


def _from_cache(cached: dict[str, Any], key: str) -> Library:
    entries = {id: Entry(*entry) for id, entry in cached["entries"].items()}
    names = {name: tuple(ids) for name, ids in cached["names"].items()}
    return Library(entries, names, UnitTable(_unit_names(cached["units"])), key)


def _unit_names(kept: dict[str, Any]) -> dict[str, tuple[float, Dimension]]:
    return {
        name: (float(factor), tuple((str(base), int(power)) for base, power in dimension))
        for name, (factor, dimension) in kept.items()
    }
