"""The part of a report on money: each number beside the definition it follows, without and with the grant."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from zis_calc.language import translator
from zis_calc.problems import Problem
from zis_calc.report.blocks import STRONG, Row, Section, Table
from zis_calc.report.figures import ABSENT, money, percent, time
from zis_calc.report.names import STATUS_MEANINGS
from zis_calc.report.words import clean, named, status_name

Data = Mapping[str, Any]

RATIOS = ("payback", "discounted_payback", "npv", "irr", "abatement_cost")


class _Term(NamedTuple):
    label: str
    definition: str


def quantity(block: Data | None, language: str) -> str:
    """A quantity with its unit (years, per cent, money), or its status in a word."""
    if block is None:
        return ABSENT
    if block["value"] is None:
        return status_name(block.get("status", "unknown"), language)
    if block["unit"] == "1/yr":
        return percent(block["value"])
    if block["unit"] == "yr":
        return time(block["value"], language)
    return money(block["value"])


def has_grant(finance: Data) -> bool:
    """Whether the views without and with grant differ."""
    return bool(amount(finance, "grant"))


def amount(finance: Data, key: str) -> float | None:
    """An amount of a measure (a number) or of the totals (a quantity)."""
    value = finance.get(key)
    return value["value"] if isinstance(value, Mapping) else value


def both(finance: Data, key: str, language: str) -> tuple[str, str]:
    """A ratio for the headline: the view with the grant, and as a remark the one without (if they differ)."""
    _ = translator(language)
    net, gross = quantity(finance.get(key), language), quantity(finance.get(f"{key}_gross"), language)
    if not has_grant(finance) or net == gross:
        return gross, ""
    return net, _("with the grant; without it: {gross}").format(gross=gross)


def finance_section(finance: Data, problems: tuple[Problem, ...], language: str) -> Section:
    """Investment, savings and what follows from them."""
    _ = translator(language)
    title = _("Finance [{currency}]").format(currency=clean(finance["currency"]))
    inputs = ("investment", "annual_savings")
    if all(amount(finance, key) is None for key in inputs):
        return Section(title, None, (_("No investment and no savings are known."),), problems)
    grant = has_grant(finance)
    rows: list[Row] = [
        Row(
            term.label,
            _amounts(finance, key, grant),
            term.definition,
            STRONG if key == "annual_savings" else "plain",
        )
        for key, term in _amount_terms(language).items()
        if grant or key not in ("grant", "net_investment")
    ]
    if has_credit(finance):
        start = (amount(finance, "investment"), *([amount(finance, "net_investment")] if grant else ()))
        cells = tuple(money(value) for value in (*start, finance["credit"]["equity"]))
        rows.append(Row(_("Paid by the company at the start"), cells, _("with credit: I − credit + fees")))
    rows += [
        Row(term.label, _views(finance, key, grant, language), term.definition)
        for key, term in _ratio_terms(language).items()
        if key in finance
    ]
    table = Table(("", *view_headers(finance, language)), tuple(rows), remarks=_("Definition"))
    return Section(title, table, _notes(finance, language), problems)


def _amount_terms(language: str) -> dict[str, _Term]:
    _ = translator(language)
    return {
        "investment": _Term(_("Investment"), _("the whole cost, before the grant")),
        "grant": _Term(_("Grant"), ""),
        "net_investment": _Term(_("Net investment (I)"), _("I = investment − grant")),
        "annual_savings": _Term(
            _("Annual savings (S)"), _("S = yearly cost before − yearly cost after − change in other costs")
        ),
    }


def _ratio_terms(language: str) -> dict[str, _Term]:
    _ = translator(language)
    return {
        "payback": _Term(_("Simple payback"), _("I / S")),
        "discounted_payback": _Term(
            _("Discounted payback"), _("years until the savings, discounted at r, have paid back I")
        ),
        "npv": _Term(_("NPV"), _("−I + sum of S / (1 + r)^t over the lifetime")),
        "irr": _Term(_("IRR"), _("the rate r at which the NPV is zero")),
        "abatement_cost": _Term(
            _("Cost per tCO2e"), _("−NPV / (yearly reduction × lifetime); below zero: it pays for itself")
        ),
    }


def has_credit(finance: Data) -> bool:
    """Whether there is a view with credit."""
    return bool(finance.get("credit"))


def view_names(finance: Data) -> tuple[str, ...]:
    """The views that differ: without support, with the grant where there is one, with the credit where there is one."""
    grant = ("grant",) if has_grant(finance) else ()
    return ("none", *grant, *(("grant_and_credit",) if has_credit(finance) else ()))


def view_headers(finance: Data, language: str) -> tuple[str, ...]:
    """What stands over the columns of the views."""
    _ = translator(language)
    grant, credit = has_grant(finance), has_credit(finance)
    if not grant:
        return (_("Without credit"), _("With credit")) if credit else (_("Value"),)
    return (_("Without grant"), _("With grant"), *((_("With grant and credit"),) if credit else ()))


def _amounts(finance: Data, key: str, grant: bool) -> tuple[str, ...]:
    value = money(amount(finance, key))
    without = ABSENT if key == "grant" else money(amount(finance, "investment")) if key == "net_investment" else value
    return (without, *((value,) if grant else ()), *((value,) if has_credit(finance) else ()))


def _views(finance: Data, key: str, grant: bool, language: str) -> tuple[str, ...]:
    gross, net = (quantity(finance.get(name), language) for name in (f"{key}_gross", key))
    with_credit = (quantity(_with_credit(finance, key), language),) if has_credit(finance) else ()
    return (gross, *((net,) if grant else ()), *with_credit)


def _with_credit(finance: Data, key: str) -> Data | None:
    """A figure of the view with credit; the cost per tonne has none."""
    view: Data = finance["views"]["grant_and_credit"]
    return view.get(key)


def _notes(finance: Data, language: str) -> tuple[str, ...]:
    _ = translator(language)
    notes: list[str] = []
    rate, year = finance.get("discount_rate"), finance.get("price_year")
    if rate is not None:
        notes.append(_("Discount rate r = {rate} per year.").format(rate=percent(rate)))
    if year is not None:
        notes.append(_("Prices of {year}.").format(year=year))
    blocks = [finance.get(f"{key}{suffix}") for key in RATIOS for suffix in ("", "_gross")]
    if has_credit(finance):
        blocks += [_with_credit(finance, key) for key in RATIOS]
        notes.append(
            _("With credit, payback is when the sum of the yearly flows is back at zero for good, even within a year.")
        )
    statuses = {block["status"] for block in blocks if block is not None and block["value"] is None}
    line = [" ".join(notes)] if notes else []
    return (
        *line,
        *(named(STATUS_MEANINGS, status, language) for status in STATUS_MEANINGS if status in statuses),
    )
