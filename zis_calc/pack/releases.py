"""COPni sources of a measure -> release rows: one per source, side and vector; fuels by their end use."""

from collections.abc import Mapping

from zis_calc.columns import NA, ND, NO_ACTIVITY, OK, UNKNOWN, VECTORS
from zis_calc.model.factor import Factor, Item
from zis_calc.model.library import VectorUse
from zis_calc.model.measure import CopniChange, CopniSide
from zis_calc.pack.amounts import Yearly, converted, operating_time, read_yearly
from zis_calc.pack.batch import RELEASE_INPUTS, Batch, FlowAt, Origin, Part, ReleaseRow
from zis_calc.pack.choose import ENERGY, MASS, Cells, Choice, activity_of, factor_origin
from zis_calc.pack.context import Reader
from zis_calc.problems import ProblemError, problem
from zis_calc.units import Unit

PROCESS = "process"
_STATUS = {"na": NA, "nd": ND, "unknown": UNKNOWN, "held_back": UNKNOWN}


def add_fuel_releases(
    reader: Reader, batch: Batch, at: FlowAt, item: Item, activities: list[tuple[Yearly, Choice]]
) -> None:
    """The release rows of a fuel burned for the flow's end use; none where a process source covers it."""
    known = ", ".join([*item.copni, PROCESS])
    if at.flow.end_use is None:
        reader.say("M032", *at.steps, item=at.flow.item, known=known)
        _add_unknown(batch, item, activities)
        return
    if at.flow.end_use == PROCESS:
        return
    with reader.at(*at.steps, "end_use"):
        id = item.copni.get(at.flow.end_use)
        if id is None:
            raise ProblemError(problem("M004", item=at.flow.item, end_use=at.flow.end_use, known=known))
        factor = reader.gate.library.factor(id)
        for side, (yearly, choice) in enumerate(activities):
            per_base = _toolkit_activity(reader, item, factor)
            value, parts = activity_of(yearly, choice)
            cells: Cells = {
                name: choice.cells[name] for name in ("density", "net_calorific_value", "heating_value_ratio")
            }
            cells["activity"] = (value, Origin(value, f"{choice.unit.text}/yr", parts))
            cells["toolkit_activity_per_base"] = per_base
            _add_vectors(reader, batch, at.steps, side, factor, cells, {}, item.id, choice.base_unit)


def _add_unknown(batch: Batch, item: Item, activities: list[tuple[Yearly, Choice]]) -> None:
    """Rows without a number for a fuel whose end use is not said: its side is unknown in every vector, not zero."""
    for side, (yearly, choice) in enumerate(activities):
        status = UNKNOWN if yearly.value else NO_ACTIVITY
        cells: Cells = dict.fromkeys(RELEASE_INPUTS, (1.0, None))
        cells["activity"] = cells["release_factor"] = (0.0, None)
        for number in range(len(VECTORS)):
            batch.releases.add(cells)
            row = ReleaseRow(len(batch.cases), side, number, item.id, status, choice.base_unit, item.id)
            batch.release_rows.append(row)


def _toolkit_activity(reader: Reader, item: Item, factor: Factor) -> tuple[float, Origin | None]:
    """From TJ of fuel to the activity of the Toolkit class: 1 where it counts TJ, t/TJ where it counts tonnes."""
    units = reader.gate.library.units
    below = units.unit(_below(factor.unit))
    if below.dimension == ENERGY:
        scale = units.unit("TJ").factor / below.factor
        return (1.0, None) if scale == 1.0 else (scale, Origin(scale, "1", (Part(f"→ {below.text}", scale),)))
    if below.dimension == MASS:
        mass = reader.gate.choose(item, MASS, None, reader.year, False)
        per_mass = mass.base_per_activity()
        value = mass.unit.factor / below.factor / per_mass
        uses = [part.use for _, origin in mass.cells.values() if origin for part in origin.parts if part.use]
        part = Part(f"1 / ({per_mass!r} TJ/{mass.unit.text})", value, use=uses[0] if uses else None)
        return value, Origin(value, f"{below.text}/TJ", (part,))
    raise ProblemError(problem("M004", item=item.id, end_use=factor.id, known=", ".join(item.copni)))


def add_copni(
    reader: Reader,
    batch: Batch,
    steps: tuple[str | int, ...],
    change: CopniChange,
    derived: Mapping[str, tuple[Part, ...]],
) -> None:
    """The release rows of a process source before and after."""
    for side, (key, part) in enumerate((("baseline", change.baseline), ("project", change.project))):
        if part is None:
            continue
        with reader.at(*steps, "operating"):  # what is wrong with it is said of it
            if change.operating:
                written = reader.written(change.operating, *steps, "operating")
                operating_time(reader.gate.library.units, written, reader.gate.options.decimal)
            _add_side(reader, batch, steps, change, side, key, part, derived.get(key))


def _add_side(
    reader: Reader,
    batch: Batch,
    steps: tuple[str | int, ...],
    change: CopniChange,
    side: int,
    key: str,
    part: CopniSide,
    derived: tuple[Part, ...] | None,
) -> None:
    with reader.at(*steps, key, "source"):
        factor = reader.gate.library.copni_source(part.source)
        units = reader.gate.library.units
        operating = reader.written(change.operating, *steps, "operating") if change.operating else None
        target = units.unit(_below(factor.unit))
        with reader.at(*steps, key, "activity"):
            written = reader.written(part.activity, *steps, key, "activity")
            yearly = read_yearly(units, written, (target.dimension,), reader.gate.options.decimal, None, operating)
            if derived is not None:
                yearly = yearly._replace(parts=derived)
            activities: dict[str, tuple[Yearly, Unit]] = {}
            for vector, text in part.activities.items():
                with reader.at(*steps, key, "activities", vector):
                    unit = units.unit(_below((factor.vector_units or {}).get(vector, factor.unit)))
                    spot = reader.written(text, *steps, key, "activities", vector)
                    decimal = reader.gate.options.decimal
                    activities[vector] = (
                        read_yearly(units, spot, (unit.dimension,), decimal, None, operating),
                        unit,
                    )
            value, parts = converted(yearly, target)
            cells: Cells = dict.fromkeys(("density", "net_calorific_value", "heating_value_ratio"), (1.0, None))
            cells["activity"] = (value, Origin(value, f"{target.text}/yr", parts))
            cells["toolkit_activity_per_base"] = (1.0, None)
            _add_vectors(reader, batch, (*steps, key), side, factor, cells, activities, "", target.text)


def _below(unit: str) -> str:
    """What a release factor is per: t in µg TEQ/t."""
    return unit.rsplit("/", 1)[-1].strip()


def _add_vectors(
    reader: Reader, batch: Batch, steps: tuple[str | int, ...], side: int, factor: Factor,
    cells: Cells, activities: dict[str, tuple[Yearly, Unit]], item: str, base_unit: str,
) -> None:  # fmt: skip
    active = cells["activity"][0] > 0
    for number, vector in enumerate(VECTORS):
        use = reader.gate.library.vector_use(factor, vector, reader.year)
        row = dict(cells)
        status = OK if active else NO_ACTIVITY
        if use.use is not None and _needs_own_activity(factor, vector):
            if vector in activities:
                yearly, unit = activities[vector]
                value, parts = converted(yearly, unit)
                row["activity"] = (value, Origin(value, f"{unit.text}/yr", parts))
            elif active:
                status = UNKNOWN
                words = (factor.vector_activities or {}).get(vector)  # type: ignore[call-overload]
                activity = f"{words.es}\x1f{words.en}" if words else _below(factor.unit)
                reader.say("M022", *steps, key=vector, vector=f"@{vector}", source=factor.id, activity=activity)
        if active and use.status in _STATUS:
            status = _STATUS[use.status]
            if use.status == "held_back":
                reason = (factor.held_back or {})[vector]  # type: ignore[index]
                text = f"{reason.es}\x1f{reason.en}"
                reader.say("M040", *steps, vector=f"@{vector}", source=factor.id, reason=text)
        row["release_factor"] = _release_factor(reader, use, status == OK)
        batch.releases.add(row)
        batch.release_rows.append(ReleaseRow(len(batch.cases), side, number, factor.id, status, base_unit, item))
        if status == OK:
            for _, origin in row.values():
                reader.used(origin)


def _needs_own_activity(factor: Factor, vector: str) -> bool:
    return bool(factor.vector_units) and vector in (factor.vector_units or {})


def _release_factor(reader: Reader, use: VectorUse, counts: bool) -> tuple[float, Origin | None]:
    if use.use is None or not counts:
        return 0.0, None
    unit = f"µg TEQ/{_below(use.use.unit)}"
    units = reader.gate.library.units
    scale = units.unit(use.use.unit).factor / units.unit(unit).factor
    value = use.use.value if abs(scale - 1) < 1e-12 else float(f"{use.use.value * scale:.15g}")
    return value, factor_origin(use.use, value, unit)
