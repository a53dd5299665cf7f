"""Measures, stage by stage, through the gate: every measure that has no error becomes rows, the others are named."""

import calendar
import datetime
import math
from collections.abc import Iterable

from zis_calc.methods import review_of
from zis_calc.model.library import Library
from zis_calc.pack.after import apply_after, check_after, in_turn, refuse_after_refused
from zis_calc.pack.amounts import read_plain
from zis_calc.pack.batch import Batch, Case, FlowAt, Origin, Part
from zis_calc.pack.context import Gate, Reader, product
from zis_calc.pack.flows import add_flow
from zis_calc.pack.money import MAX_LIFETIME, NAN, Cell, currency_part, money_cell, read_finance
from zis_calc.pack.options import Options
from zis_calc.pack.releases import add_copni
from zis_calc.pack.support import read_support, social_of
from zis_calc.pack.uses import (
    Use,
    check_defaults,
    compute_uses,
    derived_part,
    make_copni,
    make_flows,
    price_of,
    read_uses,
)
from zis_calc.problems import Problem, ProblemError, problem
from zis_calc.units import describe

REPORTED = ("ghg_reduction", "copni_reduction", "annual_savings")


def pack(library: Library, options: Options, cases: Iterable[Case]) -> tuple[Batch, list[Problem]]:
    """The batch of all cases without an error, and the problems of all.

    Methods are read first and computed together, one evaluation over arrays per method; then each case becomes rows;
    last, measures that act on what others left (`after`) are scaled.
    """
    gate = Gate(library, options)
    batch = Batch()
    readers = in_turn([Reader(gate, case) for case in cases])
    uses = [read_uses(reader) for reader in readers]
    check_after(readers)
    compute_uses([use for reader, own in zip(readers, uses, strict=True) if not reader.failed for use in own])
    refused: set[str] = set()
    for reader, own in zip(readers, uses, strict=True):
        refuse_after_refused(reader, refused)
        if not reader.failed:
            check_defaults(reader, own)
        _add_case(batch, reader, own)
        if reader.failed:
            refused.add(reader.case.measure.id)
    apply_after(gate, batch)
    return batch, gate.problems


def _add_case(batch: Batch, reader: Reader, uses: list[Use]) -> None:
    """Adds one case; where an error is found, whatever it had added is taken back."""
    flows, releases = batch.flows.size, batch.releases.size
    batch.resources.append([])
    batch.unpriced.append([])
    batch.without_factor.append([])
    block = reader.case.block
    sources = any(change.baseline or change.project for change in block.copni)
    figures = block.reported is not None and any(getattr(block.reported, key) is not None for key in REPORTED)
    if not block.flows and not sources and not uses and not figures and not reader.failed:
        reader.refuse("M017", reader.case.path)
    _add_rows(batch, reader, [] if reader.failed else uses)
    cells: dict[str, Cell] = read_finance(reader, block.finance)._asdict()
    start, end, lifetime = _dates(reader)
    cells["lifetime"] = lifetime
    cells["other_costs"] = _with_method_costs(reader, cells["other_costs"], [] if reader.failed else uses)
    cells.update(_reported(reader))
    support = read_support(reader, cells["investment"], cells["grant"], lifetime, len(batch.cases))
    if reader.failed:
        for table, size in ((batch.flows, flows), (batch.releases, releases)):
            table.cut(size)
        del batch.flow_rows[flows:], batch.release_rows[releases:]
        batch.resources.pop()
        batch.unpriced.pop()
        batch.without_factor.pop()
        return
    for _, origin in (*cells.values(), *(support[0].values() if support is not None else ())):
        reader.used(origin)
    social = social_of(reader)
    cells["social_discount_rate"], cells["carbon_price"] = social.discount_rate, social.carbon_price
    if support is not None:
        batch.support.add(support[0])
        batch.support_rows.append(support[1])
    batch.social.append(social)
    batch.measures.add(cells)
    batch.start.append(start)
    batch.end.append(end)
    batch.uses.append(reader.uses)
    batch.methods.append({use.ready.method.id: review_of(use.ready.method) for use in uses})
    batch.cases.append(reader.case)


def _add_rows(batch: Batch, reader: Reader, uses: list[Use]) -> None:
    """The flow and release rows of a case: as written, then as its methods make them."""
    block = reader.case.block
    for index, flow in enumerate(block.flows):
        at = FlowAt(flow, index, ("flows", index))
        found = price_of(reader, flow.item) if flow.price is None else None
        if found is not None:
            at = at._replace(flow=flow.model_copy(update={"price": found.text}), price_steps=found.steps)
        add_flow(reader, batch, at)
    for index, change in enumerate(block.copni):
        add_copni(reader, batch, ("copni", index), change, {})
    made = [one for use in uses for one in make_flows(reader, use)]
    for index, one in enumerate(made, start=len(block.flows)):
        add_flow(reader, batch, FlowAt(one.flow, index, one.steps, one.derived, one.price_steps))
    for use in uses:
        for copni in make_copni(reader, use):
            add_copni(reader, batch, copni.steps, copni.change, copni.derived)
    items = {flow.item for flow in block.flows} | {one.flow.item for one in made}
    for name in [] if reader.failed else block.prices:
        if name not in {part for item in items for part in (item, item.rsplit(".", 1)[-1])}:
            reader.say("E022", "prices", name, item=name, known=", ".join(sorted(items)))


def _with_method_costs(reader: Reader, cell: Cell, uses: list[Use]) -> Cell:
    """Other yearly costs together with those that methods give (in USD: demand charges, reactive energy)."""
    parts = [
        derived_part(use, key, "USD/yr") for use in uses for key in use.ready.results if key == "money.other_costs"
    ]
    if not parts:
        return cell
    rate = currency_part(reader, "USD", "USD")
    total = math.fsum([cell[0], *(part.value * product(rate) for part in parts)])
    unit = f"{reader.gate.options.currency}/yr"
    written = cell[1].parts if cell[1] is not None else ()
    label = "otros costos de los métodos\x1fother costs of the methods"
    return total, Origin(total, unit, (Part(label, total, unit=unit, formula="sum", inputs=(*written, *parts, *rate)),))


def _dates(reader: Reader) -> tuple[int, int, Cell]:
    """Start and end as ordinals (end exclusive) and the lifetime in years; NaN and no days where they are unknown."""
    measure = reader.case.measure
    lifetime: Cell = NAN
    end = measure.end
    if measure.lifetime is not None:
        try:
            units, decimal = reader.gate.library.units, reader.gate.options.decimal
            amount = units.amount(measure.lifetime, decimal, "15 yr")
            if amount.unit.dimension == (("year", 1),) and amount.value <= 0:
                raise ProblemError(problem("U009", value=measure.lifetime))
            amount = read_plain(units, measure.lifetime, decimal, "yr", "15 yr", 0, MAX_LIFETIME)
            part = Part(measure.lifetime, amount.value, ("lifetime",))
            lifetime = (amount.value, Origin(amount.value, "yr", (part,)))
        except ProblemError as error:
            for found in error.problems:
                reader.refuse(found.code, ("lifetime",), **dict(found.values))
            return 0, 0, NAN
    if measure.start is None:
        return 0, 0, lifetime
    if end is not None and end <= measure.start:
        reader.refuse("M012", ("end",), end=end, start=measure.start)
        return 0, 0, lifetime
    if measure.lifetime is not None:
        counted = later(measure.start, lifetime[0])
        if end is not None and abs((end - counted).days) > 1:
            reader.refuse("M013", ("end",), end=end, lifetime=measure.lifetime)
        end = end or counted
    elif end is not None:
        years = (end - measure.start).days / 365.25
        text = f"{measure.start} → {end}"
        lifetime = (years, Origin(years, "yr", (Part(text, years, ("end",)),)))
    else:
        end = datetime.date.max
    return measure.start.toordinal(), end.toordinal(), lifetime


def later(start: datetime.date, years: float) -> datetime.date:
    """The date `years` after `start`: whole months by the calendar, the rest by days of a mean month."""
    months = int(years * 12 + 1e-9)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > 9000:
        return datetime.date.max
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    rest = round((years * 12 - months) * 365.25 / 12)
    return datetime.date(year, month + 1, day) + datetime.timedelta(days=rest)


def _reported(reader: Reader) -> dict[str, Cell]:
    """The reported figures of the stage, NaN where there are none; an error where flows compute the same."""
    cells: dict[str, Cell] = {
        "reported_ghg_reduction": NAN,
        "reported_copni_reduction": NAN,
        "reported_annual_savings": NAN,
    }
    block = reader.case.block
    reported = block.reported
    if reported is None:
        return cells
    # Flows compute emissions always, savings where they have a price; COPni come from sources and fuels burned.
    computed = {
        "ghg_reduction": bool(block.flows or block.method or block.methods),
        "copni_reduction": bool(block.copni) or any(flow.end_use for flow in block.flows),
        "annual_savings": any(flow.price for flow in block.flows)
        or (block.finance is not None and block.finance.other_costs is not None),
    }
    for key, others in computed.items():
        text = getattr(reported, key)
        if text is None:
            continue
        if others:
            reader.refuse("M018", (*reader.case.path, "reported", key), key=key)
            continue
        with reader.at("reported", key):
            written = reader.written(text, "reported", key)
            if key == "annual_savings":
                cells[f"reported_{key}"] = money_cell(reader, written, (("year", -1),), "1000 USD/yr")
            else:
                cells[f"reported_{key}"] = _reported_mass(reader, text, key)
    reader.say("M045", "reported", source=reported.source)
    return cells


def _reported_mass(reader: Reader, text: str, key: str) -> Cell:
    units, decimal = reader.gate.library.units, reader.gate.options.decimal
    targets = ("t CO2e/yr", "t CO2/yr") if key == "ghg_reduction" else ("µg TEQ/yr",)
    example = "100 tCO2e/yr" if key == "ghg_reduction" else "2 µg TEQ/yr"
    amount = units.amount(text, decimal, example)
    for target in targets:
        unit = units.unit(target)
        if amount.unit.dimension == unit.dimension:
            scale = float(f"{amount.unit.factor / unit.factor:.14g}")
            value = amount.value * scale
            parts = [Part(text, amount.value, (*reader.case.path, "reported", key))]
            if scale != 1.0:
                parts.append(Part(f"→ {target}", scale))
            return value, Origin(value, target, tuple(parts))
    found = f"#{describe(amount.unit.dimension)}"
    expected: str = f"#{describe(units.unit(targets[0]).dimension)}"
    raise ProblemError(problem("U003", value=text, found=found, expected=expected, example=example))
