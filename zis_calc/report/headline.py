"""The key figures: the answer to what a measure does, each with what must be known to read it."""

from collections.abc import Mapping, Sequence
from typing import Any

from zis_calc.language import translator
from zis_calc.report.blocks import BAD, GOOD, PLAIN, STRONG, Figure
from zis_calc.report.emissions import copni_scope
from zis_calc.report.figures import change, money, settled, shown, unit_text, with_unit
from zis_calc.report.money import amount, both
from zis_calc.report.names import REVIEW_MEANINGS, REVIEW_STYLES, REVIEWS
from zis_calc.report.words import clean, named

Data = Mapping[str, Any]


def key_figures(measure: Data, language: str) -> tuple[Figure, ...]:
    """The key figures of a measure, the answer before the parts."""
    _ = translator(language)
    finance, currency = measure["finance"], clean(measure["finance"]["currency"])
    savings = amount(finance, "annual_savings")
    yearly = unit_text(f"{currency}/yr", language)
    return (
        ghg_figure(measure["ghg"], language),
        copni_figure(measure["copni"], language),
        Figure(
            _("Annual savings"),
            f"{money(savings)} {yearly}" if savings is not None else _("not known"),
            _left_out(_("without price: {items}"), finance.get("unpriced")),
        ),
        *ratio_figures(finance, currency, language),
        ndc_figure(measure["ndc"], language),
        _review_figure(measure.get("review"), language),
    )


def ratio_figures(finance: Data, currency: str, language: str) -> tuple[Figure, ...]:
    """Payback, NPV and IRR."""
    _ = translator(language)
    return (
        Figure(_("Simple payback"), *both(finance, "payback", language)),
        Figure(_("NPV [{currency}]").format(currency=currency), *both(finance, "npv", language)),
        Figure(_("IRR"), *both(finance, "irr", language)),
    )


def ghg_figure(ghg: Data, language: str) -> Figure:
    """The GHG reduction with what it is a part of."""
    _ = translator(language)
    reduction = settled(ghg["reduction"], ghg["baseline"], ghg["project"])
    if reduction is None:
        return Figure(_("GHG reduction"), _("not known"))
    value = with_unit(reduction, ghg["unit"], language)
    if ghg.get("reported"):
        return Figure(_("GHG reduction"), value, "", _direction(reduction))
    if ghg["baseline"] is None:
        return Figure(_("GHG reduction"), value, _("reported, not computed"))
    remark = _("from {baseline} to {project}").format(baseline=shown(ghg["baseline"]), project=shown(ghg["project"]))
    share = change(ghg["baseline"], reduction)
    remark = f"{remark} ({share})" if share else remark
    remark = "; ".join(filter(None, (remark, _left_out(_("without factor: {items}"), ghg.get("without_factor")))))
    return Figure(_("GHG reduction"), value, remark, _direction(reduction))


def _left_out(text: str, items: Sequence[str] | None) -> str:
    """Which flows a figure leaves out, or nothing."""
    return text.format(items=", ".join(clean(item).rsplit(".", 1)[-1] for item in items)) if items else ""


def _direction(reduction: float) -> str:
    return GOOD if reduction > 0 else BAD if reduction < 0 else STRONG


def copni_figure(copni: Data, language: str) -> Figure:
    """The COPni reduction with the vectors it rests on, or why there is none."""
    _ = translator(language)
    reduction = settled(copni["reduction"], copni["baseline"], copni["project"])
    if reduction is None:
        value = _("no comparable vector") if copni["by_vector"] else _("no source given")
        return Figure(_("COPni reduction"), value, copni_scope(copni, language), PLAIN)
    value = with_unit(reduction, copni["unit"], language)
    remark = copni_scope(copni, language) if copni["by_vector"] else _("reported, not computed")
    return Figure(_("COPni reduction"), value, remark, _direction(reduction))


def ndc_figure(ndc: Data, language: str) -> Figure:
    """What counts toward the NDC in closed years."""
    _ = translator(language)
    remark = _("in years closed by {date}").format(date=clean(ndc["as_of"]))
    if ndc["cumulative"] is None:
        return Figure(_("Counts for the NDC"), _("not known"))
    return Figure(_("Counts for the NDC"), with_unit(ndc["cumulative"], ndc["unit"], language), remark)


def _review_figure(review: str | None, language: str) -> Figure:
    _ = translator(language)
    if review is None:
        return Figure(_("Review of the factors"), _("no factors used"), style=PLAIN)
    meaning = named(REVIEW_MEANINGS, review, language)
    return Figure(
        _("Review of the factors"),
        named(REVIEWS, review, language),
        meaning,
        REVIEW_STYLES.get(review, PLAIN),
    )
