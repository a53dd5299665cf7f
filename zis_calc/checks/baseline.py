"""A baseline: the findings that a library already had when the check was introduced; only new ones are reported.

A finding is known by its code, file, field and values, not by its line, so that it stays known when lines move.
"""

import hashlib
import json
from collections.abc import Iterable

from zis_calc.problems import Problem

SCHEMA = "zis-calc/baseline/1"


def fingerprint(found: Problem) -> str:
    """A text that stays the same while the finding does: code, file, field, values; not the line."""
    place = found.place.file.replace("\\", "/") if found.place is not None else ""
    values = json.dumps([found.code, place, found.field, list(found.values)], ensure_ascii=False)
    digest = hashlib.blake2b(values.encode("utf-8", "surrogatepass"), digest_size=8)
    return f"{found.code} {digest.hexdigest()}"


def baseline_text(problems: Iterable[Problem]) -> str:
    """The file that makes all of `problems` known: one line per finding, sorted."""
    known = {
        fingerprint(one): {"code": one.code, "file": (one.place.file if one.place else "").replace("\\", "/"),
                           "field": one.field}
        for one in problems
    }  # fmt: skip
    data = {"schema": SCHEMA, "findings": {key: known[key] for key in sorted(known)}}
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_baseline(text: str) -> frozenset[str] | None:
    """The fingerprints of a baseline file, or None where the text is none."""
    try:
        data = json.loads(text)
    except ValueError:
        return None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or not isinstance(data.get("findings"), dict):
        return None
    return frozenset(data["findings"])


def without_known(problems: Iterable[Problem], known: frozenset[str]) -> list[Problem]:
    """The problems that are not in a baseline."""
    return [one for one in problems if fingerprint(one) not in known]
