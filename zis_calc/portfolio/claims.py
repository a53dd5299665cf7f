"""The register of claims: what was claimed elsewhere does not count here, and nothing is claimed twice."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from zis_calc.engine.ndc import Earlier, days_in, restated
from zis_calc.engine.types import Array
from zis_calc.model.library import Library
from zis_calc.model.portfolio import Claim, Scheme
from zis_calc.pack.amounts import read_plain
from zis_calc.problems import Place, Problem, ProblemError, did_you_mean, problem
from zis_calc.result import Data
from zis_calc.rows import Rows

NAMED = 5  # claims that an overlap names


class Entry(NamedTuple):
    """One claim with its place in the file, its scheme and the share of the reduction it takes."""

    claim: Claim
    place: Callable[[str], Place]
    scheme: Scheme
    share: float


def read_claims(
    library: Library, claims: Sequence[tuple[Claim, Callable[[str], Place]]], ids: frozenset[str],
    refused: frozenset[str] = frozenset(),
) -> tuple[list[Entry], list[Problem]]:  # fmt: skip
    """The claims that can be applied, and every problem of the register.

    `ids` are the measures in the totals; claims on `refused` ones, whose errors are said already, are not applied.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    serials: dict[tuple[str, str], Claim] = {}
    for claim, place in claims:
        found: list[Problem] = []
        scheme = find_scheme(library, claim.scheme)
        if scheme is None:
            known = [id.removeprefix("schemes.") for id in library.ids("scheme")]
            suggestion = did_you_mean(claim.scheme, known)
            values = {"scheme": claim.scheme, "suggestion": suggestion, "known": ", ".join(known)}
            found.append(problem("P023", place("scheme"), "claims", claim.measure, **values))
        if claim.measure not in ids and claim.measure not in refused:
            suggestion = did_you_mean(claim.measure, ids)
            found.append(problem("P022", place("measure"), "claims", id=claim.measure, suggestion=suggestion))
        if claim.until <= claim.from_:
            found.append(problem("P024", place("until"), "claims", claim.measure, until=claim.until, start=claim.from_))
        share = 1.0
        try:
            if claim.share is not None:
                share = read_plain(library.units, claim.share, "point", "%", "40 %", 0, 100).value / 100
        except ProblemError as error:
            found += [one.at(place("share")) for one in error.problems]
        written = " ".join(claim.serial.split()).casefold()
        serial = (scheme.id if scheme is not None else claim.scheme, written)
        if serial in serials:
            other = serials[serial]
            values = {"serial": claim.serial, "scheme": claim.scheme, "other": other.measure}
            found.append(problem("P021", place("serial"), "claims", claim.measure, **values))
        serials.setdefault(serial, claim)
        problems += found
        if scheme is not None and not found and claim.measure in ids:
            entries.append(Entry(claim, place, scheme, share))
    return entries, [*problems, *_overlaps(entries)]


def find_scheme(library: Library, name: str) -> Scheme | None:
    """The scheme that a claim names (`itmo` or `schemes.itmo`), or None."""
    for id in (name, f"schemes.{name}"):
        entry = library.entries.get(id)
        if entry is not None and entry.kind == "scheme":
            return Scheme.model_validate_json(entry.json)
    return None


def _overlaps(entries: Sequence[Entry]) -> list[Problem]:
    """P020: the shares that claims take of a measure on one day are together more than the whole."""
    problems = []
    by_measure: dict[str, list[Entry]] = {}
    for entry in entries:
        by_measure.setdefault(entry.claim.measure, []).append(entry)
    for id, found in by_measure.items():
        running: list[Entry] = []
        # What is taken grows only on a day on which a claim begins.
        for entry in sorted(found, key=lambda one: (one.claim.from_, one.claim.until, one.claim.serial)):
            day = entry.claim.from_
            running = [one for one in running if one.claim.until > day]
            taken = math.fsum([entry.share, *(one.share for one in running)])
            if taken > 1 + 1e-9:
                names = [f"{one.claim.scheme} {one.claim.serial}" for one in running]
                others = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
                last = min(entry.claim.until, *(one.claim.until for one in running))
                values = {"id": id, "scheme": entry.claim.scheme, "others": others, "start": day, "until": last}
                values["share"] = f"{100 * taken:.4g} %"
                problems.append(problem("P020", entry.place("from"), "claims", id, **values))
            running.append(entry)
    return problems


def apply_claims(rows: Rows, entries: Sequence[Entry]) -> tuple[Rows, Data, list[Problem]]:
    """The rows with what counts here only, and the register with the tonnes of each claim by year.

    A claim under a scheme that does not count toward the NDC takes its share of what the measure reduces on the days
    on which it runs and the claim holds, each estimate by its own days, as a part of what counts in the year. P029
    for a claim that holds on no such day.
    """
    position = {key.id: index for index, key in enumerate(rows.keys)}
    taken: dict[int, Array] = {year: np.zeros(len(rows)) for year in rows.counted}
    register = []
    problems: list[Problem] = []
    for entry in entries:
        index = position[entry.claim.measure]
        first, last = entry.claim.from_.toordinal(), entry.claim.until.toordinal()
        start, end = int(rows.start[index]), int(rows.end[index])
        years = []
        for year in range(entry.claim.from_.year, entry.claim.until.year + 1):
            if year not in rows.counted:
                continue
            held = _reduced(rows, index, max(start, first), min(end, last), year)
            whole = _reduced(rows, index, start, end, year)
            part = entry.share * held / whole if whole else 0.0
            if not part:
                continue
            if not entry.scheme.counts_toward_ndc:
                taken[year][index] += part
            value = float(rows.counted[year][index]) * part
            years.append({"year": year, "value": value, "closed": rows.closed[year]})
        if min(end, last) <= max(start, first) or not start:
            values = {"id": entry.claim.measure, "start": entry.claim.from_, "until": entry.claim.until}
            problems.append(problem("P029", entry.place("from"), "claims", entry.claim.measure, **values))
        register.append(_claim_data(entry, years))
    counted = {year: column * (1.0 - np.minimum(taken[year], 1.0)) for year, column in rows.counted.items()}
    untouched = {year: np.where(taken[year] > 0, counted[year], column) for year, column in rows.counted.items()}
    return replace(rows, counted=untouched), {"claims": register}, problems


def _reduced(rows: Rows, index: int, start: int, end: int, year: int) -> float:
    """What a measure reduces in the days of `year` within [start, end), each estimate by its days [tCO2e/yr x days]."""
    here = slice(index, index + 1)
    earlier = [
        Earlier(rows.earlier_reduction[here, place], rows.earlier_until[here, place])
        for place in range(rows.earlier_until.shape[1])
    ]
    days = np.asarray([start]), np.asarray([end])
    mean = restated(rows.values["ghg_reduction"][here], earlier, *days, year)
    return float(mean[0]) * int(days_in(*days, year)[0])


def _claim_data(entry: Entry, years: Sequence[Data]) -> Data:
    claim, scheme = entry.claim, entry.scheme
    return {
        "measure": claim.measure,
        "scheme": scheme.id,
        "name": {"es": scheme.name.es, "en": scheme.name.en},
        "counts_toward_ndc": scheme.counts_toward_ndc,
        "reason": {"es": scheme.reason.es, "en": scheme.reason.en},
        "from": claim.from_.isoformat(),
        "until": claim.until.isoformat(),
        "serial": claim.serial,
        "share": entry.share,
        "years": list(years),
        "review": scheme.review,
    }
