"""Formulas of methods: arithmetic only, checked for dimension, evaluated over arrays, written as people write them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from zis_calc.files.library import units_text
from zis_calc.formula import MAX_LENGTH, Table, dimension, evaluate, parse, words
from zis_calc.problems import ProblemError
from zis_calc.units import build_table, describe

UNITS = build_table(units_text().decode())
KNOWN = {
    name: UNITS.unit(unit).dimension
    for name, unit in {"n": "1", "power": "W", "hours": "h/yr", "volume": "m3", "area": "m2", "hot": "degC"}.items()
}
TABLES = {"efficiency": Table((0.0, 10.0), (0.8, 0.9), UNITS.unit("kW").dimension, ())}


def code_of(text: str) -> str:
    with pytest.raises(ProblemError) as caught:
        dimension(parse(text), KNOWN, TABLES)
    return caught.value.problems[0].code


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')", "().__class__", "n.real", "n[0]", "lambda: 1", "[n for n in n]", "n if n else n",
        "n and n", "not n", "n == n", "'text'", "True", "None", "f(n)", "exp", "exp(n, n)", "where(n, 1, 2)", "n := 1",
        "1e999", "min(n, n, key=n)", "n @ n", "n // n", "n % n", "n << 1", "await n", "*n", "{n}", "...", "1j", "", "n +",
    ],
)  # fmt: skip
def test_nothing_but_arithmetic_parses(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse(text)
    assert caught.value.problems[0].code == "E001"


@pytest.mark.parametrize("text", ["n + " * MAX_LENGTH + "n", "-" * 60 + "n", "(" * 90 + "n" + ")" * 90 + "+1" * 120])
def test_size_and_depth_are_bounded(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse(text)
    assert caught.value.problems[0].code in ("E001", "E002")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("n * power * hours", "energy per year"),
        ("power / power", "a plain number"),
        ("sqrt(area) * area", "volume"),
        ("max(power, 0)", "power"),
        ("where(power > 0, volume, 0)", "volume"),
        ("area ** 2 / area", "length^2"),
        ("exp(n) * power", "power"),
        ("n ** 2.5", "a plain number"),
        ("interpolate(efficiency, power) * power", "power"),
        ("-power + power", "power"),
    ],
)
def test_dimensions(text: str, meaning: str) -> None:
    assert describe(dimension(parse(text), KNOWN, TABLES)) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "power + volume", "power + 1", "exp(power)", "log(volume)", "power ** n", "power ** 0.5", "sqrt(volume)",
        "min(power, volume)", "where(power > volume, 1, 2)", "where(power > 0, power, volume)",
        "interpolate(efficiency, volume)", "n ** power",
    ],
)  # fmt: skip
def test_dimensions_that_do_not_fit(text: str) -> None:
    assert code_of(text) == "E004"


def test_the_message_names_part_column_found_and_wanted() -> None:
    with pytest.raises(ProblemError) as caught:
        dimension(parse("n * power + volume"), KNOWN, TABLES)
    values = dict(caught.value.problems[0].values)
    assert values["part"] == "volume"
    assert values["column"] == "13"
    assert (values["found"], values["expected"]) == ("#volume", "#power")


def test_unknown_names() -> None:
    assert code_of("n * q") == "E003"
    assert code_of("interpolate(nothing, power)") == "E003"


@given(st.floats(-1e6, 1e6), st.floats(0.1, 1e6), st.floats(-5, 5))
def test_it_computes_what_python_computes(a: float, b: float, c: float) -> None:
    values = {"a": np.asarray([a]), "b": np.asarray([b]), "c": np.asarray([c])}
    for text in ("a + b * c - a / b", "max(a, b) * min(a, c)", "b ** 2 * -a", "sqrt(b) + log(b)", "exp(c)"):
        python = eval(
            text,
            {"sqrt": math.sqrt, "log": math.log, "exp": math.exp, "max": max, "min": min},
            {"a": a, "b": b, "c": c},
        )
        assert math.isclose(float(evaluate(parse(text), values, {})[0]), python, rel_tol=1e-12, abs_tol=1e-9)


def test_one_evaluation_serves_many() -> None:
    values = {"a": np.arange(5.0), "b": np.full(5, 2.0)}
    many = evaluate(parse("where(a >= b, a * b, a / b)"), values, {})
    alone = [
        float(
            evaluate(parse("where(a >= b, a * b, a / b)"), {"a": values["a"][i : i + 1], "b": values["b"][:1]}, {})[0]
        )
        for i in range(5)
    ]
    assert many.tolist() == alone == [0.0, 0.5, 4.0, 6.0, 8.0]


def test_a_division_by_zero_is_no_number_and_no_exception() -> None:
    assert not np.isfinite(evaluate(parse("a / b"), {"a": np.ones(1), "b": np.zeros(1)}, {})).any()


def test_interpolation_is_linear_and_ends_at_the_ends() -> None:
    x = np.asarray([-5.0, 0.0, 2.5, 10.0, 99.0])
    table = {"efficiency": Table((0.0, 10.0), (0.8, 0.9), (), ())}
    found = evaluate(parse("interpolate(efficiency, x)"), {"x": x}, table)
    assert np.allclose(found, [0.8, 0.8, 0.825, 0.9, 0.9])


def test_words() -> None:
    parsed = parse("n * power ** 2 * (1 - n)")
    assert words(parsed, {}) == "n × power ^ 2 × (1 - n)"
    assert words(parsed, {"n": "3", "power": "88 W"}) == "3 × 88 W ^ 2 × (1 - 3)"


def test_the_evaluator_stays_small() -> None:
    assert len((ROOT / "zis_calc" / "formula.py").read_text(encoding="utf-8").splitlines()) < 200
