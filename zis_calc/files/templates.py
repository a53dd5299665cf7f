"""Folders to start from: copied from the package, never over a file that exists."""

import json
from importlib import metadata
from pathlib import Path

from zis_calc import __version__
from zis_calc.model.registry import KINDS, json_schema
from zis_calc.problems import ProblemError, problem, reason_of

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_WHAT_TO_INSTALL = b'"WHAT-TO-INSTALL"'


def new_library(folder: Path, requirement: str | None = None) -> list[str]:
    """Writes a template of a private factor library to `folder`; the files written, as paths inside it.

    `requirement` is what its CI and hooks give to pip; without it: what was installed here.
    ProblemError C010 where a file of the template exists already, C006 where the folder can not be written.
    """
    source = _TEMPLATES / "library"
    installed = json.dumps(requirement or this_program()).encode()
    files = {
        path.relative_to(source).as_posix(): path.read_bytes().replace(_WHAT_TO_INSTALL, installed)
        for path in _files(source)
    }
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


def this_program() -> str:
    """What pip installs to have this program: the repository or file it was installed from, else its version."""
    try:
        told = metadata.distribution("zis-calc").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        told = None
    origin = json.loads(told) if told else {}
    url, revision = str(origin.get("url", "")), origin.get("vcs_info")
    if revision:
        return f"zis-calc @ {revision['vcs']}+{url}@{revision['commit_id']}"
    return f"zis-calc @ {url}" if url.startswith("http") else f"zis-calc=={__version__}"


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
