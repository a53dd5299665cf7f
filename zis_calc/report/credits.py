"""The part of a report on credits: one table per line, each printed figure beside what the rule gives."""

from collections.abc import Mapping, Sequence
from typing import Any

from zis_calc.language import translator
from zis_calc.problems import Problem
from zis_calc.report.blocks import FAIR, STRONG, Row, Section, Table
from zis_calc.report.figures import ABSENT, money, percent, shown
from zis_calc.report.names import CREDIT_STATUSES, REVIEWS, ROUNDINGS
from zis_calc.report.words import clean, named, pick

Data = Mapping[str, Any]


def credit_sections(credits: Data, problems: Sequence[Problem], language: str) -> tuple[Section, ...]:
    """A section per credit line of the `credits` block of a portfolio; `problems` stand under the last one."""
    sections = [_line_section(line, language) for line in credits["lines"]]
    if problems:
        last = sections.pop() if sections else Section(translator(language)("Credits"))
        sections.append(last._replace(problems=tuple(problems)))
    return tuple(sections)


def _line_section(line: Data, language: str) -> Section:
    _ = translator(language)
    title = _("Credits: {line} [{currency}]").format(
        line=pick(line["name"], language), currency=clean(line["currency"])
    )
    figures = ("guarantee", "reimbursement") if line["reimburses"] else ("guarantee",)
    headers = [_("Client"), _("Year"), _("Credit"), _("Guarantee")]
    if line["reimburses"]:
        headers += [_("Reimbursement"), _("Share")]
    rows = [_credit_row(row, figures, language) for row in line["rows"]]
    rows += _total_rows(line, figures, language)
    return Section(title, Table(tuple(headers), tuple(rows), remarks=_("Printed")), _notes(line, language))


def _credit_row(row: Data, figures: Sequence[str], language: str) -> Row:
    cells = [str(row["year"]), *(money(row[key]) for key in ("amount", *figures))]
    if "reimbursement" in figures:
        known = row["reimbursement"] is not None
        share = percent(row["reimbursement_share"]) if known else named(CREDIT_STATUSES, row["status"], language)
        mark = f" ({named(CREDIT_STATUSES, row['status'], language)})" if row["status"] == "undefined_by_rule" else ""
        cells.append(share + mark)
    differs = any(row["differences"].get(key) for key in figures)
    return Row(clean(row["client"]), tuple(cells), _printed(row, figures, language), FAIR if differs else "plain")


def _printed(row: Data, figures: Sequence[str], language: str) -> str:
    """What is printed where it is not what the rule gives, with the share it stands for."""
    _ = translator(language)
    texts = []
    for key in figures:
        difference = row["differences"].get(key)
        if difference:
            values = {
                "figure": _figure_names(language)[key],
                "printed": money(row["printed"][key]),
                "share": _telling_percent(row["printed"][f"effective_{key}_share"], row[key] / row["amount"]),
                "difference": money(difference),
            }
            texts.append(_("{figure} {printed} = {share}; difference {difference}").format(**values))
    return "; ".join(texts)


def _figure_names(language: str) -> dict[str, str]:
    _ = translator(language)
    return {"credit": _("credit"), "guarantee": _("guarantee"), "reimbursement": _("reimbursement")}


def _telling_percent(share: float, rule: float) -> str:
    """A share with as many decimals as tell it from the share of the rule."""
    for decimals in range(1, 9):
        text = shown(share * 100, decimals=decimals)
        if text != shown(rule * 100, decimals=decimals):
            break
    return f"{text} %"


def _total_rows(line: Data, figures: Sequence[str], language: str) -> list[Row]:
    _ = translator(language)
    totals = line["totals"]
    share = ("",) if "reimbursement" in figures else ()
    coverage = [
        _("{figure}: {known} of {all} credits").format(
            figure=_figure_names(language)[key],
            known=totals[key]["coverage"]["rows"],
            all=totals[key]["coverage"]["of"],
        )
        for key in ("credit", *figures)
        if totals[key]["coverage"]["rows"] != totals[key]["coverage"]["of"]
    ]
    values = tuple(money(totals[key]["value"]) for key in ("credit", *figures))
    rows = [Row(_("Total, computed"), ("", *values, *share), "; ".join(coverage), STRONG)]
    if any(totals[key].get("printed_rows") is not None for key in figures):
        shown_rows = (ABSENT, *(money(totals[key].get("printed_rows")) for key in figures))
        rows.append(Row(_("Sum of the printed rows"), ("", *shown_rows, *share)))
    if any("printed" in totals[key] for key in ("credit", *figures)):
        printed = tuple(money(totals[key].get("printed")) for key in ("credit", *figures))
        compared = [key for key in ("credit", *figures) if "printed" in totals[key]]
        remark = "; ".join(_follows(totals[key], key, language) for key in compared)
        rows.append(Row(_("Printed total"), ("", *printed, *share), remark))
    return rows


def _follows(total: Data, key: str, language: str) -> str:
    _ = translator(language)
    texts = {
        "rows": _("{figure}: the sum of the rows"),
        "computed_rows": _("{figure}: the sum of the computed rows"),
        "printed_rows": _("{figure}: the sum of the printed rows, not of the computed ones"),
        "neither": _("{figure}: neither the sum of the printed rows nor of the computed ones"),
    }
    return texts[total["follows_from"]].format(figure=_figure_names(language)[key])


def _notes(line: Data, language: str) -> tuple[str, ...]:
    _ = translator(language)
    rounding = line["rounding"]
    rule = _(
        "Guarantee {share} of the credit; amounts rounded {mode} to {decimals} decimals. Rule: {source} ({review})."
    )
    notes = [
        rule.format(
            share=percent(line["guarantee_share"]),
            mode=named(ROUNDINGS, rounding["mode"], language),
            decimals=rounding["decimals"],
            source=clean(line["source"]),
            review=named(REVIEWS, line["review"], language),
        )
    ]
    statuses = {row["status"] for row in line["rows"]} if line["reimburses"] else set()
    if "stated" in statuses:
        notes.append(_("Where no fall of the indicator is given, the share of reimbursement is the one stated."))
    if "not_measured" in statuses:
        notes.append(_("Not measured: neither the fall of the indicator nor a share is given."))
    notes += dict.fromkeys(pick(row["note"], language) for row in line["rows"] if row["note"])
    if line["refused"]:
        names = ", ".join(clean(name) for name in line["refused"])
        notes.append(_("Refused because of errors, and in no total: {names}").format(names=names))
    if line["unread"]:
        names = ", ".join(clean(name) for name in line["unread"])
        notes.append(_("In no table, as the amount cannot be read: {names}").format(names=names))
    return tuple(notes)
