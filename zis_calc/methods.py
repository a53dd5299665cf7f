"""Methods made ready to compute: formulas parsed and checked for dimension once, then evaluated over arrays of uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from zis_calc import formula
from zis_calc.engine.types import Array
from zis_calc.formula import Formula, Table
from zis_calc.model.base import weakest
from zis_calc.model.document import DataPath
from zis_calc.model.method import Method, Parameter
from zis_calc.problems import Problem, ProblemError, problem
from zis_calc.units import Dimension, Unit, UnitTable, describe


@dataclass(frozen=True)
class Ready:
    """A method with its units, constants, tables and formulas; `results` are the flow and COPni amounts by name."""

    method: Method
    units: Mapping[str, Unit]
    constants: Mapping[str, float]
    tables: Mapping[str, Table]
    defaults: Mapping[str, Formula]
    quantities: Mapping[str, Formula]
    results: Mapping[str, Formula]

    @property
    def numbers(self) -> dict[str, Parameter]:
        """The parameters that are numbers, in their order."""
        return {name: one for name, one in self.method.parameters.items() if one.choice is None}


class _Check:
    """Gathers what is wrong with one method file, each with the path of its value."""

    def __init__(self, units: UnitTable) -> None:
        self.units = units
        self.found: list[tuple[DataPath, Problem]] = []

    def unit(self, text: str, path: DataPath) -> Unit:
        try:
            return self.units.unit(text)
        except ProblemError as error:
            self.add(error, path)
            return Unit(text, 1.0, ())

    def add(self, error: ProblemError, path: DataPath) -> None:
        self.found += [(path, one) for one in error.problems]

    def formula(
        self, text: str, unit: Unit, path: DataPath, known: Mapping[str, Dimension], tables: Mapping[str, Table]
    ) -> Formula | None:
        try:
            parsed = formula.parse(text)
            got = formula.dimension(parsed, known, tables)
            if got != unit.dimension:
                wanted, found = f"#{describe(unit.dimension)}", f"#{describe(got)}"
                raise ProblemError(problem("E005", formula=text, found=found, expected=f"{wanted} ({unit.text})"))
            return parsed
        except ProblemError as error:
            self.add(error, path)
            return None


def make_ready(method: Method, units: UnitTable) -> tuple[Ready | None, list[tuple[DataPath, Problem]]]:
    """The method ready to compute, or everything that is wrong with its formulas with the path of each value."""
    check = _Check(units)
    known: dict[str, Dimension] = {}
    unit_of: dict[str, Unit] = {}
    _names_are_their_own(method, check)
    constants: dict[str, float] = {}
    for name, constant in method.constants.items():
        unit = check.unit(constant.unit, ("constants", name, "unit"))
        known[name] = unit.dimension
        unit_of[name] = unit
        constants[name] = constant.value * unit.factor
    tables = {name: table for name in method.tables if (table := _table(method, name, check)) is not None}
    defaults: dict[str, Formula] = {}
    for name, parameter in method.parameters.items():
        if parameter.choice is not None:
            continue
        unit = unit_of[name] = check.unit(parameter.unit or "1", ("parameters", name, "unit"))
        if parameter.default is not None:
            default = _default(parameter.default, unit, ("parameters", name, "default"), known, tables, check)
            if default is not None:
                defaults[name] = default
        known[name] = unit.dimension
    quantities: dict[str, Formula] = {}
    for name, quantity in method.quantities.items():
        unit = unit_of[name] = check.unit(quantity.unit, ("quantities", name, "unit"))
        parsed = check.formula(quantity.formula, unit, ("quantities", name, "formula"), known, tables)
        known[name] = unit.dimension
        if parsed is not None:
            quantities[name] = parsed
    results: dict[str, Formula] = {}
    for key, (text, unit_text, path) in result_formulas(method).items():
        unit = unit_of[key] = check.unit(unit_text, (*path[:-1], "unit") if path[0] != "money" else path)
        parsed = check.formula(text, unit, path, known, tables)
        if parsed is not None:
            results[key] = parsed
    if check.found:
        return None, check.found
    return Ready(method, unit_of, constants, tables, defaults, quantities, results), []


def result_formulas(method: Method) -> dict[str, tuple[str, str, DataPath]]:
    """The formulas of flows and COPni sides by a name of their own: text, unit, path in the file."""
    found: dict[str, tuple[str, str, DataPath]] = {}
    for index, flow in enumerate(method.flows):
        for side in ("baseline", "project"):
            found[f"flows[{index}].{side}"] = (getattr(flow, side), flow.unit, ("flows", index, side))
    for index, change in enumerate(method.copni):
        for side in ("baseline", "project"):
            one = getattr(change, side)
            if one is not None:
                found[f"copni[{index}].{side}"] = (one.activity, one.unit, ("copni", index, side, "activity"))
    for key, text in method.money.items():
        found[f"money.{key}"] = (text, "USD/yr", ("money", key))
    return found


def _names_are_their_own(method: Method, check: _Check) -> None:
    seen: set[str] = set()
    for block in ("parameters", "constants", "tables", "quantities"):
        for name in getattr(method, block):
            if name in seen:
                check.add(ProblemError(problem("E007", name=name)), (block, name))
            seen.add(name)


def _table(method: Method, name: str, check: _Check) -> Table | None:
    one = method.tables[name]
    x, y = check.unit(one.x_unit, ("tables", name, "x_unit")), check.unit(one.y_unit, ("tables", name, "y_unit"))
    rises = all(left < right for left, right in zip(one.x, one.x[1:], strict=False))
    if len(one.x) != len(one.y) or len(one.x) < 2 or not rises:
        check.add(ProblemError(problem("E009", name=name)), ("tables", name))
        return None
    scaled_x, scaled_y = (tuple(value * unit.factor for value in values) for values, unit in ((one.x, x), (one.y, y)))
    return Table(scaled_x, scaled_y, x.dimension, y.dimension)


def _default(
    text: str, unit: Unit, path: DataPath, known: Mapping[str, Dimension], tables: Mapping[str, Table], check: _Check
) -> Formula | None:
    """A default is an amount (`0 %`) or a formula over the parameters before it; both become a formula."""
    try:
        amount = check.units.amount(text, "point")
    except ProblemError:
        return check.formula(text, unit, path, known, tables)
    if amount.unit.dimension == unit.dimension:
        return replace(formula.parse(repr(amount.value * amount.unit.factor)), text=text)
    found, expected = f"#{describe(amount.unit.dimension)}", f"#{describe(unit.dimension)}"
    mismatch = problem("U003", value=text, found=found, expected=expected, example=f"1 {unit.text}")
    check.add(ProblemError(mismatch), path)
    return None


def compute_method(ready: Ready, given: Sequence[Mapping[str, float]]) -> dict[str, Array]:
    """All numbers of N uses in base units: parameters (given, else default), quantities, results; shapes (N,).

    `given` holds the numbers of each use in base units; what a use does not give takes the default.
    """
    count = len(given)
    values: dict[str, Array] = {name: np.full(count, value) for name, value in ready.constants.items()}
    for name in ready.numbers:
        column = np.asarray([use.get(name, np.nan) for use in given], dtype=np.float64)
        default = ready.defaults.get(name)
        if default is not None and np.isnan(column).any():
            filled = formula.evaluate(default, values, ready.tables)
            column = np.where(np.isnan(column), filled, column)
        values[name] = column
    for block in (ready.quantities, ready.results):
        for name, parsed in block.items():
            values[name] = np.broadcast_to(formula.evaluate(parsed, values, ready.tables), (count,))
    return values


def in_unit(ready: Ready, name: str, value: float) -> float:
    """A number of the method in the unit of its name, without the dust of the change of unit."""
    return float(f"{value / ready.units[name].factor:.14g}")


def worked_examples(ready: Ready, units: UnitTable) -> list[tuple[DataPath, Problem]]:
    """E006 and what is wrong with the parameters of the worked examples, each with its path."""
    found: list[tuple[DataPath, Problem]] = []
    for index, example in enumerate(ready.method.examples):
        path: DataPath = ("examples", index)
        try:
            given = {
                name: read_parameter(ready, name, text, units, "point")[0]
                for name, text in example.parameters.items()
                if name not in ready.method.parameters or ready.method.parameters[name].choice is None
            }
        except ProblemError as error:
            found += [((*path, "parameters"), one) for one in error.problems]
            continue
        missing = [name for name in ready.numbers if name not in given and name not in ready.defaults]
        if missing:
            meaning = bilingual(ready.method.parameters[missing[0]])
            lacking = problem("E012", method=ready.method.id, name=missing[0], meaning=meaning, example="")
            found.append(((*path, "parameters"), lacking))
            continue
        values = compute_method(ready, [given])
        for name, text in example.expected.items():
            found += [((*path, "expected", name), one) for one in _expected(ready, values, units, name, text, example)]
    return found


def _expected(
    ready: Ready, values: Mapping[str, Array], units: UnitTable, name: str, text: str, example: object
) -> list[Problem]:
    from zis_calc.model.method import WorkedExample

    assert isinstance(example, WorkedExample)
    if name not in ready.units:
        return [problem("E003", name=name, formula=text, known=", ".join(ready.units), column=1)]
    try:
        amount = units.amount(text, "point")
    except ProblemError as error:
        return list(error.problems)
    if amount.unit.dimension != ready.units[name].dimension:
        found, wanted = f"#{describe(amount.unit.dimension)}", f"#{describe(ready.units[name].dimension)}"
        return [problem("U003", value=text, found=found, expected=wanted, example=f"1 {ready.units[name].text}")]
    got = float(values[name][0]) / amount.unit.factor
    if abs(got - amount.value) <= example.tolerance * abs(amount.value):
        return []
    title = f"{example.name.es}\x1f{example.name.en}"
    return [
        problem("E006", example=title, quantity=name, found=f"{got:.6g}", expected=text, tolerance=example.tolerance)
    ]


def read_parameter(ready: Ready, name: str, text: str, units: UnitTable, decimal: str) -> tuple[float, float]:
    """A parameter as written -> base units and its own unit; ProblemError E011, U003, U010 or E013."""
    from zis_calc.problems import did_you_mean

    parameter = ready.method.parameters.get(name)
    if parameter is None:
        known = ", ".join(ready.method.parameters)
        hint = did_you_mean(name, ready.method.parameters)
        raise ProblemError(problem("E011", method=ready.method.id, name=name, suggestion=hint, known=known))
    unit = ready.units[name]
    amount = units.amount(text, decimal, parameter.example or f"10 {unit.text}")
    if amount.unit.dimension != unit.dimension:
        found, expected = f"#{describe(amount.unit.dimension)}", f"#{describe(unit.dimension)}"
        example = parameter.example or f"10 {unit.text}"
        raise ProblemError(problem("U003", value=text, found=found, expected=expected, example=example))
    base = amount.value * amount.unit.factor
    own = float(f"{base / unit.factor:.14g}")
    if parameter.allowed is not None and not parameter.allowed[0] <= own <= parameter.allowed[1]:
        low, high = (f"{bound:g} {unit.text}" for bound in parameter.allowed)
        raise ProblemError(problem("E013", name=name, value=text, low=low, high=high))
    return base, own


def review_of(method: Method) -> str:
    """The weakest review status of a method, its constants and its tables."""
    constants = [constant.review for constant in method.constants.values()]
    tables = [table.review for table in method.tables.values()]
    return weakest([method.review, *constants, *tables]) or method.review


def bilingual(parameter: Parameter) -> str:
    """The meaning of a parameter in both languages, for a message."""
    return f"{parameter.name.es}\x1f{parameter.name.en}"
