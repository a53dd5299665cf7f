"""Where library files lie: the shipped folder, and the files below a folder."""

import os
from collections.abc import Iterator
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_folder() -> Path:
    """The folder of the shipped factors: inside the installed package, or `factors/` of the source tree."""
    inside = _PACKAGE / "_factors"
    return inside if inside.is_dir() else _PACKAGE.parent / "factors"


def shown_path(path: Path) -> str:
    """A path as messages write it: a name that is not UTF-8 with a sign in place of what can not be written."""
    return os.fsencode(path).decode("utf-8", "replace")


def yaml_files(folder: Path) -> Iterator[str]:
    """The YAML files below `folder`, as sorted paths with `/`, without hidden ones."""
    found: list[str] = []
    pending = [""]
    while pending:
        prefix = pending.pop()
        with os.scandir(folder / prefix if prefix else folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                path = f"{prefix}/{entry.name}" if prefix else entry.name
                if entry.is_dir(follow_symlinks=False):
                    pending.append(path)
                elif entry.name.endswith((".yaml", ".yml")):
                    found.append(path)
    return iter(sorted(found))


def folder_files(folder: Path) -> tuple[list[str], list[str]]:
    """The YAML files below `folder` that are read, and all other files (hidden folders apart), as sorted paths."""
    readable = list(yaml_files(folder))
    known = set(readable)
    others: list[str] = []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        inside = Path(root).relative_to(folder)
        others += [path for name in files if (path := (inside / name).as_posix()) not in known]
    return readable, sorted(others)
