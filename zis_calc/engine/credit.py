"""Debt service of credits and the taxes that a measure changes, by operating year.

All arrays: inputs (rows,), years (rows, last year + 1) with year 0, the start, in column 0. Flows come at the end of
each operating year; the instalments of one year are added up.
"""

from typing import NamedTuple

import numpy as np

from zis_calc.engine.finance import year_weight
from zis_calc.engine.types import Array

_LEAST_RATE = 1e-15


class Schedule(NamedTuple):
    """Interest and principal paid in each year, and what is still owed at its end [currency]."""

    interest: Array
    principal: Array
    balance: Array


def period_rate(rate: Array, payments_per_year: Array) -> Array:
    """Interest of one period [1] from the effective yearly rate: (1 + i)^(1/m) - 1; i itself where m is 1.

    A rate too small to add a digit to what is owed is 0.
    """
    bears = np.where(rate < _LEAST_RATE, 0.0, rate)
    return np.where(payments_per_year == 1, bears, np.expm1(np.log1p(bears) / payments_per_year))


def instalment(amount: Array, period_rate: Array, periods: Array) -> Array:
    """The constant instalment that pays `amount` back in `periods` [currency]: P i / (1 - (1 + i)^-n) (French loan).

    Without interest P / n; 0 where there are no periods.
    """
    some = periods > 0
    count = np.where(some, periods, 1.0)
    bears = period_rate > 0
    rate = np.where(bears, period_rate, 1.0)
    with_interest = amount * rate / -np.expm1(-count * np.log1p(rate))
    return np.where(some, np.where(bears, with_interest, amount / count), 0.0)


def schedule(
    amount: Array, period_rate: Array, periods: Array, grace_periods: Array, payments_per_year: Array, years: int
) -> Schedule:
    """The yearly debt service: interest alone in the grace periods, then the constant instalment.

    `periods` counts all, with grace. Nothing is left after the last one: it pays what is owed.
    """
    rows = len(amount)
    constant = instalment(amount, period_rate, periods - grace_periods)
    interest, principal, balance = (np.zeros((rows, years + 1)) for _ in range(3))
    owed = balance[:, 0] = amount + 0.0
    most = int(payments_per_year.max(initial=0.0))
    for year in range(1, years + 1):
        for part in range(1, most + 1):
            period = (year - 1) * payments_per_year + part
            due = (part <= payments_per_year) & (period <= periods)
            cost = np.where(due, owed * period_rate, 0.0)
            paid = np.where(period == periods, owed, constant - cost)
            paid = np.where(due & (period > grace_periods), paid, 0.0)
            interest[:, year] += cost
            principal[:, year] += paid
            owed = owed - paid
        balance[:, year] = owed
    return Schedule(interest, principal, balance)


def depreciation(base: Array, depreciation_years: Array, lifetime: Array, years: int) -> Array:
    """Straight-line depreciation of `base` in each year [currency]; 0 where `depreciation_years` is 0.

    What is not yet depreciated when the lifetime ends is written off in its last year.
    """
    flows = np.zeros((len(base), years + 1))
    taxed = depreciation_years > 0
    yearly = np.where(taxed, base, 0.0) / np.where(taxed, depreciation_years, 1.0)
    left = np.where(taxed, base, 0.0)
    for year in range(1, years + 1):
        written = np.where(year >= lifetime, left, np.minimum(left, yearly * year_weight(depreciation_years, year)))
        flows[:, year] = written
        left = left - written
    return flows


def tax(tax_rate: Array, savings: Array, deductions: Array) -> Array:
    """Tax that the measure adds [currency], shapes (rows, years + 1): rate x (savings - deductions); below 0 it saves.

    A loss lowers the tax on the other income of the company in the same year.
    """
    return tax_rate[:, None] * (savings - deductions)
