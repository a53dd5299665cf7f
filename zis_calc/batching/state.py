"""What is kept of a finished book, so that an interrupted job goes on: numbers as arrays, words as JSON."""

import datetime
import io
import json
import zipfile
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np

from zis_calc.intake.findings import Finding, SheetCount
from zis_calc.problems import Place, Problem
from zis_calc.rows import Key, Resource, Rows

_WHEN = (1980, 1, 1, 0, 0, 0)


class Own(NamedTuple):
    """A column of a user's own by row of the result: its title, how its numbers are shown, its values."""

    title: str
    style: str
    values: list[Any]


class Kept(NamedTuple):
    """A finished book: its rows, what was found, what became of its rows, and the factors it used, as plain data.

    `output` and `errors` are the digests of its output and of the problems beside it, '' where none was written.
    `lines` are the lines of its measures, where all books together become one file of JSON lines.
    """

    key: str
    rows: Rows | None
    found: list[Finding]
    counts: list[SheetCount]
    refused: list[str]
    factors: list[dict[str, Any]]
    schemes: list[str]
    factor_ids: list[str]
    unpriced: list[str]
    unread: dict[str, str]
    input: dict[str, Any]
    output: str
    own: list[Own] = []
    lines: bytes = b""
    errors: str = ""


def to_bytes(kept: Kept) -> bytes:
    """The book as one archive; the same book gives the same bytes."""
    words: dict[str, Any] = {
        "key": kept.key,
        "counts": [list(one) for one in kept.counts],
        "refused": kept.refused,
        "factors": kept.factors,
        "schemes": kept.schemes,
        "factor_ids": _packed(kept.factor_ids),
        "unpriced": _packed(kept.unpriced),
        "unread": kept.unread,
        "input": kept.input,
        "output": kept.output,
        "errors": kept.errors,
        "found": [_finding(one) for one in kept.found],
        "own": [[one.title, one.style, [_plain(value) for value in one.values]] for one in kept.own],
    }
    arrays: dict[str, Any] = {}
    if kept.rows is not None:
        words["keys"] = [list(key) for key in kept.rows.keys]
        words["resources"] = [list(one) for one in kept.rows.resources]
        words["closed"] = {str(year): flag for year, flag in kept.rows.closed.items()}
        for one in fields(Rows):
            value = getattr(kept.rows, one.name)
            if isinstance(value, dict) and one.name != "closed":
                arrays |= {f"{one.name}/{name}": column for name, column in value.items()}
            elif isinstance(value, np.ndarray):
                arrays[one.name] = value
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(zipfile.ZipInfo("words.json", _WHEN), json.dumps(words, ensure_ascii=False, default=str))
        archive.writestr(zipfile.ZipInfo("lines", _WHEN), kept.lines, zipfile.ZIP_DEFLATED)
        for name, array in arrays.items():
            part = io.BytesIO()
            np.save(part, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", _WHEN), part.getvalue(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def from_bytes(content: bytes) -> Kept | None:
    """The book that `to_bytes` wrote, or None where the bytes are not one (it is then computed again)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            words = json.loads(archive.read("words.json"))
            lines = archive.read("lines")
            arrays = {
                name.removesuffix(".npy"): np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
                for name in archive.namelist()
                if name.endswith(".npy")
            }
        rows = _rows(words, arrays) if "keys" in words else None
        return Kept(
            words["key"],
            rows,
            [_read_finding(one) for one in words["found"]],
            [SheetCount(*one) for one in words["counts"]],
            words["refused"],
            words["factors"],
            words["schemes"],
            _unpacked(words["factor_ids"]),
            _unpacked(words["unpriced"]),
            words["unread"],
            words["input"],
            words["output"],
            [Own(title, style, [_read_plain(value) for value in values]) for title, style, values in words["own"]],
            lines,
            words["errors"],
        )
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError):
        return None


def _plain(value: Any) -> Any:
    """A cell as JSON holds it; a day or a moment as a list of its ISO text."""
    return [value.isoformat()] if isinstance(value, datetime.date) else value


def _read_plain(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    moment = "T" in value[0]
    return datetime.datetime.fromisoformat(value[0]) if moment else datetime.date.fromisoformat(value[0])


def _packed(texts: list[str]) -> dict[str, Any]:
    known: dict[str, int] = {}
    return {"at": [known.setdefault(text, len(known)) for text in texts], "texts": list(known)}


def _unpacked(packed: dict[str, Any]) -> list[str]:
    return [packed["texts"][at] for at in packed["at"]]


def _rows(words: dict[str, Any], arrays: dict[str, Any]) -> Rows:
    found: dict[str, Any] = {
        "keys": tuple(Key._make(_tuples(key)) for key in words["keys"]),
        "resources": tuple(Resource._make(_tuples(one)) for one in words["resources"]),
        "closed": {int(year): flag for year, flag in words["closed"].items()},
    }
    for one in fields(Rows):
        if one.name in found:
            continue
        if one.name in arrays:
            found[one.name] = arrays[one.name]
        else:
            inside = {
                name.partition("/")[2]: array for name, array in arrays.items() if name.startswith(f"{one.name}/")
            }
            by_year = one.name in ("share", "counted")
            found[one.name] = {int(name) if by_year else name: array for name, array in inside.items()}
    return Rows(**found)


def _tuples(values: list[Any]) -> list[Any]:
    return [tuple(value) if isinstance(value, list) else value for value in values]


def _finding(one: Finding) -> list[Any]:
    problem, place = one.problem, one.problem.place
    where = [place.file, place.line, place.column, place.sheet, place.heading, place.value] if place else None
    return [
        problem.code,
        [list(pair) for pair in problem.values],
        where,
        problem.field,
        problem.measure,
        one.times,
        one.cells,
    ]


def _read_finding(data: list[Any]) -> Finding:
    code, values, where, field, measure, count, cells = data
    place = Place(*where) if where is not None else None
    return Finding(Problem(code, tuple((key, value) for key, value in values), place, field, measure), count, cells)
