"""Folders to start from: copied from the package, never over a file that exists."""

import json
from pathlib import Path

from zis_calc.model.registry import KINDS, json_schema
from zis_calc.problems import ProblemError, problem, reason_of

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def new_library(folder: Path) -> list[str]:
    """Writes a template of a private factor library to `folder`; the files written, as paths inside it.

    ProblemError C010 where a file of the template exists already, C006 where the folder can not be written.
    """
    source = _TEMPLATES / "library"
    files = {path.relative_to(source).as_posix(): path.read_bytes() for path in _files(source)}
    for kind in KINDS:
        files[f".schemas/{kind}.json"] = (json.dumps(json_schema(kind), ensure_ascii=False, indent=1) + "\n").encode()
    files[".schemas/any.json"] = (json.dumps(any_schema(), ensure_ascii=False, indent=1) + "\n").encode()
    taken = [name for name in sorted(files) if (folder / name).exists()]
    if taken:
        raise ProblemError(problem("C010", path=(folder / taken[0]).as_posix()))
    try:
        for name in sorted(files):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(files[name])
    except OSError as reason:
        raise ProblemError(problem("C006", path=folder, reason=reason_of(reason))) from None
    return sorted(files)


def any_schema() -> dict[str, object]:
    """The JSON Schema of a file of any kind: the one that its `kind:` names, in the same folder."""
    chosen = [{"if": {"properties": {"kind": {"const": kind}}}, "then": {"$ref": f"{kind}.json"}} for kind in KINDS]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "zis-calc file",
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(KINDS)}},
        "allOf": chosen,
    }


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "__pycache__")
