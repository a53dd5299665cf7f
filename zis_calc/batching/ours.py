"""Which results zis-calc wrote, and whether somebody changed them since: what is not ours is never replaced unasked."""

import json
from collections.abc import Iterable
from pathlib import Path

from zis_calc.files.aside import content_of, digest_of
from zis_calc.problems import Place, Problem, ProblemError, problem

SCHEMA = "zis-calc/batch/1"


def errors_beside(output: Path) -> Path:
    """Where the problems of a result stand: results of the same name and of several kinds share the file."""
    return output.with_name(f"{output.stem}.errors.json")


def _outputs_in(errors: Path) -> dict[str, str] | None:
    """The results that a file of problems names, with their digests; None where it is no such file of ours."""
    content = content_of(errors)
    try:
        data = json.loads(content) if content is not None else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        return None
    outputs = data.get("outputs")
    return {str(name): str(one) for name, one in outputs.items()} if isinstance(outputs, dict) else {}


def others_beside(errors: Path, name: str) -> dict[str, str]:
    """The other results that share a file of problems and are still as they were written."""
    known = _outputs_in(errors) or {}
    return {one: digest for one, digest in known.items() if one != name and digest_of(errors.with_name(one)) == digest}


def refuse_foreign(outputs: Iterable[tuple[Path, Path | None]]) -> None:
    """ProblemError C012 for outputs that exist and that no run of zis-calc wrote.

    Each output comes with the file that an earlier run keeps its state in; where that stands, the run wrote both.
    """
    found: list[Problem] = []
    for output, state in outputs:
        if state is not None and state.exists():
            continue
        errors = errors_beside(output)
        named = _outputs_in(errors)
        if named is None and errors.is_file():
            found.append(problem("C012", path=errors))
        if output.is_file() and output.name not in (named or {}):
            found.append(problem("C012", path=output))
    if found:
        raise ProblemError(*found)


def was_changed(output: Path) -> Problem:
    """X083: an output stays as somebody changed it."""
    return problem("X083", Place(output.as_posix()), path=output.as_posix())


def is_changed(output: Path, kept: str = "") -> bool:
    """Whether an output stands there with other bytes than a run wrote; `kept` is the digest in the run's state."""
    if not output.is_file():  # nothing, or a folder, which nothing can be written over
        return False
    known = {kept, (_outputs_in(errors_beside(output)) or {}).get(output.name, "")} - {""}
    return digest_of(output) not in known
