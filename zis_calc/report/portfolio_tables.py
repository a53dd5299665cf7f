"""The tables of a portfolio: by company, sector, zone, technology and stage, by year, the funnel, the cost curve."""

from collections.abc import Mapping, Sequence
from typing import Any

from zis_calc.language import translator
from zis_calc.report.blocks import DIM, PLAIN, STRONG, Row, Section, Table
from zis_calc.report.figures import ABSENT, money, shown, unit_text, years
from zis_calc.report.money import quantity
from zis_calc.report.names import NDC_RULES
from zis_calc.report.overall import names_text
from zis_calc.report.words import clean, named, pick, stage_name

Data = Mapping[str, Any]

SHOWN_ROWS = 40  # on a screen; the JSON and CSV results hold all


def grouped_section(
    word: str, entries: Sequence[Data], names: Mapping[str, str], currency: str, language: str
) -> Section | None:
    """One table: the measures grouped by `word`; a figure that rests on fewer measures says on how many.

    `names` says how keys are called where that is not their own text (groups).
    """
    _ = translator(language)
    if not entries or (len(entries) == 1 and entries[0]["key"] is None):
        return None
    titles = {
        "company": _("By company"),
        "group": _("By group"),
        "sector": _("By sector (CIIU)"),
        "zone": _("By zone"),
        "technology": _("By technology"),
        "stage": _("By stage"),
    }
    headers = (
        "",
        _("n"),
        _("GHG [{unit}]").format(unit=unit_text("tCO2e/yr", language)),
        _("COPni [{unit}]").format(unit=unit_text("µg TEQ/yr", language)),
        _("Savings [{unit}]").format(unit=unit_text(f"{currency}/yr", language)),
        _("Investment [{currency}]").format(currency=currency),
        _("Payback [yr]"),
    )
    ordered = (
        sorted(entries, key=lambda entry: -(entry["ghg_reduction"]["value"] or 0.0)) if word == "company" else entries
    )
    rows = tuple(_group_row(word, entry, names, language) for entry in ordered[:SHOWN_ROWS])
    notes = [_("n: measures. Payback without grant, from summed money.")]
    if len(ordered) > SHOWN_ROWS:
        notes.append(_("{count} more rows are in the JSON and CSV results.").format(count=len(ordered) - SHOWN_ROWS))
    return Section(titles[word], Table(headers, rows), tuple(notes))


def _group_row(word: str, entry: Data, names: Mapping[str, str], language: str) -> Row:
    _ = translator(language)
    label = _("not given") if entry["key"] is None else clean(names.get(entry["key"], entry["key"]))
    if word == "stage":
        label = stage_name(entry["key"], language)
    payback = entry.get("payback_gross")
    return Row(
        label,
        (
            str(entry["measures"]),
            shown(entry["ghg_reduction"]["value"]),
            shown(entry["copni_reduction"]["value"]),
            whole_money(entry["annual_savings"]["value"]),
            whole_money(entry["investment"]["value"]),
            _years(payback, language),
        ),
        _rests_on(entry, _figure_names(language), language),
        DIM if entry["key"] is None else PLAIN,
    )


def _figure_names(language: str) -> tuple[tuple[str, str], ...]:
    _ = translator(language)
    return (
        ("ghg_reduction", _("GHG")), ("copni_reduction", _("COPni")), ("annual_savings", _("savings")),
        ("investment", _("investment")),
    )  # fmt: skip


def _rests_on(entry: Data, figures: Sequence[tuple[str, str]], language: str) -> str:
    """Which figures of a row rest on fewer measures than it has, and on how many; nothing where all rest on all."""
    _ = translator(language)
    few: dict[int, list[str]] = {}
    for name, label in figures:
        block = entry[name]
        if block["value"] is not None and block["measures"] < entry["measures"]:
            few.setdefault(block["measures"], []).append(label)
    parts = [
        _("{figures}: {known} of {all} measures").format(figures=", ".join(names), known=known, all=entry["measures"])
        for known, names in few.items()
    ]
    return "; ".join(parts)


def whole_money(value: float | None) -> str:
    """An amount without cents, for tables of many columns; the cents are in the totals, the JSON and the CSV."""
    return shown(value, decimals=0, significant=1)


def _years(block: Data | None, language: str) -> str:
    """A payback without its unit, or its status in a word; a dash where it is not known."""
    if block is None or block["status"] == "unknown":
        return ABSENT
    return years(block["value"]) if block["value"] is not None else quantity(block, language)


def companies_section(companies: Data, language: str) -> Section | None:
    """How many companies there are, by group, and which are in more than one."""
    _ = translator(language)
    if not companies["distinct"]:
        return None
    rows = [
        Row(pick(one["name"], language) if one["name"] else clean(one["group"]), (str(one["companies"]),))
        for one in companies["by_group"]
    ]
    rows.append(Row(_("Distinct companies"), (str(companies["distinct"]),), style=STRONG))
    named = {one["group"]: pick(one["name"], language) for one in companies["by_group"] if one["name"]}
    notes = [
        _("{company} is in {groups}: counted once.").format(
            company=clean(overlap["company"]),
            groups=", ".join(clean(named.get(group, group)) or "–" for group in overlap["groups"]),
        )
        for overlap in companies["overlaps"]
    ]
    if companies["without_company"]:
        names = names_text(companies["without_company"], language)
        notes.append(_("Measures that name no company: {names}").format(names=names))
    return Section(_("Companies"), Table(("", _("Companies")), tuple(rows)), tuple(notes))


def years_section(found: Sequence[Data], settings: Data, language: str) -> Section | None:
    """What counts in each calendar year, and the sum so far."""
    _ = translator(language)
    if not any(year["running"] for year in found):
        return None
    rows = tuple(
        Row(
            str(year["key"]),
            (
                str(year["running"]),
                shown(year["ghg"]["value"]) if year["closed"] else ABSENT,
                shown(year["cumulative"]["value"]) if year["closed"] else ABSENT,
                _("closed") if year["closed"] else _("open, does not count yet"),
            ),
            style=PLAIN if year["closed"] else DIM,
        )
        for year in found
    )
    headers = (_("Year"), _("Measures running"), _("Counts [tCO2e]"), _("So far [tCO2e]"), _("State"))
    rule = named(NDC_RULES, settings["ndc_rule"], language)
    note = _("Reporting date {date}: a year counts once it has ended. Rule: {rule}.").format(
        date=clean(settings["as_of"]), rule=rule
    )
    return Section(_("By calendar year"), Table(headers, rows), (note,))


def funnel_section(funnel: Sequence[Data], language: str) -> Section | None:
    """How many measures have an estimate at each stage, and its tonnes."""
    _ = translator(language)
    if not funnel:
        return None
    rows = tuple(
        Row(
            stage_name(one["key"], language),
            (
                str(one["measures"]), str(one["standing"]), str(one["companies"] or ABSENT),
                shown(one["ghg_reduction"]["value"]), shown(one["copni_reduction"]["value"]),
            ),
            _rests_on(one, _figure_names(language)[:2], language),
        )
        for one in funnel
    )  # fmt: skip
    headers = (
        _("Stage"), _("With an estimate"), _("Stand here"), _("Companies"),
        _("GHG [{unit}]").format(unit=unit_text("tCO2e/yr", language)),
        _("COPni [{unit}]").format(unit=unit_text("µg TEQ/yr", language)),
    )  # fmt: skip
    note = _("Each stage has its own estimate; stages are never added to each other.")
    return Section(_("Funnel"), Table(headers, rows), (note,))


def pipeline_section(pipeline: Sequence[Data], language: str) -> Section | None:
    """The published counts of companies, step by step, with the share that went on."""
    _ = translator(language)
    if not pipeline:
        return None
    rows = []
    before: int | None = None
    for step in pipeline:
        part = f"{100 * step['companies'] / before:.0f} %" if before else ABSENT
        rows.append(Row(pick(step["name"], language), (str(step["companies"]), part)))
        before = step["companies"]
    sources = dict.fromkeys(clean(step["source"]) for step in pipeline if step["source"])
    notes = (_("As published: {source}").format(source="; ".join(sources)),) if sources else ()
    headers = (_("Step"), _("Companies"), _("Of the step before"))
    return Section(_("Companies in the programme"), Table(headers, tuple(rows)), notes)


def measures_section(measures: Sequence[Data], currency: str, language: str) -> Section | None:
    """One row per measure, the largest reductions first where there are too many for a screen."""
    _ = translator(language)
    if not measures:
        return None
    shortened = len(measures) > SHOWN_ROWS
    ordered = sorted(measures, key=lambda one: -(one["ghg_reduction"] or 0.0)) if shortened else measures
    rows = tuple(
        Row(
            clean(one["id"]),
            (
                stage_name(one["stage"], language), shown(one["ghg_reduction"]), shown(one["copni_reduction"]),
                whole_money(one["annual_savings"]), _years(one["payback_gross"], language),
            ),
        )
        for one in ordered[:SHOWN_ROWS]
    )  # fmt: skip
    headers = (
        _("Measure"), _("Stage"),
        _("GHG [{unit}]").format(unit=unit_text("tCO2e/yr", language)),
        _("COPni [{unit}]").format(unit=unit_text("µg TEQ/yr", language)),
        _("Savings [{unit}]").format(unit=unit_text(f"{currency}/yr", language)),
        _("Payback [yr]"),
    )  # fmt: skip
    more = _("{count} more rows are in the JSON and CSV results.").format(count=len(measures) - SHOWN_ROWS)
    note = _("Payback without grant.")
    return Section(_("Measures"), Table(headers, rows), (note, more) if shortened else (note,))


def macc_section(macc: Data, currency: str, language: str) -> Section | None:
    """The ordered cost table, and what cannot stand in it."""
    _ = translator(language)
    notes = []
    if macc["no_reduction"]:
        names = names_text(macc["no_reduction"], language)
        notes.append(_("Reduce nothing, so have no cost per tonne: {names}").format(names=names))
    if macc["missing"]:
        names = names_text(macc["missing"], language)
        notes.append(_("Without investment, savings, lifetime or reduction: {names}").format(names=names))
    if not macc["rows"]:
        return Section(_("Cost per tonne"), None, tuple(notes)) if notes else None
    rows = tuple(
        Row(
            clean(one["key"]),
            (
                money(one["abatement_cost"]["value"]), whole_money(one["npv"]["value"]),
                shown(one["ghg_reduction"]["value"]), shown(one["cumulative"]["value"]),
                _("NPV") if one["ranked_by"] == "npv" else _("cost per tonne"),
            ),
        )
        for one in macc["rows"][:SHOWN_ROWS]
    )  # fmt: skip
    headers = (
        _("Measure"), f"{currency}/tCO2e", _("NPV [{currency}]").format(currency=currency),
        unit_text("tCO2e/yr", language), _("Cumulative"), _("Ranked by"),
    )  # fmt: skip
    rule = _(
        "Without the grant. Measures that pay for themselves (negative cost) come first, by NPV: a cost below zero "
        "looks better the fewer tonnes share the saving. The others follow by cost per tonne."
    )
    if len(macc["rows"]) > SHOWN_ROWS:
        count = len(macc["rows"]) - SHOWN_ROWS
        notes.append(_("{count} more rows are in the JSON and CSV results.").format(count=count))
    return Section(_("Cost per tonne"), Table(headers, rows), (rule, *notes))
