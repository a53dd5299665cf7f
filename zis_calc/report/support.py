"""The parts of a report on support: figures after tax, the credit, what the grant brings, and the social view."""

from collections.abc import Mapping
from typing import Any

from zis_calc.language import translator
from zis_calc.report.blocks import Row, Section, Table
from zis_calc.report.figures import ABSENT, money, percent, shown, unit_text
from zis_calc.report.money import amount, has_grant, quantity, view_headers, view_names
from zis_calc.report.names import REIMBURSEMENTS, REVIEWS
from zis_calc.report.words import clean, named

Data = Mapping[str, Any]

_FIGURES = ("payback", "discounted_payback", "npv", "irr")


def support_sections(finance: Data, language: str) -> list[Section]:
    """All sections on support that this measure has something for."""
    found = (after_tax_section(finance, language), credit_section(finance, language), grant_section(finance, language))
    return [section for section in found if section is not None]


def after_tax_section(finance: Data, language: str) -> Section | None:
    """The figures of each view after income tax, where the measure has a tax."""
    _ = translator(language)
    tax, views = finance["tax"], finance["views"]
    if tax is None:
        return None
    labels = {
        "payback": _("Payback"),
        "discounted_payback": _("Discounted payback"),
        "npv": _("NPV"),
        "irr": _("IRR"),
    }
    names = view_names(finance)
    rows = tuple(
        Row(labels[key], tuple(quantity(views[name]["after_tax"][key], language) for name in names)) for key in _FIGURES
    )
    notes = (
        _(
            "Tax = {rate} × (savings − depreciation − interest − fees); where this is below zero it lowers other tax."
        ).format(rate=percent(tax["rate"])),
        _(
            "Depreciation: a straight line over {years} years on what the company pays itself (investment less grant "
            "and reimbursement); what is left is written off in the last year."
        ).format(years=f"{tax['depreciation']:g}"),
    )
    title = _("After income tax [{currency}]").format(currency=clean(finance["currency"]))
    return Section(title, Table(("", *view_headers(finance, language)), rows), notes)


def credit_section(finance: Data, language: str) -> Section | None:
    """The credit: what is paid, and what its line guarantees and reimburses."""
    _ = translator(language)
    credit = finance["credit"]
    if credit is None:
        return None
    rows = [
        Row(_("Credit"), (money(credit["amount"]),), _terms(credit, language)),
        Row(_instalment(credit, language), (money(credit["instalment"]),), _("constant, after the grace period")),
        Row(_("Total interest"), (money(credit["total_interest"]),)),
        Row(_("Fees at the start"), (money(credit["fees"]),)),
    ]
    notes: list[str] = []
    if credit["line"] is not None:
        status = credit["reimbursement_status"]
        remark = named(REIMBURSEMENTS, status, language)
        if credit["reimbursement"] is not None:
            remark = _("{share} of the credit, at the end of operating year {year}; {status}").format(
                share=percent(credit["reimbursement_share"]), year=credit["reimbursed_in"], status=remark
            )
        rows += [
            Row(_("Guarantee"), (money(credit["guarantee"]),), _("by the line; it moves no money of the company")),
            Row(_("Reimbursement"), (money(credit["reimbursement"]),), remark),
        ]
        notes.append(
            _("Terms of the line `{line}`: {review}.").format(
                line=clean(credit["line"]), review=named(REVIEWS, credit["line_review"], language)
            )
        )
    title = _("Credit [{currency}]").format(currency=clean(finance["currency"]))
    return Section(title, Table(("", _("Value")), tuple(rows), remarks=_("Remark")), tuple(notes))


def _terms(credit: Data, language: str) -> str:
    _ = translator(language)
    said = _("{rate} per year, {term} years").format(rate=percent(credit["rate"]), term=f"{credit['term']:g}")
    if not credit["grace"]:
        return said
    return _("{terms}, of which {grace} of grace").format(terms=said, grace=f"{credit['grace']:g}")


def _instalment(credit: Data, language: str) -> str:
    _ = translator(language)
    return _("Instalment, monthly") if credit["instalments"] == "monthly" else _("Instalment, yearly")


def grant_section(finance: Data, language: str) -> Section | None:
    """Leverage, share and cost of the grant, each with its definition, and the social NPV."""
    _ = translator(language)
    currency, social = clean(finance["currency"]), finance["social"]
    rows = []
    if has_grant(finance) and amount(finance, "investment") is not None:
        annual, lifetime = (unit_text(f"{currency}/{tonnes}", language) for tonnes in ("(tCO2e/yr)", "tCO2e"))
        rows += [
            Row(_("Leverage"), (_plain(finance["leverage"], language),), _("investment / grant")),
            Row(_("Grant share"), (_share(finance["grant_share"], language),), _("grant / investment")),
            Row(
                _("Grant per annual tonne [{unit}]").format(unit=annual),
                (quantity(finance["grant_per_annual_tonne"], language),),
                _("grant / yearly reduction"),
            ),
            Row(
                _("Grant per lifetime tonne [{unit}]").format(unit=lifetime),
                (quantity(finance["grant_per_lifetime_tonne"], language),),
                _("grant / (yearly reduction × lifetime)"),
            ),
        ]
    notes: tuple[str, ...] = ()
    if social["status"] == "ok":
        price = social["carbon_price"]
        definition = _("−investment + sum of (S + {price} × tCO2e per year) / (1 + {rate})^t; rate and price: {review}")
        rows.append(
            Row(
                _("Social NPV [{currency}]").format(currency=currency),
                (money(social["npv"]["value"]),),
                definition.format(
                    price=f"{shown(price['value'])} {unit_text(price['unit'], language)}",
                    rate=percent(social["discount_rate"]),
                    review=named(REVIEWS, social["review"], language),
                ),
            )
        )
        notes = (
            _("Social view: no grants, credits or taxes (they are transfers); the price per tCO2 is used for CO2e."),
        )
    if not rows:
        return None
    return Section(_("Grant and social view"), Table(("", _("Value")), tuple(rows), remarks=_("Definition")), notes)


def _plain(block: Data, language: str) -> str:
    return shown(block["value"]) if block["value"] is not None else quantity(block, language)


def _share(block: Data, language: str) -> str:
    return percent(block["value"]) if block["value"] is not None else quantity(block, language) or ABSENT
