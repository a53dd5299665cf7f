"""A result (plain data) put together as a report: the answer first, then the parts, then the factors."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zis_calc.language import translator
from zis_calc.problems import Problem
from zis_calc.report.blocks import Report, Section, Sheet
from zis_calc.report.emissions import copni_section, ghg_section, ndc_section, resources_section
from zis_calc.report.figures import exact, percent, unit_text
from zis_calc.report.headline import key_figures
from zis_calc.report.lines import factor_line
from zis_calc.report.money import finance_section
from zis_calc.report.names import NDC_RULES
from zis_calc.report.overall import totals_sheet
from zis_calc.report.support import support_sections
from zis_calc.report.words import clean, named, stage_name

Data = Mapping[str, Any]

_STAGE_PREFIX = re.compile(r"^stages\.\w+\.")


def build_report(data: Data, problems: Iterable[Problem], language: str) -> Report:
    """Everything that is shown of a result; problems of no computed measure stand at the end."""
    found = list(problems)
    sheets = [measure_sheet(measure, found, language) for measure in data["measures"]]
    if len(data["measures"]) > 1 or data["totals"]["refused"]:
        sheets.append(totals_sheet(data["totals"], data["measures"], language))
    factors = tuple(factor_line(factor, language) for factor in data["factors"])
    settings = settings_line(data["settings"], language)
    changed = changes_line(data.get("inputs") or ())
    if changed:
        settings = (*settings, (translator(language)("Changed for this run"), changed))
    return Report(settings, tuple(sheets), factors, tuple(problems_apart(data, found)))


def problems_apart(data: Data, problems: Iterable[Problem]) -> list[Problem]:
    """The problems that belong to no measure of the result (refused files, settings)."""
    computed = {measure["id"] for measure in data["measures"]}
    return [problem for problem in problems if problem.measure not in computed]


def settings_line(settings: Data, language: str) -> tuple[tuple[str, str], ...]:
    """The settings of a run as pairs of name and value."""
    _ = translator(language)
    first, last = settings["ndc_years"]
    return (
        (_("GWP set"), clean(settings["gwp"])),
        (_("Reporting date"), clean(settings["as_of"])),
        (_("NDC"), f"{first}–{last}, {named(NDC_RULES, settings['ndc_rule'], language)}"),
        (_("Currency"), clean(settings["currency"])),
        (_("Default discount rate"), percent(settings["discount_rate"])),
        (_("`electricity` means"), clean(settings["electricity"])),
    )


def changes_line(inputs: Sequence[Data]) -> str:
    """What `--set` changed in the files, or nothing."""
    return ", ".join(dict.fromkeys(f"--set {clean(text)}" for one in inputs for text in one["set"]))


def measure_sheet(measure: Data, problems: Sequence[Problem], language: str) -> Sheet:
    """One measure: who and what, the key figures, and the parts with their warnings in place."""
    _ = translator(language)
    placed = _by_part([problem for problem in problems if problem.measure == measure["id"]])
    sections = [
        ghg_section(measure["ghg"], placed["ghg"], language),
        copni_section(measure["copni"], placed["copni"], language),
        resources_section(measure["energy"], measure["resources"], language),
        finance_section(measure["finance"], placed["finance"], language),
        *support_sections(measure["finance"], language),
        ndc_section(measure["ndc"], (), language),
    ]
    if placed["rest"]:
        sections.append(Section(_("To note"), None, (), placed["rest"]))
    tag = stage_name(measure["stage"], language)
    if measure["status"] == "reported":
        tag = _("{stage}, reported by others").format(stage=tag)
    return Sheet(
        clean(measure["name"]),
        _about(measure, language),
        tag,
        key_figures(measure, language),
        tuple(section for section in sections if section is not None),
    )


def _by_part(problems: Sequence[Problem]) -> dict[str, tuple[Problem, ...]]:
    parts: dict[str, list[Problem]] = {"ghg": [], "copni": [], "finance": [], "rest": []}
    for problem in problems:
        field = _STAGE_PREFIX.sub("", problem.field)
        key = next((key for start, key in _PART_OF_FIELD.items() if field.startswith(start)), "rest")
        parts["finance" if problem.code in _MONEY_CODES else key].append(problem)
    return {key: tuple(found) for key, found in parts.items()}


# Problems of flows that are about money stand in the finance part.
_MONEY_CODES = frozenset(("M033", "M020", "E022"))
_PART_OF_FIELD = {"copni": "copni", "finance": "finance", "flows": "ghg"}


def _about(measure: Data, language: str) -> tuple[str, ...]:
    _ = translator(language)
    who = [clean(measure[key]) for key in ("company", "zone", "technology") if measure.get(key)]
    if measure.get("sector"):
        who.append(_("CIIU {code}").format(code=clean(measure["sector"])))
    lines = [" · ".join(who)] if who else []
    when = [clean(measure["id"])]
    if measure.get("start"):
        when.append(_("runs from {start}").format(start=clean(measure["start"])))
    if measure["lifetime"]["value"] is not None:
        when.append(
            _("lifetime {years}").format(years=f"{exact(measure['lifetime']['value'])} {unit_text('yr', language)}")
        )
    if measure["count"] > 1:
        when.append(_("stands for {count} measures").format(count=measure["count"]))
    return (*lines, " · ".join(when))
