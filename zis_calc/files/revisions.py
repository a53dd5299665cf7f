"""Files of a git revision, read through the user's git without touching the folder that is checked out."""

import subprocess
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from zis_calc.problems import ProblemError, problem


class Revision(NamedTuple):
    """A commit and the YAML files below one of its folders, by their path inside that folder."""

    commit: str
    files: dict[str, bytes]


def read_revision(name: str, path: str, folder: Path) -> Revision:
    """The YAML files that the revision `name` of the repository around `folder` holds below `path` (from its root).

    ProblemError V010 (no git), V011 (no repository), V012 (no such revision), V013 (no such folder in it).
    """
    _git(folder, name, "V011", "rev-parse", "--git-dir")
    commit = _git(folder, name, "V012", "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode().strip()
    inside = PurePosixPath(path.replace("\\", "/")).as_posix().strip("/") or "."
    below = [] if inside == "." else ["--", f"{inside}/"]
    listed = _git(folder, name, "V011", "ls-tree", "-r", "-z", "--full-tree", commit, *below)
    blobs: dict[str, str] = {}
    for line in listed.split(b"\0"):
        head, _, full = line.decode("utf-8", "surrogateescape").partition("\t")
        mode, _, rest = head.partition(" ")
        inner = full if inside == "." else full.removeprefix(f"{inside}/")
        hidden = any(part.startswith(".") for part in inner.split("/"))
        # 120000 is a link and 160000 another repository: neither holds text of its own.
        if mode.startswith("100") and inner.endswith((".yaml", ".yml")) and not hidden:
            blobs[inner] = rest.split(" ")[1]
    if not blobs:
        raise ProblemError(problem("V013", revision=name, path=path))
    wanted = sorted(blobs)
    request = "".join(f"{blobs[one]}\n" for one in wanted).encode()
    output = _git(folder, name, "V011", "cat-file", "--batch", request=request)
    return Revision(commit, dict(zip(wanted, _contents(output), strict=True)))


def _contents(output: bytes) -> list[bytes]:
    """The blobs of `git cat-file --batch`: a line `id type size`, the bytes, a line end, and so on."""
    contents: list[bytes] = []
    start = 0
    while start < len(output):
        end = output.index(b"\n", start)
        size = int(output[start:end].rsplit(b" ", 1)[1])
        contents.append(output[end + 1 : end + 1 + size])
        start = end + size + 2
    return contents


def _git(folder: Path, revision: str, code: str, *arguments: str, request: bytes | None = None) -> bytes:
    if revision.startswith("-"):  # git would read it as an option
        raise ProblemError(problem("V012", revision=revision))
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], input=request, capture_output=True, check=False)
    except OSError:
        raise ProblemError(problem("V010", revision=revision)) from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[0].removeprefix("fatal: ") if said else f"git {arguments[0]}: {done.returncode}"
        raise ProblemError(problem(code, revision=revision, reason=reason))
    return done.stdout
