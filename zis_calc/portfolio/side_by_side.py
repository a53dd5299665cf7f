"""The rows of two estimates side by side: which row became which, in one unit, with the pieces of its price."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zis_calc.columns import VECTORS
from zis_calc.engine.bridge import Slots, common_ratio, ratio, scales
from zis_calc.engine.energy import emission_base, energy
from zis_calc.engine.types import Array, Codes, Flags
from zis_calc.model.library import Library
from zis_calc.pack.batch import FLOW_INPUTS, RELEASE_INPUTS, Origin, Table
from zis_calc.portfolio.pairs import FLOW_KEYS, Estimates, Pairs, flow_keys, matched

_TO_BASE = ("density", "net_calorific_value", "heating_value_ratio")
_WIDTH = len(VECTORS)
EXCHANGE = "exchange_rate"


class Source(NamedTuple):
    """COPni sources of one change: what tells it (fuel, class before, class after) and the first row of each side."""

    item: str
    unit: str
    baseline: str
    project: str
    rows: tuple[int | None, int | None]


@dataclass(frozen=True)
class Prices:
    """Prices per slot at four steps: as before, with the later factors in them, with the later price, all later.

    The first two are per unit of the earlier amount, the others per unit of the later one. NaN where there is none.
    `one_sided` says which measures have a flow with a price at one stage only, `other_currency` which ones change the
    currency of a price, so that price and exchange rate cannot be told apart. Shapes (slots,) and (measures,).
    """

    before: Array
    factors: Array
    prices: Array
    after: Array
    one_sided: Flags
    other_currency: Flags


@dataclass(frozen=True)
class SideBySide:
    """All slots of the pairs, with the prices of the flows and the vector of each release slot."""

    flows: Slots
    prices: Prices
    releases: Slots
    vector: Codes


class _Rows(NamedTuple):
    """All rows as one table: those of the first stage, of it with other hours, of the last stage, and a blank."""

    tables: tuple[Table, ...]
    columns: dict[str, Array]
    offsets: tuple[int, ...]

    @property
    def blank(self) -> int:
        """The number of the row that stands for a row which an estimate does not have."""
        return self.offsets[-1]

    def origin(self, name: str, number: int) -> Origin | None:
        """Where the cell of a row comes from."""
        for table, offset in zip(reversed(self.tables), reversed(self.offsets[:-1]), strict=True):
            if number >= offset:
                return table.origins[name][number - offset] if number < self.blank else None
        return None


def side_by_side(library: Library, pairs: Pairs) -> SideBySide:
    """The slots of all pairs, in their order."""
    stages = (pairs.before, pairs.hours, pairs.after)
    flows = _rows([stage.batch.flows for stage in stages], FLOW_INPUTS)
    releases = _rows([stage.batch.releases for stage in stages], RELEASE_INPUTS)
    units = [row.unit for stage in stages for row in stage.batch.flow_rows]
    flow_at, release_at = _Places(), _Places()
    fuel: list[bool] = []
    for index, id in enumerate(pairs.ids):
        shift = 1 if id in pairs.hours.position else 0
        first, last = stages[shift], pairs.after
        own, theirs = first.flows[first.position[id]], last.flows[last.position[id]]
        for one, other in matched(flow_keys(first, id), flow_keys(last, id), FLOW_KEYS):
            for side in (0, 1):
                here = None if one is None else own[2 * one + side] + flows.offsets[shift]
                there = None if other is None else theirs[2 * other + side] + flows.offsets[2]
                flow_at.add(index, side, here, there, flows.blank)
        for one_source, other_source in _paired_sources(first, last, id):
            for side in (0, 1):
                for vector in range(_WIDTH):
                    here = _row(one_source, side, vector, releases.offsets[shift])
                    there = _row(other_source, side, vector, releases.offsets[2])
                    changed = _class(one_source, side) != _class(other_source, side)
                    release_at.add(index, side, here, there, releases.blank, changed)
            source = one_source or other_source
            fuel += [source is not None and source.item != ""] * (2 * _WIDTH)
    flow_slots, scale, has_energy = _flow_slots(library, flows, flow_at, units, len(pairs.ids))
    release_slots = _release_slots(library, releases, release_at, np.asarray(fuel, dtype=np.bool_), scale, has_energy)
    vectors = np.arange(len(release_at.measure), dtype=np.int64) % _WIDTH
    prices = _prices(flows, flow_at, flow_slots, len(pairs.ids))
    return SideBySide(flow_slots, prices, release_slots, vectors)


class _Places:
    """Slots under construction: measure, side, and the row of each stage in the common table."""

    def __init__(self) -> None:
        self.measure: list[int] = []
        self.side: list[int] = []
        self.before: list[int] = []
        self.after: list[int] = []
        self.replaced: list[bool] = []

    def add(
        self, measure: int, side: int, before: int | None, after: int | None, blank: int, replaced: bool = False
    ) -> None:
        self.measure.append(measure)
        self.side.append(side)
        self.before.append(blank if before is None else before)
        self.after.append(blank if after is None else after)
        self.replaced.append(replaced and before is not None and after is not None)


def _rows(tables: Sequence[Table], names: Sequence[str]) -> _Rows:
    arrays = [table.arrays() for table in tables]
    columns = {name: np.concatenate([*(one[name] for one in arrays), np.zeros(1)]) for name in names}
    offsets = [0]
    for table in tables:
        offsets.append(offsets[-1] + table.size)
    return _Rows(tuple(tables), columns, tuple(offsets))


def _paired_sources(first: Estimates, last: Estimates, id: str) -> list[tuple[Source | None, Source | None]]:
    ours, theirs = sources_of(first, id), sources_of(last, id)
    keys = (
        lambda one: (one.item, one.baseline, one.project),
        lambda one: one.item or (_category(one), one.unit),
    )
    return [
        (None if one is None else ours[one], None if other is None else theirs[other])
        for one, other in matched(ours, theirs, keys)
    ]


def sources_of(stage: Estimates, id: str) -> list[Source]:
    """The COPni changes of a measure: its rows stand in blocks of one per vector, baseline before project."""
    place = stage.position[id]
    found: list[Source] = []
    for number in stage.releases[place][::_WIDTH]:
        row = stage.batch.release_rows[number]
        if row.side == 0:
            found.append(Source(row.item, row.base_unit, row.source, "", (number, None)))
        elif found and found[-1].rows[1] is None and found[-1].item == row.item:
            found[-1] = found[-1]._replace(project=row.source, rows=(found[-1].rows[0], number))
        else:
            found.append(Source(row.item, row.base_unit, "", row.source, (None, number)))
    return found


def _category(source: Source) -> str:
    return (source.baseline or source.project).rsplit(".", 1)[0]


def _class(source: Source | None, side: int) -> str:
    return "" if source is None else (source.baseline, source.project)[side]


def _row(source: Source | None, side: int, vector: int, offset: int) -> int | None:
    start = source.rows[side] if source is not None else None
    return None if start is None else start + vector + offset


def _slots(
    library: Library, rows: _Rows, at: _Places, names: Sequence[str], scale: Array, units: Sequence[str] | None
) -> Slots:
    """Slots whose scale is not known yet is 1; `units` names the unit of each row, else its origin does."""
    before, after = np.asarray(at.before, dtype=np.int64), np.asarray(at.after, dtype=np.int64)
    activity = rows.columns["activity"]
    runs_before, runs_after = activity[before] > 0, activity[after] > 0
    # What runs at one stage only is counted with the factors of that stage all the way.
    like_before, like_after = np.where(runs_before, before, after), np.where(runs_after, after, before)
    conversion = np.ones(len(before))
    for slot in np.flatnonzero(runs_before & runs_after & (before != after)).tolist():
        conversion[slot] = _conversion(library, rows, at.before[slot], at.after[slot], units)
    return Slots(
        np.asarray(at.measure, dtype=np.int64),
        np.asarray(at.side, dtype=np.int64),
        activity[before],
        activity[after],
        activity[after] * conversion,
        scale,
        np.asarray(at.replaced, dtype=np.bool_),
        {name: rows.columns[name][like_before] for name in names if name not in ("activity", "price")},
        {name: rows.columns[name][like_after] for name in names if name not in ("activity", "price")},
    )


def _conversion(library: Library, rows: _Rows, before: int, after: int, units: Sequence[str] | None) -> float:
    """From the unit of the later row to that of the earlier: by the units, else by the energy that both rows know."""
    here, there = (_unit(rows, number, units) for number in (before, after))
    if here == there:
        return 1.0
    one, other = library.units.unit(here[0]), library.units.unit(there[0])
    if here[1] == there[1] and one.dimension == other.dimension:
        return other.factor / one.factor
    energies = []
    for number in (before, after):
        energies.append(math.prod(float(rows.columns[name][number]) for name in _TO_BASE))
    return energies[1] / energies[0]


def _unit(rows: _Rows, number: int, units: Sequence[str] | None) -> tuple[str, bool]:
    """The unit of a row's amount and, for energy itself, whether it is on the higher heating value."""
    if units is not None:
        unit = units[number]
    else:
        origin = rows.origin("activity", number)
        unit = origin.unit.removesuffix("/yr") if origin is not None else "t"
    is_energy = rows.origin("net_calorific_value", number) is None
    return unit, is_energy and rows.origin("heating_value_ratio", number) is not None


def _flow_slots(
    library: Library, rows: _Rows, at: _Places, units: Sequence[str], count: int
) -> tuple[Slots, Array, Flags]:
    """The slots of the flows; the scale of each measure by its energy, and whether it has energy."""
    plain = _slots(library, rows, at, FLOW_INPUTS, np.ones(len(at.measure)), units)
    sums = []
    for amount in (plain.before, plain.after_here):
        base = emission_base(amount, *(plain.factors_before[name] for name in _TO_BASE))
        used = energy(base, plain.factors_before["energy_per_base"])
        sums.append([_by_measure(plain, used, side, count) for side in (0, 1)])
    has_energy = np.zeros(count, dtype=np.bool_)
    for side in (0, 1):
        has_energy = has_energy | (sums[0][side] > 0) | (sums[1][side] > 0)
    measure = common_ratio(ratio(sums[0][0], sums[1][0]), ratio(sums[0][1], sums[1][1]))
    own = _pair_scales(plain, measure, has_energy, 2, 1)
    is_energy = plain.factors_before["energy_per_base"] > 0
    scale = np.where(is_energy, measure[plain.measure], own)
    return _with_scale(plain, scale), measure, has_energy


def _by_measure(slots: Slots, values: Array, side: int, count: int) -> Array:
    here = slots.side == side
    return np.bincount(slots.measure[here], weights=values[here], minlength=count).astype(np.float64)


def _release_slots(library: Library, rows: _Rows, at: _Places, fuel: Flags, measure: Array, has_energy: Flags) -> Slots:
    """The slots of the releases: those of fuels change with the energy of their measure, processes by themselves."""
    plain = _slots(library, rows, at, RELEASE_INPUTS, np.ones(len(at.measure)), None)
    own = _pair_scales(plain, measure, has_energy, 2 * _WIDTH, _WIDTH)
    return _with_scale(plain, np.where(fuel, measure[plain.measure], own))


def _pair_scales(slots: Slots, measure: Array, has_energy: Flags, block: int, step: int) -> Array:
    """The scale of each slot by its own pair: slots stand in blocks, `step` baseline slots before as many project."""
    numbers = np.arange(len(slots.measure), dtype=np.int64)
    baseline = numbers - numbers % block + numbers % step
    project = baseline + step
    return scales(
        slots.measure,
        (slots.before[baseline], slots.before[project]),
        (slots.after_here[baseline], slots.after_here[project]),
        measure,
        has_energy,
    )


def _with_scale(slots: Slots, scale: Array) -> Slots:
    return Slots(**{**vars(slots), "scale": scale})


class _Pieces(NamedTuple):
    """An amount of money taken apart: what is written, factors of the library, exchange rate; and the ids of both."""

    written: tuple[float, ...]
    factors: tuple[float, ...]
    exchange: tuple[float, ...]
    factor_ids: tuple[str, ...]
    exchange_ids: tuple[str, ...]


def pieces(origin: Origin) -> _Pieces:
    """The parts of an amount of money by what they are; their product in this order is the amount, to the bit."""
    used = [part for part in origin.parts if part.use is not None]
    rates = [part for part in used if part.use is not None and part.use.quantity == EXCHANGE]
    others = [part for part in used if part not in rates]
    return _Pieces(
        tuple(part.value for part in origin.parts if part.use is None),
        tuple(part.value for part in others),
        tuple(part.value for part in rates),
        tuple(part.use.id for part in others if part.use is not None),
        tuple(part.use.id for part in rates if part.use is not None),
    )


def together(*values: tuple[float, ...]) -> float:
    """The product of pieces from the left, as the gate multiplies parts."""
    total = 1.0
    for value in (one for piece in values for one in piece):
        total *= value
    return total


def _prices(rows: _Rows, at: _Places, slots: Slots, count: int) -> Prices:
    """The prices of the flow slots at each step; a slot that runs at one stage only has the price of that stage."""
    runs_before, runs_after = (slots.before > 0).tolist(), (slots.after > 0).tolist()
    columns: list[list[float]] = [[], [], [], []]
    one_sided, other_currency = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    price = rows.columns["price"].tolist()
    for slot, (before, after) in enumerate(zip(at.before, at.after, strict=True)):
        here = before if runs_before[slot] or not runs_after[slot] else after
        there = after if runs_after[slot] or not runs_before[slot] else before
        origins = [rows.origin("price", number) if number != rows.blank else None for number in (here, there)]
        was, becomes = (
            price[number] if origin is not None else math.nan
            for number, origin in zip((here, there), origins, strict=True)
        )
        with_factors, with_prices = was, becomes
        if origins[0] is not None and origins[1] is not None and here != there:
            one, other = pieces(origins[0]), pieces(origins[1])
            if one.factor_ids == other.factor_ids and origins[0].unit == origins[1].unit:
                with_factors = together(one.written, other.factors, one.exchange)
            if one.exchange_ids == other.exchange_ids:
                with_prices = together(other.written, other.factors, one.exchange)
            else:
                other_currency[at.measure[slot]] = True
        elif here != there and (origins[0] is None) != (origins[1] is None):
            one_sided[at.measure[slot]] = True
        for column, value in zip(columns, (was, with_factors, with_prices, becomes), strict=True):
            column.append(value)
    first, second, third, fourth = (np.asarray(column, dtype=np.float64) for column in columns)
    return Prices(first, second, third, fourth, one_sided, other_currency)
