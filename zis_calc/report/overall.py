"""The totals of a run as a sheet: every figure says how many measures it rests on."""

from collections.abc import Mapping, Sequence
from typing import Any

from zis_calc.language import translator
from zis_calc.report.blocks import Figure, Row, Section, Sheet, Table
from zis_calc.report.emissions import copni_section, ghg_section, ndc_section, resources_section
from zis_calc.report.figures import money, shown, unit_text
from zis_calc.report.headline import copni_figure, ghg_figure, ndc_figure, ratio_figures
from zis_calc.report.money import finance_section, quantity
from zis_calc.report.names import REASONS
from zis_calc.report.words import clean, named

Data = Mapping[str, Any]


def totals_sheet(totals: Data, measures: Sequence[Data], language: str) -> Sheet:
    """The totals of a run, each with the share of the measures that it rests on."""
    _ = translator(language)
    currency, refused = clean(totals["finance"]["currency"]), totals["refused"]
    about = [_("{count} measures").format(count=totals["measures"])]
    if refused:
        names = names_text(refused, language)
        about.append(_("Refused because of errors, and in no total: {names}").format(names=names))
    if totals["discarded"]:
        names = names_text(totals["discarded"], language)
        about.append(_("Discarded, and in no total: {names}").format(names=names))
    sections = (_measures_section(measures, currency, language), *total_sections(totals, language))
    return Sheet(_("Totals"), tuple(about), "", total_figures(totals, language), sections)


def total_figures(totals: Data, language: str) -> tuple[Figure, ...]:
    """The key figures of the totals."""
    ghg, copni, finance, ndc = totals["ghg"], totals["copni"], totals["finance"], totals["ndc"]
    currency, refused = clean(finance["currency"]), totals["refused"]
    figures = [
        _covered(ghg_figure(ghg, language), ghg, refused, language),
        _covered(_copni_total(copni, language), copni, refused, language),
        *(
            _money_figure(key, finance[key], currency, refused, language)
            for key in ("annual_savings", "investment", "grant")
        ),
    ]
    if "payback" in finance:
        figures += ratio_figures(finance, currency, language)
    figures.append(_covered(ndc_figure(ndc, language), ndc, refused, language))
    return tuple(figures)


def total_sections(totals: Data, language: str) -> tuple[Section, ...]:
    """The parts of the totals."""
    sections = [
        ghg_section(totals["ghg"], (), language),
        copni_section(totals["copni"], (), language),
        resources_section(totals["energy"], totals["resources"], language),
        finance_section(totals["finance"], (), language),
        ndc_section(totals["ndc"], (), language),
    ]
    return tuple(section for section in sections if section)


def _copni_total(copni: Data, language: str) -> Figure:
    figure = copni_figure({**copni, "by_vector": {}}, language)
    return figure._replace(remark="")


def _money_figure(key: str, block: Data, currency: str, refused: Sequence[str], language: str) -> Figure:
    _ = translator(language)
    labels = {"annual_savings": _("Annual savings"), "investment": _("Investment"), "grant": _("Grants")}
    unit = unit_text(f"{currency}/yr", language) if key == "annual_savings" else currency
    value = f"{money(block['value'])} {unit}" if block["value"] is not None else _("not known")
    return _covered(Figure(labels[key], value), block, refused, language)


def _covered(figure: Figure, block: Data, refused: Sequence[str], language: str) -> Figure:
    """The figure with what it rests on: how many measures, which are reported, which are left out."""
    _ = translator(language)
    coverage = block["coverage"]
    parts = [figure.remark] if figure.remark else []
    parts.append(_("{known} of {all} measures").format(known=coverage["measures"], all=coverage["of"]))
    if block.get("reported"):
        parts.append(_("reported: {names}").format(names=names_text(block["reported"], language)))
    missing = {name for name in coverage["missing"] if name not in refused}
    for reason, ids in coverage.get("why", {}).items():
        left = [id for id in ids if id in missing]
        if left:
            text = named(REASONS, reason, language)
            parts.append(f"{text}: {names_text(left, language)}")
    return figure._replace(remark="; ".join(parts))


def names_text(ids: Sequence[str], language: str, limit: int = 12) -> str:
    """The names, and how many more there are beyond `limit`."""
    _ = translator(language)
    text = ", ".join(clean(id) for id in ids[:limit])
    return _("{names} and {count} more").format(names=text, count=len(ids) - limit) if len(ids) > limit else text


def _measures_section(measures: Sequence[Data], currency: str, language: str) -> Section:
    _ = translator(language)
    headers = (
        _("Measure"),
        _("GHG [{unit}]").format(unit=unit_text("tCO2e/yr", language)),
        _("COPni [{unit}]").format(unit=unit_text("µg TEQ/yr", language)),
        _("Savings [{unit}]").format(unit=unit_text(f"{currency}/yr", language)),
        _("Payback, no grant"),
    )
    rows = tuple(
        Row(
            clean(measure["id"]),
            (
                shown(measure["ghg"]["reduction"]),
                shown(measure["copni"]["reduction"]),
                money(measure["finance"]["annual_savings"]),
                quantity(measure["finance"]["payback_gross"], language),
            ),
        )
        for measure in measures
    )
    return Section(_("Reductions by measure"), Table(headers, rows), (_("Payback without grant."),))
