"""The library as a list to search: plain data, without building a model per file."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from zis_calc.model.library import Entry, Library
from zis_calc.problems import ProblemError, did_you_mean, problem

Data = dict[str, Any]

# What can be listed; the entries of kinds.yaml and sources.yaml are parts of other cards.
LISTED = ("factor", "item", "target", "credit_line", "bands", "indicator", "framework", "settings")


def plain(text: str) -> str:
    """Lower case without accents, for searching."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def search(
    library: Library,
    words: Sequence[str] = (),
    kind: str | None = None,
    year: int | None = None,
    review: str | None = None,
) -> list[Data]:
    """The files that hold every word in either language, of a kind (of file, quantity, item), for a year, by review.

    A factor matches a review status if any of its values, or of its release vectors, has it.
    """
    wanted = [plain(word) for word in words]
    listed = ("method",) if kind == "method" else LISTED
    found = []
    for id in sorted(library.entries):
        entry = library.entries[id]
        if entry.kind not in listed or not all(word in plain(entry.search) or word in id for word in wanted):
            continue
        data = _with_id(id, entry)
        if kind is not None and kind not in (entry.kind, data.get("quantity"), data.get("type")):
            continue
        if year is not None and not any(_covers(value, year) for value in data.get("values") or [{}]):
            continue
        if review is not None and review not in reviews(data):
            continue
        found.append(data)
    return found


def _with_id(id: str, entry: Entry) -> Data:
    return {**json.loads(entry.json), "id": id}


def reviews(data: Mapping[str, Any]) -> set[str]:
    """The review statuses of the values of a file."""
    found = {data["review"]} if data.get("review") else set()
    for value in data.get("values") or []:
        found |= {value["review"], *(value.get("vector_review") or {}).values()}
    return found


def _covers(value: Mapping[str, Any], year: int) -> bool:
    start, until = value.get("from"), value.get("until")
    return (start is None or int(start[:4]) <= year) and (until is None or f"{year}-01-01" < until)


def entry_of(library: Library, name: str) -> Data:
    """Everything in one file of the library; ProblemError C007 for an unknown id."""
    id = resolve(library, name)
    return _with_id(id, library.entries[id])


def sources_of(library: Library, keys: Sequence[str]) -> dict[str, Data]:
    """The publications behind `keys`."""
    return {
        key: json.loads(library.entries[f"sources.{key}"].json) for key in keys if f"sources.{key}" in library.entries
    }


def resolve(library: Library, name: str) -> str:
    """The id that `name` writes: an id, the last part of an item's id, or a COPni category and class."""
    if name in library.entries and library.entries[name].kind in LISTED:
        return name
    if name == "electricity":
        return library.settings.electricity
    if f"copni.{name}" in library.entries:
        return f"copni.{name}"
    items = library.item_names.get(name, ())
    if len(items) == 1:
        return items[0]
    raise ProblemError(
        problem("C007", id=name, suggestion=did_you_mean(name, [*listed_ids(library), *library.item_names]))
    )


def listed_ids(library: Library) -> list[str]:
    """The ids that `factors show` knows."""
    return sorted(id for id, entry in library.entries.items() if entry.kind in LISTED)
