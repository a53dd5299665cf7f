"""Support over a portfolio: what grants and credits change, each figure from the summed cash flows of its measures."""

import math

import numpy as np

from zis_calc.columns import OK, UNKNOWN
from zis_calc.engine import finance, support
from zis_calc.engine.support import VIEWS
from zis_calc.engine.types import Array, Flags
from zis_calc.engine.views import discount, irr_status, npv, payback
from zis_calc.result import Data, number, quantity
from zis_calc.rows import AFTER_TAX, DISCARDED, Rows


def support_data(rows: Rows, currency: str) -> Data:
    """Leverage, share of grants, grant per tonne, three views and the social view, each with its coverage.

    leverage = sum of investments / sum of grants over the measures that have a grant; grant per tonne: over the tonnes
    of the same measures (of a year, or of the lifetime). Where none has a grant, over all with an investment.
    """
    values = rows.values
    kept = np.asarray([key.stage != DISCARDED for key in rows.keys], dtype=np.bool_)
    reduced, lifetime = values["ghg_reduction"], values["lifetime"]
    financed = kept & ~np.isnan(values["investment"]) & ~np.isnan(values["grant"])
    granted = financed & (np.nan_to_num(values["grant"]) > 0)
    funded = granted if granted.any() else financed
    return {
        "leverage": _ratio(rows, funded, values["investment"], values["grant"], "1"),
        "grant_share": _ratio(rows, funded, values["grant"], values["investment"], "1"),
        "grant_per_annual_tonne": _ratio(rows, funded, values["grant"], reduced, f"{currency}/(tCO2e/yr)"),
        "grant_per_lifetime_tonne": _ratio(rows, funded, values["grant"], reduced * lifetime, f"{currency}/tCO2e"),
        "views": {name: _with_tax(rows, kept, name, currency) for name in VIEWS if name in rows.views},
        "social": _total(rows, kept, values["social_npv"], currency),
    }


def _ratio(rows: Rows, chosen: Flags, above: Array, below: Array, unit: str) -> Data:
    known = chosen & ~np.isnan(above) & ~np.isnan(below)
    over = math.fsum(above[known]) if known.any() else math.nan
    under = math.fsum(below[known]) if known.any() else math.nan
    status = support.ratio_status(np.asarray([over]), np.asarray([under]))
    value = support.ratio(np.asarray([over]), np.asarray([under]), status)
    return {**quantity(float(value[0]), unit, int(status[0])), "measures": int(rows.count[known].sum())}


def _total(rows: Rows, kept: Flags, column: Array, unit: str) -> Data:
    known = kept & ~np.isnan(column)
    value = math.fsum(column[known]) if known.any() else math.nan
    return {**quantity(value, unit, UNKNOWN if math.isnan(value) else OK), "measures": int(rows.count[known].sum())}


def _with_tax(rows: Rows, kept: Flags, name: str, currency: str) -> Data:
    """One view before tax, and after it where a measure has a tax (the others as they are)."""
    taxed = rows.views.get(f"{name}{AFTER_TAX}")
    after = None if taxed is None else _view(rows, kept, taxed, currency)
    return {**_view(rows, kept, rows.views[name], currency), "after_tax": after}


def _view(rows: Rows, kept: Flags, flows: Array, currency: str) -> Data:
    """One view: the summed cash flow, and payback, NPV and IRR from it; NPV discounts each measure at its own rate."""
    known = kept & ~np.isnan(flows).any(axis=1)
    chosen = flows[known]
    if not len(chosen):
        nothing = quantity(math.nan, currency, UNKNOWN)
        return {
            "cash_flow": None, "npv": nothing, "irr": {**nothing, "unit": "1/yr"},
            "payback": {**nothing, "unit": "yr"}, "measures": 0,
        }  # fmt: skip
    summed = np.asarray([[math.fsum(chosen[:, year]) for year in range(chosen.shape[1])]])
    last = int(np.flatnonzero(chosen.any(axis=0)).max(initial=0))
    longest = np.asarray([float(last)])
    status = irr_status(summed, longest)
    paid, years = payback(summed, longest)
    present = npv(discount(chosen, rows.values["discount_rate"][known]))
    return {
        "cash_flow": [number(value) for value in summed[0, : last + 1].tolist()],
        "npv": quantity(math.fsum(present), currency, OK),
        "irr": quantity(float(finance.irr(summed, status)[0]), "1/yr", int(status[0])),
        "payback": quantity(float(years[0]), "yr", int(paid[0])),
        "measures": int(rows.count[known].sum()),
    }
