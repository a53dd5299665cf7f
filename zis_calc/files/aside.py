"""Outputs that appear whole or not at all: written in a hidden place beside their name, then renamed."""

import hashlib
import os
import platform
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from zis_calc.files.cache import renamed_into
from zis_calc.problems import Place, ProblemError, problem, reason_of


@contextmanager
def writing_aside(output: Path) -> Iterator[Path]:
    """A path to write to; it takes the name `output` when the block ends well, else it is gone. ProblemError C006."""
    try:
        if os.name == "posix" and output.is_file() and not output.stat().st_mode & 0o222:
            raise ProblemError(problem("C006", path=output, reason="@the file is read-only"))
        output.parent.mkdir(parents=True, exist_ok=True)
        with renamed_into(output, f".{output.name}.{_owner()}.") as path:
            yield path
    except OSError as reason:
        raise ProblemError(problem("C006", path=output, reason=reason_of(reason))) from None


def _owner() -> str:
    """The machine and the process that write, so that leftovers of a killed run can be told from a run at work."""
    return f"{zlib.crc32(platform.node().encode()):08x}-{os.getpid()}"


_LEFT_OVER = re.compile(r"\..*\.([0-9a-f]{8})-(\d+)\.[^.]+\.tmp(?:\.small)?")


def remove_leftovers(folder: Path) -> None:
    """Deletes unfinished files of runs on this machine that were killed; those of a run at work are left alone."""
    here = f"{zlib.crc32(platform.node().encode()):08x}"
    if not folder.is_dir():
        return
    for path in folder.rglob(".*.tmp*"):
        match = _LEFT_OVER.fullmatch(path.name)
        if match is not None and match.group(1) == here and not _is_alive(int(match.group(2))):
            path.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def small_beside(path: Path) -> Iterator[Path]:
    """A second path for a part of the work, gone when the block ends."""
    small = path.with_name(f"{path.name}.small")
    try:
        yield small
    finally:
        small.unlink(missing_ok=True)


def write_whole(output: Path, content: bytes) -> None:
    """Writes a file in one step; ProblemError C006."""
    with writing_aside(output) as path:
        path.write_bytes(content)


@contextmanager
def two_aside(output: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """A path for a part of the work, and the open file that takes the name `output` when the block ends well."""
    with writing_aside(output) as path, small_beside(path) as small, open(path, "wb") as out:
        yield small, out


def lines_of(path: Path, start: bytes) -> Iterator[bytes]:
    """The lines of a file that begin with `start`, one by one; ProblemError Y002 where it cannot be read."""
    try:
        with path.open("rb") as file:
            yield from (line for line in file if line.startswith(start))
    except OSError as reason:
        raise ProblemError(problem("Y002", Place(str(path)), reason=reason.strerror or type(reason).__name__)) from None


def content_of(path: Path) -> bytes | None:
    """The bytes of a file, None where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, '' where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def refuse_inputs(output: Path, inputs: Iterable[Path]) -> None:
    """ProblemError C005 where `output` is one of the inputs."""
    if any(os.path.realpath(one) == os.path.realpath(output) for one in inputs):
        raise ProblemError(problem("C005", path=output))
