"""The bridge of each measure from one stage to another: which part of the difference comes from what.

The rows of the earlier estimate become those of the later one in a fixed order, step by step; the difference of two
steps is what that step is worth. Order, reasons and limits: docs/decisions/0012-bridge-between-stages.md.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from zis_calc.columns import NA, OK
from zis_calc.engine.bridge import by_side, settled, states
from zis_calc.engine.compute import reduction
from zis_calc.engine.finance import annual_savings, cost
from zis_calc.engine.steps import FLOW_STEPS, RELEASE_STEPS, apply
from zis_calc.engine.types import Array, Flags
from zis_calc.model.library import Library
from zis_calc.pack import Case, Options
from zis_calc.portfolio.pairs import Estimates, Pairs
from zis_calc.portfolio.side_by_side import SideBySide, pieces, side_by_side, together
from zis_calc.problem_texts import CATALOGUE
from zis_calc.problems import Problem, problem
from zis_calc.result import number

Data = dict[str, Any]

ACTIVITY_DRIVERS = ("hours_or_output", "activity", "baseline", "efficiency", "factor_version")
MONEY_DRIVERS = ("prices", "exchange_rate", "other_costs")
REPORTED = "reported"
ROUNDING = "rounding"  # only where every step is too coarse to hold it: see `settled`
DRIVERS = (*ACTIVITY_DRIVERS, *MONEY_DRIVERS, REPORTED, ROUNDING)

# The indicators that are bridged, with the column that holds each and why it may be missing.
INDICATORS = {
    "ghg_reduction": "no_flows",
    "copni_reduction": "no_copni",
    "annual_savings": "no_savings",
    "energy_reduction": "no_flows",
}
NOT_COMPARABLE = "not_comparable"


def unit_of(indicator: str, options: Options) -> str:
    """The unit of an indicator in this run."""
    units = {"ghg_reduction": "tCO2e/yr", "copni_reduction": "µg TEQ/yr", "energy_reduction": "MWh/yr"}
    money = {"annual_savings": f"{options.currency}/yr", "investment": options.currency}
    return {**units, **money}.get(indicator, "yr")


def bridges(library: Library, options: Options, pairs: Pairs) -> list[Data]:
    """One bridge per measure with both stages: `{"measure", "from", "to", "estimates", "notes", "indicators"}`.

    Each indicator: `{"unit", "from", "to", "difference", "status", "drivers": [{"driver", "value", "level"}]}`, where
    `level` is the indicator after that step. `math.fsum` of the values is the difference to the bit: the few units in
    the last place that the steps lose are put into the largest driver (see `settled`; where large drivers nearly
    cancel, a driver `rounding` holds what none of them can).

    Status `reported`: one side or both are a reported figure, which nobody can split: the whole difference is one
    driver `reported`. `unknown`: a side is not known, or the COPni of the two stages rest on different vectors
    (`notes` says so). `notes` are names of problems: what could not be told apart.
    """
    if not pairs.ids:
        return []
    slots = side_by_side(library, pairs)
    ends = [_ends(stage, pairs.ids) for stage in (pairs.before, pairs.after)]
    known = [_known_vectors(stage, pairs.ids) for stage in (pairs.before, pairs.after)]
    alike = (known[0] == known[1]).all(axis=1).tolist()
    levels = {
        **_flow_levels(slots, len(pairs.ids)),
        "copni_reduction": _release_levels(slots, known[0] & known[1]),
        "annual_savings": _money_levels(pairs, slots),
    }
    lists = {name: [column.tolist() for column in columns] for name, columns in levels.items()}
    notes = bridge_notes(pairs, slots, alike)
    found = []
    for index, id in enumerate(pairs.ids):
        indicators = {}
        for name in INDICATORS:
            first, last = (side[name] for side in ends)
            reported = first.reported[index] or last.reported[index]
            compared = name != "copni_reduction" or alike[index] or reported
            values = (first.values[index], last.values[index]) if compared else (first.values[index], math.nan)
            steps = [column[index] for column in lists[name]]
            data = _bridge(unit_of(name, options), values, [] if reported else steps)
            indicators[name] = data if compared else {**data, "to": number(last.values[index])}
        estimates = {key: _estimate(case) for key, case in zip(("from", "to"), pairs.cases[id], strict=True)}
        found.append(
            {
                "measure": id, "from": pairs.first, "to": pairs.last, "count": pairs.counts[id],
                "estimates": estimates, "notes": notes.get(id, []), "indicators": indicators,
            }
        )  # fmt: skip
    return found


def _estimate(case: Case) -> Data:
    """What a stage says of itself: its date, the year of its prices and factors, and its evidence."""
    block = case.block
    return {
        "date": block.date.isoformat() if block.date else None,
        "price_year": block.finance.price_year if block.finance is not None else None,
        "evidence": [one.model_dump(exclude_none=True) for one in block.evidence],
    }


class _End(NamedTuple):
    """An indicator at one stage, measure by measure: NaN where it is not known; and whether it is a reported figure."""

    values: list[float]
    reported: list[bool]


def _ends(stage: Estimates, ids: Sequence[str]) -> dict[str, _End]:
    places = np.asarray([stage.position[id] for id in ids], dtype=np.int64)
    found = {}
    for name in INDICATORS:
        column = stage.rows.values[name][places]
        figures = stage.rows.values.get(f"reported_{name}")
        reported = np.zeros(len(ids), dtype=np.bool_) if figures is None else ~np.isnan(figures[places])
        if name == "copni_reduction":
            reported = reported & ~stage.rows.has_releases[places]
        found[name] = _End(column.tolist(), reported.tolist())
    return found


def _known_vectors(stage: Estimates, ids: Sequence[str]) -> Flags:
    """Which vectors of each measure can be compared at this stage (NA is no release); shape (measures, vectors)."""
    status = stage.rows.vector_status[[stage.position[id] for id in ids]]
    return np.asarray((status == OK) | (status == NA), dtype=np.bool_)


def _bridge(unit: str, ends: tuple[float, float], levels: Sequence[float]) -> Data:
    """One bridge from its two ends and the levels between; without levels the whole is a reported difference."""
    first, last = ends
    data: Data = {"unit": unit, "from": number(first), "to": number(last), "difference": None}
    if not (math.isfinite(first) and math.isfinite(last) and math.isfinite(last - first)):
        return {**data, "status": "unknown", "drivers": []}
    data["difference"] = last - first
    if not levels:
        return {**data, "status": REPORTED, "drivers": [{"driver": REPORTED, "value": last - first, "level": last}]}
    if not all(math.isfinite(level) for level in levels):
        return {**data, "status": "unknown", "drivers": []}
    steps = [after - before for before, after in zip([first, *levels], levels, strict=False)]
    values = settled(steps, last - first)
    names = (*(ACTIVITY_DRIVERS + MONEY_DRIVERS)[: len(steps)], *[ROUNDING] * (len(values) - len(steps)))
    reached = (*levels, *[last] * (len(values) - len(steps)))
    drivers = [
        {"driver": name, "value": value, "level": level}
        for name, value, level in zip(names, values, reached, strict=True)
    ]
    return {**data, "status": "ok", "drivers": drivers}


def _flow_levels(rows: SideBySide, count: int) -> dict[str, list[Array]]:
    """GHG and energy reduction of each measure after each step; shapes (measures,)."""
    found: dict[str, list[Array]] = {"ghg_reduction": [], "energy_reduction": []}
    unpriced = np.zeros(len(rows.flows.measure))
    for state in states(rows.flows):
        columns = apply(FLOW_STEPS, {**state.factors, "activity": state.activity, "price": unpriced})
        for name, column in (("ghg_reduction", "ghg"), ("energy_reduction", "energy")):
            found[name].append(reduction(*by_side(rows.flows.measure, rows.flows.side, columns[column], count)))
    return found


def _release_levels(rows: SideBySide, comparable: Flags) -> list[Array]:
    """COPni reduction of each measure over its comparable vectors after each step; shapes (measures,)."""
    count, width = comparable.shape
    cell = rows.releases.measure * width + rows.vector
    found = []
    for state in states(rows.releases):
        release = apply(RELEASE_STEPS, {**state.factors, "activity": state.activity})["release"]
        totals = []
        for sums in by_side(cell, rows.releases.side, release, count * width):
            kept = np.where(comparable, sums.reshape(count, width), 0.0)
            total = kept[:, 0]
            for vector in range(1, width):
                total = total + kept[:, vector]
            totals.append(total)
        found.append(totals[0] - totals[1])
    return found


def _money_levels(pairs: Pairs, rows: SideBySide) -> list[Array]:
    """Annual savings of each measure after each step, the last three of money; shapes (measures,)."""
    flows, prices = rows.flows, rows.prices
    amounts = [state.activity for state in states(flows)]
    amounts[4] = amounts[3]  # the version of the factors changes no amount that is paid for
    first, with_rate, last = _other_costs(pairs)
    steps = [
        *(
            (amount, price, first)
            for amount, price in zip(amounts, (*[prices.before] * 4, prices.factors), strict=True)
        ),
        (flows.after, prices.prices, first),
        (flows.after, prices.after, with_rate),
        (flows.after, prices.after, last),
    ]
    found = []
    for amount, price, other in steps:
        paid = by_side(flows.measure, flows.side, cost(amount, price), len(pairs.ids))
        found.append(annual_savings(*paid, other))
    return found


def _other_costs(pairs: Pairs) -> tuple[Array, Array, Array]:
    """Other yearly costs of each measure: after the hours, with the later exchange rate, and at the last stage.

    Costs that a method computes are one sum in the run's currency; an exchange rate inside it is not told apart.
    """
    columns: tuple[list[float], list[float], list[float]] = ([], [], [])
    for id in pairs.ids:
        stage = pairs.hours if id in pairs.hours.position else pairs.before
        cells = [(one.batch.measures, one.position[id]) for one in (stage, pairs.after)]
        here, there = (table.columns["other_costs"][place] for table, place in cells)
        origins = [table.origins["other_costs"][place] for table, place in cells]
        with_rate = here
        if origins[0] is not None and origins[1] is not None:
            one, other = pieces(origins[0]), pieces(origins[1])
            if one.exchange_ids == other.exchange_ids:
                with_rate = together(one.written, one.factors, other.exchange)
        for column, value in zip(columns, (here, with_rate, there), strict=True):
            column.append(value)
    first, second, third = (np.asarray(column, dtype=np.float64) for column in columns)
    return first, second, third


def bridge_problems(pairs: Pairs, found: Sequence[Data]) -> list[Problem]:
    """The notes of the bridges as problems P041 to P045, at the later stage of their measure."""
    codes = {CATALOGUE[code].name: code for code in ("P041", "P042", "P043", "P044", "P045")}
    problems = []
    for one in found:
        case = pairs.cases[one["measure"]][1]
        place = case.document.place(case.path)
        problems += [problem(codes[name], place, "stages", case.measure.id) for name in one["notes"]]
    return problems


def bridge_notes(pairs: Pairs, rows: SideBySide, alike: Sequence[bool]) -> dict[str, list[str]]:
    """The names of what could not be told apart, or must be known, per measure."""
    notes: dict[str, list[str]] = {}
    for index, id in enumerate(pairs.ids):
        years = [_estimate(case)["price_year"] for case in pairs.cases[id]]
        for code, applies in (
            ("P041", id in pairs.unsplit),
            ("P042", bool(rows.prices.other_currency[index])),
            ("P043", not alike[index]),
            ("P044", None not in years and years[0] != years[1]),
            ("P045", bool(rows.prices.one_sided[index])),
        ):
            if applies:
                notes.setdefault(id, []).append(CATALOGUE[code].name)
    return notes


def bridge_total(options: Options, pairs: Pairs, found: Sequence[Data]) -> Data:
    """The bridges added up: per indicator both ends, the difference and each driver by fsum, and what they rest on.

    The drivers add up to the difference of the summed ends to the bit, as in each measure.
    """
    totals: Data = {}
    for name, reason in INDICATORS.items():
        blocks = [(one["measure"], one["indicators"][name]) for one in found]
        kept = [block for _, block in blocks if block["difference"] is not None]
        why = dict(pairs.missing)
        for id, block in blocks:
            if block["difference"] is None:
                missing_side = block["from"] is None or block["to"] is None
                key = reason if missing_side else NOT_COMPARABLE
                why[key] = [*why.get(key, []), id]
        first, last = (math.fsum(block[key] for block in kept) for key in ("from", "to"))
        data: Data = {"unit": unit_of(name, options), "from": first, "to": last, "difference": last - first}
        values: dict[str, list[float]] = {}
        for block in kept:
            for one in block["drivers"]:
                values.setdefault(one["driver"], []).append(one["value"])
        names = [driver for driver in DRIVERS if driver in values]
        sums = settled([math.fsum(values[driver]) for driver in names], last - first)
        names += [ROUNDING] * (len(sums) - len(names))
        drivers = [{"driver": driver, "value": value} for driver, value in zip(names, sums, strict=True)]
        if not kept:
            data = {**data, "from": None, "to": None, "difference": None}
        status = "ok" if kept else "unknown"
        totals[name] = {**data, "status": status, "drivers": drivers, "coverage": coverage(pairs, why)}
    return totals


def coverage(pairs: Pairs, why: Mapping[str, Sequence[str]]) -> Data:
    """How many measures a figure rests on, which are left out, and why."""
    missing = [id for ids in why.values() for id in ids]
    everything = sum(pairs.counts.values())
    return {
        "measures": everything - sum(pairs.counts[id] for id in missing),
        "of": everything,
        "missing": missing,
        "why": {reason: list(ids) for reason, ids in why.items()},
    }
