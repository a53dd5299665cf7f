"""Money of a measure: payback, NPV, IRR, cost per tonne, each with a status where there is no number.

All arrays (measures,) in one currency; unknown inputs are NaN. Yearly savings are constant and come at the end of each
year; the last year of a lifetime that is not whole counts for its fraction.
"""

import numpy as np

from zis_calc.columns import IMMEDIATE, MULTIPLE, NEVER, NONE, OK, UNKNOWN
from zis_calc.engine.types import Array, Codes, Flags

_BISECTIONS = 80


def cost(activity: Array, price: Array) -> Array:
    """Yearly cost of a flow [currency/yr], the price per unit of its activity; NaN where no price is known."""
    return activity * price


def net_investment(investment: Array, grant: Array) -> Array:
    """What the company pays itself [currency]."""
    return investment - grant


def annual_savings(cost_baseline: Array, cost_project: Array, other_costs: Array) -> Array:
    """Money saved in a year [currency/yr]: cost of all flows before, less after, less the change in other costs."""
    return cost_baseline - cost_project - other_costs


def year_weight(lifetime: Array, year: int) -> Array:
    """The part of operating year `year` (1, 2, …) that lies within the lifetime."""
    return np.asarray(np.clip(lifetime - (year - 1), 0.0, 1.0), dtype=np.float64)


def last_year(lifetime: Array) -> int:
    """The last operating year of any of the lifetimes."""
    known = lifetime[np.isfinite(lifetime)]
    return int(np.ceil(known.max())) if known.size else 0


def annuity_factor(lifetime: Array, discount_rate: Array) -> Array:
    """Present value of 1 per year over the lifetime [yr]: sum over t of weight_t / (1 + r)^t."""
    total = np.zeros(len(lifetime))
    for year in range(1, last_year(lifetime) + 1):
        total = total + year_weight(lifetime, year) / (1.0 + discount_rate) ** year
    return np.where(np.isfinite(lifetime), total, np.nan)


def npv(net_investment: Array, annual_savings: Array, annuity_factor: Array) -> Array:
    """Net present value [currency]: -I + S x annuity factor."""
    return -net_investment + annual_savings * annuity_factor


def payback_status(net_investment: Array, annual_savings: Array) -> Codes:
    """OK, IMMEDIATE (nothing to pay), NEVER (no savings) or UNKNOWN (an input is missing)."""
    status = np.where(annual_savings > 0, OK, NEVER)
    status = np.where((net_investment <= 0) & (annual_savings >= 0), IMMEDIATE, status)
    return np.where(np.isnan(net_investment) | np.isnan(annual_savings), UNKNOWN, status).astype(np.int64)


def payback(net_investment: Array, annual_savings: Array, status: Codes) -> Array:
    """Simple payback [yr]: I / S where the status is OK, else NaN."""
    return _where_ok(status, net_investment, annual_savings)


def discounted_payback_status(
    net_investment: Array, annual_savings: Array, discount_rate: Array, lifetime: Array
) -> Codes:
    """As the simple payback; NEVER also where the discounted savings of the lifetime do not reach the investment."""
    status = payback_status(net_investment, annual_savings)
    value = _discounted(net_investment, annual_savings, discount_rate)
    status = np.where((status == OK) & ~(value <= lifetime), NEVER, status)
    unknown = np.isnan(lifetime) & (status != IMMEDIATE)
    return np.where(unknown, UNKNOWN, status).astype(np.int64)


def discounted_payback(net_investment: Array, annual_savings: Array, discount_rate: Array, status: Codes) -> Array:
    """Discounted payback [yr]: -ln(1 - I r / S) / ln(1 + r); I / S where r is 0. NaN where the status is not OK."""
    value = _discounted(net_investment, annual_savings, discount_rate)
    return np.where(status == OK, value, np.nan)


def _discounted(net_investment: Array, annual_savings: Array, discount_rate: Array) -> Array:
    possible = (annual_savings > 0) & (net_investment > 0)
    safe_savings = np.where(possible, annual_savings, 1.0)
    rest = np.where(possible, 1.0 - net_investment * discount_rate / safe_savings, np.nan)
    simple = np.where(possible, net_investment / safe_savings, np.nan)
    discounted = possible & (discount_rate > 0) & (rest > 0)
    logarithm = -np.log(np.where(discounted, rest, 1.0)) / np.log1p(np.where(discounted, discount_rate, 1.0))
    value = np.where(discounted, logarithm, np.nan)
    return np.where(possible & (discount_rate == 0), simple, value)


def cash_flows(net_investment: Array, annual_savings: Array, lifetime: Array) -> Array:
    """The yearly cash flow of each measure [currency], shape (measures, last year + 1); column 0 is the investment."""
    years = last_year(lifetime)
    flows = np.zeros((len(net_investment), years + 1))
    flows[:, 0] = -net_investment
    for year in range(1, years + 1):
        flows[:, year] = annual_savings * year_weight(np.nan_to_num(lifetime), year)
    return flows


def unknown_status(value: Array) -> Codes:
    """OK where there is a number, else UNKNOWN."""
    return np.where(np.isnan(value), UNKNOWN, OK).astype(np.int64)


def irr_status(cash_flows: Array, lifetime: Array) -> Codes:
    """OK where the cash flow changes its sign once, NONE where it never does, MULTIPLE where more than once."""
    changes = np.zeros(len(cash_flows), dtype=np.int64)
    last = np.zeros(len(cash_flows))
    for year in range(cash_flows.shape[1]):
        sign = np.sign(cash_flows[:, year])
        changes = changes + (sign * last < 0)
        last = np.where(sign != 0, sign, last)
    status = np.where(changes == 1, OK, np.where(changes == 0, NONE, MULTIPLE))
    unknown = np.isnan(cash_flows).any(axis=1) | np.isnan(lifetime)
    return np.where(unknown, UNKNOWN, status).astype(np.int64)


def irr(cash_flows: Array, status: Codes) -> Array:
    """Internal rate of return [1/yr]: the one rate at which the present value is 0, found by bisection of 1/(1+r).

    One change of sign means one positive root (Descartes). NaN where the status is not OK.
    """
    ok = status == OK
    flows = np.where(ok[:, None], cash_flows, 0.0)
    rising = _last_sign(flows) > 0
    low = np.zeros(len(flows))
    high = np.ones(len(flows))
    for _ in range(60):
        outside = ok & ((_present_value(flows, high) > 0) != rising)
        if not outside.any():
            break
        high = np.where(outside, high * 2.0, high)
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        above = (_present_value(flows, middle) > 0) == rising
        high = np.where(above, middle, high)
        low = np.where(above, low, middle)
    root = np.where(ok, 0.5 * (low + high), 1.0)
    return np.where(ok, 1.0 / root - 1.0, np.nan)


def _present_value(flows: Array, factor: Array) -> Array:
    """Sum of flow_t x factor^t by Horner's rule, year by year; a product too small for a float is 0."""
    total = np.zeros(len(flows))
    with np.errstate(under="ignore"):
        for year in range(flows.shape[1] - 1, -1, -1):
            total = total * factor + flows[:, year]
    return total


def _last_sign(flows: Array) -> Array:
    last = np.zeros(len(flows))
    for year in range(flows.shape[1]):
        sign = np.sign(flows[:, year])
        last = np.where(sign != 0, sign, last)
    return last


def abatement_status(npv: Array, ghg_reduction: Array, lifetime: Array) -> Codes:
    """OK, NONE (nothing is reduced) or UNKNOWN."""
    status = np.where(ghg_reduction > 0, OK, NONE)
    return np.where(np.isnan(npv) | np.isnan(ghg_reduction) | np.isnan(lifetime), UNKNOWN, status).astype(np.int64)


def abatement_cost(npv: Array, ghg_reduction: Array, lifetime: Array, status: Codes) -> Array:
    """Cost per tonne [currency/tCO2e]: -NPV over the tonnes of the whole lifetime (not discounted)."""
    return _where_ok(status, -npv, ghg_reduction * lifetime)


def _where_ok(status: Codes, above: Array, below: Array) -> Array:
    ok: Flags = (status == OK) & (below != 0)
    with np.errstate(over="ignore"):  # beyond the largest float it is no number: shown as not known
        return np.where(ok, above / np.where(ok, below, 1.0), np.nan)
