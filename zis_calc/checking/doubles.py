"""One fault is one finding: what two rules say of the same thing is said by the one that says more."""

from collections.abc import Iterable, Sequence

from zis_calc.checks.names import plain_name
from zis_calc.problems import ERROR, Place, Problem

# What these rules say is more to the point than what the shape of the model says of the same value.
_INSTEAD_OF_SHAPE = frozenset(("F040", "F045"))
_SHAPE = frozenset(("S003", "S004"))
# A value that is refused need not be called unusual too.
_UNUSUAL = frozenset(("M080", "M082"))
# Of two measures: which finding says what others say of the same pair.
_OF_PAIRS = {"M078": ("M079", "P010", "P013"), "P010": ("P013",), "M079": ("P013",)}


def without_doubles(problems: Sequence[Problem]) -> list[Problem]:
    """The problems without those that another one says better: of one value, of one pair of measures, of one name."""
    better = {_spot(one.place) for one in problems if one.code in _INSTEAD_OF_SHAPE and one.place}
    refused = {_spot(one.place) for one in problems if one.severity == ERROR and one.place}
    pairs = {(code, pair) for one in problems for code in _OF_PAIRS.get(one.code, ()) for pair in _pairs(one)}
    names = {plain_name(str(_value(one, "name"))) for one in problems if one.code == "M074"}

    def said(one: Problem) -> bool:
        if one.code in _SHAPE:
            return one.place is not None and _spot(one.place) in better
        if one.code in _UNUSUAL:
            return one.place is not None and _spot(one.place) in refused
        if one.code == "P011":
            return plain_name(str(_value(one, "company"))) in names
        found = _pairs(one)
        return bool(found) and all((one.code, pair) in pairs for pair in found)

    return [one for one in problems if not said(one)]


def _spot(place: Place) -> tuple[str, int | None, int | None]:
    return place.file, place.line, place.column


def _pairs(found: Problem) -> set[frozenset[str]]:
    """The pairs of measures that a finding is about."""
    if found.code not in ("M078", "M079", "P010", "P013"):
        return set()
    others: Iterable[str] = str(_value(found, "others") or _value(found, "other")).split(", ")
    return {frozenset((found.measure, other)) for other in others}


def _value(found: Problem, name: str) -> object:
    return next((value for key, value in found.values if key == name), "")
