"""Totals over measures: sums by math.fsum, ratios from summed parts, and for each the measures it rests on."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from zis_calc.columns import NONE, OK, STATUSES, UNKNOWN, VECTORS
from zis_calc.engine import finance
from zis_calc.engine.compute import Results
from zis_calc.engine.types import Array, Flags
from zis_calc.pack import Options
from zis_calc.result import Data, quantity

DISCARDED = "discarded"  # the stage that is in no total
_PARTS = ("baseline", "project", "reduction")


def totals(results: Results, measures: Sequence[Data], refused: Sequence[str], options: Options) -> Data:
    """The totals of a run; `refused` names the measures that had errors and are in no total."""
    counted = np.asarray([measure["stage"] != DISCARDED for measure in measures], dtype=np.bool_)
    refused = [*refused, *(measure["id"] for measure in measures if measure["stage"] == DISCARDED)]
    everything, measures = measures, [measure for measure in measures if measure["stage"] != DISCARDED]
    data: Data = {"measures": sum(measure["count"] for measure in measures), "refused": list(refused)}
    data["ghg"] = _sums(measures, refused, "ghg", "tCO2e/yr")
    data["ghg"]["by_scope"] = {
        scope: _parts([measure["ghg"]["by_scope"][scope] for measure in measures]) for scope in ("1", "2", "3")
    }
    data["ghg"]["by_gas"] = {
        gas: _parts([measure["ghg"]["by_gas"][gas] for measure in measures])
        for gas in ("co2", "ch4", "n2o", "f_gases", "unsplit_co2e")
    }
    for memo in ("biogenic_co2", "montreal_gases"):
        data["ghg"][memo] = _parts([measure["ghg"][memo] for measure in measures])
    data["copni"] = _sums(measures, refused, "copni", "µg TEQ/yr")
    data["copni"]["by_vector"] = {vector: _vector(measures, vector) for vector in VECTORS}
    data["energy"] = _sums(measures, refused, "energy", "MWh/yr")
    data["resources"] = _resources(measures)
    data["finance"] = _finance(results, everything, counted, refused, options)
    data["ndc"] = _ndc(measures, refused, options)
    return data


def _coverage(measures: Sequence[Data], refused: Sequence[str], missing: Sequence[str]) -> Data:
    """How many measures a figure rests on (a reported file may stand for several), and the ones left out by name."""
    counts = {measure["id"]: measure["count"] for measure in measures}
    left_out = set(missing)
    return {
        "measures": sum(count for id, count in counts.items() if id not in left_out),
        "of": sum(counts.values()) + len(refused),
        "missing": [*missing, *refused],
    }


def _parts(blocks: Sequence[Data]) -> Data:
    data: Data = {}
    for part in _PARTS:
        known = [block[part] for block in blocks if block[part] is not None]
        data[part] = math.fsum(known) if known else None
    return data


def _sums(measures: Sequence[Data], refused: Sequence[str], block: str, unit: str) -> Data:
    """Baseline and project sums rest on measures that have both; the reduction also on reported figures."""
    missing = [measure["id"] for measure in measures if measure[block]["reduction"] is None]
    reported = [
        measure["id"]
        for measure in measures
        if measure[block]["reduction"] is not None and measure[block]["baseline"] is None
    ]
    return {
        "unit": unit,
        **_parts([measure[block] for measure in measures]),
        "reported": reported,
        "coverage": _coverage(measures, refused, missing),
    }


def _vector(measures: Sequence[Data], vector: str) -> Data:
    known = [
        measure["copni"]["by_vector"][vector]
        for measure in measures
        if measure["copni"]["by_vector"].get(vector, {}).get("status") == "ok"
    ]
    apart = [
        measure["id"]
        for measure in measures
        if measure["copni"]["by_vector"].get(vector, {}).get("status") in ("nd", "unknown")
    ]
    return {**_parts(known), "status": "ok" if known else "none", "not_comparable": apart}


def _resources(measures: Sequence[Data]) -> list[Data]:
    grouped: dict[tuple[str, str], list[Data]] = {}
    for measure in measures:
        for resource in measure["resources"]:
            grouped.setdefault((resource["item"], resource["unit"]), []).append(resource)
    return [
        {"item": item, "name": blocks[0]["name"], "unit": unit, **_parts(blocks)}
        for (item, unit), blocks in sorted(grouped.items())
    ]


def _finance(
    results: Results, measures: Sequence[Data], counted: Flags, refused: Sequence[str], options: Options
) -> Data:
    """Money summed; payback, IRR and cost per tonne from the summed flows of the measures that have all parts."""
    columns = results.measures
    data: Data = {"currency": options.currency}
    kept = [measure for measure, one in zip(measures, counted, strict=True) if one]
    for key in ("investment", "grant", "net_investment", "annual_savings"):
        missing = [measure["id"] for measure in kept if measure["finance"][key] is None]
        known = [measure["finance"][key] for measure in kept if measure["finance"][key] is not None]
        total = math.fsum(known) if known else None
        data[key] = {
            "value": total,
            "unit": options.currency,
            "coverage": _coverage(kept, refused, missing),
        }
    if not measures:
        return data
    saved, lifetime, tonnes = (
        columns["annual_savings"],
        columns["lifetime"],
        columns["ghg_reduction"] * columns["lifetime"],
    )
    for suffix, cost in (("", columns["net_investment"]), ("_gross", columns["investment"])):
        both = counted & ~np.isnan(saved) & ~np.isnan(cost)
        npv = columns[f"npv{suffix}"]
        lasting, valued = both & ~np.isnan(lifetime), counted & ~np.isnan(npv)
        traded = valued & ~np.isnan(tonnes)
        flows = finance.cash_flows(cost[lasting], saved[lasting], lifetime[lasting])
        for name, rests_on, value in (
            ("payback", both, _payback(cost[both], saved[both])),
            ("irr", lasting, _irr(flows)),
            ("npv", valued, _total(npv[valued], options.currency)),
            ("abatement_cost", traded, _per_tonne(npv[traded], tonnes[traded], options.currency)),
        ):
            ids = {measure["id"] for measure, known in zip(measures, rests_on, strict=True) if known}
            missing = [measure["id"] for measure in kept if measure["id"] not in ids]
            data[f"{name}{suffix}"] = {**value, "coverage": _coverage(kept, refused, missing)}
    return data


def _total(values: Array, unit: str) -> Data:
    known = bool(values.size)
    return quantity(math.fsum(values) if known else math.nan, unit, OK if known else UNKNOWN)


def _payback(cost: Array, saved: Array) -> Data:
    if not cost.size:
        return quantity(math.nan, "yr", UNKNOWN)
    total = np.asarray([math.fsum(cost)]), np.asarray([math.fsum(saved)])
    status = finance.payback_status(*total)
    return quantity(float(finance.payback(*total, status)[0]), "yr", int(status[0]))


def _irr(flows: Array) -> Data:
    if not flows.size:
        return quantity(math.nan, "1/yr", UNKNOWN)
    summed = np.asarray([[math.fsum(flows[:, year]) for year in range(flows.shape[1])]])
    status = finance.irr_status(summed, np.zeros(1))
    return quantity(float(finance.irr(summed, status)[0]), "1/yr", int(status[0]))


def _per_tonne(npv: Array, tonnes: Array, currency: str) -> Data:
    unit = f"{currency}/tCO2e"
    if not npv.size:
        return quantity(math.nan, unit, UNKNOWN)
    total = math.fsum(tonnes)
    if total <= 0:
        return {"value": None, "unit": unit, "status": STATUSES[NONE]}
    return quantity(-math.fsum(npv) / total, unit, OK)


def _ndc(measures: Sequence[Data], refused: Sequence[str], options: Options) -> Data:
    missing = [measure["id"] for measure in measures if measure["ndc"]["status"] != "ok"]
    known = [measure["ndc"]["years"] for measure in measures if measure["ndc"]["status"] == "ok"]
    years: list[Any] = []
    for entries in zip(*known, strict=True):
        value = math.fsum(entry["value"] for entry in entries)
        years.append({"year": entries[0]["year"], "value": value, "closed": entries[0]["closed"]})
    return {
        "unit": "tCO2e",
        "rule": options.ndc_rule,
        "as_of": options.as_of.isoformat(),
        "years": years,
        "cumulative": math.fsum(year["value"] for year in years) if years else None,
        "coverage": _coverage(measures, refused, missing),
    }
