"""The part of a report on goals: obtained beside expected, the attainment, its band and what must be said of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from zis_calc.language import translator
from zis_calc.problems import Problem
from zis_calc.report.blocks import BAD, DIM, FAIR, GOOD, Row, Section, Table
from zis_calc.report.figures import ABSENT, exact, percent
from zis_calc.report.indicators import figure_text
from zis_calc.report.words import clean, pick

Data = Mapping[str, Any]

_STYLES = {"low": BAD, "medium": FAIR, "high": GOOD}


def progress_section(progress: Data, problems: Sequence[Problem], language: str) -> Section:
    """The goals of a portfolio with their attainment (obtained / expected)."""
    _ = translator(language)
    headers = (_("Goal"), _("Baseline"), _("Obtained"), _("Expected"), _("Attainment"), _("Band"))
    rows = tuple(_row(goal, language) for goal in progress["goals"])
    notes = [_("Attainment = obtained / expected.")]
    ids = ", ".join(dict.fromkeys(clean(goal["bands"]) for goal in progress["goals"]))
    if ids:
        notes.append(_("Bands: {bands}.").format(bands=ids))
    summary = progress["summary"]
    if summary["not_available"]:
        text = _("{count} of {all} goals have no data: their attainment is not available.")
        notes.append(text.format(count=summary["not_available"], all=summary["goals"]))
    if summary["refused"]:
        names = ", ".join(clean(id) for id in summary["refused"])
        notes.append(_("Refused because of errors: {names}").format(names=names))
    return Section(_("Goals"), Table(headers, rows, remarks=_("To note")), (" ".join(notes),), tuple(problems))


def _row(goal: Data, language: str) -> Row:
    _ = translator(language)
    amounts = tuple(_amount(goal[key], goal["unit"], language) for key in ("baseline", "obtained", "expected"))
    value = goal["attainment"]["value"]
    band = goal["band"]
    remark = [pick(goal["flag"], language)] if goal["flag"] else []
    if goal["printed"]:
        remark.append(_("printed: {text}").format(text=_printed(goal, language)))
    cells = (
        *amounts,
        percent(value) if value is not None else _("not available"),
        pick(band["name"], language) if band is not None else ABSENT,
    )
    style = DIM if band is None else _STYLES.get(band["part_of"] or band["id"], "plain")
    return Row(pick(goal["name"], language), cells, "; ".join(remark), style)


def _printed(goal: Data, language: str) -> str:
    _ = translator(language)
    texts = []
    if "attainment" in goal["printed"]:
        value = goal["printed"]["attainment"]
        texts.append(percent(value) if value is not None else _("not available"))
    if "band" in goal["printed"]:
        id, band = goal["printed"]["band"], goal["band"]
        texts.append(pick(band["name"], language) if band is not None and band["id"] == id else clean(id))
    return ", ".join(texts)


def _amount(value: float | None, unit: str | None, language: str) -> str:
    if value is not None and unit == "%":
        return f"{exact(value)} %"  # as it was written: 10.08 % is not 10.1 %
    return ABSENT if value is None else figure_text(value, unit or "1", language)
