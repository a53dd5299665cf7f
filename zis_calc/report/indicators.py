"""The part of a report on indicators: each figure beside its definition, what counts for it, and what it rests on."""

from collections.abc import Mapping, Sequence
from typing import Any

from zis_calc.language import translator
from zis_calc.problems import Problem
from zis_calc.report.blocks import DIM, STRONG, Row, Section, Table
from zis_calc.report.figures import ABSENT, money, shown, unit_text
from zis_calc.report.methods import mathematics
from zis_calc.report.names import REVIEWS
from zis_calc.report.words import clean, named, pick, stage_name, status_name

Data = Mapping[str, Any]


def indicator_sections(
    indicators: Sequence[Data], frameworks: Mapping[str, Data], problems: Sequence[Problem], language: str
) -> tuple[Section, ...]:
    """A section per framework; `frameworks` gives the entry of each ({name: {es, en}}) where it is known."""
    _ = translator(language)
    sections = []
    for framework in dict.fromkeys(one["framework"] for one in indicators):
        kept = [one for one in indicators if one["framework"] == framework]
        name = pick(frameworks.get(framework, {}).get("name"), language) or clean(framework)
        sections.append(_framework_section(name, kept, language))
    if problems:
        last = sections.pop() if sections else Section(_("Indicators"))
        sections.append(last._replace(problems=tuple(problems)))
    return tuple(sections)


def _framework_section(name: str, indicators: Sequence[Data], language: str) -> Section:
    _ = translator(language)
    rows = []
    rules = list(dict.fromkeys(rule for one in indicators if (rule := " ".join(_counts(one["counts"], language)))))
    levels = {"outcome": _("Outcomes: what came of it"), "output": _("Outputs: what was done"), None: ""}
    for level, title in levels.items():
        kept = [one for one in indicators if one["level"] == level]
        if kept and title:
            rows.append(Row(title, (), style="group"))
        rows += [_row(one, len(rules) > 1, language) for one in kept]
    headers = (_("Indicator"), _("Value"))
    table = Table(headers, tuple(rows), remarks=_("Definition"))
    return Section(
        _("Indicators: {framework}").format(framework=name),
        table,
        (*rules[: len(rules) == 1], *_notes(indicators, language)),
    )


def _row(one: Data, own_rule: bool, language: str) -> Row:
    """One indicator; `own_rule`: what counts differs between the indicators of the section, so it is said here."""
    remark = [pick(one["definition"], language)]
    if one["formula"] and one["formula"].strip() not in one["quantities"]:
        remark.append(mathematics(one["formula"]) + ".")
    if own_rule:
        remark += _counts(one["counts"], language)
    remark += _rests_on(one["coverage"], language)
    remark += _beside(one, language)
    if one["note"]:
        remark.append(pick(one["note"], language))
    style = STRONG if one["value"] is not None else DIM
    return Row(pick(one["name"], language), (value_text(one, language),), " ".join(remark), style)


def value_text(one: Data, language: str) -> str:
    """The figure of an indicator with its unit, or its status in a word."""
    _ = translator(language)
    if one["value"] is None:
        return _("not reported") if one["formula"] is None else status_name(one["status"], language)
    return figure_text(one["value"], one["unit"], language)


def figure_text(value: float, unit: str, language: str) -> str:
    """A number with its unit: money to the cent, counts whole, percentages with one decimal."""
    if unit == "1":
        return shown(value, decimals=0 if value == int(value) else 2)
    if unit == "%":
        return f"{shown(value, decimals=1)} %"
    text = money(value) if unit in ("USD", "PEN", "EUR") else shown(value)
    return f"{text} {unit_text(clean(unit), language)}" if text != ABSENT else text


def _counts(counts: Data | None, language: str) -> list[str]:
    _ = translator(language)
    if counts is None:
        return []
    texts = []
    if counts["stages"]:
        names = ", ".join(stage_name(stage, language) for stage in counts["stages"])
        texts.append(_("Counts: {stages}.").format(stages=names))
    if counts["months_after_start"]:
        texts.append(_("From {months} months after the start.").format(months=counts["months_after_start"]))
    reasons = {
        "stage": _("{count} not in such a stage"),
        "too_early": _("{count} too early"),
        "no_start": _("{count} without a start"),
    }
    left = [text.format(count=counts["left_out"][key]) for key, text in reasons.items() if counts["left_out"][key]]
    if left:
        texts.append(_("Left out: {reasons}.").format(reasons=", ".join(left)))
    return texts


def _rests_on(coverage: Data | None, language: str) -> list[str]:
    _ = translator(language)
    if coverage is None:
        return []
    texts = [_("Rests on {known} of {all} measures.").format(known=coverage["measures"], all=coverage["of"])]
    if coverage["missing_count"]:
        texts.append(_("Not known: {names}.").format(names=_names(coverage["missing"], coverage["missing_count"])))
    refused = coverage.get("refused")
    if refused:
        texts.append(_("Refused because of errors: {names}.").format(names=_names(refused, len(refused))))
    for status, block in coverage["undefined"].items():
        names = _names(block["measures"], block["measures_count"])
        texts.append(_("{status}: {names}.").format(status=status_name(status, language), names=names))
    return texts


def _names(ids: Sequence[str], count: int) -> str:
    names = ", ".join(clean(id) for id in ids)
    return names if count <= len(ids) else f"{names}, … ({count})"


def _beside(one: Data, language: str) -> list[str]:
    _ = translator(language)
    if not one["reported"]:
        return []
    source = clean(one["reported"]["source"])
    if one["status"] == "reported":
        return [_("Reported by {source}.").format(source=source)]
    value = figure_text(one["reported"]["value"], one["unit"], language)
    return [_("Reported by {source}: {value}.").format(source=source, value=value)]


def _notes(indicators: Sequence[Data], language: str) -> tuple[str, ...]:
    _ = translator(language)
    sources = dict.fromkeys((clean(one["source"]), one["review"]) for one in indicators)
    texts = ", ".join(f"{source} ({named(REVIEWS, review, language)})" for source, review in sources)
    return (_("Definitions: {sources}.").format(sources=texts),)
