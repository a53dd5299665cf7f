"""The measures of a book that are plain, through the columnar gate: their rows, the factors they use, what is said."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from zis_calc.batching.screening import Screened
from zis_calc.batching.warnings import Said, Uses, default_rate, factor_warnings, result_warnings
from zis_calc.engine.compute import Results, compute
from zis_calc.engine.types import Codes
from zis_calc.intake.assemble import Assembly
from zis_calc.intake.findings import Many
from zis_calc.intake.measures import MeasureTable
from zis_calc.model.base import REVIEW_ORDER
from zis_calc.pack.columnar import (
    FlowColumns,
    Kinds,
    changes,
    flow_amounts,
    inputs_of_columns,
)
from zis_calc.pack.context import Gate
from zis_calc.pack.plans import FlowPlan, social_plan
from zis_calc.problems import Problem, problem
from zis_calc.rows import Facts, Key, Resource, Rows, joined, rows_from, slim

BLOCK = 8192  # measures that stand in memory with all their rows at one time
LARGE = 20_000  # measures of a book above which only what the outputs need is kept of each


@dataclass
class Plain:
    """The plain measures of a book: `position` of each row of `rows` among the chosen measures."""

    rows: list[Rows] = field(default_factory=list)
    position: list[Codes] = field(default_factory=list)
    uses: dict[tuple[str, str], Any] = field(default_factory=dict)
    many: list[Many] = field(default_factory=list)
    schemes: set[str] = field(default_factory=set)
    factor_ids: dict[int, tuple[str, ...]] = field(default_factory=dict)
    signature: Codes = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    unpriced: dict[int, list[str]] = field(default_factory=dict)


def compute_plain(whole: Assembly, screened: Screened, gate: Gate) -> Plain:
    """The rows of the measures that are not doubtful, block by block, in the order of the chosen cases."""
    plain = Plain()
    chosen = np.flatnonzero(~screened.doubtful).astype(np.int64)
    if not chosen.size:
        return plain
    signatures = _signatures(screened)
    reviews = {number: _review(plain_uses) for number, plain_uses in enumerate(signatures.uses)}
    for start in range(0, chosen.size, BLOCK):
        block = chosen[start : start + BLOCK]
        _block(whole, screened, gate, plain, block, signatures, reviews)
    for number, uses in enumerate(signatures.uses):
        used = np.flatnonzero((signatures.of == number) & ~screened.doubtful)
        if used.size:
            plain.uses.update(uses)
            year, price_year = signatures.years[number]
            for found in factor_warnings(uses, year, price_year or None):
                plain.many += _many(whole, screened, Said(found, "id", used))
    _say_social(whole, screened, gate, plain, chosen)
    _say_flows(whole, screened, plain)
    plain.signature = signatures.of
    plain.factor_ids = {
        number: tuple(sorted({use.id for use in uses.values()})) for number, uses in enumerate(signatures.uses)
    }
    return plain


class _Signatures(NamedTuple):
    """Which distinct set of factors each measure uses, and the years it uses them in."""

    of: Codes
    uses: list[Uses]
    years: list[tuple[int, int]]


def _signatures(screened: Screened) -> _Signatures:
    size = len(screened.measures.ids)
    parts: list[tuple[Any, ...]] = [()] * size
    shared: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for columns, kinds, name in (
        (screened.flows, screened.flow_kinds, "f"),
        (screened.copni, screened.copni_kinds, "c"),
    ):
        for measure, plan in zip(columns.measure.tolist(), kinds.plan.tolist(), strict=True):
            if (name, plan) not in parts[measure]:
                longer = (*parts[measure], (name, plan))
                parts[measure] = shared.setdefault(longer, longer)
    known: dict[tuple[Any, ...], int] = {}
    uses: list[Uses] = []
    years: list[tuple[int, int]] = []
    of = np.zeros(size, dtype=np.int64)
    factor_years, price_years = screened.columns.factor_year.tolist(), screened.columns.price_year.tolist()
    doubtful = screened.doubtful.tolist()
    for measure, own in enumerate(parts):
        money = screened.measures.uses[measure]
        key = (own, tuple(id(plan) for plan in money), factor_years[measure], price_years[measure])
        number = known.get(key)
        if number is None:
            number = known[key] = len(uses)
            years.append((factor_years[measure], price_years[measure]))
            merged: Uses = {}
            for kind, plan in own if not doubtful[measure] else ():
                merged.update((screened.flow_kinds if kind == "f" else screened.copni_kinds).plans[plan].uses)
            for one in money:
                if one is not None:
                    merged.update(one.uses)
            uses.append(merged)
        elif not doubtful[measure] and not uses[number]:
            for kind, plan in own:
                uses[number].update((screened.flow_kinds if kind == "f" else screened.copni_kinds).plans[plan].uses)
            for one in money:
                uses[number].update(one.uses)
        of[measure] = number
    return _Signatures(of, uses, years)


def _review(uses: Uses) -> int:
    return max((REVIEW_ORDER.index(use.review) for use in uses.values()), default=-1)


def _block(
    whole: Assembly,
    screened: Screened,
    gate: Gate,
    plain: Plain,
    block: Codes,
    signatures: _Signatures,
    reviews: dict[int, int],
) -> None:
    """Computes one block of measures and keeps its rows."""
    flows, flow_kinds, flow_at = _part(screened.flows, screened.flow_kinds, block)
    copni, copni_kinds, _ = _part(screened.copni, screened.copni_kinds, block)
    made = flow_amounts(flows, flow_kinds)
    measures = screened.columns.take(block)
    inputs, fuel = inputs_of_columns(measures, flows, flow_kinds, made, copni, copni_kinds)
    options = gate.options
    results: Results = compute(inputs, options.as_of, options.ndc_rule, options.ndc_years)
    facts = Facts(
        tuple(_keys(whole, screened.measures, block)),
        tuple(_resources(flows, flow_kinds, made)),
        np.ones(block.size, dtype=np.int64),
        measures.start,
        measures.end,
        np.asarray([reviews[number] for number in signatures.of[block].tolist()], dtype=np.int64),
        screened.measures.has_finance[block],
    )
    rows = rows_from(facts, results)
    plain.rows.append(slim(rows) if len(screened.measures.ids) > LARGE else rows)
    plain.position.append(block)
    release = results.releases["release"]
    signed = np.where(inputs.release_side == 0, release, -release)
    sums = [
        np.bincount(inputs.release_measure, np.where(fuel == kind, signed, 0.0), minlength=block.size).astype(
            np.float64
        )
        for kind in (1, 0)
    ]
    for said in result_warnings(gate.library, rows, sums[0], sums[1]):
        plain.many += _many(whole, screened, said._replace(measures=block[said.measures]))
    plans: list[FlowPlan] = flow_kinds.plans
    texts = screened.texts
    wants = (
        np.asarray([one.wants_price for one in plans], dtype=np.bool_)[flow_kinds.plan]
        if plans
        else np.zeros(0, np.bool_)
    )
    for row in np.flatnonzero(wants & changes(made)).tolist():
        item = texts[int(flows.words["item"][row])] or ""
        plain.unpriced.setdefault(int(block[int(flows.measure[row])]), []).append(item)
        plain.many.append(_flow_finding(whole, screened, int(flow_at[row]), problem("M033", item=item), "price"))
    plain.schemes |= {one.rows[0].item for one in plans if one.rows[0].type == "electricity"}


def _part(columns: FlowColumns, kinds: Kinds, block: Codes) -> tuple[FlowColumns, Kinds, Codes]:
    """The rows of a block of measures, with their measures and plans numbered within it."""
    at = np.searchsorted(block, columns.measure)
    at = np.minimum(at, block.size - 1)
    keep = np.flatnonzero(block[at] == columns.measure)
    taken = columns.take(keep)
    used, plan = np.unique(kinds.plan[keep], return_inverse=True)
    part = Kinds(plan.astype(np.int64), [kinds.plans[int(one)] for one in used], kinds.first, kinds.doubtful[keep])
    return taken._replace(measure=at[keep].astype(np.int64)), part, keep.astype(np.int64)


def _keys(whole: Assembly, measures: MeasureTable, block: Codes) -> Iterator[Key]:
    words, file = measures.words, whole.book.file
    dates = measures.date.tolist()
    price_years = measures.price_year.tolist()
    for index in block.tolist():
        day = dates[index]
        yield Key(
            measures.ids[index],
            words["name"][index],
            words["company"][index] or None,
            words["sector"][index] or None,
            words["zone"][index] or None,
            words["technology"][index] or None,
            words["equipment"][index] or None,
            words["stage"][index],
            "ok",
            file,
            (),
            datetime.date.fromordinal(day).isoformat() if day > 0 else None,
            price_years[index] or None,
        )


def _resources(flows: FlowColumns, kinds: Kinds, made: Any) -> Iterator[Resource]:
    """The resources of a block, those of the same item and unit of one measure together."""
    plans: list[FlowPlan] = kinds.plans
    names = [(one.rows[0].item, one.resource_name, one.resource_unit) for one in plans]
    found: dict[tuple[str, str], Resource] = {}
    last = -1
    before, after = made.resource[0].tolist(), made.resource[1].tolist()
    for row, (measure, plan) in enumerate(zip(flows.measure.tolist(), kinds.plan.tolist(), strict=True)):
        if measure != last:
            yield from found.values()
            found, last = {}, measure
        item, name, unit = names[plan]
        known = found.get((item, unit))
        baseline, project = before[row], after[row]
        if known is not None:
            baseline, project = known.baseline + baseline, known.project + project
        found[item, unit] = Resource(measure, item, name, unit, baseline, project)
    yield from found.values()


def _many(whole: Assembly, screened: Screened, said: Said) -> list[Many]:
    """What is said of measures, by the table that each stands in; about money at its own sheet where there is one."""
    found = []
    tables = screened.measures.table[said.measures]
    for number in np.unique(tables).tolist():
        table = whole.tables[number]
        rows = screened.measures.row[said.measures[tables == number]]
        key = said.key if said.key in table.sources else "id"
        found.append(Many(said.problem, table, key, rows))
    return found


def _flow_finding(whole: Assembly, screened: Screened, row: int, found: Problem, key: str) -> Many:
    table = whole.tables[int(screened.flow_where.table[row])]
    column = key if key in table.sources else "item" if "item" in table.sources else "baseline"
    return Many(found, table, column, np.asarray([screened.flow_where.row[row]], dtype=np.int64))


def _say_flows(whole: Assembly, screened: Screened, plain: Plain) -> None:
    """What the plans say of every row that follows them, at the cell of the field it is about."""
    for columns, where, kinds in (
        (screened.flows, screened.flow_where, screened.flow_kinds),
        (screened.copni, screened.copni_where, screened.copni_kinds),
    ):
        sound = ~screened.doubtful[columns.measure]
        for number, plan in enumerate(kinds.plans):
            if plan is None or not plan.said:
                continue
            at = np.flatnonzero((kinds.plan == number) & sound)
            for one in plan.said:
                field_ = one.field.partition("].")[2]
                for table_number in np.unique(where.table[at]).tolist():
                    table = whole.tables[table_number]
                    rows = where.row[at[where.table[at] == table_number]]
                    key = next((name for name in (field_, "item", "baseline.source") if name in table.sources), field_)
                    plain.many.append(Many(problem(one.code, **dict(one.values)), table, key, rows))


def _say_social(whole: Assembly, screened: Screened, gate: Gate, plain: Plain, chosen: Codes) -> None:
    """M044 (default discount rate) and M067 (no social view), and the factors of the social view."""
    from zis_calc.checks.support import social_reason

    rate, invested = screened.measures.discount_rate, ~np.isnan(screened.measures.money["investment"])
    plain.many += _many(
        whole, screened, Said(default_rate(gate.options), "id", chosen[(np.isnan(rate) & invested)[chosen]])
    )
    price_years = screened.columns.price_year
    for price_year in np.unique(price_years[chosen]).tolist():
        social = social_plan(gate, price_year or None)
        here = chosen[(price_years[chosen] == price_year) & invested[chosen]]
        if here.size and not social.missing:
            plain.uses.update({(use.id, str(use.valid_from)): use for use in social.uses})
        if here.size and social.missing:
            plain.many += _many(
                whole, screened, Said(problem("M067", reason=social_reason(social.missing[0])), "id", here)
            )


def together(plain: Plain, others: list[Rows], positions: list[Codes]) -> tuple[Rows | None, Codes]:
    """All rows in the order of the chosen cases, and the position of each among them."""
    parts = [*plain.rows, *(one for one in others if len(one))]
    at = [*plain.position, *positions]
    if not parts:
        return None, np.zeros(0, dtype=np.int64)
    whole = joined(parts, release=True) if len(parts) > 1 else parts[0]
    position = np.concatenate(at)
    order = np.argsort(position, kind="stable")
    if (order == np.arange(order.size)).all():
        return whole, position
    return whole.take(order), position[order]
