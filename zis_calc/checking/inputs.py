"""The bytes that `zis-calc check` looks at: the named files, and the libraries around them as context."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from zis_calc.files.documents import file_bytes, file_content
from zis_calc.files.folders import folder_files, shipped_folder, shown_path, yaml_files
from zis_calc.problems import Place, Problem, ProblemError, problem

ROOT_FILES = ("kinds.yaml", "sources.yaml", "settings.yaml", "checks.yaml")


class Input(NamedTuple):
    """One file: its shown name, its place on the disk, its library folder and its path inside, and its bytes."""

    name: str
    path: str
    root: str
    inside: str
    content: bytes


@dataclass(frozen=True)
class Inputs:
    """What is checked, what only gives context, the stray files of its folders, and what could not be read."""

    named: list[Input]
    context: list[Input]
    strays: tuple[str, ...]
    problems: list[Problem]
    count: int


def read_inputs(paths: Sequence[Path], folders: Sequence[Path]) -> Inputs:
    """The bytes of everything that is looked at, in a fixed order."""
    problems: list[Problem] = []
    files: dict[str, Path] = {}
    strays: list[str] = []
    for path in paths:
        if path.is_dir():
            readable, others = folder_files(path)
            if not readable:
                problems.append(problem("Y015", Place(shown_path(path))))
            files.update({str(path / one): path / one for one in readable})
            if any((path / name).is_file() for name in ROOT_FILES):
                strays += [shown_path(path / one) for one in others]
        elif path.exists():
            files[str(path)] = path
        else:
            problems.append(problem("Y001", Place(shown_path(path))))
    roots = Roots([path for path in paths if path.is_dir()])
    named: list[Input] = []
    for path in files.values():
        name = shown_path(path)
        try:
            content = file_content(path, name)
        except ProblemError as error:
            problems += error.problems
            continue
        root, inside = roots.of(path)
        named.append(Input(name, str(path.absolute()), root, inside, content))
    return Inputs(named, _context(named, folders, roots), tuple(strays), problems, len(files))


def _context(named: Sequence[Input], folders: Sequence[Path], roots: "Roots") -> list[Input]:
    """The other files of the libraries that the named files belong to, of `folders`, and the shipped ones."""
    known = {one.path for one in named}
    shipped = shipped_folder()
    own = [folder.absolute() for folder in folders]
    libraries = [Path(root) for root in dict.fromkeys(one.root for one in named) if roots.is_root(Path(root))]
    context: list[Input] = []
    for folder in dict.fromkeys([*(one for one in (*libraries, *own) if one != shipped), shipped]):
        root, shown = str(folder), "factors" if folder == shipped else shown_path(folder)
        for inside in yaml_files(folder):
            path = f"{root}{os.sep}{inside.replace('/', os.sep)}"
            if path in known:
                continue
            known.add(path)
            try:
                context.append(Input(f"{shown}/{shown_path(Path(inside))}", path, root, inside, file_bytes(path)))
            except OSError:
                continue  # a file of the context that can not be read is said when it is checked itself
    return context


class Roots:
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
            if any((folder / name).is_file() for name in ROOT_FILES):
                self._known[folder] = folder
            else:
                self._known[folder] = self._nearest(folder.parent) if folder.parent != folder else None
        return self._known[folder]
