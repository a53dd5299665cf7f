"""Money: hand calculations, an outside oracle for NPV and IRR, and the statuses where there is no number."""

import math

import numpy as np
import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from zis_calc.columns import IMMEDIATE, MULTIPLE, NEVER, NONE, OK, UNKNOWN
from zis_calc.engine import finance

costs = st.floats(1.0, 1e8)
savings = st.floats(1.0, 1e8)
rates = st.floats(0.0, 1.0).map(lambda rate: round(rate, 4))
lifetimes = st.one_of(st.integers(1, 40).map(float), st.floats(0.25, 40.0))


def one(value: float) -> np.ndarray:
    return np.asarray([value], dtype=np.float64)


@given(costs, savings, rates, st.integers(1, 40))
def test_npv_agrees_with_pyxirr(cost: float, saved: float, rate: float, years: int) -> None:
    annuity = finance.annuity_factor(one(years), one(rate))
    ours = float(finance.npv(one(cost), one(saved), annuity)[0])
    theirs = pyxirr.npv(rate, [-cost, *[saved] * years])
    assert math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-6 * (cost + saved * years))


@given(costs, savings, st.integers(1, 40))
def test_irr_makes_the_npv_zero_and_agrees_with_pyxirr(cost: float, saved: float, years: int) -> None:
    flows = finance.cash_flows(one(cost), one(saved), one(years))
    status = finance.irr_status(flows, one(years))
    assert status[0] == OK
    rate = float(finance.irr(flows, status)[0])
    if -0.9 < rate < 10:  # closer to -100 % the rate itself has too few digits to be tried again
        value = math.fsum(flow / (1 + rate) ** year for year, flow in enumerate(flows[0]))
        scale = math.fsum(abs(flow) / (1 + rate) ** year for year, flow in enumerate(flows[0]))
        assert abs(value) <= 1e-9 * scale
        theirs = pyxirr.irr([float(flow) for flow in flows[0]])
        assert theirs is not None and math.isclose(rate, theirs, rel_tol=1e-6, abs_tol=1e-8)


@given(costs, savings, rates, lifetimes)
def test_discounted_payback_is_where_the_present_value_reaches_the_cost(
    cost: float, saved: float, rate: float, life: float
) -> None:
    status = finance.discounted_payback_status(one(cost), one(saved), one(rate), one(life))
    value = float(finance.discounted_payback(one(cost), one(saved), one(rate), status)[0])
    if status[0] == OK:
        annuity = value if rate == 0 else (1 - (1 + rate) ** -value) / rate
        assert math.isclose(saved * annuity, cost, rel_tol=1e-6)
        assert value <= life
    else:
        assert status[0] == NEVER and math.isnan(value)


def test_two_sign_changes_are_not_one_irr() -> None:
    flows = np.asarray([[-1000.0, 2500.0, -1540.0], [-100.0, -10.0, -1.0], [100.0, 10.0, 0.0], [-100.0, 60.0, 60.0]])
    lifetimes_known = np.full(4, 2.0)
    status = finance.irr_status(flows, lifetimes_known)
    assert list(status) == [MULTIPLE, NONE, NONE, OK]
    assert np.isnan(finance.irr(flows, status)[:3]).all()
    assert math.isclose(finance.irr(flows, status)[3], 0.1306623862918075, rel_tol=1e-12)


def test_a_negative_irr_is_a_number() -> None:
    flows = np.asarray([[-100.0, 40.0, 40.0]])
    status = finance.irr_status(flows, np.asarray([2.0]))
    assert math.isclose(finance.irr(flows, status)[0], 1 / 1.1583123951777 - 1, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("cost", "saved", "status"),
    [
        (100.0, 10.0, OK),
        (100.0, 0.0, NEVER),
        (100.0, -5.0, NEVER),
        (0.0, 10.0, IMMEDIATE),
        (-5.0, 10.0, IMMEDIATE),
        (0.0, 0.0, IMMEDIATE),
        (0.0, -1.0, NEVER),
        (math.nan, 10.0, UNKNOWN),
        (100.0, math.nan, UNKNOWN),
    ],
)
def test_payback_status(cost: float, saved: float, status: int) -> None:
    found = finance.payback_status(one(cost), one(saved))
    assert found[0] == status
    value = finance.payback(one(cost), one(saved), found)[0]
    assert math.isnan(value) if status != OK else value == cost / saved


def test_the_last_year_of_a_broken_lifetime_counts_for_its_part() -> None:
    annuity = finance.annuity_factor(one(2.5), one(0.1))
    assert math.isclose(annuity[0], 1 / 1.1 + 1 / 1.1**2 + 0.5 / 1.1**3, rel_tol=1e-15)


def test_no_tonnes_no_cost_per_tonne() -> None:
    status = finance.abatement_status(one(100.0), one(0.0), one(10.0))
    assert status[0] == NONE
    assert math.isnan(finance.abatement_cost(one(100.0), one(0.0), one(10.0), status)[0])
