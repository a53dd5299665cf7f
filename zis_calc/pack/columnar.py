"""The gate for many rows at once: columns in, the engine's inputs out, each distinct kind of row resolved once.

Rows arrive already read (floats, and codes into a list of texts). Whatever a plan cannot vouch for is named in
`doubtful` and takes the ordinary way through `gate.pack`, which has the words for what is wrong with it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from zis_calc.engine.compute import Inputs
from zis_calc.engine.types import Array, Codes, Flags
from zis_calc.model.measure import CopniChange, CopniSide, Flow
from zis_calc.pack.batch import FLOW_INPUTS, RELEASE_INPUTS
from zis_calc.pack.context import Gate
from zis_calc.pack.plans import CopniPlan, Factors, FlowPlan, ReleasePlan, copni_plan, flow_plan
from zis_calc.problems import ProblemError
from zis_calc.units import MAX_NUMBER

NONE = 0  # the code of a text that is not given
_SECONDS_PER_YEAR = 366 * 86400
_SCOPES = ("1", "2", "3")


class FlowColumns(NamedTuple):
    """N flows, those of one measure together and in their order. `words` are codes into the texts, by field; 0 is none.

    Numbers are as written, NaN where they are not given. Shapes (flows,).
    """

    measure: Codes
    numbers: Mapping[str, Array]
    words: Mapping[str, Codes]

    def take(self, chosen: Codes) -> "FlowColumns":
        """The flows at `chosen`."""
        return FlowColumns(
            self.measure[chosen],
            {name: column[chosen] for name, column in self.numbers.items()},
            {name: column[chosen] for name, column in self.words.items()},
        )


class MeasureColumns(NamedTuple):
    """N measures: money and times already in the units of the engine, years of factors and prices (0 is none)."""

    values: dict[str, Array]
    other_costs_known: Flags
    start: Codes
    end: Codes
    factor_year: Codes
    price_year: Codes

    def take(self, chosen: Codes) -> "MeasureColumns":
        """The measures at `chosen`."""
        return MeasureColumns(
            {name: column[chosen] for name, column in self.values.items()},
            self.other_costs_known[chosen], self.start[chosen], self.end[chosen], self.factor_year[chosen],
            self.price_year[chosen],
        )  # fmt: skip


FLOW_NUMBERS = ("baseline", "project", "per", "operating", "price", "emission_factor")
FLOW_WORDS = (
    "item", "baseline.unit", "project.unit", "per.unit", "operating.unit", "price.unit", "emission_factor.unit",
    "heating_value", "price_heating_value", "end_use", "emission_factor_source", "scope",
)  # fmt: skip
COPNI_NUMBERS = ("baseline.activity", "project.activity", "operating")
COPNI_WORDS = (
    "baseline.source", "baseline.activity.unit", "project.source", "project.activity.unit", "operating.unit",
)  # fmt: skip


@dataclass
class Kinds:
    """Which plan each row follows: `plan` numbers into `plans`; `first` is a row of each kind."""

    plan: Codes
    plans: list[Any]
    first: Codes
    doubtful: Flags


def distinct_rows(columns: Sequence[Codes]) -> tuple[Codes, Codes]:
    """A row of each distinct combination, and for every row the number of its combination. Shapes (kinds,), (rows,)."""
    size = len(columns[0])
    key = np.zeros(size, dtype=np.int64)
    span = 1
    for column in columns:
        width = int(column.max(initial=0)) + 1
        if span * width > 1 << 60:
            _, key = np.unique(key, return_inverse=True)
            span = int(key.max(initial=0)) + 1
        key = key * width + column
        span *= width
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return first.astype(np.int64), inverse.astype(np.int64)


def _sign(column: Array) -> Codes:
    """0 not given, 1 zero, 2 more than zero, 3 less."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isnan(column), 0, np.where(column == 0, 1, np.where(column > 0, 2, 3))).astype(np.int64)


@dataclass
class ColumnGate:
    """Plans by kind, kept over the blocks and books of a run."""

    gate: Gate
    texts: Sequence[str | None]
    year: Codes
    price_year: Codes
    flows: dict[str, FlowPlan | None] = field(default_factory=dict)
    copni: dict[str, CopniPlan | None] = field(default_factory=dict)

    def flow_kinds(self, flows: FlowColumns) -> Kinds:
        """The plan of every flow; doubtful are the rows that no plan vouches for."""
        numbers, words = flows.numbers, flows.words
        _, factor = np.unique(numbers["emission_factor"], return_inverse=True)
        signs = [_sign(numbers[name]) for name in FLOW_NUMBERS if name != "emission_factor"]
        years = [self.year[flows.measure], self.price_year[flows.measure]]
        first, plan = distinct_rows([*(words[name] for name in FLOW_WORDS), *signs, factor.astype(np.int64), *years])
        plans = [self._flow_plan(flows, int(row)) for row in first]
        doubtful = np.asarray([one is None for one in plans], dtype=np.bool_)[plan] if plans else np.zeros(0, np.bool_)
        doubtful = doubtful | _out_of_range(numbers, FLOW_NUMBERS)
        return Kinds(plan, plans, first, doubtful | self._operating_doubtful(numbers, words, plan, first))

    def _operating_doubtful(
        self, numbers: Mapping[str, Array], words: Mapping[str, Codes], plan: Codes, first: Codes
    ) -> Flags:
        """Operating times that are more than there is time in a year."""
        if not first.size:
            return np.zeros(0, dtype=np.bool_)
        scale = np.asarray([self._factor(words["operating.unit"][row]) for row in first])[plan]
        with np.errstate(invalid="ignore"):
            longer: Flags = (numbers["operating"] * scale > _SECONDS_PER_YEAR) & ~np.isnan(numbers["operating"])
        return longer

    def _factor(self, code: int) -> float:
        """The factor of a unit by its code; 0 where it is none, of which the ordinary gate has the words."""
        text = self.texts[code]
        try:
            return self.gate.library.units.unit(text).factor if text else 0.0
        except ProblemError:
            return 0.0

    def _flow_plan(self, flows: FlowColumns, row: int) -> FlowPlan | None:
        words = {name: self.texts[int(column[row])] for name, column in flows.words.items()}
        numbers = {name: float(column[row]) for name, column in flows.numbers.items()}
        signs = tuple(_kind(numbers[name]) for name in FLOW_NUMBERS)
        measure = int(flows.measure[row])
        year, price_year = int(self.year[measure]), int(self.price_year[measure]) or None
        key = repr((*words.values(), signs, numbers["emission_factor"], year, price_year))
        if key not in self.flows:
            amounts: dict[str, Any] = {name: written(numbers[name], words[f"{name}.unit"]) for name in FLOW_NUMBERS}
            given = words["scope"] or ""
            if amounts["baseline"] is None or amounts["project"] is None or words["item"] is None:
                return None
            if given not in ("", *_SCOPES):
                return None
            scope: Any = int(given) if given else None
            basis: Any = words["heating_value"]
            price_basis: Any = words["price_heating_value"]
            flow = Flow.model_construct(
                item=words["item"], **amounts, heating_value=basis, price_heating_value=price_basis,
                end_use=words["end_use"], emission_factor_source=words["emission_factor_source"], scope=scope,
            )  # fmt: skip
            self.flows[key] = flow_plan(self.gate, flow, year, price_year)
        return self.flows[key]

    def copni_kinds(self, changes: FlowColumns) -> Kinds:
        """The plan of every COPni change; doubtful are the rows that no plan vouches for."""
        numbers, words = changes.numbers, changes.words
        signs = [_sign(numbers[name]) for name in COPNI_NUMBERS]
        columns = [*(words[name] for name in COPNI_WORDS), *signs, self.year[changes.measure]]
        first, plan = distinct_rows(columns)
        plans = [self._copni_plan(changes, int(row)) for row in first]
        doubtful = np.asarray([one is None for one in plans], dtype=np.bool_)[plan] if plans else np.zeros(0, np.bool_)
        doubtful = doubtful | _out_of_range(numbers, COPNI_NUMBERS)
        return Kinds(plan, plans, first, doubtful | self._operating_doubtful(numbers, words, plan, first))

    def _copni_plan(self, changes: FlowColumns, row: int) -> CopniPlan | None:
        words = {name: self.texts[int(column[row])] for name, column in changes.words.items()}
        numbers = {name: float(column[row]) for name, column in changes.numbers.items()}
        year = int(self.year[int(changes.measure[row])])
        key = repr((*words.values(), tuple(_kind(number) for number in numbers.values()), year))
        if key not in self.copni:
            sides: dict[str, Any] = {}
            for side in ("baseline", "project"):
                source = words[f"{side}.source"]
                activity = written(numbers[f"{side}.activity"], words[f"{side}.activity.unit"])
                if (source is None) != (activity is None):
                    return None
                sides[side] = CopniSide(source=source, activity=activity) if source and activity else None
            operating = written(numbers["operating"], words["operating.unit"])
            change = CopniChange.model_construct(**sides, operating=operating)
            self.copni[key] = copni_plan(self.gate, change, year)
        return self.copni[key]


def _kind(value: float) -> int:
    return 0 if value != value else 1 if value == 0 else 2 if value > 0 else 3


def written(value: float, unit: str | None) -> str | None:
    """An amount as the ordinary gate reads it; None where it is not given."""
    if value != value:
        return None
    return f"{value!r} {unit}" if unit else f"{value!r}"


def _out_of_range(numbers: Mapping[str, Array], names: Sequence[str]) -> Flags:
    """Numbers that the ordinary gate refuses or must speak of: negative, beyond 1e18."""
    found = np.zeros(len(next(iter(numbers.values()))), dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        for name in names:
            found |= (numbers[name] < 0) | (np.abs(numbers[name]) > MAX_NUMBER)
    return found


def amounts(numbers: Mapping[str, Array], key: str, kinds: Kinds, side: int) -> Array:
    """The amount as written times what it is per and how long the plant runs, in the order of the ordinary gate."""
    total = numbers[key].copy()
    if "per" in numbers:
        column = numbers["per"]
        total = np.where(np.isnan(column), total, total * np.where(np.isnan(column), 1.0, column))
    column = numbers["operating"]
    takes = np.asarray([one.operating[side] for one in kinds.plans], dtype=np.bool_)[kinds.plan] & ~np.isnan(column)
    return np.where(takes, total * np.where(takes, column, 1.0), total)


def multiplied(values: Array, plan: Codes, factors: Sequence[Factors]) -> Array:
    """Each value times the factors of its plan, one after the other (no factor is no multiplication)."""
    result = values
    for step in range(max((len(one) for one in factors), default=0)):
        column = np.asarray([one[step] if step < len(one) else np.nan for one in factors], dtype=np.float64)[plan]
        result = np.where(np.isnan(column), result, result * np.where(np.isnan(column), 1.0, column))
    return result


class FlowAmounts(NamedTuple):
    """What flows come to: activity and resource of both sides, and their base (for whether they change)."""

    activity: tuple[Array, Array]
    resource: tuple[Array, Array]
    base: tuple[Array, Array]


def flow_amounts(flows: FlowColumns, kinds: Kinds) -> FlowAmounts:
    """Activities and resources of flows whose plans are known."""
    plans: list[FlowPlan] = kinds.plans
    activity, resource, base = [], [], []
    for side, key in enumerate(("baseline", "project")):
        value = amounts(flows.numbers, key, kinds, side)
        made = multiplied(value, kinds.plan, [one.activity[side] for one in plans])
        activity.append(made)
        resource.append(multiplied(value, kinds.plan, [one.resource[side] for one in plans]))
        base.append(made * np.asarray([one.base[side] for one in plans], dtype=np.float64)[kinds.plan])
    return FlowAmounts((activity[0], activity[1]), (resource[0], resource[1]), (base[0], base[1]))


def changes(amounts_: FlowAmounts) -> Flags:
    """Whether the two sides of each flow differ (as math.isclose with 1e-12)."""
    before, after = amounts_.base
    return np.abs(before - after) > 1e-12 * np.maximum(np.abs(before), np.abs(after))


def inputs_of_columns(
    measures: MeasureColumns, flows: FlowColumns, flow_kinds: Kinds, made: FlowAmounts,
    copni: FlowColumns, copni_kinds: Kinds,
) -> tuple[Inputs, Array]:  # fmt: skip
    """The engine's inputs for measures whose rows all follow a plan, and which release rows are of fuels.

    The order of rows is that of the ordinary gate: a measure's flows, both sides of each; releases of its flows, then
    of its COPni changes.
    """
    plans: list[FlowPlan] = flow_kinds.plans
    plan, size = flow_kinds.plan, len(flows.measure)
    columns: dict[str, Array] = {}
    for name in FLOW_INPUTS:
        if name in ("activity", "price"):
            continue
        table = np.asarray([[one.constants[side][name] for side in range(2)] for one in plans], dtype=np.float64)
        columns[name] = table.reshape(-1, 2)[plan].reshape(-1)
    columns["activity"] = np.stack(made.activity, axis=1).reshape(-1)
    prices = []
    for side in range(2):
        priced = np.asarray([one.price is not None for one in plans], dtype=np.bool_)[plan]
        value = multiplied(flows.numbers["price"], plan, [one.price[side] if one.price else () for one in plans])
        prices.append(np.where(priced, value, np.nan))
    columns["price"] = np.stack(prices, axis=1).reshape(-1) if size else np.zeros(0)

    def of_rows(read: Callable[[Any], int]) -> Codes:
        table = np.asarray([[read(row) for row in one.rows] for one in plans], dtype=np.int64).reshape(-1, 2)
        return table[plan].reshape(-1)

    releases = _release_inputs(flows, flow_kinds, made, copni, copni_kinds)
    inputs = Inputs(
        flows=columns,
        flow_measure=np.repeat(flows.measure, 2),
        flow_side=np.tile(np.asarray([0, 1], dtype=np.int64), size),
        flow_scope=of_rows(lambda row: row.scope),
        flow_has_factor=of_rows(lambda row: row.has_factor) > 0,
        releases=releases.columns,
        release_measure=releases.measure,
        release_side=releases.side,
        release_vector=releases.vector,
        release_status=releases.status,
        measures=measures.values,
        other_costs_known=measures.other_costs_known,
        start=measures.start,
        end=measures.end,
    )
    return inputs, releases.fuel


class _Releases(NamedTuple):
    columns: dict[str, Array]
    measure: Codes
    side: Codes
    vector: Codes
    status: Codes
    fuel: Array


def _release_inputs(
    flows: FlowColumns, flow_kinds: Kinds, made: FlowAmounts, copni: FlowColumns, copni_kinds: Kinds
) -> _Releases:
    activity = []
    for side, key in enumerate(("baseline.activity", "project.activity")):
        value = amounts(copni.numbers, key, copni_kinds, side)
        activity.append(multiplied(value, copni_kinds.plan, [one.activity[side] for one in copni_kinds.plans]))
    parts = [
        _spread(flows.measure, flow_kinds, made.activity, 0),
        _spread(copni.measure, copni_kinds, (activity[0], activity[1]), 1),
    ]
    order = np.lexsort(
        tuple(np.concatenate([getattr(part, name) for part in parts]) for name in ("place", "row", "block", "measure"))
    )

    def whole(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts])[order]

    columns = {name: np.concatenate([part.columns[name] for part in parts])[order] for name in RELEASE_INPUTS}
    return _Releases(columns, whole("measure"), whole("side"), whole("vector"), whole("status"), whole("fuel"))


class _Spread(NamedTuple):
    columns: dict[str, Array]
    measure: Codes
    block: Codes
    row: Codes
    place: Codes
    side: Codes
    vector: Codes
    status: Codes
    fuel: Array


def _spread(measure: Codes, kinds: Kinds, activity: tuple[Array, Array], block: int) -> _Spread:
    """The release rows of all rows: each row gives those of its plan."""
    lists: list[tuple[ReleasePlan, ...]] = [one.releases for one in kinds.plans]
    counts = np.asarray([len(one) for one in lists], dtype=np.int64)
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
    flat = [one for made in lists for one in made]
    times = counts[kinds.plan] if counts.size else np.zeros(0, dtype=np.int64)
    row = np.repeat(np.arange(len(measure), dtype=np.int64), times)
    ends = np.cumsum(times)
    place = np.arange(int(ends[-1]) if ends.size else 0, dtype=np.int64) - np.repeat(ends - times, times)
    index = starts[kinds.plan[row]] + place if row.size else np.zeros(0, dtype=np.int64)

    def of_plan(read: Callable[[ReleasePlan], float]) -> Any:
        return np.asarray([read(one) for one in flat], dtype=np.float64)[index] if flat else np.zeros(0)

    side = of_plan(lambda one: one.side).astype(np.int64)
    columns = {name: of_plan(lambda one, name=name: one.constants[name]) for name in RELEASE_INPUTS}  # type: ignore[misc]
    follows = of_plan(lambda one: one.follows) > 0
    own = np.where(side == 0, activity[0][row], activity[1][row])
    columns["activity"] = np.where(follows, own, columns["activity"])
    return _Spread(
        columns, measure[row], np.full(row.size, block, dtype=np.int64), row, place, side,
        of_plan(lambda one: one.vector).astype(np.int64), of_plan(lambda one: one.status).astype(np.int64),
        of_plan(lambda one: one.fuel),
    )  # fmt: skip
