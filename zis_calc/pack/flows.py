"""Flows of a measure -> two flow rows each (baseline, project), its resource, and the release rows of its fuel."""

import math
from typing import Any

from zis_calc.model.factor import Item
from zis_calc.pack.amounts import Written, Yearly, converted, operating_time, read_yearly
from zis_calc.pack.batch import Batch, FlowAt, FlowRow, Origin, Part, Resource
from zis_calc.pack.choose import ENERGY, Choice, activity_of, permitted_dimensions, ratio_use
from zis_calc.pack.context import Reader
from zis_calc.pack.money import flow_price
from zis_calc.pack.releases import add_fuel_releases
from zis_calc.problems import ProblemError, problem
from zis_calc.units import UnitTable, describe

SIDE_KEYS = ("baseline", "project")


def add_flow(reader: Reader, batch: Batch, at: FlowAt) -> None:
    """Adds the rows of a flow, or gathers what is wrong with it."""
    measure = len(batch.cases)
    with reader.at(*at.steps, "item"):
        item = reader.gate.item(at.flow.item)
        if at.flow.item == "electricity":
            name = f"{item.name.es}\x1f{item.name.en}"
            reader.say("M038", *at.steps, "item", item=item.id, name=name)
        sides = [yearly_of(reader, at, item, side) for side in range(2)]
        own = at.flow.emission_factor is not None
        chosen = [choice_of(reader, at, item, yearly, own) if yearly else None for yearly in sides]
        activities: list[tuple[Yearly, Choice]] = [
            (yearly, choice) for yearly, choice in zip(sides, chosen, strict=True) if yearly and choice
        ]
        if len(activities) < 2:
            return
        own_cells = _own_factor(reader, at, item, activities[0][1]) if own else {}
        if own and not own_cells:
            return
        _say_what_is_missing(reader, batch, at, item, activities)
        _add_rows(reader, batch, at, item, activities, own_cells)
        reported = reader.case.block.reported
        savings_reported = reported is not None and reported.annual_savings is not None
        if at.flow.price is None and item.priced and not savings_reported and _changes(activities):
            reader.say("M033", *at.steps, item=at.flow.item)
            batch.unpriced[measure].append(at.flow.item)
        batch.resources[measure].append(_resource(reader, at, item, activities))
        if item.type != "fuel" and at.flow.end_use is not None:
            raise ProblemError(problem("M004", item=at.flow.item, end_use=at.flow.end_use, known="–"))
        if item.type == "fuel":
            add_fuel_releases(reader, batch, at, item, activities)


def yearly_of(reader: Reader, at: FlowAt, item: Item, side: int) -> Yearly | None:
    """The yearly amount of one side of a flow; None and the problem where it cannot be read."""
    with reader.at(*at.steps, "operating"):  # what is wrong with it is said of it, also where no amount needs it
        operating = reader.written(at.flow.operating, *at.steps, "operating") if at.flow.operating else None
        if operating is not None:
            operating_time(reader.gate.library.units, operating, reader.gate.options.decimal)
        return _yearly_of(reader, at, item, side, operating)
    return None


def _yearly_of(reader: Reader, at: FlowAt, item: Item, side: int, operating: Written | None) -> Yearly | None:
    key = SIDE_KEYS[side]
    with reader.at(*at.steps, key):
        permitted = permitted_dimensions(item, reader.gate.library)
        per = reader.written(at.flow.per, *at.steps, "per") if at.flow.per else None
        text = at.flow.baseline if side == 0 else at.flow.project
        written = reader.written(text, *at.steps, key)
        units = reader.gate.library.units
        yearly = read_yearly(units, written, permitted, reader.gate.options.decimal, per, operating)
        if item.type == "fuel" and yearly.dimension == ENERGY and at.flow.heating_value is None and yearly.value:
            raise ProblemError(problem("M005", value=text))
        return yearly._replace(parts=at.derived.get(key, yearly.parts))
    return None


def choice_of(reader: Reader, at: FlowAt, item: Item, yearly: Yearly, own: bool) -> Choice | None:
    """The factors of one side of a flow; None and the problem where the library has none."""
    with reader.at(*at.steps, "item"):
        if item.own_factor_required and not own:
            raise ProblemError(problem("M010", item=item.id))
        basis = at.flow.heating_value if yearly.dimension == ENERGY else None
        return reader.gate.choose(item, yearly.dimension, basis, reader.year, own)
    return None


def _own_factor(reader: Reader, at: FlowAt, item: Item, choice: Choice) -> dict[str, Any]:
    """The cells of the user's own emission factor: CO2, or CO2e where it is not split by gas."""
    with reader.at(*at.steps, "emission_factor"):
        if item.type == "refrigerant":
            raise ProblemError(problem("M023", item=item.id))
        units = reader.gate.library.units
        text = at.flow.emission_factor or ""
        amount = units.amount(text, reader.gate.options.decimal, f"0.80 tCO2e/{choice.base_unit}")
        for gas, mass in (("co2", "t CO2"), ("co2e", "t CO2e")):
            target = units.unit(f"{mass}/{choice.base_unit}")
            if amount.unit.dimension == target.dimension:
                if amount.value < 0:
                    raise ProblemError(problem("U008", value=text))
                scale = float(f"{amount.unit.factor / target.factor:.14g}")
                parts = [Part(text, amount.value, (*reader.case.path, *at.steps, "emission_factor"))]
                if scale != 1.0:
                    parts.append(Part(f"→ {target.text}", scale))
                reader.say(
                    "M036", *at.steps, "emission_factor",
                    item=at.flow.item, value=f"{text} ({at.flow.emission_factor_source or '?'})",
                )  # fmt: skip
                value = amount.value * scale
                if item.type == "fuel":
                    if at.flow.heating_value is None:
                        raise ProblemError(problem("M005", value=text))
                    if at.flow.heating_value == "hhv":
                        share = ratio_use(reader.gate.library, item, reader.year)
                        parts.append(Part(f"1 / {share.value!r}", 1 / share.value, use=share))
                        value /= share.value
                return {f"emission_factor_{gas}": (value, Origin(value, target.text, tuple(parts)))}
        found = f"#{describe(amount.unit.dimension)}"
        example = f"0.80 tCO2e/{choice.base_unit}"
        raise ProblemError(problem("U003", value=text, found=found, expected="@an emission factor", example=example))
    return {}


def _say_what_is_missing(
    reader: Reader, batch: Batch, at: FlowAt, item: Item, activities: list[tuple[Yearly, Choice]]
) -> None:
    if item.no_factor is not None and at.flow.emission_factor is None:
        batch.without_factor[len(batch.cases)].append(item.id)
        reason = f"{item.no_factor.es}\x1f{item.no_factor.en}"
        reader.say("M034", *at.steps, "item", item=at.flow.item, reason=reason)
    if item.type == "refrigerant" and activities[0][1].cells["gwp_montreal"][0]:
        reader.say("M039", *at.steps, "item", item=at.flow.item)


def _add_rows(
    reader: Reader, batch: Batch, at: FlowAt, item: Item,
    activities: list[tuple[Yearly, Choice]], own_cells: dict[str, Any],
) -> None:  # fmt: skip
    for side, (yearly, choice) in enumerate(activities):
        value, parts = activity_of(yearly, choice)
        cells = {**choice.cells, **own_cells}
        cells["activity"] = (value, Origin(value, f"{choice.unit.text}/yr", parts))
        price: tuple[float, Origin | None] = (float("nan"), None)
        if at.flow.price is not None:
            with reader.at(*at.steps, "price"):
                price = flow_price(reader, at, item, choice)
        cells["price"] = price
        batch.flows.add(cells)
        if yearly.value:
            for use in () if own_cells else choice.uses:
                reader.note_use(use)
            for _, origin in cells.values() if own_cells else (price,):
                reader.used(origin)
        scope, is_priced = at.flow.scope or item.scope, price[1] is not None
        row = FlowRow(
            len(batch.cases), at.number, side, item.id, item.type, scope, choice.unit.text, choice.base_unit, is_priced,
            item.no_factor is None or bool(own_cells),
        )  # fmt: skip
        batch.flow_rows.append(row)


def _changes(activities: list[tuple[Yearly, Choice]]) -> bool:
    """Whether the two sides differ, whatever units they are written in."""
    before, after = (activity_of(yearly, choice)[0] * choice.base_per_activity() for yearly, choice in activities)
    return not math.isclose(before, after, rel_tol=1e-12, abs_tol=0.0)


def _resource(reader: Reader, at: FlowAt, item: Item, activities: list[tuple[Yearly, Choice]]) -> Resource:
    """The flow as a resource: in the item's unit, or the unit of the file, or as energy where the sides differ."""
    (before, _), (after, _) = activities
    if before.dimension != after.dimension and before.value and after.value:
        reader.say("M046", *at.steps, item=at.flow.item, baseline=before.text, project=after.text)
    unit, steps = resource_steps(reader.gate.library.units, item, activities)
    values = [yearly.value for yearly, _ in activities]
    for side, factors in enumerate(steps):
        for factor in factors:
            values[side] *= factor
    return Resource(item.id, item.name, unit, values[0], values[1])


def resource_steps(
    units: UnitTable, item: Item, activities: list[tuple[Yearly, Choice]]
) -> tuple[str, tuple[tuple[float, ...], ...]]:
    """The unit a flow is shown in as a resource, and by what each side's amount is multiplied to be in it, in order."""
    shown = units.unit(item.unit)
    (before, choice), (after, _) = activities
    if before.dimension != after.dimension:
        steps = tuple((*_beyond(yearly, used), used.base_per_activity()) for yearly, used in activities)
        return f"{choice.base_unit}/yr", steps
    if before.dimension != shown.dimension:
        shown = choice.unit
        if choice.gas_volume != 1.0:
            return f"{shown.text}/yr", tuple(_beyond(yearly, used) for yearly, used in activities)
    changed = (converted(yearly, shown)[1][len(yearly.parts) :] for yearly, _ in activities)
    return f"{shown.text}/yr", tuple(tuple(part.value for part in parts) for parts in changed)


def _beyond(yearly: Yearly, choice: Choice) -> tuple[float, ...]:
    """What the written amount is multiplied by to be the activity of the choice."""
    return tuple(part.value for part in activity_of(yearly, choice)[1][len(yearly.parts) :])
