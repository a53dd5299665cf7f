"""Arithmetic of method files: parsed once with `ast` on a whitelist, read as dimensions, over arrays, and in words.

Numbers, names, + - * / **, min, max, where(a < b, x, y), exp, log, sqrt, interpolate(table, x); nothing is executed.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from zis_calc.engine.types import Array
from zis_calc.problems import ProblemError, problem
from zis_calc.units import Dimension, describe, multiply

MAX_LENGTH, MAX_DEPTH = 400, 30

_OPERATORS: dict[type[ast.operator], Callable[[Array, Array], Array]] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide, ast.Pow: np.power,
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], Callable[[Array, Array], Array]] = {
    ast.Lt: np.less, ast.LtE: np.less_equal, ast.Gt: np.greater, ast.GtE: np.greater_equal,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Array]] = {
    "min": np.minimum, "max": np.maximum, "exp": np.exp, "log": np.log, "sqrt": np.sqrt,
}  # fmt: skip
_ARGUMENTS = {"min": 2, "max": 2, "where": 3, "exp": 1, "log": 1, "sqrt": 1, "interpolate": 2}


@dataclass(frozen=True)
class Table:
    """A small table for linear interpolation: x rising, y beside it, both in base units with their dimensions."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    x_dimension: Dimension
    y_dimension: Dimension


@dataclass(frozen=True)
class Formula:
    """A parsed formula: its text, its tree, and the names it uses in the order of their first use."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]


def parse(text: str) -> Formula:
    """The formula that `text` writes; ProblemError E001 (not arithmetic) or E002 (too long or deep)."""
    if len(text) > MAX_LENGTH:
        raise ProblemError(problem("E002", formula=text[:60] + "…", limit=MAX_LENGTH))
    try:
        tree = ast.parse(text.replace("#", "?"), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = getattr(error, "offset", None) or 1
        raise ProblemError(problem("E001", formula=text, part=text, column=column)) from None
    names: dict[str, None] = {}
    _check(tree, text, names, 0)
    return Formula(text, tree, tuple(names))


def _check(node: ast.expr, text: str, names: dict[str, None], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ProblemError(problem("E002", formula=text[:60] + "…", limit=MAX_DEPTH))
    inner: list[ast.expr] = []
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        inner = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = [node.operand]
    elif isinstance(node, ast.Name) and node.id not in _ARGUMENTS:
        names[node.id] = None
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float) and -1e300 < node.value < 1e300:  # type: ignore[operator]
        return
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        if _ARGUMENTS.get(node.func.id) != len(node.args):
            raise _error("E001", text, node)
        inner = list(node.args)
        if node.func.id == "where":
            inner = [*_compared(inner[0], text), *inner[1:]]
        elif node.func.id == "interpolate" and isinstance(inner[0], ast.Name):
            inner = inner[1:]
    else:
        raise _error("E001", text, node)
    for one in inner:
        _check(one, text, names, depth + 1)


def _compared(node: ast.expr, text: str) -> list[ast.expr]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARISONS:
        return [node.left, node.comparators[0]]
    raise _error("E001", text, node)


def _error(code: str, text: str, node: ast.expr, **values: Any) -> ProblemError:
    return ProblemError(problem(code, formula=text, part=ast.unparse(node), column=node.col_offset + 1, **values))


def dimension(formula: Formula, known: Mapping[str, Dimension], tables: Mapping[str, Table]) -> Dimension:
    """The dimension of the result; ProblemError E003 (unknown name) or E004 (dimensions that do not fit)."""
    return _dimension(formula.tree, formula.text, known, tables)


def _dimension(node: ast.expr, text: str, known: Mapping[str, Dimension], tables: Mapping[str, Table]) -> Dimension:
    def of(one: ast.expr) -> Dimension:
        return _dimension(one, text, known, tables)

    def same(one: ast.expr, other: ast.expr) -> Dimension:
        left, right = of(one), of(other)
        zeros = [isinstance(side, ast.Constant) and side.value == 0 for side in (one, other)]
        if left != right and not any(zeros):
            raise _misfit(text, other, right, left)
        return right if zeros[0] else left

    if isinstance(node, ast.Constant):
        return ()
    if isinstance(node, ast.Name):
        if node.id not in known:
            raise _error("E003", text, node, name=node.id, known=", ".join(known))
        return known[node.id]
    if isinstance(node, ast.UnaryOp):
        return of(node.operand)
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Sub):
            return same(node.left, node.right)
        if isinstance(node.op, ast.Pow):
            return _power(node, text, of(node.left), of(node.right))
        return multiply(of(node.left), of(node.right), 1 if isinstance(node.op, ast.Mult) else -1)
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    name, arguments = node.func.id, node.args
    if name in ("min", "max"):
        return same(*arguments)
    if name == "where":
        same(*_compared(arguments[0], text))
        return same(arguments[1], arguments[2])
    if name == "sqrt":
        inner = of(arguments[0])
        if any(exponent % 2 for _, exponent in inner):
            raise _misfit(text, arguments[0], inner, ())
        return tuple((one, exponent // 2) for one, exponent in inner)
    if name == "interpolate":
        table = tables.get(ast.unparse(arguments[0]))
        if table is None:
            raise _error("E003", text, node, name=ast.unparse(arguments[0]), known=", ".join(tables))
        if of(arguments[1]) != table.x_dimension:
            raise _misfit(text, arguments[1], of(arguments[1]), table.x_dimension)
        return table.y_dimension
    if of(arguments[0]):
        raise _misfit(text, arguments[0], of(arguments[0]), ())
    return ()


def _misfit(text: str, part: ast.expr, found: Dimension, wanted: Dimension) -> ProblemError:
    return _error("E004", text, part, found=f"#{describe(found)}", expected=f"#{describe(wanted)}")


def _power(node: ast.BinOp, text: str, base: Dimension, exponent: Dimension) -> Dimension:
    power = node.right.value if isinstance(node.right, ast.Constant) else None
    if exponent or (base and not isinstance(power, int)):
        raise _misfit(text, node.right if exponent else node.left, exponent or base, ())
    return tuple((name, one * power) for name, one in base) if isinstance(power, int) and power else exponent


def evaluate(formula: Formula, values: Mapping[str, Array], tables: Mapping[str, Table]) -> Array:
    """The result over arrays of base units; division by zero and logarithms of nothing give NaN or infinity."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        return np.asarray(_value(formula.tree, values, tables), dtype=np.float64)


def _value(node: ast.expr, values: Mapping[str, Array], tables: Mapping[str, Table]) -> Array:
    of = partial(_value, values=values, tables=tables)
    if isinstance(node, ast.Constant):
        return np.asarray(node.value, dtype=np.float64)
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.UnaryOp):
        return -of(node.operand) if isinstance(node.op, ast.USub) else of(node.operand)
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](of(node.left), of(node.right))
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    name, arguments = node.func.id, node.args
    if name == "interpolate":
        table = tables[ast.unparse(arguments[0])]
        return np.asarray(np.interp(of(arguments[1]), table.x, table.y), dtype=np.float64)
    if name == "where":
        condition = arguments[0]
        assert isinstance(condition, ast.Compare)
        chosen = _COMPARISONS[type(condition.ops[0])](of(condition.left), of(condition.comparators[0]))
        return np.where(chosen, of(arguments[1]), of(arguments[2]))
    return _FUNCTIONS[name](*(of(one) for one in arguments))


def words(formula: Formula, names: Mapping[str, str]) -> str:
    """The formula as people write arithmetic, each name replaced (by a symbol, or by its number and unit)."""
    as_written = formula.text.replace("**", "^").replace("*", "×")
    return re.sub(r"[A-Za-z_]\w*", lambda match: names.get(match.group(), match.group()), as_written)
