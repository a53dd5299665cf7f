"""From the input tables to all results: rows by their steps, rows to measures, measures to money and NDC years."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from zis_calc.columns import DIFFERENCES, NA, OK, VECTORS
from zis_calc.engine import copni, finance, ndc
from zis_calc.engine import support as supports
from zis_calc.engine.ndc import Earlier
from zis_calc.engine.steps import FLOW_STEPS, RELEASE_STEPS, apply
from zis_calc.engine.types import Array, Codes, Flags

Columns = dict[str, Array]


@dataclass(frozen=True)
class Inputs:
    """The tables as arrays: flow rows, release rows, measures; each row says its measure and side (0 or 1)."""

    flows: Columns
    flow_measure: Codes
    flow_side: Codes
    flow_scope: Codes
    flow_has_factor: Flags
    releases: Columns
    release_measure: Codes
    release_side: Codes
    release_vector: Codes
    release_status: Codes
    measures: Columns
    other_costs_known: Flags
    start: Codes
    end: Codes
    earlier: tuple[Earlier, ...] = ()
    support: Columns = field(default_factory=supports.no_rows)
    support_measure: Codes = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass(frozen=True)
class Results:
    """All columns. `vectors` are (measures, 5) arrays; `ndc` holds a column per year; statuses are codes."""

    flows: Columns
    releases: Columns
    measures: Columns
    statuses: dict[str, Codes]
    vector_baseline: Array
    vector_project: Array
    vector_status: Codes
    side_statuses: tuple[Codes, Codes]
    has_flows: Flags
    has_releases: Flags
    year_share: dict[int, Array]
    closed: dict[int, bool]
    ndc: dict[int, Array]
    earlier: tuple[Earlier, ...]
    support: supports.Support

    @cached_property
    def view_flows(self) -> dict[str, Array]:
        """The yearly cash flow of each measure in three views: none, grant, grant_and_credit (support.view_flows)."""
        return supports.view_flows(self.measures, self.support)

    @cached_property
    def values(self) -> dict[str, list[float]]:
        """The measure columns as lists, for reading row by row."""
        return {name: column.tolist() for name, column in self.measures.items()}

    @cached_property
    def codes(self) -> dict[str, list[int]]:
        """The statuses as lists, for reading row by row."""
        return {name: column.tolist() for name, column in self.statuses.items()}

    @cached_property
    def counted(self) -> dict[int, list[float]]:
        """The NDC columns as lists, for reading row by row."""
        return {year: column.tolist() for year, column in self.ndc.items()}


def compute(inputs: Inputs, as_of: datetime.date, rule: str, years: tuple[int, int]) -> Results:
    """Every result of every measure; elementwise and in row order, so that any partition gives the same bits."""
    count = len(inputs.start)
    flows = apply(FLOW_STEPS, inputs.flows)
    releases = apply(RELEASE_STEPS, inputs.releases)
    measures = dict(inputs.measures)
    group = inputs.flow_measure * 2 + inputs.flow_side
    has_flows = np.bincount(inputs.flow_measure, inputs.flow_has_factor, minlength=count) > 0
    priced = np.bincount(inputs.flow_measure, ~np.isnan(flows["cost"]), minlength=count) > 0
    for name in DIFFERENCES:
        _add_difference(measures, name, _by_side(group, flows[name], count))
    for scope in (1, 2, 3):
        in_scope = np.where(inputs.flow_scope == scope, flows["ghg"], 0.0)
        _add_difference(measures, f"ghg_scope_{scope}", _by_side(group, in_scope, count))
    reported = measures["reported_ghg_reduction"]
    computed = np.where(has_flows, measures["ghg_reduction"], np.nan)
    measures["ghg_reduction"] = np.where(np.isnan(reported), computed, reported)
    vectors = _vectors(inputs, releases["release"], count)
    savings_known = priced | inputs.other_costs_known
    statuses = _finance(measures, savings_known)
    statuses |= supports.add_grant_ratios(measures)
    statuses |= supports.add_social(measures)
    share: dict[int, Array] = {}
    closed: dict[int, bool] = {}
    counted: dict[int, Array] = {}
    for year in range(years[0], years[1] + 1):
        share[year] = ndc.year_share(inputs.start, inputs.end, year, rule)
        closed[year] = ndc.is_closed(year, as_of)
        reduced = ndc.restated(measures["ghg_reduction"], inputs.earlier, inputs.start, inputs.end, year)
        counted[year] = ndc.ndc(reduced, share[year], np.float64(closed[year]) + np.zeros(count))
    return Results(
        flows, releases, measures, statuses, *vectors, has_flows,
        np.bincount(inputs.release_measure, minlength=count) > 0, share, closed, counted, inputs.earlier,
        supports.support(inputs.support, inputs.support_measure, measures),
    )  # fmt: skip


def _by_side(group: Codes, values: Array, count: int) -> Array:
    """The sum of the rows of each measure and side, in row order; shape (measures, 2). Unpriced rows count 0."""
    known = np.where(np.isnan(values), 0.0, values)
    return np.bincount(group, weights=known, minlength=2 * count).reshape(count, 2).astype(np.float64)


def _add_difference(measures: Columns, name: str, sides: Array) -> None:
    measures[f"{name}_baseline"] = sides[:, 0]
    measures[f"{name}_project"] = sides[:, 1]
    measures[f"{name}_reduction"] = reduction(sides[:, 0], sides[:, 1])


def reduction(baseline: Array, project: Array) -> Array:
    """What the measure saves or avoids: baseline less project."""
    return baseline - project


def _vectors(inputs: Inputs, release: Array, count: int) -> tuple[Array, Array, Codes, tuple[Codes, Codes]]:
    width = len(VECTORS)
    cell = inputs.release_measure * width + inputs.release_vector
    sides: list[Array] = []
    gravities: list[Codes] = []
    for side in range(2):
        here = inputs.release_side == side
        total = np.bincount(cell[here], weights=release[here], minlength=count * width)
        sides.append(total.reshape(count, width).astype(np.float64))
        gravest = np.zeros(count * width, dtype=np.int64)
        np.maximum.at(gravest, cell[here], copni.gravity(inputs.release_status[here]))
        gravities.append(gravest.reshape(count, width))
    status = copni.vector_status(gravities[0], gravities[1])
    known = (copni.side_status(gravities[0]), copni.side_status(gravities[1]))
    return sides[0], sides[1], status, known


def _finance(measures: Columns, savings_known: Flags) -> dict[str, Codes]:
    """Adds the money columns and returns their statuses: each view once without and once with the grant."""
    saved = finance.annual_savings(measures["cost_baseline"], measures["cost_project"], measures["other_costs"])
    saved = np.where(savings_known, saved, np.nan)
    reported = measures["reported_annual_savings"]
    saved = measures["annual_savings"] = np.where(np.isnan(reported), saved, reported)
    net = measures["net_investment"] = finance.net_investment(measures["investment"], measures["grant"])
    life, rate = measures["lifetime"], measures["discount_rate"]
    annuity = measures["annuity_factor"] = finance.annuity_factor(life, rate)
    statuses: dict[str, Codes] = {}
    for suffix, cost in (("", net), ("_gross", measures["investment"])):
        status = statuses[f"payback{suffix}"] = finance.payback_status(cost, saved)
        measures[f"payback{suffix}"] = finance.payback(cost, saved, status)
        status = finance.discounted_payback_status(cost, saved, rate, life)
        statuses[f"discounted_payback{suffix}"] = status
        measures[f"discounted_payback{suffix}"] = finance.discounted_payback(cost, saved, rate, status)
        value = measures[f"npv{suffix}"] = finance.npv(cost, saved, annuity)
        statuses[f"npv{suffix}"] = finance.unknown_status(value)
        flows = finance.cash_flows(cost, saved, life)
        status = statuses[f"irr{suffix}"] = finance.irr_status(flows, life)
        measures[f"irr{suffix}"] = finance.irr(flows, status)
        status = finance.abatement_status(value, measures["ghg_reduction"], life)
        statuses[f"abatement_cost{suffix}"] = status
        cost_per_tonne = finance.abatement_cost(value, measures["ghg_reduction"], life, status)
        measures[f"abatement_cost{suffix}"] = cost_per_tonne
    return statuses


def comparable(status: Codes, side: Codes, values: Array) -> Array:
    """The values of one side over the vectors whose difference is known; NA counts as no release."""
    return np.where((status == OK) & (side != NA), values, 0.0)
