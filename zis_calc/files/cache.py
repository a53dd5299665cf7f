"""A folder for what can be made again: safe to delete, never needed, and keyed by content so that it is never stale."""

import contextlib
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

# So many files of one kind (libraries, findings of a folder) lie in the cache at most.
MOST = 32


def cache_folder() -> Path | None:
    """The folder for cached files, or None where `ZIS_CALC_CACHE=off`."""
    named = os.environ.get("ZIS_CALC_CACHE")
    if named == "off":
        return None
    if named:
        return Path(named)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "zis-calc" / "cache" if base else None
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "zis-calc"
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "zis-calc"
    except RuntimeError:
        return None


def read_cache(name: str) -> Any:
    """What was stored under `name`, or None; a damaged file counts as absent."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        digest, _, text = (folder / name).read_bytes().partition(b"\n")
    except OSError:
        return None
    if digest != _digest(text):
        return None
    with contextlib.suppress(OSError):
        os.utime(folder / name)  # what was used last is dropped last
    return json.loads(text)


def write_cache(name: str, content: Any) -> None:
    """Stores `content` under `name` (temporary file, then rename); failing is no problem."""
    folder = cache_folder()
    if folder is None:
        return
    text = json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_aside(folder / name, _digest(text) + b"\n" + text)
        _sweep(folder, name.split("-")[0])
    except OSError:
        return


def _digest(text: bytes) -> bytes:
    return hashlib.blake2b(text, digest_size=16).hexdigest().encode()


def _sweep(folder: Path, kind: str) -> None:
    """Keeps the folder small: of more than MOST files of a kind the half that was used last stays."""
    with os.scandir(folder) as entries:
        found = [entry for entry in entries if entry.name.lstrip(".").startswith(f"{kind}-")]
    if len(found) <= MOST:
        return
    for entry in sorted(found, key=lambda one: one.stat().st_mtime_ns)[: -MOST // 2]:
        with contextlib.suppress(OSError):  # another run may be tidying up too
            os.unlink(entry.path)


def write_aside(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Writes `content` to `path` in one step: a temporary file beside it, then rename.

    A device or a pipe takes the bytes itself: renaming a file onto /dev/null would put an end to /dev/null.
    """
    pieces = [content] if isinstance(content, bytes) else content
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            stream.writelines(pieces)
        return
    with renamed_into(path, f".{path.name}.") as temporary, temporary.open("wb") as file:
        file.writelines(pieces)


@contextlib.contextmanager
def renamed_into(path: Path, prefix: str) -> Iterator[Path]:
    """A temporary file beside `path` that takes its name when the block ends well, else it is gone."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=prefix, suffix=".tmp")
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
        if os.name == "posix":
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
