"""Support of a measure: grants, credits and taxes in three views, what a grant brings, and the social view.

Grants, credits and reimbursements are transfers: they change who pays, so they stand in the views of the company and
not in the social one. Only measures with a credit or a tax have a row here; all others cost nothing.
"""

from typing import NamedTuple

import numpy as np

from zis_calc.columns import NONE, OK, UNKNOWN
from zis_calc.engine import credit, finance, views
from zis_calc.engine.types import Array, Codes

Columns = dict[str, Array]

VIEWS = ("none", "grant", "grant_and_credit")
SUPPORT_INPUTS = (
    "credit", "credit_rate", "credit_term", "credit_grace", "credit_fees", "payments_per_year",
    "reimbursement", "reimbursed_in", "tax_rate", "depreciation_years",
)  # fmt: skip
_DUST = 1e-12  # investment - grant - credit that is this small beside the investment is 0


def no_rows() -> Columns:
    """The inputs of a run in which no measure has a credit or a tax."""
    return {name: np.zeros(0) for name in SUPPORT_INPUTS}


# --- what a grant brings


def ratio_status(above: Array, below: Array) -> Codes:
    """OK, NONE (nothing to divide by) or UNKNOWN (an input is missing)."""
    status = np.where(below > 0, OK, NONE)
    return np.where(np.isnan(above) | np.isnan(below), UNKNOWN, status).astype(np.int64)


def ratio(above: Array, below: Array, status: Codes) -> Array:
    """`above` / `below` where the status is OK, else NaN."""
    return np.where(status == OK, above / np.where(status == OK, below, 1.0), np.nan)


def add_grant_ratios(measures: Columns) -> dict[str, Codes]:
    """Adds leverage, the share of the grant and the grant per tonne, and returns their statuses. Shapes (measures,).

    leverage = investment / grant; grant_share = grant / investment; the tonnes are those of a year, or of the lifetime.
    """
    investment, tonnes = measures["investment"], measures["ghg_reduction"]
    grant = np.where(np.isnan(investment) & (measures["grant"] == 0), np.nan, measures["grant"])
    statuses: dict[str, Codes] = {}
    for name, above, below in (
        ("leverage", investment, grant),
        ("grant_share", grant, investment),
        ("grant_per_annual_tonne", grant, tonnes),
        ("grant_per_lifetime_tonne", grant, tonnes * measures["lifetime"]),
    ):
        status = statuses[name] = ratio_status(above, below)
        measures[name] = ratio(above, below, status)
    return statuses


# --- the social view


def social_npv(
    investment: Array, annual_savings: Array, carbon_price: Array, ghg_reduction: Array, social_annuity_factor: Array
) -> Array:
    """Social NPV [currency]: -I + (S + carbon price x tonnes per year) x annuity at the social rate; no transfers.

    Shapes (measures,). Source of rate and price: MEF, Invierte.pe, Anexo 11, parámetros de evaluación social.
    """
    return -investment + (annual_savings + carbon_price * ghg_reduction) * social_annuity_factor


def add_social(measures: Columns) -> dict[str, Codes]:
    """Adds the social NPV with its annuity factor, and returns its status."""
    annuity = finance.annuity_factor(measures["lifetime"], measures["social_discount_rate"])
    measures["social_annuity_factor"] = annuity
    value = measures["social_npv"] = social_npv(
        measures["investment"], measures["annual_savings"], measures["carbon_price"], measures["ghg_reduction"], annuity
    )
    return {"social_npv": finance.unknown_status(value)}


# --- credits and taxes


class View(NamedTuple):
    """The cash flow of one view and its figures. Shapes (rows, years + 1) and (rows,)."""

    flows: Array
    figures: views.Figures


class Support(NamedTuple):
    """Measures with a credit or a tax. `row` says which row a measure has; `columns` holds the inputs and what follows.

    `views` is before tax, `after_tax` after it (equal where a row has no tax). `last` is the last year of each row.
    """

    row: dict[int, int]
    measure: Codes
    last: Codes
    columns: Columns
    schedule: credit.Schedule
    depreciation: dict[str, Array]
    taxes: dict[str, Array]
    views: dict[str, View]
    after_tax: dict[str, View]


@np.errstate(under="ignore")
def support(inputs: Columns, measure: Codes, measures: Columns) -> Support:
    """Everything about the credits and taxes of `measure` (the position of each row's measure).

    A product too small for a float is 0.
    """
    columns = {**inputs, **{name: measures[name][measure] for name in _NEEDED}}
    lifetime = columns["lifetime"]
    term, paid_back = columns["credit_term"], columns["reimbursement"] > 0
    reimbursed_in = np.where(paid_back, columns["reimbursed_in"], 0.0)
    last = np.maximum(np.maximum(np.ceil(np.nan_to_num(lifetime)), np.ceil(term)), reimbursed_in).astype(np.int64)
    years = int(last.max(initial=0))
    payments = columns["payments_per_year"]
    rate = columns["period_rate"] = credit.period_rate(columns["credit_rate"], payments)
    # Terms are whole numbers of instalments (the gate refuses others); the product may carry binary dust.
    periods = columns["periods"] = np.rint(term * payments)
    grace = columns["grace_periods"] = np.rint(columns["credit_grace"] * payments)
    columns["instalment"] = credit.instalment(columns["credit"], rate, periods - grace)
    schedule = credit.schedule(columns["credit"], rate, periods, grace, payments, years)
    interest = total_interest(schedule)
    columns["total_interest"] = interest
    columns["equity"] = equity(columns["investment"], columns["grant"], columns["credit"], columns["credit_fees"])
    savings = yearly_savings(columns["annual_savings"], lifetime, years)
    reimbursed = _in_year(columns["reimbursement"], reimbursed_in, years)
    service = schedule.interest + schedule.principal
    starts = {"none": columns["investment"], "grant": columns["net_investment"], "grant_and_credit": columns["equity"]}
    depreciated = {"none": columns["investment"], "grant": columns["net_investment"]}
    depreciated["grant_and_credit"] = columns["net_investment"] - columns["reimbursement"]
    first_year = _in_year(columns["credit_fees"], np.ones(len(measure)), years)
    depreciation: dict[str, Array] = {}
    taxes: dict[str, Array] = {}
    before: dict[str, View] = {}
    after: dict[str, View] = {}
    for name in VIEWS:
        flows = savings - service + reimbursed if name == "grant_and_credit" else savings + 0.0
        flows[:, 0] = 0.0 - starts[name]
        flows[np.isnan(flows).any(axis=1) | np.isnan(lifetime)] = np.nan
        before[name] = View(flows, views.figures(flows, columns["discount_rate"], lifetime))
        written = depreciation[name] = credit.depreciation(
            depreciated[name], columns["depreciation_years"], lifetime, years
        )
        costs = schedule.interest + first_year if name == "grant_and_credit" else 0.0
        tax = taxes[name] = credit.tax(columns["tax_rate"], savings, written + costs)
        kept = flows - tax
        after[name] = View(kept, views.figures(kept, columns["discount_rate"], lifetime))
    row = {int(position): number for number, position in enumerate(measure)}
    return Support(row, measure, last, columns, schedule, depreciation, taxes, before, after)


_NEEDED = ("investment", "grant", "net_investment", "annual_savings", "lifetime", "discount_rate")


def equity(investment: Array, grant: Array, amount: Array, fees: Array) -> Array:
    """What the company pays at the start [currency]: investment - grant - credit + fees."""
    rest = investment - grant - amount
    return np.where(np.abs(rest) <= _DUST * investment, 0.0, rest) + fees


def total_interest(schedule: credit.Schedule) -> Array:
    """The interest of all years [currency], added up year by year."""
    total = np.zeros(len(schedule.interest))
    for year in range(schedule.interest.shape[1]):
        total = total + schedule.interest[:, year]
    return total


def yearly_savings(annual_savings: Array, lifetime: Array, years: int) -> Array:
    """The savings of each operating year [currency], shape (rows, years + 1); 0 in year 0 and after the lifetime."""
    flows = np.zeros((len(annual_savings), years + 1))
    for year in range(1, years + 1):
        flows[:, year] = annual_savings * finance.year_weight(np.nan_to_num(lifetime), year)
    return flows


def _in_year(amount: Array, year: Array, years: int) -> Array:
    flows = np.zeros((len(amount), years + 1))
    for number in range(1, years + 1):
        flows[:, number] = np.where(year == number, amount, 0.0)
    return flows


# --- the cash flows of all measures


def flows_after_tax(found: Support, before: dict[str, Array]) -> dict[str, Array]:
    """The yearly cash flow of every measure in each view [currency], after tax where a measure has one.

    `before` is the answer of `view_flows`; empty where no measure has a tax.
    """
    taxed = np.flatnonzero(found.columns["tax_rate"] > 0)
    if not len(taxed):
        return {}
    flows = {name: table.copy() for name, table in before.items()}
    for name, table in flows.items():
        own = found.after_tax[name].flows[taxed]
        table[found.measure[taxed], : own.shape[1]] = own
    return flows


def view_flows(measures: Columns, found: Support) -> dict[str, Array]:
    """The yearly cash flow of every measure in each view [currency], before tax; shape (measures, last year + 1).

    A measure without a credit has its grant alone in `grant_and_credit`, so that each view adds up over a portfolio.
    A measure whose investment, savings or lifetime is not known is NaN in every year.
    """
    lifetime = measures["lifetime"]
    years = max(finance.last_year(lifetime), int(found.last.max(initial=0)))
    flows: dict[str, Array] = {}
    for name, cost in (("none", measures["investment"]), ("grant", measures["net_investment"])):
        table = yearly_savings(measures["annual_savings"], lifetime, years)
        table[:, 0] = 0.0 - cost
        table[np.isnan(table).any(axis=1) | np.isnan(lifetime)] = np.nan
        flows[name] = table
    with_credit = flows["grant"].copy()
    credited = found.columns["credit"] > 0
    own, position = found.views["grant_and_credit"].flows[credited], found.measure[credited]
    with_credit[position, : own.shape[1]] = own
    with_credit[position[np.isnan(own).any(axis=1)]] = np.nan
    flows["grant_and_credit"] = with_credit
    return flows
