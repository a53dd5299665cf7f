"""Totals over measures: sums by math.fsum, ratios from summed parts, and for each the measures it rests on."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from zis_calc.columns import NONE, OK, STATUSES, UNKNOWN, VECTORS
from zis_calc.engine import finance
from zis_calc.engine.compute import Results
from zis_calc.engine.types import Array
from zis_calc.pack import Options
from zis_calc.result import Data, quantity

_PARTS = ("baseline", "project", "reduction")


def totals(results: Results, measures: Sequence[Data], refused: Sequence[str], options: Options) -> Data:
    """The totals of a run; `refused` names the measures that had errors and are in no total."""
    data: Data = {"measures": sum(measure["count"] for measure in measures), "refused": list(refused)}
    data["ghg"] = _sums(measures, refused, "ghg", "tCO2e/yr")
    data["ghg"]["by_scope"] = {
        scope: _parts([measure["ghg"]["by_scope"][scope] for measure in measures]) for scope in ("1", "2", "3")
    }
    data["copni"] = _sums(measures, refused, "copni", "µg TEQ/yr")
    data["copni"]["by_vector"] = {vector: _vector(measures, vector) for vector in VECTORS}
    data["energy"] = _sums(measures, refused, "energy", "MWh/yr")
    data["resources"] = _resources(measures)
    data["finance"] = _finance(results, measures, refused, options)
    data["ndc"] = _ndc(measures, refused, options)
    return data


def _coverage(measures: Sequence[Data], refused: Sequence[str], missing: Sequence[str]) -> Data:
    """How many measures a figure rests on (a reported file may stand for several), and the ones left out by name."""
    counts = {measure["id"]: measure["count"] for measure in measures}
    return {
        "measures": sum(count for id, count in counts.items() if id not in missing),
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


def _finance(results: Results, measures: Sequence[Data], refused: Sequence[str], options: Options) -> Data:
    """Money summed; payback, IRR and cost per tonne from the summed flows of the measures that have all parts."""
    columns = results.measures
    data: Data = {"currency": options.currency}
    for key in ("investment", "grant", "net_investment", "annual_savings"):
        missing = [measure["id"] for measure in measures if measure["finance"][key] is None]
        known = [measure["finance"][key] for measure in measures if measure["finance"][key] is not None]
        total = math.fsum(known) if known else None
        data[key] = {
            "value": total,
            "unit": options.currency,
            "coverage": _coverage(measures, refused, missing),
        }
    if not measures:
        return data
    saved = columns["annual_savings"]
    for suffix, cost in (("", columns["net_investment"]), ("_gross", columns["investment"])):
        both = ~np.isnan(saved) & ~np.isnan(cost)
        data[f"payback{suffix}"] = _payback(cost[both], saved[both])
        lasting = both & ~np.isnan(columns["lifetime"])
        flows = finance.cash_flows(cost[lasting], saved[lasting], columns["lifetime"][lasting])
        data[f"irr{suffix}"] = _irr(flows)
        npv = columns[f"npv{suffix}"]
        known_npv = ~np.isnan(npv)
        data[f"npv{suffix}"] = _total(npv[known_npv], options.currency)
        tonnes = columns["ghg_reduction"] * columns["lifetime"]
        counted = known_npv & ~np.isnan(tonnes)
        data[f"abatement_cost{suffix}"] = _per_tonne(npv[counted], tonnes[counted], options.currency)
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
