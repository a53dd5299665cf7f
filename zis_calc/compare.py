"""Two blocks of plain data compared: every difference with its path, numbers within tolerances; no files, no words.

Lists are matched by a key where their entries have one (measures by id, factors by id, vector, set and date, years by
year), lists of texts as sets, all others by position. A number differs when |new - old| is more than the absolute
tolerance and more than the relative tolerance times |old|; both are 0 unless given. Differences are taken on the
decimals as they are written, so that a tolerance of 0.1 means the same as by hand.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any, NamedTuple

CHANGED, NEW, GONE = "changed", "new", "gone"

# What explains a difference and is none itself; where a file lies is told by `inputs`.
CONTEXT = ("schema", "tool", "settings", "inputs", "run")
_PLACE = "file"

_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "measures": (("id",), ("id", "stage"), ("measure",)),
    "factors": (("id", "vector", "set", "valid_from"), ("id", "vector", "set", "valid_from", "basis")),
    "years": (("year",),),
    "targets": (("target",),),
    "resources": (("item", "unit"),),
    "rows": (("key",), ("client",), ("client", "year")),
    "lines": (("id",), ("id", "currency")),
    "reached": (("group",),),
    "by_group": (("group",),),
    "overlaps": (("company",),),
    "claims": (("measure", "scheme"), ("measure", "scheme", "from")),
    "stages": (("from", "to"),),
    "bridges": (("measure",),),
    "drivers": (("driver",),),
}
_ANY_KEYS = (("key",), ("id",), ("id", "stage"), ("item", "unit"), ("year",), ("name",))
# Keys that may be null, and how such an entry is called: what gives no sector or zone, and all groups together.
_NULL_KEYS = {"key": "not given", "group": "whole"}

Steps = tuple[str, ...]


class Tolerance(NamedTuple):
    """How far two numbers may lie apart: in their unit, and as a share of the old one. Zero: not at all."""

    absolute: float = 0.0
    relative: float = 0.0


EXACT = Tolerance()


class Difference(NamedTuple):
    """One difference: what changed, where, both sides (a block where one appeared or went), and by how much.

    `relative` is (new - old) / |old|; None where old is 0 or no number. `numbers` counts those of a block that is new
    or gone, also in the place of a null.
    """

    change: str
    path: str
    measure: str
    output: str
    old: Any
    new: Any
    absolute: float | None = None
    relative: float | None = None
    numbers: int = 0


@dataclass
class Comparison:
    """What was compared (numbers and all other values), what is equal or within tolerance, and what differs."""

    numbers: int = 0
    equal: int = 0
    within: int = 0
    texts: int = 0
    differences: list[Difference] = field(default_factory=list)
    context: list[Difference] = field(default_factory=list)
    problems_new: list[Any] = field(default_factory=list)
    problems_gone: list[Any] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether nothing differs beyond the tolerance."""
        return not (self.differences or self.problems_new or self.problems_gone)

    def count(self, change: str) -> int:
        """How many differences are of a kind: `changed`, `new` or `gone`."""
        return sum(one.change == change for one in self.differences)


def compare_results(old: Mapping[str, Any], new: Mapping[str, Any], tolerance: Tolerance = EXACT) -> Comparison:
    """Two results (or portfolios) as plain data; settings, tool and inputs are compared apart, as context."""
    comparison = Comparison()
    kept = [{key: part for key, part in one.items() if key not in (*CONTEXT, "problems")} for one in (old, new)]
    _walk(comparison, comparison.differences, tolerance, kept[0], kept[1], ())
    _problems(comparison, old.get("problems"), new.get("problems"))
    apart = Comparison()
    around = [
        {key: _by_file(one[key]) if key == "inputs" else one[key] for key in CONTEXT if key in one}
        for one in (old, new)
    ]
    _walk(apart, comparison.context, EXACT, around[0], around[1], ())
    return comparison


def compare_blocks(old: Any, new: Any) -> list[Difference]:
    """Every difference of two blocks, without tolerance."""
    comparison = Comparison()
    _walk(comparison, comparison.differences, EXACT, old, new, ())
    return comparison.differences


def is_number(value: Any) -> bool:
    """Whether a value of plain data is a number (true and false are none)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def relative_change(old: float, new: float) -> float | None:
    """(new - old) / |old| on the decimals as written; None where old is 0 or the share is beyond any float."""
    if old == 0:
        return None
    return _float((_exact(new) - _exact(old)) / abs(_exact(old)))


def _exact(value: float) -> Fraction:
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def _float(value: Fraction) -> float | None:
    try:
        return float(value)
    except OverflowError:
        return None


def _walk(into: Comparison, found: list[Difference], tolerance: Tolerance, old: Any, new: Any, steps: Steps) -> None:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            if key == _PLACE and steps[:1] != ("inputs",):
                continue
            inside = (*steps, key)
            if key in old and key in new:
                _walk(into, found, tolerance, old[key], new[key], inside)
            else:
                found.append(_one_sided(inside, old, new, key))
    elif isinstance(old, list) and isinstance(new, list):
        _lists(into, found, tolerance, old, new, steps)
    elif is_number(old) and is_number(new):
        into.numbers += 1
        if old == new:
            into.equal += 1
            return
        distance = _exact(new) - _exact(old)
        allowed = max(_exact(tolerance.absolute), _exact(tolerance.relative) * abs(_exact(old)))
        if abs(distance) <= allowed:
            into.within += 1
            return
        apart = _float(distance)
        found.append(_difference(CHANGED, steps, old, new, apart, relative_change(old, new)))
    else:
        into.texts += 1
        if old != new or isinstance(old, bool) != isinstance(new, bool):
            found.append(_difference(CHANGED, steps, old, new))


def _one_sided(steps: Steps, old: Mapping[str, Any], new: Mapping[str, Any], key: str) -> Difference:
    if key in new:
        return _difference(NEW, steps, None, new[key])
    return _difference(GONE, steps, old[key], None)


def _lists(
    into: Comparison, found: list[Difference], tolerance: Tolerance, old: list[Any], new: list[Any], steps: Steps
) -> None:
    both = [*old, *new]
    if both and all(isinstance(one, str) for one in both):
        before, after = Counter(old), Counter(new)
        into.texts += (before & after).total()
        gone, added = before - after, after - before
        found += [_difference(GONE, (*steps, f"[{text}]"), text, None) for text in old if _take(gone, text)]
        found += [_difference(NEW, (*steps, f"[{text}]"), None, text) for text in new if _take(added, text)]
        return
    keys = _list_keys(steps[-1] if steps else "", old, new)
    sides = [
        {f"[{_key_text(one, keys) if keys else number}]": one for number, one in enumerate(entries)}
        for entries in (old, new)
    ]
    for key in dict.fromkeys((*sides[0], *sides[1])):
        inside = (*steps, key)
        if key in sides[0] and key in sides[1]:
            _walk(into, found, tolerance, sides[0][key], sides[1][key], inside)
        else:
            found.append(_one_sided(inside, sides[0], sides[1], key))


def _take(counter: Counter[str], text: str) -> bool:
    """Whether `text` is still to be listed; it is then listed once less."""
    if counter[text] <= 0:
        return False
    counter[text] -= 1
    return True


def _list_keys(name: str, old: Sequence[Any], new: Sequence[Any]) -> tuple[str, ...]:
    """The keys by which the entries of two lists can be told apart, or none: then by position."""
    if not all(isinstance(one, Mapping) for one in (*old, *new)):
        return ()
    for keys in (*_KEYS.get(name, ()), *_ANY_KEYS):
        if all(_has_key(one, keys[0]) for one in (*old, *new)) and all(
            len({_key_text(one, keys) for one in entries}) == len(entries) for entries in (old, new)
        ):
            return keys
    return ()


def _has_key(entry: Mapping[str, Any], key: str) -> bool:
    return isinstance(entry.get(key), str | int) or (key in _NULL_KEYS and key in entry and entry[key] is None)


def _key_text(entry: Mapping[str, Any], keys: Sequence[str]) -> str:
    return " ".join(str(entry[key]) for key in keys if entry.get(key) is not None) or _NULL_KEYS.get(keys[0], "")


def _difference(
    change: str, steps: Steps, old: Any, new: Any, absolute: float | None = None, relative: float | None = None
) -> Difference:
    measure = steps[1][1:-1] if len(steps) > 1 and steps[0] == "measures" else ""
    block = new if change == NEW or isinstance(new, Mapping | list) else old
    numbers = _numbers(block) if change != CHANGED or isinstance(block, Mapping | list) else 0
    output = output_name(steps[2:] if len(steps) > 2 and measure else steps)
    return Difference(change, _join(steps), measure, output, old, new, absolute, relative, numbers)


def output_name(steps: Steps) -> str:
    """The name that `--explain` takes where there is one: `finance.npv`, `ndc.2023`; else the path."""
    text = _join(steps)
    year = re.search(r"ndc\.years\[(\d+)\]\.value$", text)
    if year is not None:
        return f"{text[: year.start()]}ndc.{year[1]}"
    return text.removesuffix(".value")


def _join(steps: Steps) -> str:
    return "".join(step if step.startswith("[") else f".{step}" for step in steps).removeprefix(".")


def _numbers(block: Any) -> int:
    """How many numbers stand in a block."""
    if isinstance(block, Mapping):
        return sum(_numbers(part) for part in block.values())
    if isinstance(block, list):
        return sum(_numbers(part) for part in block)
    return int(is_number(block))


def _by_file(inputs: Any) -> Any:
    """The inputs by the last part of their path where that is unique, so that a moved file is the same file."""
    if not isinstance(inputs, list) or not all(isinstance(one, Mapping) and "file" in one for one in inputs):
        return inputs
    names = [PurePosixPath(str(one["file"]).replace("\\", "/")).name for one in inputs]
    if len(set(names)) < len(names):
        names = [str(one["file"]) for one in inputs]
    return {f"[{name}]": one for name, one in zip(names, inputs, strict=True)}


def _problems(into: Comparison, old: Any, new: Any) -> None:
    """Problems by code, measure and field: their texts depend on the language, their lines on a blank line."""
    sides = [list(_keyed_problems(one)) for one in (old, new)]
    counts = [Counter(key for key, _ in side) for side in sides]
    gone, added = counts[0] - counts[1], counts[1] - counts[0]
    into.problems_gone += [one for key, one in sides[0] if _take(gone, key)]
    into.problems_new += [one for key, one in sides[1] if _take(added, key)]


def _keyed_problems(problems: Any) -> Iterator[tuple[str, Any]]:
    for one in problems if isinstance(problems, list) else ():
        if isinstance(one, Mapping):
            parts = [one.get(key) or "" for key in ("code", "measure", "field")]
            if not one.get("measure"):
                parts.append(PurePosixPath(str(one.get("file") or "").replace("\\", "/")).name)
            yield "\0".join(map(str, parts)), one
