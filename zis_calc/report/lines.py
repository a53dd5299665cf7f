"""The factors behind a result: the number, how it was chosen, where it is printed, how sure it is."""

from collections.abc import Mapping
from typing import Any

from zis_calc.language import translator
from zis_calc.report.blocks import PLAIN, FactorLine
from zis_calc.report.figures import ABSENT, exact
from zis_calc.report.names import BASES, CHOSEN, REVIEW_STYLES, REVIEWS, VECTORS
from zis_calc.report.words import clean, named, pick

Data = Mapping[str, Any]


def factor_line(factor: Data, language: str) -> FactorLine:
    """One used factor for the table of factors."""
    _ = translator(language)
    source = factor["source"]
    printed = [clean(source.get(key)) for key in ("publisher", "year") if source.get(key)]
    title = clean(source.get("title", source["key"]))
    where = f"{title} ({', '.join(printed)})" if printed else title
    unit = clean(factor["unit"])
    if factor.get("vector"):
        unit = f"{unit} · {named(VECTORS, factor['vector'], language)}"
    if factor.get("basis"):
        unit = f"{unit} · {named(BASES, factor['basis'], language)}"
    review = factor["review"]
    return FactorLine(
        clean(factor["id"]),
        pick(factor["name"], language),
        f"{exact(factor['value'])} {unit}",
        chosen_text(factor, language),
        where,
        clean(source.get("locator") or ""),
        clean(source.get("url", "")),
        named(REVIEWS, review, language),
        REVIEW_STYLES.get(review, PLAIN),
    )


def chosen_text(factor: Data, language: str) -> str:
    """How a value was chosen: the GWP set or the year from which it holds, exact or held."""
    _ = translator(language)
    how = named(CHOSEN, factor["how"], language)
    if factor.get("set"):
        return _("set {name}, {how}").format(name=clean(factor["set"]), how=how)
    if factor.get("valid_from"):
        return _("from {date}, {how}").format(date=clean(factor["valid_from"])[:4], how=how)
    return how if how else ABSENT
