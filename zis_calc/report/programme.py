"""Targets, published statements, claims and support of a portfolio, each number with the assumption it rests on."""

from collections.abc import Mapping, Sequence
from typing import Any

from zis_calc.language import translator
from zis_calc.report.blocks import DIM, PLAIN, STRONG, Row, Section, Table
from zis_calc.report.figures import ABSENT, money, percent, shown
from zis_calc.report.money import quantity
from zis_calc.report.names import REVIEWS
from zis_calc.report.words import clean, named, pick

Data = Mapping[str, Any]

_VIEWS = ("none", "grant", "grant_and_credit")


def target_sections(targets: Sequence[Data], claims: Sequence[Data], language: str) -> list[Section]:
    """One section per target: a full year of operation, and the closed years, for the whole and each group."""
    claimed = any(not claim["counts_toward_ndc"] for claim in claims)
    return [_target_section(target, claimed, language) for target in targets]


def _target_section(target: Data, claimed: bool, language: str) -> Section:
    _ = translator(language)
    rows = []
    whole = target["reached"][0]
    parts = [part for part in target["reached"][1:] if part["measures"] != whole["measures"]]
    for part in [whole, *parts]:
        label = pick(part["name"], language) if part["name"] else _("All measures")
        full, closed, last = part["full_operation"], part["cumulative"], part["last_closed"]
        rows.append(
            Row(
                label,
                (
                    shown(full["value"]), _ratio(full["ratio"]),
                    shown(last["value"]) if last else ABSENT, _ratio(last["ratio"] if last else None),
                    shown(closed["value"]), _ratio(closed["ratio"]),
                ),
                style=STRONG if part["group"] is None else PLAIN,
            )
        )  # fmt: skip
    last = whole["last_closed"]
    headers = (
        "", _("Full year [tCO2e]"), _("× goal"),
        _("In {year}").format(year=last["year"]) if last else _("Last closed year"), _("× goal"),
        _("Closed years"), _("× goal"),
    )  # fmt: skip
    goal = _("Goal: {goal} tCO2e in {year}").format(goal=shown(target["goal"]), year=target["year"])
    if target["share"]:
        goal += " = " + _("{share} ({name}) of {whole} tCO2e").format(
            share=percent(target["share"]["value"]), name=pick(target["share"]["name"], language),
            whole=shown(target["quantity"]),
        )  # fmt: skip
    notes = [
        f"{goal}.",
        _("Full year: every measure running a whole calendar year, whenever it began."),
        _("Closed years: what counts by the rule up to the reporting date, added up; the goal is of one year."),
    ]
    full = whole["full_operation"]
    if full["measures"] < whole["measures"]:
        text = _("The full year rests on {known} of {all} measures; the others have no reduction in tCO2e.")
        notes.append(text.format(known=full["measures"], all=whole["measures"]))
    if claimed:
        notes.append(_("Claims under other schemes are taken out of the closed years, not of the full year."))
    if target["counting_rule"]:
        notes.append(_("Counting rule: {rule}.").format(rule=pick(target["counting_rule"], language)))
    notes.append(
        _("Source: {source}; review: {review}.").format(
            source=clean(target["source"]), review=named(REVIEWS, target["review"], language)
        )
    )
    return Section(pick(target["name"], language), Table(headers, tuple(rows)), tuple(notes))


def _ratio(value: float | None) -> str:
    return ABSENT if value is None else shown(value)


def statements_section(statements: Sequence[Data], language: str) -> Section | None:
    """Published sentences beside the figures, each with the reading it needs."""
    _ = translator(language)
    if not statements:
        return None
    rows = []
    for one in statements:
        follows = {"full_operation": _("a full year"), "closed_years": _("closed years")}
        found = ", ".join(follows[name] for name in one["follows_from"]) or _("none of them")
        part = percent(one["part_of_year"])
        rows.append(
            Row(
                f"«{clean(one['printed'])}»",
                (_ratio(one["full_operation"]), _ratio(one["closed_years"]), found, part),
                pick(one["reading"], language),
            )
        )
    headers = ("", _("Full year, × goal"), _("Closed years, × goal"), _("It follows from"), _("Part of a full year"))
    return Section(_("Published statements"), Table(headers, tuple(rows), remarks=_("Reading")))


def claims_section(claims: Sequence[Data], language: str) -> Section | None:
    """The register of claims: what is claimed under which scheme, and whether it still counts for the NDC."""
    _ = translator(language)
    if not claims:
        return None
    rows = tuple(
        Row(
            clean(one["measure"]),
            (
                pick(one["name"], language), f"{clean(one['from'])} – {clean(one['until'])}", clean(one["serial"]),
                percent(one["share"]), shown(sum(year["value"] for year in one["years"] if year["closed"])),
                _("counts") if one["counts_toward_ndc"] else _("taken out"),
            ),
            pick(one["reason"], language),
            PLAIN if one["counts_toward_ndc"] else DIM,
        )
        for one in claims
    )  # fmt: skip
    headers = (
        _("Measure"), _("Scheme"), _("Period"), _("Serial"), _("Share"), _("tCO2e, closed years"), _("For the NDC"),
    )  # fmt: skip
    return Section(_("Claims"), Table(headers, rows, remarks=_("Reason"), texts=True))


def support_sections(support: Data, currency: str, language: str) -> list[Section]:
    """What the grants bring, the three views from the summed cash flows, and the social view."""
    _ = translator(language)
    ratios = (
        ("grant_share", _("Grant share"), _("grants / investment of the measures with a grant")),
        ("leverage", _("Leverage"), _("investment / grants of the measures with a grant")),
        ("grant_per_annual_tonne", _("Grant per yearly tonne"), _("grants / tCO2e per year, where there is a grant")),
        ("grant_per_lifetime_tonne", _("Grant per tonne"), _("grants / tCO2e of the lifetime, where there is a grant")),
    )  # fmt: skip
    rows = []
    for key, label, definition in ratios:
        block = support[key]
        value = percent(block["value"]) if key == "grant_share" else _plain(block, language)
        rows.append(Row(label, (value, str(block["measures"])), definition))
    social = support["social"]
    definition = _("−investment + (savings + carbon price × tonnes) at the social discount rate; no transfers")
    label = _("Social NPV [{currency}]").format(currency=currency)
    rows.append(Row(label, (_plain(social, language), str(social["measures"])), definition))
    sections = [
        Section(
            _("What support brings"),
            Table(("", _("Value"), _("Measures behind it")), tuple(rows), remarks=_("Definition")),
        )
    ]
    views = _views(support["views"], currency, language, False)
    after = {name: view["after_tax"] for name, view in support["views"].items() if view["after_tax"]}
    taxed = _views(after, currency, language, True)
    return [*sections, *(section for section in (views, taxed) if section is not None)]


def _plain(block: Data, language: str) -> str:
    return quantity(block, language) if block["value"] is None else shown(block["value"])


def _views(views: Data, currency: str, language: str, taxed: bool) -> Section | None:
    _ = translator(language)
    if not views or all(view["cash_flow"] is None for view in views.values()):
        return None
    labels = {"none": _("No support"), "grant": _("With grant"), "grant_and_credit": _("With grant and credit")}
    # Without a credit the third view repeats the second.
    same = views.get("grant_and_credit", {}).get("cash_flow") == views.get("grant", {}).get("cash_flow")
    shown_views = [name for name in _VIEWS if name in views and not (same and name == "grant_and_credit")]
    rows = [
        Row(_("Paid at the start"), tuple(money(_start(views[name])) for name in shown_views)),
        Row(_("Payback of the cash flow"), tuple(quantity(views[name]["payback"], language) for name in shown_views)),
        Row(
            _("NPV [{currency}]").format(currency=currency),
            tuple(quantity(views[name]["npv"], language) for name in shown_views),
        ),
        Row(_("IRR"), tuple(quantity(views[name]["irr"], language) for name in shown_views)),
        Row(_("Measures behind it"), tuple(str(views[name]["measures"]) for name in shown_views), style=DIM),
    ]
    note = _(
        "From the summed yearly cash flows, in which each measure ends with its lifetime; NPV with the discount rate "
        "of each measure."
    )
    tax = _("After tax where a measure has one.") if taxed else _("Before tax.")
    headers = ("", *(labels[name] for name in shown_views))
    title = _("Three views, after tax") if taxed else _("Three views")
    return Section(title, Table(headers, tuple(rows)), (f"{note} {tax}",))


def _start(view: Data) -> float | None:
    return -view["cash_flow"][0] if view["cash_flow"] else None
