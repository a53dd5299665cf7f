"""What `zis-calc check` keeps between runs: the findings of a whole run, and what was read from each file.

Everything is keyed by content and by the code that looked at it, so that nothing is ever stale.
"""

import functools
import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from zis_calc import __version__
from zis_calc.files.cache import read_cache, write_cache
from zis_calc.problems import Place, Problem

_PACKAGE = Path(__file__).resolve().parent.parent


@functools.cache
def code_stamp() -> str:
    """A text that changes with the version and with every edit of the program's own files; of the code that runs."""
    digest = hashlib.blake2b(__version__.encode(), digest_size=12)
    pending = [str(_PACKAGE)]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in ("__pycache__", "locale", "_factors"):
                        pending.append(entry.path)
                elif entry.name.endswith((".py", ".txt")):
                    status = entry.stat()
                    digest.update(f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def digest_of(*parts: bytes | str) -> str:
    """One digest of several parts, each with its length."""
    contents = [part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part for part in parts]
    lengths = "\0".join([str(len(one)) for one in contents])
    return hashlib.blake2b(b"\0\0".join((lengths.encode(), *contents)), digest_size=16).hexdigest()


def read_kept(kind: str, name: str, key: str) -> Any:
    """What was kept as `kind` under `name`, if it was made for exactly `key`; else None."""
    kept = read_cache(f"{kind}-{name}.json")
    return kept["content"] if isinstance(kept, dict) and kept.get("key") == key else None


def keep(kind: str, name: str, key: str, content: Any) -> None:
    """Keeps `content` as `kind` under `name`; one run of the same name replaces another."""
    write_cache(f"{kind}-{name}.json", {"key": key, "content": content})


def problems_as_data(problems: Iterable[Problem]) -> list[Any]:
    """Problems as plain data for the cache."""
    return [
        [one.code, one.values, (one.place.file, one.place.line, one.place.column) if one.place else None, one.field,
         one.measure]
        for one in problems
    ]  # fmt: skip


def problems_from_data(data: Sequence[Any]) -> list[Problem]:
    """The problems that `problems_as_data` wrote."""
    return [
        Problem(code, tuple((key, value) for key, value in values), Place(*place) if place else None, field, measure)
        for code, values, place, field, measure in data
    ]
