"""Methods of measures: parameters as written -> flows and COPni changes, all uses of a method computed at once."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from zis_calc import formula
from zis_calc.methods import Ready, bilingual, compute_method, in_unit, make_ready, read_parameter
from zis_calc.model.document import DataPath
from zis_calc.model.measure import CopniChange, CopniSide, Flow, MethodUse
from zis_calc.model.method import Method, MethodFlow, MethodSide, Parameter
from zis_calc.pack.batch import Part
from zis_calc.pack.context import Reader
from zis_calc.problems import ProblemError, did_you_mean, problem

Derived = Mapping[str, tuple[Part, ...]]


@dataclass(frozen=True)
class MadeFlow:
    """A flow made by a method, with the derivation of each side and the place of its price."""

    flow: Flow
    derived: Derived
    steps: tuple[str | int, ...]
    price_steps: tuple[str | int, ...]


class Price(NamedTuple):
    """A price of the stage's `prices:` and where it stands."""

    text: str
    steps: tuple[str | int, ...]


@dataclass(frozen=True)
class MadeCopni:
    """A COPni change made by a method, with the derivation of each side."""

    change: CopniChange
    derived: Derived
    steps: tuple[str | int, ...]


@dataclass
class Use:
    """One use of a method in one measure: what is given, and, when it is computed, all its numbers in base units."""

    ready: Ready
    steps: tuple[str | int, ...]
    given: dict[str, float] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)


def read_uses(reader: Reader) -> list[Use]:
    """The uses of methods of one measure with their parameters read; what is wrong is gathered."""
    block = reader.case.block
    written: list[tuple[MethodUse, tuple[str | int, ...]]] = []
    if block.method is not None:
        written.append((MethodUse(method=block.method, parameters=block.parameters), ()))
    elif block.parameters:
        reader.say("S002", "parameters", key="method", kind="measure")
        reader.failed = True
    written += [(use, ("methods", index)) for index, use in enumerate(block.methods)]
    uses: list[Use] = []
    for one, steps in written:
        with reader.at(*steps, "method"):
            ready = ready_method(reader, one.method)
            use = Use(ready, steps)
            for name, value in one.parameters.items():
                with reader.at(*steps, "parameters", name):
                    _read(reader, use, name, str(value))
            _defaults(reader, use, set(one.parameters))
            uses.append(use)
    return uses


def ready_method(reader: Reader, name: str) -> Ready:
    """The method `name`, made ready once per run; ProblemError E010."""
    library = reader.gate.library
    id = library.method_id(name)
    known = reader.gate.methods.get(id)
    if known is None:
        ready, _ = make_ready(Method.model_validate_json(library.entries[id].json), library.units)
        assert ready is not None, "a method of the library has been checked"
        known = reader.gate.methods[id] = ready
    return known


def _read(reader: Reader, use: Use, name: str, text: str) -> None:
    parameter = use.ready.method.parameters.get(name)
    if parameter is not None and parameter.choice is not None:
        use.choices[name] = _chosen(reader, parameter, name, text)
        return
    base, own = read_parameter(use.ready, name, text, reader.gate.library.units, reader.gate.options.decimal)
    use.given[name] = base
    use.texts[name] = text
    parameter = use.ready.method.parameters[name]
    if parameter.usual is not None and not parameter.usual[0] <= own <= parameter.usual[1]:
        unit = use.ready.units[name].text
        low, high = (f"{bound:g} {unit}" for bound in parameter.usual)
        reason = parameter.reason or parameter.name
        reader.say(
            "E014", *use.steps, "parameters", name,
            name=name, value=text, low=low, high=high, reason=f"{reason.es}\x1f{reason.en}",
        )  # fmt: skip


def _chosen(reader: Reader, parameter: Parameter, name: str, text: str) -> str:
    """The choice that `text` writes, checked against the options, the type of item, or the Toolkit."""
    if parameter.options and text not in parameter.options:
        known = ", ".join(parameter.options)
        raise ProblemError(
            problem("E018", name=name, value=text, suggestion=did_you_mean(text, parameter.options), known=known)
        )
    if parameter.choice == "copni":
        return reader.gate.library.copni_source(text).id.removeprefix("copni.")
    if parameter.choice == "basis":
        if text not in ("lhv", "hhv"):
            raise ProblemError(problem("E018", name=name, value=text, suggestion="", known="lhv, hhv"))
        return text
    item = reader.gate.item(text)
    if parameter.choice not in ("item", item.type):
        raise ProblemError(problem("E018", name=name, value=text, suggestion="", known=f"@{parameter.choice}"))
    return text


def _defaults(reader: Reader, use: Use, written: set[str]) -> None:
    """Missing parameters: a documented default (said in the result), or an error that names what is needed."""
    method = use.ready.method
    for name, parameter in method.parameters.items():
        if name in written:
            continue
        if parameter.choice is not None and parameter.default is not None:
            use.choices[name] = parameter.default
        elif parameter.default is None:
            reader.failed = True
            example = parameter.example or (parameter.options[0] if parameter.options else "")
            reader.say(
                "E012", *use.steps, "parameters", method=method.id.removeprefix("methods."), name=name,
                meaning=bilingual(parameter), example=f"{name}: {example}",
            )  # fmt: skip
            continue
        reader.say(
            "E015", *use.steps, "parameters", name=name, value=parameter.default, source=parameter.default_source or "?"
        )  # fmt: skip


def compute_uses(uses: Sequence[Use]) -> None:
    """Computes all uses: one evaluation over arrays per distinct method."""
    groups: dict[str, list[Use]] = {}
    for use in uses:
        groups.setdefault(use.ready.method.id, []).append(use)
    for group in groups.values():
        values = compute_method(group[0].ready, [use.given for use in group])
        for name, column in values.items():
            for use, value in zip(group, column.tolist(), strict=True):
                use.values[name] = value


def check_defaults(reader: Reader, uses: Sequence[Use]) -> None:
    """E013 and E014 for defaults that a formula gives: they are held to the same ranges as written values."""
    for use in uses:
        for name, parameter in use.ready.numbers.items():
            default = use.ready.defaults.get(name)
            if name in use.given or default is None or not default.names:
                continue
            value = in_unit(use.ready, name, use.values[name])
            unit = use.ready.units[name].text
            for code, bounds in (("E013", parameter.allowed), ("E014", parameter.usual)):
                if bounds is not None and not bounds[0] <= value <= bounds[1]:
                    low, high = (f"{bound:g} {unit}" for bound in bounds)
                    words = parameter.reason or parameter.name
                    shown = f"{value:.6g} {unit} (= {default.text})"
                    reader.failed = reader.failed or code == "E013"
                    reader.say(
                        code, *use.steps, "parameters",
                        name=name, value=shown, low=low, high=high, reason=f"{words.es}\x1f{words.en}",
                    )  # fmt: skip
                    break


def make_flows(reader: Reader, use: Use) -> list[MadeFlow]:
    """The flows of a computed use; amounts that are no number or negative are errors."""
    made = []
    for index, flow in enumerate(use.ready.method.flows):
        amounts = {side: _amount(reader, use, f"flows[{index}].{side}", flow.unit) for side in ("baseline", "project")}
        if None in amounts.values():
            continue
        item = use.choices.get(flow.item.removeprefix("$"), flow.item)
        basis: Any = use.choices.get(str(flow.heating_value).removeprefix("$"), flow.heating_value)
        price = price_of(reader, item)
        model = Flow(
            item=item, baseline=amounts["baseline"] or "", project=amounts["project"] or "",
            end_use=flow.end_use, heating_value=basis, price=price.text if price else None,
        )  # fmt: skip
        made.append(
            MadeFlow(model, _derivations(use, flow, index), (*use.steps, "method"), price.steps if price else ())
        )
    return made


def price_of(reader: Reader, item: str) -> Price | None:
    """The price that the stage gives for an item, by the name it is written with or its full id."""
    prices = reader.case.block.prices
    for name in (item, item.rsplit(".", 1)[-1]):
        if name in prices:
            return Price(prices[name], ("prices", name))
    return None


def _derivations(use: Use, flow: MethodFlow, index: int) -> dict[str, tuple[Part, ...]]:
    return {side: (derived_part(use, f"flows[{index}].{side}", flow.unit),) for side in ("baseline", "project")}


def make_copni(reader: Reader, use: Use) -> list[MadeCopni]:
    """The COPni changes of a computed use."""
    made = []
    for index, change in enumerate(use.ready.method.copni):
        sides: dict[str, CopniSide] = {}
        derived: dict[str, tuple[Part, ...]] = {}
        for side in ("baseline", "project"):
            one: MethodSide | None = getattr(change, side)
            if one is None:
                continue
            key = f"copni[{index}].{side}"
            text = _amount(reader, use, key, one.unit)
            if text is not None:
                source = use.choices.get(one.source.removeprefix("$"), one.source)
                sides[side] = CopniSide(source=source, activity=text)
                derived[side] = (derived_part(use, key, one.unit),)
        if sides:
            change_made = CopniChange(baseline=sides.get("baseline"), project=sides.get("project"))
            made.append(MadeCopni(change_made, derived, (*use.steps, "method")))
    return made


def _amount(reader: Reader, use: Use, key: str, unit: str) -> str | None:
    """An amount of a computed use as text with its unit, or None and the problem."""
    value = in_unit(use.ready, key, use.values[key])
    text = use.ready.results[key].text
    if not math.isfinite(value):
        reader.failed = True
        reader.say("E016", *use.steps, "method", method=use.ready.method.id, quantity=key, formula=text)
        return None
    if value < -1e-9:
        reader.failed = True
        shown = f"{value:.6g} {unit}"
        reader.say("E017", *use.steps, "method", method=use.ready.method.id, quantity=text, value=shown)
        return None
    return f"{max(value, 0.0)!r} {unit}"


def derived_part(use: Use, key: str, unit: str) -> Part:
    """A number of a method as a part; how it follows is only worked out when somebody asks."""
    value = in_unit(use.ready, key, use.values[key])
    return Part(use.ready.method.id, value, unit=unit, derive=partial(derivation, use, key, unit))


def derivation(use: Use, key: str, unit: str) -> Part:
    """How a number of a method follows: formula, numbers with units, and the parts it is made of."""
    parsed = use.ready.results.get(key) or use.ready.quantities.get(key)
    value = in_unit(use.ready, key, use.values[key])
    if parsed is None:
        return _leaf(use, key, value)
    if parsed.text in use.ready.quantities and use.ready.units[parsed.text].text == unit:
        return derivation(use, parsed.text, unit)
    inputs = tuple(derivation(use, name, use.ready.units[name].text) for name in parsed.names if name in use.values)
    shown = {name: _with_unit(use, name) for name in parsed.names if name in use.values}
    quantity = use.ready.method.quantities.get(key)
    label = (
        f"{quantity.name.es}\x1f{quantity.name.en}"
        if quantity
        else use.ready.method.name.es + "\x1f" + use.ready.method.name.en
    )
    return Part(label, value, None, None, unit, parsed.text, formula.words(parsed, shown), inputs)


def _with_unit(use: Use, name: str) -> str:
    """A number of the method as people write it: 88 W, 3600 h/yr, 200."""
    unit = use.ready.units[name].text
    number = f"{in_unit(use.ready, name, use.values[name]):.12g}"
    return number if unit == "1" else f"({number} {unit})"


def _leaf(use: Use, name: str, value: float) -> Part:
    """A parameter (with its place), a default, or a constant of the method."""
    unit = use.ready.units[name].text
    constant = use.ready.method.constants.get(name)
    if constant is not None:
        words = constant.name or use.ready.method.name
        return Part(
            f"{words.es}\x1f{words.en}", value, None, None, unit, "", f"{constant.source}, {constant.locator or ''}"
        )
    parameter = use.ready.method.parameters[name]
    path: DataPath | None = (*use.steps, "parameters", name) if name in use.texts else None
    default = use.ready.defaults.get(name)
    if name not in use.texts and default is not None and default.names:
        inputs = tuple(derivation(use, one, use.ready.units[one].text) for one in default.names)
        numbers = formula.words(default, {one: _with_unit(use, one) for one in default.names})
        source = parameter.default_source or "?"
        label = f"{parameter.name.es} (por defecto: {source})\x1f{parameter.name.en} (default: {source})"
        return Part(label, value, None, None, unit, default.text, numbers, inputs)
    note = "" if name in use.texts or default is None else f"= {default.text} ({parameter.default_source or '?'})"
    return Part(use.texts.get(name, f"{parameter.name.es}\x1f{parameter.name.en}"), value, path, None, unit, "", note)
