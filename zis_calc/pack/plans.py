"""What is the same for every row with the same item, units, end use and year: found once, through the gate itself.

A plan is made by sending one row of its kind through the ordinary gate and keeping what does not depend on the row's
numbers: the factors, and by what the written amount is multiplied, in order. A row that follows its plan therefore has
the very bits that the gate would have given it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from zis_calc.model.document import Document
from zis_calc.model.library import FactorUse
from zis_calc.model.measure import CopniChange, Finance, Flow, Measure, StageBlock
from zis_calc.pack.amounts import Written, read_plain
from zis_calc.pack.batch import FLOW_INPUTS, RELEASE_INPUTS, Batch, Case, FlowAt, FlowRow, Origin, Social
from zis_calc.pack.context import Gate, Reader
from zis_calc.pack.flows import add_flow, choice_of, resource_steps, yearly_of
from zis_calc.pack.money import money_cell
from zis_calc.pack.releases import add_copni
from zis_calc.pack.support import social_of
from zis_calc.problems import ERROR, Problem, ProblemError
from zis_calc.units import Dimension

Factors = tuple[float, ...]
_PER_YEAR: Dimension = (("year", -1),)
_BY_ROW = ("M033",)  # depends on the numbers of each row: decided row by row
_NEVER = ("M046",)  # its words hold the amounts: such rows take the ordinary way


@dataclass(frozen=True)
class ReleasePlan:
    """One release row: side, vector, status, its columns but the activity, and whether the activity is the side's."""

    side: int
    vector: int
    status: int
    constants: dict[str, float]
    follows: bool
    fuel: bool


@dataclass(frozen=True)
class FlowPlan:
    """A kind of flow: constants of both sides, factors of amounts, price and resource, its releases."""

    rows: tuple[FlowRow, FlowRow]
    constants: tuple[dict[str, float], dict[str, float]]
    activity: tuple[Factors, Factors]
    operating: tuple[bool, bool]
    price: tuple[Factors, Factors] | None
    resource_unit: str
    resource_name: tuple[str, str]
    resource: tuple[Factors, ...]
    base: tuple[float, float]
    releases: tuple[ReleasePlan, ...]
    uses: dict[tuple[str, str], FactorUse]
    said: tuple[Problem, ...]
    wants_price: bool
    without_factor: bool


@dataclass(frozen=True)
class CopniPlan:
    """A kind of COPni change: factors of each side's activity, its release rows, factors used, what is said of it."""

    activity: tuple[Factors, Factors]
    operating: tuple[bool, bool]
    releases: tuple[ReleasePlan, ...]
    uses: dict[tuple[str, str], FactorUse]
    said: tuple[Problem, ...]


def _reader(gate: Gate, year: int, price_year: int | None, investment: str | None = None) -> Reader:
    """A reader of an otherwise empty measure."""
    finance = Finance.model_construct(price_year=price_year, investment=investment)
    block = StageBlock.model_construct(factor_year=year, finance=finance)
    measure = Measure.model_construct(kind="measure", id="", name="")
    return Reader(gate, Case(Document("", {}, {}), measure, "", block, ()))


def _taken(gate: Gate, start: int) -> list[Problem]:
    found = gate.problems[start:]
    del gate.problems[start:]
    return found


def _refused(reader: Reader, found: Sequence[Problem]) -> bool:
    return reader.failed or any(one.severity == ERROR or one.code in _NEVER for one in found)


def flow_plan(gate: Gate, flow: Flow, year: int, price_year: int | None) -> FlowPlan | None:
    """The plan of flows like `flow`, or None where the gate refuses it or has something to say of its numbers."""
    reader, batch, start = _reader(gate, year, price_year), Batch(), len(gate.problems)
    for one in (batch.resources, batch.unpriced, batch.without_factor):
        one.append([])
    at = FlowAt(flow, 0, ("flows", 0))
    add_flow(reader, batch, at)
    found = _taken(gate, start)
    if _refused(reader, found) or batch.flows.size != 2:
        return None
    item = gate.item(flow.item)
    activities = []
    for side in range(2):
        yearly = yearly_of(reader, at, item, side)
        choice = choice_of(reader, at, item, yearly, flow.emission_factor is not None) if yearly is not None else None
        if yearly is None or choice is None:
            return None
        activities.append((yearly, choice))
    _taken(gate, start)
    unit, steps = resource_steps(gate.library.units, item, activities)
    origins = batch.flows.origins
    activity = [_beyond(origins["activity"][side], _written(origins["activity"][side])) for side in range(2)]
    operating = [_takes_time(origins["activity"][side]) for side in range(2)]
    price = None
    if flow.price is not None:
        price = (_beyond(origins["price"][0], 1), _beyond(origins["price"][1], 1))
    kept = [name for name in FLOW_INPUTS if name not in ("activity", "price")]
    constants = tuple({name: batch.flows.columns[name][side] for name in kept} for side in range(2))
    return FlowPlan(
        (batch.flow_rows[0], batch.flow_rows[1]), (constants[0], constants[1]), (activity[0], activity[1]),
        (operating[0], operating[1]), price, unit, (item.name.es, item.name.en), steps,
        (activities[0][1].base_per_activity(), activities[1][1].base_per_activity()), _releases(batch),
        dict(reader.uses), tuple(one for one in found if one.code not in _BY_ROW),
        flow.price is None and item.priced, bool(batch.without_factor[0]),
    )  # fmt: skip


def _beyond(origin: Origin | None, lead: int) -> Factors:
    """The factors of an input after its first `lead` parts, which are the numbers of the row."""
    return tuple(part.value for part in origin.parts[lead:]) if origin is not None else ()


def _written(origin: Origin | None) -> int:
    """How many of the first parts of an amount are numbers of the row: the amount, what it is per, operating time."""
    return sum(part.path is not None for part in origin.parts) if origin is not None else 0


def _takes_time(origin: Origin | None) -> bool:
    """Whether the operating time is among the parts of an amount (an amount per year takes none)."""
    paths = [part.path for part in origin.parts if part.path] if origin is not None else []
    return any(path[-1] == "operating" for path in paths)


def _releases(batch: Batch) -> tuple[ReleasePlan, ...]:
    made = []
    for number, row in enumerate(batch.release_rows):
        constants = {name: batch.releases.columns[name][number] for name in RELEASE_INPUTS}
        follows = batch.releases.origins["activity"][number] is not None
        made.append(ReleasePlan(row.side, row.vector, row.status, constants, follows, bool(row.item)))
    return tuple(made)


def copni_plan(gate: Gate, change: CopniChange, year: int) -> CopniPlan | None:
    """The plan of COPni changes like `change`, or None where the gate refuses it."""
    reader, batch, start = _reader(gate, year, None), Batch(), len(gate.problems)
    add_copni(reader, batch, ("copni", 0), change, {})
    found = _taken(gate, start)
    if _refused(reader, found):
        return None
    activity: list[Factors] = [(), ()]
    operating = [False, False]
    for number, row in enumerate(batch.release_rows):
        origin = batch.releases.origins["activity"][number]
        activity[row.side], operating[row.side] = _beyond(origin, _written(origin)), _takes_time(origin)
    return CopniPlan(
        (activity[0], activity[1]), (operating[0], operating[1]), _releases(batch), dict(reader.uses), tuple(found)
    )


@dataclass(frozen=True)
class MoneyPlan:
    """Amounts of money in one unit at one price year: the factors to the run's currency, and the exchange rate used."""

    factors: Factors
    uses: dict[tuple[str, str], FactorUse]


def money_plan(gate: Gate, unit: str, price_year: int | None, yearly: bool) -> MoneyPlan | None:
    """The factors from `unit` to the currency of the run, or None where the gate refuses it."""
    reader = _reader(gate, gate.options.as_of.year, price_year)
    try:
        cell = money_cell(reader, Written(f"1 {unit}", ()), _PER_YEAR if yearly else (), "")
    except ProblemError:
        return None
    reader.used(cell[1])
    return MoneyPlan(_beyond(cell[1], 1), dict(reader.uses))


def plain_factor(gate: Gate, unit: str, target: str) -> float | None:
    """By what a number in `unit` is multiplied to be in `target` (read_plain), or None where it cannot be."""
    try:
        return read_plain(gate.library.units, f"1 {unit}", "point", target, "", 0.0, float("inf")).value
    except ProblemError:
        return None


def social_plan(gate: Gate, price_year: int | None) -> Social:
    """The parameters of the social view for measures with an investment at this price year."""
    return social_of(_reader(gate, gate.options.as_of.year, price_year, "1 USD"))
