"""The register of claims: what was claimed elsewhere does not count here, and nothing is claimed twice."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from zis_calc.engine.ndc import days_in
from zis_calc.engine.types import Array
from zis_calc.model.library import Library
from zis_calc.model.portfolio import Claim, Scheme
from zis_calc.pack.amounts import read_plain
from zis_calc.problems import Place, Problem, ProblemError, did_you_mean, problem
from zis_calc.result import Data
from zis_calc.rows import Rows


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
        serial = (claim.scheme, claim.serial)
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
        for position, entry in enumerate(found):
            # The most that is taken on a day on which a claim begins; only earlier claims of the file are named.
            day = entry.claim.from_
            for first in [day, *(one.claim.from_ for one in found[:position] if one.claim.from_ > day)]:
                others = [one for one in found[:position] if one.claim.from_ <= first < one.claim.until]
                if first >= entry.claim.until or not others:
                    continue
                taken = entry.share + sum(one.share for one in others)
                if taken > 1 + 1e-9:
                    names = ", ".join(f"{one.claim.scheme} {one.claim.serial}" for one in others)
                    last = min(entry.claim.until, *(one.claim.until for one in others))
                    values = {"id": id, "scheme": entry.claim.scheme, "others": names, "start": first, "until": last}
                    values["share"] = f"{100 * taken:.4g} %"
                    problems.append(problem("P020", entry.place("from"), "claims", id, **values))
                    break
    return problems


def apply_claims(rows: Rows, entries: Sequence[Entry]) -> tuple[Rows, Data]:
    """The rows with what counts here only, and the register with the tonnes of each claim by year.

    A claim under a scheme that does not count toward the NDC takes its share of the days of the year in which the
    measure runs and the claim holds.
    """
    position = {key.id: index for index, key in enumerate(rows.keys)}
    taken: dict[int, Array] = {year: np.zeros(len(rows)) for year in rows.counted}
    register = []
    for entry in entries:
        index = position[entry.claim.measure]
        first, last = entry.claim.from_.toordinal(), entry.claim.until.toordinal()
        start, end = rows.start[index : index + 1], rows.end[index : index + 1]
        years = []
        for year, column in rows.counted.items():
            runs = days_in(start, end, year)
            held = days_in(np.maximum(start, first), np.minimum(end, last), year)
            part = entry.share * float(held[0]) / float(runs[0]) if runs[0] else 0.0
            if not part:
                continue
            if not entry.scheme.counts_toward_ndc:
                taken[year][index] += part
            years.append({"year": year, "value": float(column[index]) * part, "closed": rows.closed[year]})
        register.append(_claim_data(entry, years))
    counted = {year: column * (1.0 - np.minimum(taken[year], 1.0)) for year, column in rows.counted.items()}
    untouched = {year: np.where(taken[year] > 0, counted[year], column) for year, column in rows.counted.items()}
    return replace(rows, counted=untouched), {"claims": register}


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
