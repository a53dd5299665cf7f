"""Stage against stage: what was obtained of what was expected, per indicator and never in one word for all."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from zis_calc.columns import NA, OK, STATUSES
from zis_calc.engine import finance
from zis_calc.model.library import Library
from zis_calc.model.programme import Bands
from zis_calc.pack import Options
from zis_calc.pack.bands import band_of, bands_of
from zis_calc.portfolio.bridge import NOT_COMPARABLE, coverage, unit_of
from zis_calc.portfolio.pairs import Estimates, Pairs
from zis_calc.result import number

Data = dict[str, Any]

BANDS = "targets.attainment_type_1"

# Each indicator with why it may be missing; for the last three more is not better, so no band names their ratio.
REASONS = {
    "ghg_reduction": "no_flows",
    "copni_reduction": "no_copni",
    "annual_savings": "no_savings",
    "energy_reduction": "no_flows",
    "investment": "no_investment",
    "payback": "no_payback",
    "payback_gross": "no_payback",
}
MORE_IS_BETTER = frozenset(("ghg_reduction", "copni_reduction", "annual_savings", "energy_reduction"))
_PAYBACKS = {"payback": "net_investment", "payback_gross": "investment"}


def attainments(library: Library, options: Options, pairs: Pairs, bands: str = BANDS) -> list[Data]:
    """One entry per measure with both stages: `{"measure", "from", "to", "count", "indicators"}`.

    Each indicator: `{"unit", "expected", "obtained", "attainment", "status", "more_is_better", "band", "flag"}`. Status
    `unknown`: a side is missing. `not_comparable`: nothing was expected (zero or less), or the COPni of the two stages
    rest on different vectors. ProblemError P061 where the library has no such bands.
    """
    scale = bands_of(library, bands)
    ends = [_values(stage, pairs.ids) for stage in (pairs.before, pairs.after)]
    statuses = [_statuses(stage, pairs.ids) for stage in (pairs.before, pairs.after)]
    alike = vectors_alike(pairs)
    found = []
    for index, id in enumerate(pairs.ids):
        indicators = {}
        for name in REASONS:
            expected, obtained = (side[name][index] for side in ends)
            comparable = name != "copni_reduction" or alike[index]
            data = _entry(library, scale, name, unit_of(name, options), (expected, obtained), comparable)
            if name in _PAYBACKS:
                data["statuses"] = {key: side[name][index] for key, side in zip(("from", "to"), statuses, strict=True)}
            indicators[name] = data
        found.append(
            {"measure": id, "from": pairs.first, "to": pairs.last, "count": pairs.counts[id], "indicators": indicators}
        )
    return found


def attainment_total(library: Library, options: Options, pairs: Pairs, bands: str = BANDS) -> Data:
    """The attainment of all measures together, per indicator over those that have it at both stages, with coverage.

    Sums are by fsum. The payback is that of the summed money of the measures that have all of it at both stages; it
    is never a mean of paybacks.
    """
    scale = bands_of(library, bands)
    ends = [_values(stage, pairs.ids) for stage in (pairs.before, pairs.after)]
    alike = vectors_alike(pairs)
    totals: Data = {}
    for name, reason in REASONS.items():
        needed = (_PAYBACKS[name], "annual_savings") if name in _PAYBACKS else (name,)
        why = {key: list(ids) for key, ids in pairs.missing.items()}
        kept = []
        for index, id in enumerate(pairs.ids):
            unknown = any(not math.isfinite(side[one][index]) for side in ends for one in needed)
            differs = name == "copni_reduction" and not alike[index]
            if unknown or differs:
                why.setdefault(reason if unknown else NOT_COMPARABLE, []).append(id)
            else:
                kept.append(index)
        sums = [[math.fsum(side[one][index] for index in kept) for one in needed] for side in ends]
        values = [_payback(*one) if name in _PAYBACKS else one[0] for one in sums] if kept else [math.nan, math.nan]
        data = _entry(library, scale, name, unit_of(name, options), (values[0], values[1]), True)
        totals[name] = {**data, "coverage": coverage(pairs, why)}
    return totals


def _payback(cost: float, saved: float) -> float:
    """The simple payback of summed money, NaN where there is none."""
    arrays = np.asarray([cost]), np.asarray([saved])
    return float(finance.payback(*arrays, finance.payback_status(*arrays))[0])


def _entry(library: Library, bands: Bands, name: str, unit: str, ends: tuple[float, float], comparable: bool) -> Data:
    """One indicator: the ratio obtained / expected, and the band that names it where more is better."""
    expected, obtained = ends
    better = name in MORE_IS_BETTER
    data: Data = {
        "unit": unit, "expected": number(expected), "obtained": number(obtained), "attainment": None,
        "status": "unknown", "more_is_better": better, "band": None, "flag": None,
    }  # fmt: skip
    if not (math.isfinite(expected) and math.isfinite(obtained)):
        return data
    if expected <= 0 or not comparable:
        return {**data, "status": NOT_COMPARABLE}
    ratio = obtained / expected
    if not math.isfinite(ratio):
        return data
    data = {**data, "attainment": ratio, "status": "ok"}
    band = band_of(library.units, bands, ratio) if better else None
    if band is not None:
        data["band"] = {"id": band.id, "name": {"es": band.name.es, "en": band.name.en}, "part_of": band.part_of}
        data["flag"] = {"es": band.flag.es, "en": band.flag.en} if band.flag is not None else None
    return data


def _values(stage: Estimates, ids: Sequence[str]) -> dict[str, list[float]]:
    """The columns of the indicators and of what a payback is made of, in the order of `ids`; NaN where not known."""
    places = [stage.position[id] for id in ids]
    names = {*REASONS, *_PAYBACKS.values()}
    return {name: stage.rows.values[name][places].tolist() for name in sorted(names)}


def _statuses(stage: Estimates, ids: Sequence[str]) -> Mapping[str, list[str]]:
    places = [stage.position[id] for id in ids]
    return {name: [STATUSES[code] for code in stage.rows.codes[name][places].tolist()] for name in _PAYBACKS}


def vectors_alike(pairs: Pairs) -> list[bool]:
    """Whether the COPni of both stages rest on the same vectors; reported figures say nothing about vectors."""
    known, computed = [], []
    for stage in (pairs.before, pairs.after):
        places = [stage.position[id] for id in pairs.ids]
        status = stage.rows.vector_status[places]
        known.append((status == OK) | (status == NA))
        computed.append(stage.rows.has_releases[places])
    same = (known[0] == known[1]).all(axis=1) if pairs.ids else np.zeros(0, dtype=np.bool_)
    return [bool(one) for one in same | ~computed[0] | ~computed[1]]
