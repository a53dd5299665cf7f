"""The result of a portfolio put together as a report: the whole, its tables, stages, targets, support, indicators."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zis_calc.language import translator
from zis_calc.portfolio.notices import SHOWN
from zis_calc.problems import CATALOGUE, Problem
from zis_calc.report.blocks import Figure, Report, Section, Sheet
from zis_calc.report.content import settings_line
from zis_calc.report.credits import credit_sections
from zis_calc.report.figures import percent, shown
from zis_calc.report.indicators import indicator_sections
from zis_calc.report.lines import factor_line
from zis_calc.report.overall import names_text, total_figures, total_sections
from zis_calc.report.portfolio_tables import (
    companies_section,
    funnel_section,
    grouped_section,
    macc_section,
    measures_section,
    pipeline_section,
    years_section,
)
from zis_calc.report.programme import claims_section, statements_section, support_sections, target_sections
from zis_calc.report.progress import progress_section
from zis_calc.report.stages import stages_sections
from zis_calc.report.words import clean, pick

Data = Mapping[str, Any]

TABLES = ("company", "group", "sector", "zone", "technology", "stage")


def portfolio_report(data: Data, problems: Iterable[Problem], language: str) -> Report:
    """Everything that is shown of a portfolio."""
    found = list(problems)
    sheets = [*_measures_sheets(data, found, language), *_programme_sheets(data, language)]
    factors = tuple(factor_line(factor, language) for factor in data["factors"])
    return Report(settings_line(data["settings"], language), tuple(sheets), factors, tuple(found))


def _measures_sheets(data: Data, problems: Sequence[Problem], language: str) -> list[Sheet]:
    """The whole and its tables; none where the portfolio holds no measures."""
    _ = translator(language)
    if not data["measures"] and not data["totals"]["refused"]:
        return _found_sheets(data, problems, language)
    totals, currency = data["totals"], clean(data["settings"]["currency"])
    overview = Sheet(
        _title(data, language),
        _about(data, language),
        "",
        (*_counts(data, language), *total_figures(totals, language), *_target_figures(data, language)),
        (
            *(() if not problems else (Section(_("To note"), None, _concerned(data, language), tuple(problems)),)),
            *total_sections(totals, language),
        ),
    )
    groups = {group["id"]: pick(group["name"], language) for group in data["portfolio"]["groups"]}
    tables = [
        grouped_section(word, data["tables"][word], groups if word == "group" else {}, currency, language)
        for word in TABLES
        if word in data["tables"]
    ]
    parts = [
        companies_section(data["companies"], language),
        *tables,
        years_section(data["tables"]["year"], data["settings"], language),
        measures_section(data["measures"], currency, language),
    ]
    pipeline = pipeline_section(data["portfolio"]["pipeline"], language)
    stages = [
        pipeline,
        funnel_section(data["funnel"], language),
        *(section for one in data["stages"] for section in stages_sections(one, language)),
    ]
    ndc = [
        *target_sections(data["ndc"]["targets"], data["ndc"]["claims"], language),
        statements_section(data["ndc"]["statements"], language),
        claims_section(data["ndc"]["claims"], language),
    ]
    sheets = [
        overview,
        _sheet(_("Tables"), parts),
        _sheet(_("Stages"), stages),
        _sheet(_("Targets and claims"), ndc),
        _sheet(_("Support"), support_sections(data["support"], currency, language)),
        _sheet(_("Marginal abatement cost"), [macc_section(data["macc"], currency, language)]),
    ]
    return [sheet for sheet in sheets if sheet is not None]


def _found_sheets(data: Data, problems: Sequence[Problem], language: str) -> list[Sheet]:
    """What was found, for a portfolio without measures (a table of credits, a list of goals)."""
    _ = translator(language)
    if not problems:
        return []
    return [Sheet(_title(data, language), (), "", (), (Section(_("To note"), None, (), tuple(problems)),))]


def _programme_sheets(data: Data, language: str) -> list[Sheet]:
    """Indicators, goals and credits: they also stand alone."""
    _ = translator(language)
    sheets = []
    if data["indicators"]:
        sections = indicator_sections(data["indicators"], data["frameworks"], (), language)
        sheets.append(_sheet(_("Indicators"), sections))
    if data["progress"]:
        sheets.append(_sheet(_("Goals"), [progress_section(data["progress"], (), language)]))
    if data["credits"]:
        sheets.append(_sheet(_("Credits"), credit_sections(data["credits"], (), language)))
    return [sheet for sheet in sheets if sheet is not None]


def _sheet(title: str, sections: Sequence[Section | None]) -> Sheet | None:
    found = tuple(section for section in sections if section is not None)
    return Sheet(title, (), "", (), found) if found else None


def _title(data: Data, language: str) -> str:
    _ = translator(language)
    titles = data["portfolio"]["titles"]
    return " · ".join(clean(title) for title in titles) if titles else _("Portfolio")


def _about(data: Data, language: str) -> tuple[str, ...]:
    _ = translator(language)
    lines = [clean(text) for text in data["portfolio"]["descriptions"]]
    for group in data["portfolio"]["groups"]:
        if not group["in_totals"]:
            reason = pick(group["reason"], language) if group["reason"] else ""
            lines.append(
                _("{group}: in the funnel only, in no total. {reason}")
                .format(group=pick(group["name"], language), reason=reason)
                .strip()
            )
        if group["assumed"]:
            lines.append(
                _("{group}: start assumed on {start}. {reason}").format(
                    group=pick(group["name"], language),
                    start=clean(group["assumed"]["start"]),
                    reason=pick(group["assumed"]["reason"], language),
                )
            )
    lines += [_("Assumed: {text}").format(text=pick(text, language)) for text in data["portfolio"]["assumptions"]]
    refused = data["totals"]["refused"]
    if refused:
        names = names_text(refused, language)
        lines.append(_("Refused because of errors, and in no total: {names}").format(names=names))
    if data["totals"]["discarded"]:
        names = names_text(data["totals"]["discarded"], language)
        lines.append(_("Discarded, and in no total: {names}").format(names=names))
    return tuple(lines)


def _counts(data: Data, language: str) -> tuple[Figure, ...]:
    _ = translator(language)
    companies = data["companies"]
    twice = [overlap["company"] for overlap in companies["overlaps"]]
    remark = (
        _("{appearances} in the groups; in more than one: {names}").format(
            appearances=companies["appearances"], names=names_text(twice, language)
        )
        if twice
        else ""
    )
    figures = [Figure(_("Measures"), str(data["totals"]["measures"]))]
    if companies["distinct"]:
        figures.append(Figure(_("Companies"), str(companies["distinct"]), remark))
    return tuple(figures)


def _target_figures(data: Data, language: str) -> tuple[Figure, ...]:
    _ = translator(language)
    figures = []
    for target in data["ndc"]["targets"]:
        whole = target["reached"][0]
        full, closed = whole["full_operation"]["ratio"], whole["cumulative"]["ratio"]
        if full is None:
            continue
        remark = _("a full year of operation of all measures, against {goal} tCO2e in {year}").format(
            goal=shown(target["goal"]), year=target["year"]
        )
        if closed is not None:
            remark += "; " + _("closed years together: {ratio}").format(ratio=_times(closed, language))
        figures.append(Figure(_("Against the target"), _times(full, language), remark))
    return tuple(figures)


def _times(ratio: float, language: str) -> str:
    _ = translator(language)
    return _("{ratio} times ({share})").format(ratio=shown(ratio), share=percent(ratio))


def _concerned(data: Data, language: str) -> tuple[str, ...]:
    _ = translator(language)
    lines = [
        _("{code}: {count} measures ({names})").format(code=code, count=len(ids), names=names_text(ids, language))
        for code, ids in data["concerned"].items()
        if len(ids) > SHOWN[CATALOGUE[code].severity]
    ]
    return tuple(lines)
