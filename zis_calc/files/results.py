"""Stored results: JSON read strictly (no NaN, no key twice, no depth without end), each fault with its place."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from zis_calc.files.documents import decode, read_bytes
from zis_calc.problems import Place, ProblemError, problem

MAX_BYTES = 1_000_000_000
MAX_DEPTH = 40
MAX_DIGITS = 300

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN|-?\d[\d.eE+-]*)', re.DOTALL)
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")


class _NotFinite(ValueError):
    """A number that is none, or beyond any float."""


class _Twice(ValueError):
    """A key that stands twice in its block."""


def read_result(path: Path, name: str) -> dict[str, Any]:
    """The block in the JSON file `path`, shown as `name`; ProblemError Y001 to Y004, Y010, V001, V002, V008, V009."""
    return parse_result(read_bytes(path, name, MAX_BYTES), name)


def digest_of(path: Path, name: str) -> str:
    """The SHA-256 of the bytes of a file, as results record it; ProblemError Y001, Y002 or Y004."""
    return hashlib.sha256(read_bytes(path, name)).hexdigest()


def parse_result(content: bytes, name: str) -> dict[str, Any]:
    """The block that `content` writes in JSON; ProblemError as `read_result`."""
    text = decode(content, name)
    try:
        data = json.loads(
            text, parse_constant=_constant, parse_float=_float, parse_int=_integer, object_pairs_hook=_block
        )
        if _HALF_CHARACTER.search(text):
            json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise ProblemError(problem("V001", Place(name, error.lineno, error.colno), reason=error.msg)) from None
    except UnicodeEncodeError:
        raise ProblemError(problem("V001", Place(name), reason="@half a character (a lone \\ud800)")) from None
    except RecursionError:
        raise ProblemError(problem("Y005", Place(name), limit=MAX_DEPTH)) from None
    except _NotFinite as error:
        raise ProblemError(problem("V008", _place(text, str(error), name), value=_short(str(error)))) from None
    except _Twice as error:
        raise ProblemError(problem("V009", Place(name), key=_short(str(error)))) from None
    if not isinstance(data, dict):
        raise ProblemError(problem("V002", Place(name, 1, 1), schema="–"))
    if _deeper(data, MAX_DEPTH):
        raise ProblemError(problem("Y005", Place(name), limit=MAX_DEPTH))
    return data


def _constant(text: str) -> float:
    raise _NotFinite(text)


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise _NotFinite(text)
    return value


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise _NotFinite(text)
    return int(text)


def _block(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    block = dict(pairs)
    if len(block) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Twice(next(key for key in keys if keys.count(key) > 1))
    return block


def _deeper(data: Any, limit: int) -> bool:
    """Whether blocks are nested deeper than `limit`; without recursion."""
    level = [data]
    for _ in range(limit):
        level = [
            inner
            for block in level
            for inner in (block.values() if isinstance(block, dict) else block)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _place(text: str, token: str, name: str) -> Place:
    """Where the number `token` stands, outside of texts."""
    for match in _TOKEN.finditer(text):
        if match[1] == token:
            line = text.count("\n", 0, match.start()) + 1
            return Place(name, line, match.start() - text.rfind("\n", 0, match.start()))
    return Place(name)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


def is_stored_result(path: Path) -> bool:
    """Whether a file is JSON by its name or its first character, rather than YAML."""
    if path.suffix.lower() == ".json":
        return True
    return _head(path).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def is_measure_file(path: Path) -> bool:
    """Whether a YAML file says `kind: measure`; an unreadable file is taken for one, so that it is said."""
    head = _head(path)
    return not head or re.search(rb"^kind:\s*[\"']?measure\b", head, re.MULTILINE) is not None


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(65_536)
    except OSError:
        return b""
