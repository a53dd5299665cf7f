"""Support of a measure as plain data: three views, the credit, what the grant brings, the social view."""

import math
from typing import Any

from zis_calc.columns import OK, STATUSES, UNKNOWN
from zis_calc.engine.compute import Results
from zis_calc.engine.support import VIEWS, Support, View
from zis_calc.model.base import weakest
from zis_calc.model.library import FactorUse
from zis_calc.pack import Batch, Options
from zis_calc.pack.batch import CreditTerms

Data = dict[str, Any]

_SUFFIX = {"none": "_gross", "grant": ""}
_FIGURES = (("payback", "yr"), ("discounted_payback", "yr"), ("npv", "{currency}"), ("irr", "1/yr"))
_GRANT_RATIOS = (
    ("leverage", "1"), ("grant_share", "1"), ("grant_per_annual_tonne", "{currency}/(tCO2e/yr)"),
    ("grant_per_lifetime_tonne", "{currency}/tCO2e"),
)  # fmt: skip


def number(value: float) -> float | None:
    """The number, or None where it is not known."""
    return value if math.isfinite(value) else None


def quantity(value: float, unit: str, status: int) -> Data:
    """A quantity with its status; no number where the status is not ok."""
    if status == OK and math.isfinite(value):
        return {"value": float(value), "unit": unit, "status": "ok"}
    return {"value": None, "unit": unit, "status": STATUSES[UNKNOWN if status == OK else status]}


def support_data(batch: Batch, results: Results, index: int, options: Options) -> Data:
    """Views, credit, tax, what the grant brings, and the social view of one measure."""
    support, currency = results.support, options.currency
    row = support.row.get(index)
    about = batch.support_rows[row] if row is not None else None
    columns, codes = results.values, results.codes
    return {
        "views": _views(batch, results, index, currency),
        "credit": _credit(about.credit, support, row) if about is not None and row is not None else None,
        "tax": _tax(support, row) if about is not None and about.taxed and row is not None else None,
        **{
            name: quantity(columns[name][index], unit.format(currency=currency), codes[name][index])
            for name, unit in _GRANT_RATIOS
        },
        "social": _social(batch, results, index, currency),
    }


def social_uses(batch: Batch, results: Results, index: int) -> tuple[FactorUse, ...]:
    """The factors behind the social NPV of a measure; none where it has none."""
    known = results.codes["social_npv"][index] == OK
    return batch.social[index].uses if known else ()


def _views(batch: Batch, results: Results, index: int, currency: str) -> Data:
    support = results.support
    row = support.row.get(index)
    about = batch.support_rows[row] if row is not None else None
    lifetime = results.values["lifetime"][index]
    years = 0 if math.isnan(lifetime) else math.ceil(lifetime)
    views: Data = {}
    for name in ("none", "grant"):
        figures = {
            figure: quantity(
                results.values[f"{figure}{_SUFFIX[name]}"][index],
                unit.format(currency=currency),
                results.codes[f"{figure}{_SUFFIX[name]}"][index],
            )
            for figure, unit in _FIGURES
        }
        views[name] = {"cash_flow": cash_flow(results.view_flows[name][index], years), **figures, "after_tax": None}
    views["grant_and_credit"] = None
    if row is None or about is None:
        return views
    last = int(support.last[row])
    if about.credit is not None:
        views["grant_and_credit"] = {**_view(support.views["grant_and_credit"], row, last, currency), "after_tax": None}
    for name in VIEWS if about.taxed else ():
        if views[name] is not None:
            end = last if name == "grant_and_credit" else years
            views[name]["after_tax"] = _view(support.after_tax[name], row, end, currency)
    return views


def _view(view: View, row: int, years: int, currency: str) -> Data:
    values, statuses = view.figures
    return {
        "cash_flow": cash_flow(view.flows[row], years),
        **{
            name: quantity(float(values[name][row]), unit.format(currency=currency), int(statuses[name][row]))
            for name, unit in _FIGURES
        },
    }


def cash_flow(flows: Any, years: int) -> list[float] | None:
    """The flow of each year from the start to `years`, or None where it is not known."""
    found: list[float] = flows[: years + 1].tolist()
    return None if math.isnan(found[0]) else found


def _credit(terms: CreditTerms | None, support: Support, row: int) -> Data | None:
    if terms is None:
        return None
    columns, schedule = support.columns, support.schedule

    def value(name: str) -> float:
        return float(columns[name][row])

    known = terms.line is not None and terms.status != "not_measured"
    return {
        "amount": value("credit"),
        "rate": value("credit_rate"),
        "term": value("credit_term"),
        "grace": value("credit_grace"),
        "fees": value("credit_fees"),
        "instalments": terms.instalments,
        "instalment": value("instalment"),
        "total_interest": value("total_interest"),
        "equity": number(value("equity")),
        "line": terms.line,
        "line_review": terms.line_review,
        "guarantee": terms.guarantee,
        "indicator_reduction": terms.indicator_reduction,
        "reimbursement": value("reimbursement") if known else None,
        "reimbursement_share": terms.share,
        "reimbursement_status": terms.status,
        "reimbursed_in": int(value("reimbursed_in")) if known else None,
        "note": {"es": terms.note.es, "en": terms.note.en} if terms.note is not None else None,
        "schedule": [
            {
                "year": year,
                "interest": float(schedule.interest[row, year]),
                "principal": float(schedule.principal[row, year]),
                "balance": float(schedule.balance[row, year]),
            }
            for year in range(1, math.ceil(value("credit_term")) + 1)
        ],
    }


def _tax(support: Support, row: int) -> Data:
    return {
        "rate": float(support.columns["tax_rate"][row]),
        "depreciation": float(support.columns["depreciation_years"][row]),
    }


def _social(batch: Batch, results: Results, index: int, currency: str) -> Data:
    columns = results.values
    uses = social_uses(batch, results, index)
    return {
        "npv": quantity(columns["social_npv"][index], currency, results.codes["social_npv"][index]),
        "discount_rate": number(columns["social_discount_rate"][index]),
        "carbon_price": quantity(columns["carbon_price"][index], f"{currency}/tCO2e", OK),
        "status": STATUSES[results.codes["social_npv"][index]],
        "factors": sorted({use.id for use in uses}),
        "review": weakest([use.review for use in uses]),
    }
