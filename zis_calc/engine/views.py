"""Figures of any yearly cash flow: payback, discounted payback, NPV and IRR, each with its status.

`flows` has shape (rows, last year + 1), column 0 is the start; unknown rows are NaN throughout.
"""

from typing import NamedTuple

import numpy as np

from zis_calc.columns import IMMEDIATE, NEVER, NONE, OK, UNKNOWN
from zis_calc.engine import finance
from zis_calc.engine.types import Array, Codes

_DUST = 1e-12  # a sum this small beside its terms is 0


class Figures(NamedTuple):
    """The figures of one view, by name, and their statuses; shapes (rows,)."""

    values: dict[str, Array]
    statuses: dict[str, Codes]


def figures(flows: Array, discount_rate: Array, lifetime: Array) -> Figures:
    """All figures of the flows."""
    discounted = discount(flows, discount_rate)
    simple_status, simple = payback(flows, lifetime)
    discounted_status, later = payback(discounted, lifetime)
    value = npv(discounted)
    rate_status = irr_status(flows, lifetime)
    return Figures(
        {"payback": simple, "discounted_payback": later, "npv": value, "irr": finance.irr(flows, rate_status)},
        {
            "payback": simple_status, "discounted_payback": discounted_status,
            "npv": finance.unknown_status(value), "irr": rate_status,
        },
    )  # fmt: skip


def discount(flows: Array, discount_rate: Array) -> Array:
    """Present values [currency]: flow_t / (1 + r)^t."""
    present = flows + 0.0
    for year in range(1, flows.shape[1]):
        present[:, year] = flows[:, year] / (1.0 + discount_rate) ** year
    return present


def npv(present_values: Array) -> Array:
    """Net present value [currency]: the sum of the present values, year by year."""
    total = np.zeros(len(present_values))
    for year in range(present_values.shape[1]):
        total = total + present_values[:, year]
    return total


def payback(flows: Array, lifetime: Array) -> tuple[Codes, Array]:
    """Status and time [yr] from which the money laid out is back for good: the sum of the flows stays at 0 or above.

    Within a year the flow is taken as even; the last year of a broken lifetime is as long as its fraction. IMMEDIATE
    where the sum is never below 0, NEVER where it ends below 0.
    """
    total = flows[:, 0] + 0.0
    size = np.abs(total)
    for year in range(1, flows.shape[1]):
        size = size + np.abs(flows[:, year])
    dust = _DUST * size
    below = total < -dust
    time = np.full(len(flows), np.nan)
    for year in range(1, flows.shape[1]):
        before, total = total, total + flows[:, year]
        weight = finance.year_weight(lifetime, year)
        span = np.where(weight > 0, weight, 1.0)
        back = (before < -dust) & (total >= -dust)
        rise = np.where(back, total - before, 1.0)
        time = np.where(back, year - 1 + span * np.minimum(-before / rise, 1.0), time)
        below = below | (total < -dust)
    status = np.where(below, np.where(total < -dust, NEVER, OK), IMMEDIATE)
    status = np.where(np.isnan(total), UNKNOWN, status).astype(np.int64)
    return status, np.where(status == OK, time, np.nan)


def irr_status(flows: Array, lifetime: Array) -> Codes:
    """As finance.irr_status; NONE also where the first flow is received and not paid: there is nothing to return on."""
    status = finance.irr_status(flows, lifetime)
    first = np.zeros(len(flows))
    for year in range(flows.shape[1]):
        first = np.where(first == 0, np.sign(flows[:, year]), first)
    return np.where((status == OK) & (first > 0), NONE, status).astype(np.int64)
