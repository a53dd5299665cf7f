"""Totals over rows, for one group or many: sums by math.fsum, ratios from summed parts, each with what it rests on."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zis_calc.columns import NA, ND, NONE, OK, STATUSES, UNKNOWN, VECTORS
from zis_calc.engine import finance
from zis_calc.engine.types import Array, Codes, Flags
from zis_calc.pack import Options
from zis_calc.result import Data, quantity
from zis_calc.rows import DISCARDED, Rows

_PARTS = ("baseline", "project", "reduction")
_GASES = ("co2", "ch4", "n2o", "f_gases", "unsplit_co2e")
_MEMOS = ("biogenic_co2", "montreal_gases")
_MONEY = ("investment", "grant", "net_investment", "annual_savings")

# What a figure needs, in the order in which a reader would ask for it: the column and why it may be missing.
_NEEDS: dict[str, tuple[tuple[str, str], ...]] = {
    "ghg": (("ghg_reduction", "no_flows"),),
    "copni": (("copni_reduction", "no_copni"),),
    "energy": (("energy_reduction", "no_flows"),),
    "investment": (("investment", "no_investment"),),
    "grant": (("grant", "no_finance"),),
    "net_investment": (("net_investment", "no_investment"),),
    "annual_savings": (("annual_savings", "no_savings"),),
    "payback": (("investment", "no_investment"), ("annual_savings", "no_savings")),
    "npv": (("investment", "no_investment"), ("annual_savings", "no_savings"), ("lifetime", "no_lifetime")),
    "irr": (("investment", "no_investment"), ("annual_savings", "no_savings"), ("lifetime", "no_lifetime")),
    "abatement_cost": (
        ("investment", "no_investment"), ("annual_savings", "no_savings"), ("lifetime", "no_lifetime"),
        ("ghg_reduction", "no_flows"),
    ),
    "ndc": (("ghg_reduction", "no_flows"),),
}  # fmt: skip


@dataclass(frozen=True)
class Groups:
    """Which group each row belongs to: `code` is its number, -1 where it is in none. Shapes (N,)."""

    code: Codes
    size: int

    def lists(self, column: Array) -> list[list[float]]:
        """The known values of a column by group, each in the order of the rows."""
        order = np.argsort(self.code, kind="stable")
        kept = order[(self.code[order] >= 0) & ~np.isnan(column[order])]
        edges = np.searchsorted(self.code[kept], np.arange(self.size + 1))
        values = column[kept].tolist()
        return [values[edges[group] : edges[group + 1]] for group in range(self.size)]

    def sums(self, column: Array) -> Array:
        """The sum of the known values of each group by math.fsum, NaN where none is known; shape (groups,)."""
        return np.asarray([math.fsum(values) if values else math.nan for values in self.lists(column)])

    def only(self, chosen: Flags) -> "Groups":
        """The same groups over the chosen rows."""
        return Groups(np.where(chosen, self.code, -1), self.size)


def one_group(rows: Rows) -> Groups:
    """All rows but the discarded ones, as one group."""
    return Groups(np.asarray([-1 if key.stage == DISCARDED else 0 for key in rows.keys], dtype=np.int64), 1)


def totals(rows: Rows, refused: Sequence[str], options: Options) -> Data:
    """The totals of a run; `refused` names the measures that had errors and are in no total."""
    groups = one_group(rows)
    counted = groups.code == 0
    discarded = [key.id for key in rows.keys if key.stage == DISCARDED]
    cover = _covering(rows, counted, refused)
    data: Data = {"measures": int(rows.count[counted].sum()), "refused": list(refused), "discarded": discarded}
    data["ghg"] = {**_sums(rows, groups, "ghg", "tCO2e/yr"), "coverage": cover("ghg")}
    data["ghg"]["by_scope"] = {scope: _parts(rows, groups, f"ghg_scope_{scope}") for scope in ("1", "2", "3")}
    data["ghg"]["by_gas"] = {gas: _parts(rows, groups, gas) for gas in _GASES}
    for memo in _MEMOS:
        data["ghg"][memo] = _parts(rows, groups, memo)
    data["copni"] = {**_sums(rows, groups, "copni", "µg TEQ/yr"), "coverage": cover("copni")}
    data["copni"]["by_vector"] = {
        vector: _vector(rows, groups, number, counted) for number, vector in enumerate(VECTORS)
    }
    data["energy"] = {**_sums(rows, groups, "energy", "MWh/yr"), "coverage": cover("energy")}
    data["resources"] = _resources(rows, counted)
    data["finance"] = {"currency": options.currency}
    for key in _MONEY:
        value = number_of(groups.sums(rows.values[key])[0])
        unit = f"{options.currency}/yr" if key == "annual_savings" else options.currency
        data["finance"][key] = {"value": value, "unit": unit, "coverage": cover(key)}
    if len(rows):
        for name, (rests_on, values) in ratios(rows, groups, options.currency).items():
            data["finance"][name] = {**values[0], "coverage": cover(name.removesuffix("_gross"), rests_on)}
    data["ndc"] = _ndc(rows, groups, options, cover)
    return data


def number_of(value: float) -> float | None:
    """A sum as plain data: None where nothing was known."""
    return float(value) if math.isfinite(value) else None


def running_sums(values: Iterable[float]) -> Iterator[float]:
    """math.fsum of the first n values, for each n, in time that does not grow with n.

    The sum so far is kept exactly, as floats that do not overlap. Source: J. R. Shewchuk, "Adaptive Precision
    Floating-Point Arithmetic", Discrete & Computational Geometry 18, 1997, GROW-EXPANSION.
    """
    parts: list[float] = []
    for value in values:
        kept: list[float] = []
        rest = value
        for part in parts:
            larger, smaller = (rest, part) if abs(rest) >= abs(part) else (part, rest)
            rest = larger + smaller
            left = smaller - (rest - larger)
            if left:
                kept.append(left)
        parts = [*kept, rest]
        yield math.fsum(parts)


Cover = Callable[..., Data]


def _covering(rows: Rows, counted: Flags, refused: Sequence[str]) -> Cover:
    """A function figure -> how many measures it rests on, which are left out, and why."""
    ids = [key.id for key in rows.keys]
    everything = int(rows.count[counted].sum()) + len(refused)

    def cover(figure: str, rests_on: Flags | None = None) -> Data:
        why: dict[str, list[str]] = {}
        known = counted if rests_on is None else counted & rests_on
        for column, reason in _NEEDS[figure]:
            here = known if rests_on is None else counted & ~rests_on
            absent = here & np.isnan(rows.values[column])
            _add(why, reason, [ids[position] for position in np.flatnonzero(absent)])
            known = known & ~absent
        if figure == "ndc":
            absent = known & (rows.start == 0)
            _add(why, "no_start", [ids[position] for position in np.flatnonzero(absent)])
            known = known & ~absent
        missing = [ids[position] for position in np.flatnonzero(counted & ~known)]
        _add(why, "refused", refused)
        return {
            "measures": int(rows.count[known].sum()),
            "of": everything,
            "missing": [*missing, *refused],
            "why": why,
        }

    return cover


def _add(why: dict[str, list[str]], reason: str, ids: Iterable[str]) -> None:
    seen = {id for known in why.values() for id in known}
    found = [id for id in ids if id not in seen]
    if found:
        why.setdefault(reason, []).extend(found)


def _parts(rows: Rows, groups: Groups, name: str) -> Data:
    return {part: number_of(groups.sums(rows.values[f"{name}_{part}"])[0]) for part in _PARTS}


def _sums(rows: Rows, groups: Groups, block: str, unit: str) -> Data:
    """Baseline and project sums rest on measures that have both; the reduction also on reported figures."""
    reduced, baseline = rows.values[f"{block}_reduction"], rows.values[f"{block}_baseline"]
    reported = (groups.code == 0) & ~np.isnan(reduced) & np.isnan(baseline)
    return {
        "unit": unit,
        **_parts(rows, groups, block),
        "reported": [rows.keys[position].id for position in np.flatnonzero(reported)],
    }


def _vector(rows: Rows, groups: Groups, vector: int, counted: Flags) -> Data:
    status = np.where(rows.has_releases, rows.vector_status[:, vector], -1)
    known = counted & (status == OK)
    parts: dict[str, Array] = {}
    for part, sides, state in (
        ("baseline", rows.vector_baseline, rows.baseline_status),
        ("project", rows.vector_project, rows.project_status),
    ):
        parts[part] = np.where(known & (state[:, vector] != NA), sides[:, vector], np.nan)
    reduction = np.nan_to_num(parts["baseline"]) - np.nan_to_num(parts["project"])
    parts["reduction"] = np.where(known, reduction, np.nan)
    apart = counted & ((status == ND) | (status == UNKNOWN))
    return {
        **{part: number_of(groups.sums(column)[0]) for part, column in parts.items()},
        "status": "ok" if known.any() else "none",
        "not_comparable": [rows.keys[position].id for position in np.flatnonzero(apart)],
    }


def _resources(rows: Rows, counted: Flags) -> list[Data]:
    grouped: dict[tuple[str, str], list[Any]] = {}
    for resource in rows.resources:
        if counted[resource.row]:
            grouped.setdefault((resource.item, resource.unit), []).append(resource)
    data = []
    for (item, unit), found in sorted(grouped.items()):
        baseline = math.fsum(one.baseline for one in found)
        project = math.fsum(one.project for one in found)
        data.append(
            {
                "item": item, "name": {"es": found[0].name[0], "en": found[0].name[1]}, "unit": unit,
                "baseline": baseline, "project": project,
                "reduction": math.fsum(one.baseline - one.project for one in found),
            }
        )  # fmt: skip
    return data


def ratios(rows: Rows, groups: Groups, currency: str) -> dict[str, tuple[Flags, list[Data]]]:
    """Payback, IRR, NPV and cost per tonne of each group from the summed flows of the rows that have all parts.

    Per name: on which rows it rests, and one quantity per group.
    """
    columns = rows.values
    saved, lifetime = columns["annual_savings"], columns["lifetime"]
    tonnes = columns["ghg_reduction"] * lifetime
    inside = groups.code >= 0
    found: dict[str, tuple[Flags, list[Data]]] = {}
    for suffix, cost in (("", columns["net_investment"]), ("_gross", columns["investment"])):
        both = inside & ~np.isnan(saved) & ~np.isnan(cost)
        npv = columns[f"npv{suffix}"]
        lasting, valued = both & ~np.isnan(lifetime), inside & ~np.isnan(npv)
        traded = valued & ~np.isnan(tonnes)
        here = groups.only(both)
        found[f"payback{suffix}"] = both, _payback(here.sums(cost), here.sums(saved))
        flows = finance.cash_flows(cost[lasting], saved[lasting], lifetime[lasting])
        found[f"irr{suffix}"] = lasting, _irr(flows, Groups(groups.code[lasting], groups.size))
        found[f"npv{suffix}"] = (
            valued,
            [quantity(value, currency, UNKNOWN if math.isnan(value) else OK) for value in groups.sums(npv)],
        )
        here = groups.only(traded)
        found[f"abatement_cost{suffix}"] = traded, _per_tonne(here.sums(npv), here.sums(tonnes), currency)
    return found


def _payback(cost: Array, saved: Array) -> list[Data]:
    status = finance.payback_status(cost, saved)
    values = finance.payback(cost, saved, status)
    return [quantity(float(value), "yr", int(code)) for value, code in zip(values, status, strict=True)]


def _irr(flows: Array, groups: Groups) -> list[Data]:
    if not len(flows):
        return [quantity(math.nan, "1/yr", UNKNOWN)] * groups.size
    summed = np.stack([groups.sums(flows[:, year]) for year in range(flows.shape[1])], axis=1)
    status = finance.irr_status(summed, np.zeros(groups.size))
    values = finance.irr(summed, status)
    return [quantity(float(value), "1/yr", int(code)) for value, code in zip(values, status, strict=True)]


def _per_tonne(npv: Array, tonnes: Array, currency: str) -> list[Data]:
    unit = f"{currency}/tCO2e"
    found = []
    for value, total in zip(npv.tolist(), tonnes.tolist(), strict=True):
        if math.isnan(value):
            found.append(quantity(math.nan, unit, UNKNOWN))
        elif total <= 0:
            found.append({"value": None, "unit": unit, "status": STATUSES[NONE]})
        else:
            found.append(quantity(-value / total, unit, OK))
    return found


def _ndc(rows: Rows, groups: Groups, options: Options, cover: Cover) -> Data:
    known = groups.only((rows.start > 0) & ~np.isnan(rows.values["ghg_reduction"]))
    years: list[Data] = []
    if (known.code >= 0).any():
        years = [
            {"year": year, "value": float(known.sums(column)[0]), "closed": rows.closed[year]}
            for year, column in rows.counted.items()
        ]
    return {
        "unit": "tCO2e",
        "rule": options.ndc_rule,
        "as_of": options.as_of.isoformat(),
        "years": years,
        "cumulative": math.fsum(year["value"] for year in years) if years else None,
        "coverage": cover("ndc"),
    }
