"""Unit texts and amounts as people write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zis_calc.files.library import units_text
from zis_calc.problems import ProblemError
from zis_calc.units import build_table, describe, multiply, parse_number, ratio

UNITS = build_table(units_text().decode())


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("250000 gal/yr", 250000, "gal/yr"),
        ("1.2 GWh/año", 1.2, "GWh/año"),
        ("300 MMBtu/mes", 300, "MMBtu/mes"),
        ("61 kWh/t", 61, "kWh/t"),
        ("1,234.56 USD", 1234.56, "USD"),
        ("3 173 193,49 USD", 3173193.49, "USD"),
        ("3,173,193.49 USD", 3173193.49, "USD"),
        ("1.234,56 USD", 1234.56, "USD"),
        ("15.020 µg TEQ/yr", 15.02, "µg TEQ/yr"),
        ("0,5 kg", 0.5, "kg"),
        ("1e-3 t", 0.001, "t"),
        ("-4000 USD/yr", -4000, "USD/yr"),
        ("12 %", 12, "%"),
        ("S/ 0.37/kWh", 0.37, "PEN/kWh"),
        ("S/. 1,234.50", 1234.5, "PEN"),
        ("US$ 1200", 1200, "USD"),
        ("US$1,200.50/yr", 1200.5, "USD/yr"),
        ("5 gls/mes", 5, "gls/mes"),
        ("12%", 12, "%"),
        ("10 m³/día", 10, "m³/día"),
        ("2 μg TEQ/yr", 2, "μg TEQ/yr"),
    ],
)
def test_amounts(text: str, value: float, unit: str) -> None:
    amount = UNITS.amount(text)
    assert amount.value == value
    assert amount.unit.text == unit


@pytest.mark.parametrize(
    ("one", "other", "factor"),
    [
        ("gal", "L", 3.785411784),
        ("MMBtu", "MJ", 1055.05585262),
        ("GWh", "MWh", 1000),
        ("TJ/Gg", "TJ/t", 0.001),
        ("TJ", "MWh", 1 / 0.0036),
        ("bbl", "gal", 42),
        ("mes", "año", 1 / 12),
        ("kgCO2e/kWh", "tCO2e/MWh", 1),
        ("Nm3", "Sm3", 288.15 / 273.15),
        ("HP", "kW", 0.74569987158227),
        ("TR", "kW", 3.5168528420667),
        ("S/ por kWh", "PEN/kWh", 1),
        ("gal al año", "gal/yr", 1),
        ("kg por t por día", "kg/t/day", 1),
    ],
)
def test_known_conversions(one: str, other: str, factor: float) -> None:
    assert math.isclose(ratio(UNITS.unit(one), UNITS.unit(other)), factor, rel_tol=1e-12)


def test_same_text_is_exactly_one() -> None:
    assert ratio(UNITS.unit("gal/yr"), UNITS.unit("gal/yr")) == 1.0


@pytest.mark.parametrize(
    "text",
    ["furlong", "GWHR", "m**(9**9)", "kg//t", "kg/", "*kg", "k g7", "por kWh", "kWh por", "Nm³/h·x", "", "a" * 500],
)
def test_unknown_units_are_problems(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        UNITS.unit(text)
    assert caught.value.problems[0].code == "U002"


def test_a_gallon_is_not_a_british_one_and_a_ton_is_metric() -> None:
    assert UNITS.unit("gal").factor != UNITS.unit("gal_UK").factor
    assert UNITS.unit("t").factor == 1000


@pytest.mark.parametrize("text", ["1,234", "12,345", "999,999"])
def test_ambiguous_numbers_are_refused_with_both_readings(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse_number(text)
    problem = caught.value.problems[0]
    assert problem.code == "U004"
    assert dict(problem.values)["one"] == text.replace(",", "")
    assert dict(problem.values)["other"] == text.replace(",", ".")


def test_a_declared_format_decides() -> None:
    assert parse_number("1,234", "point") == 1234
    assert parse_number("1,234", "comma") == 1.234
    assert parse_number("1.234", "comma") == 1234
    assert parse_number("1.234", "point") == 1.234
    assert parse_number("1.234") == 1.234


@pytest.mark.parametrize("text", ["1.2.3", "1,2,3", "1,23,456", "12.34,56.7", "1 2,3,4", "10 50", "1.5 2", "1 2345"])
def test_numbers_that_are_none(text: str) -> None:
    with pytest.raises(ProblemError):
        parse_number(text)


def test_year_and_hours_do_not_mix() -> None:
    assert UNITS.unit("h").dimension != UNITS.unit("yr").dimension
    assert UNITS.unit("kWh/yr").dimension != UNITS.unit("kW").dimension


def test_species_and_currencies_do_not_mix() -> None:
    texts = ["t CO2", "t CH4", "t CO2e", "t", "USD", "PEN", "µg TEQ"]
    dimensions = [UNITS.unit(text).dimension for text in texts]
    assert len(set(dimensions)) == len(dimensions)


def test_dimensions_in_words() -> None:
    assert describe(UNITS.unit("gal/yr").dimension) == "volume per year"
    assert describe(UNITS.unit("kWh/t").dimension) == "energy per mass"
    assert describe(()) == "a plain number"


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        amount = UNITS.amount(text)
    except ProblemError:
        return
    assert math.isfinite(amount.value)


@given(st.sampled_from(sorted(UNITS.names)), st.sampled_from(sorted(UNITS.names)))
def test_quotient_of_units(one: str, other: str) -> None:
    unit = UNITS.unit(f"{one}/{other}")
    assert unit.dimension == multiply(UNITS.unit(one).dimension, UNITS.unit(other).dimension, -1)
    assert unit.factor == UNITS.unit(one).factor / UNITS.unit(other).factor or math.isclose(
        unit.factor, UNITS.unit(one).factor / UNITS.unit(other).factor, rel_tol=1e-15
    )
