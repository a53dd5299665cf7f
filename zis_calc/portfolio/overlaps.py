"""What could be counted twice: a measure, a company under two spellings or in two groups, a piece of equipment."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from zis_calc.portfolio.names import Spellings, plain
from zis_calc.problems import Place, Problem, problem
from zis_calc.result import Data
from zis_calc.rows import Rows

_FIGURES = ("ghg_reduction", "copni_reduction", "annual_savings", "investment")


def companies_data(
    rows: Rows, groups: Mapping[str, Sequence[str]], names: Mapping[str, Data], spellings: Spellings
) -> Data:
    """How many companies stand behind the rows, and which are in more than one group; `spellings` has met them all.

    `groups` gives the companies that a group lists; a measure that stands for several companies is a group of its own.
    """
    members: dict[str, dict[str, None]] = {}
    for key in rows.keys:
        group = key.group or (key.id if key.companies else "")
        written = [*key.companies, *([key.company] if key.company else [])]
        for name in written:
            members.setdefault(group, {})[spellings.key(name)] = None
    for group, listed in groups.items():
        for name in listed:
            members.setdefault(group, {})[spellings.key(name)] = None
    times = Counter(company for found in members.values() for company in found)
    overlaps = [
        {
            "company": spellings.name(company),
            "groups": [group for group, found in members.items() if company in found],
        }
        for company, count in sorted(times.items())
        if count > 1
    ]
    return {
        "distinct": len(times),
        "appearances": sum(times.values()),
        "without_company": [key.id for key in rows.keys if key.company is None and not _listed(key, groups)],
        "by_group": [
            {"group": group, "name": names.get(group), "companies": len(found)}
            for group, found in members.items()
            if group
        ],
        "overlaps": overlaps,
    }


def _listed(key: object, groups: Mapping[str, Sequence[str]]) -> bool:
    return bool(getattr(key, "companies", ())) or bool(groups.get(getattr(key, "group", "")))


def overlap_problems(
    rows: Rows, companies: Data, spellings: Spellings, waits: Mapping[str, Sequence[str]], groups: Place | None
) -> Iterator[Problem]:
    """Every sign that something is counted twice.

    `waits` gives the `after` of each measure that has one, `groups` where the groups stand in their file.
    """
    for key, written in spellings.several().items():
        yield problem("P011", company=spellings.name(key), names=" · ".join(written), count=len(written))
    named = {one["group"]: one["name"] or {} for one in companies["by_group"]}
    for overlap in companies["overlaps"]:
        words = [
            ", ".join(named.get(group, {}).get(language, group) or without for group in overlap["groups"])
            for language, without in (("es", "sin grupo"), ("en", "no group"))
        ]
        yield problem("P012", groups, "groups", company=overlap["company"], groups="\x1f".join(words))
    yield from _same_measure(rows, spellings)
    yield from _same_equipment(rows, spellings, waits)


def _same_measure(rows: Rows, spellings: Spellings) -> Iterator[Problem]:
    """P010: two ids with the same company, technology, start and figures."""
    seen: dict[tuple[object, ...], int] = {}
    columns = [[_digits(value) for value in rows.values[name].tolist()] for name in _FIGURES]
    for index, key in enumerate(rows.keys):
        figures = tuple(column[index] for column in columns)
        if not any(figures):
            continue
        company = spellings.key(key.company) if key.company else ""
        dates = (int(rows.start[index]), int(rows.end[index]))
        same = (company, plain(key.technology or ""), plain(key.equipment or ""), *dates, *figures)
        if same in seen:
            other = rows.keys[seen[same]]
            yield problem("P010", Place(key.file), "id", key.id, id=key.id, other=other.id, file=other.file)
        else:
            seen[same] = index


def _digits(value: float) -> str:
    """A figure at nine digits, so that the same amount in another unit is the same; nothing for 0 or unknown."""
    return "" if value != value or value == 0 else f"{value:.9g}"


def _same_equipment(rows: Rows, spellings: Spellings, waits: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """P013: two measures on the same equipment of a company where neither comes `after` the other."""
    places: dict[tuple[str, str], list[int]] = {}
    for index, key in enumerate(rows.keys):
        if key.equipment:
            company = spellings.key(key.company) if key.company else ""
            places.setdefault((company, plain(key.equipment)), []).append(index)
    for indexes in places.values():
        ids = [rows.keys[index].id for index in indexes]
        for position, index in enumerate(indexes[1:], start=1):
            apart = [id for id in ids[:position] if not _linked(ids[position], id, waits)]
            if apart:
                key = rows.keys[index]
                values = {"equipment": key.equipment, "id": key.id, "others": ", ".join(apart)}
                yield problem("P013", Place(key.file), "equipment", key.id, **values)


def _linked(one: str, other: str, waits: Mapping[str, Sequence[str]]) -> bool:
    return _reaches(one, other, waits) or _reaches(other, one, waits)


def _reaches(start: str, goal: str, waits: Mapping[str, Sequence[str]]) -> bool:
    pending: list[str] = [start]
    seen: set[str] = set()
    while pending:
        here = pending.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            pending.extend(waits.get(here, ()))
    return False
