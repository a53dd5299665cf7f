"""Measures as columns: what totals, tables and years need of each, without the cells and texts behind its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple

import numpy as np

from zis_calc.columns import DIFFERENCES, OK
from zis_calc.engine.compute import Results
from zis_calc.engine.support import flows_after_tax
from zis_calc.engine.types import Array, Codes, Flags
from zis_calc.model.base import REVIEW_ORDER
from zis_calc.pack import Batch
from zis_calc.result import copni_totals, merged

AFTER_TAX = "_after_tax"  # ends the name of a view whose flows are after tax
DISCARDED = "discarded"  # the stage that is in no total


class Key(NamedTuple):
    """Who a row is: the words by which rows are grouped, and where the measure stands."""

    id: str
    name: str
    company: str | None
    sector: str | None
    zone: str | None
    technology: str | None
    equipment: str | None
    stage: str
    status: str
    file: str
    companies: tuple[str, ...] = ()
    date: str | None = None
    price_year: int | None = None
    group: str = ""


class Resource(NamedTuple):
    """A resource of one row, both sides, in the unit it is shown in."""

    row: int
    item: str
    name: tuple[str, str]
    unit: str
    baseline: float
    project: float


@dataclass(frozen=True)
class Rows:
    """N measures at one stage each. `values` and `codes` hold the columns of the engine, shapes (N,) or (N, 5).

    `has_releases` says where COPni sources give emissions; `review` is a position in
    REVIEW_ORDER, -1 without factors; `share` and `counted` hold a column per calendar year; `earlier_*` the estimates
    that were replaced, the oldest first, shapes (N, K); `views`, where it was asked for, the yearly cash flow of each
    view of support, shapes (N, years + 1).
    """

    keys: tuple[Key, ...]
    resources: tuple[Resource, ...]
    count: Codes
    start: Codes
    end: Codes
    has_releases: Flags
    review: Codes
    values: dict[str, Array]
    codes: dict[str, Codes]
    vector_baseline: Array
    vector_project: Array
    vector_status: Codes
    baseline_status: Codes
    project_status: Codes
    share: dict[int, Array]
    counted: dict[int, Array]
    closed: dict[int, bool]
    earlier_reduction: Array
    earlier_until: Codes
    views: dict[str, Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys)

    def column(self, name: str) -> list[Any]:
        """One word of each row's key."""
        return [getattr(key, name) for key in self.keys]

    def take(self, positions: Sequence[int] | Codes) -> "Rows":
        """The rows at `positions`, in that order."""
        chosen = np.asarray(positions, dtype=np.int64)
        at = {int(old): new for new, old in enumerate(chosen)}
        found: dict[str, Any] = {
            "keys": tuple(self.keys[int(position)] for position in chosen),
            "resources": tuple(
                resource._replace(row=at[resource.row]) for resource in self.resources if resource.row in at
            ),
            "closed": self.closed,
        }
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name in found:
                continue
            if isinstance(value, dict):
                found[one.name] = {name: column[chosen] for name, column in value.items()}
            else:
                found[one.name] = value[chosen]
        return Rows(**found)


class Facts(NamedTuple):
    """What the engine does not know of N measures: who they are, resources, days, review, money or none."""

    keys: tuple[Key, ...]
    resources: tuple[Resource, ...]
    counts: Codes
    start: Codes
    end: Codes
    review: Codes
    has_finance: Flags


def rows_of(batch: Batch, results: Results, with_views: bool = False) -> Rows:
    """The rows of a computed batch, in its order; with the yearly cash flows where they are asked for."""
    count = len(batch.cases)
    facts = Facts(
        tuple(_key(batch, index) for index in range(count)),
        tuple(
            Resource(index, one.item, (one.name.es, one.name.en), one.unit, one.baseline, one.project)
            for index, resources in enumerate(batch.resources)
            for one in merged(resources)
        ),
        np.asarray([case.block.reported.count if case.block.reported else 1 for case in batch.cases], dtype=np.int64),
        batch.days("start"),
        batch.days("end"),
        np.asarray([_review(batch, index) for index in range(count)], dtype=np.int64),
        np.asarray([case.block.finance is not None for case in batch.cases], dtype=np.bool_),
    )
    return rows_from(facts, results, with_views)


def rows_from(facts: Facts, results: Results, with_views: bool = False) -> Rows:
    """The rows of N measures from what is said of them and what the engine made of them."""
    count = len(facts.keys)
    before, after = copni_totals(results)
    comparable = (results.vector_status == OK).any(axis=1) if count else np.zeros(0, dtype=np.bool_)
    known = results.has_releases & comparable
    reported = results.measures["reported_copni_reduction"]
    values = dict(results.measures)
    for name in (*(one for one in DIFFERENCES if one != "cost"), "ghg_scope_1", "ghg_scope_2", "ghg_scope_3"):
        for part in ("baseline", "project", "reduction"):
            if name != "ghg" or part != "reduction":
                column = f"{name}_{part}"
                values[column] = np.where(results.has_flows, values[column], np.nan)
    values["grant"] = np.where(facts.has_finance, values["grant"], np.nan)
    values["copni_baseline"] = np.where(known, before, np.nan)
    values["copni_project"] = np.where(known, after, np.nan)
    computed = np.where(known, before - after, np.nan)
    values["copni_reduction"] = np.where(results.has_releases, computed, reported)
    return Rows(
        facts.keys,
        facts.resources,
        facts.counts,
        facts.start,
        facts.end,
        results.has_releases,
        facts.review,
        values,
        dict(results.statuses),
        results.vector_baseline,
        results.vector_project,
        results.vector_status,
        *results.side_statuses,
        dict(results.year_share),
        dict(results.ndc),
        dict(results.closed),
        _beside([estimate.ghg_reduction for estimate in results.earlier], count),
        _beside([estimate.until for estimate in results.earlier], count).astype(np.int64),
        _views(results) if with_views else {},
    )


def _key(batch: Batch, index: int) -> Key:
    case = batch.cases[index]
    measure, block = case.measure, case.block
    reported = block.reported
    return Key(
        measure.id, measure.name, measure.company, measure.sector, measure.zone, measure.technology,
        measure.equipment, case.stage, "reported" if reported is not None else "ok", case.document.file,
        tuple(reported.companies) if reported is not None else (),
        block.date.isoformat() if block.date else None,
        block.finance.price_year if block.finance is not None else None,
    )  # fmt: skip


def _review(batch: Batch, index: int) -> int:
    reviews = [use.review for use in batch.uses[index].values()]
    return max((REVIEW_ORDER.index(one) for one in (*reviews, *batch.methods[index].values())), default=-1)


# What totals, tables, the cost curve and the columns of a result by measure do not need.
_UNUSED = frozenset((
    "cost_baseline", "cost_project", "cost_reduction", "other_costs", "reported_ghg_reduction",
    "reported_copni_reduction", "reported_annual_savings", "social_discount_rate", "carbon_price", "annuity_factor",
    "discounted_payback_gross", "leverage", "grant_share", "grant_per_annual_tonne", "grant_per_lifetime_tonne",
    "social_annuity_factor", "social_npv",
))  # fmt: skip


def slim(rows: Rows) -> Rows:
    """The rows of a very large book: without what no total and no column of a result needs, statuses in small codes."""
    small: Any = np.int8
    return replace(
        rows,
        values={name: column for name, column in rows.values.items() if name not in _UNUSED},
        codes={name: column.astype(small) for name, column in rows.codes.items() if name not in _UNUSED},
        vector_status=rows.vector_status.astype(small),
        baseline_status=rows.baseline_status.astype(small),
        project_status=rows.project_status.astype(small),
        review=rows.review.astype(small),
    )


def joined(parts: Sequence[Rows], release: bool = False) -> Rows:
    """All rows of `parts` one after the other; at least one part, all computed with the same years.

    With `release` the parts lose their columns as they are taken over, so that both never stand in memory whole.
    """
    found: dict[str, Any] = {"keys": tuple(key for part in parts for key in part.keys), "closed": parts[0].closed}
    offsets = np.cumsum([0, *(len(part) for part in parts)])
    found["resources"] = tuple(
        resource._replace(row=resource.row + int(offset))
        for part, offset in zip(parts, offsets, strict=False)
        for resource in part.resources
    )
    for one in fields(Rows):
        if one.name in found:
            continue
        columns = [getattr(part, one.name) for part in parts]
        if one.name.startswith("earlier"):
            found[one.name] = _stacked(columns)
        elif one.name == "views":
            names = dict.fromkeys(name for column in columns for name in column)
            # Where no measure of a part has a tax, its flows after tax are those before it.
            found[one.name] = {
                name: _stacked([column.get(name, column[name.removesuffix(AFTER_TAX)]) for column in columns])
                for name in names
            }
        elif isinstance(columns[0], dict):
            take = dict.pop if release else dict.__getitem__
            known = list(columns[0])
            found[one.name] = {name: np.concatenate([take(column, name) for column in columns]) for name in known}
        else:
            found[one.name] = np.concatenate(columns)
    return Rows(**found)


def _views(results: Results) -> dict[str, Array]:
    """The yearly cash flows of each view, and those after tax where a measure has a tax."""
    taxed = flows_after_tax(results.support, results.view_flows)
    return {**results.view_flows, **{f"{name}{AFTER_TAX}": flows for name, flows in taxed.items()}}


def _beside(columns: Sequence[Array] | Sequence[Codes], count: int) -> Array:
    """Columns side by side, shape (count, columns)."""
    return np.stack([np.asarray(one, dtype=np.float64) for one in columns], axis=1) if columns else np.zeros((count, 0))


def _stacked(flows: Sequence[Array] | Sequence[Codes]) -> Array:
    """Tables of different widths below each other, the narrower ones with 0 in the columns that they lack."""
    width = max(one.shape[1] for one in flows)
    return np.concatenate([np.pad(one, ((0, 0), (0, width - one.shape[1]))) for one in flows])
