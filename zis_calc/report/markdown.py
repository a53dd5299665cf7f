"""A result as Markdown: the same content as on the screen, as tables (GitHub flavour)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zis_calc.language import translator
from zis_calc.problems import Problem
from zis_calc.report.blocks import DIM, GROUP, STRONG, FactorLine, Report, Row, Section, Sheet, Table
from zis_calc.report.content import build_report
from zis_calc.report.words import clean, place_text, render_problem, sentence, severity_name, worst_first

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")
_AT_START = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])(?=[\s=-]|$)")


def result_markdown(data: Mapping[str, Any], problems: Iterable[Problem], language: str) -> str:
    """The whole result as a Markdown document; problems of refused files stand at the end."""
    return report_markdown(build_report(data, problems, language), language)


def report_markdown(report: Report, language: str) -> str:
    """A report that is already put together, as Markdown."""
    _ = translator(language)
    lines = [
        f"# {_('Emissions and savings')}",
        "",
        *_list(f"{name}: {value}" for name, value in report.settings),
    ]
    for sheet in report.sheets:
        lines += sheet_lines(sheet, language)
    if report.factors:
        lines += [
            "",
            f"## {_('Factors behind these numbers ({count})').format(count=len(report.factors))}",
            "",
        ]
        lines += _factors(report.factors, language)
    if report.problems:
        lines += ["", f"## {_('Other findings')}", "", *_problems(report.problems, language)]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Text as Markdown that shows it as it is; parts between backticks become code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _escape_plain(text)
    shown = [_code(part) if number % 2 else _escape_plain(part) for number, part in enumerate(parts)]
    return "".join(shown)


def _escape_plain(text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", text)
    return _AT_START.sub(lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}", escaped)


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`" if text.strip() else ""


def _list(texts: Iterable[str]) -> list[str]:
    return [f"- {escape(text)}" for text in texts]


def sheet_lines(sheet: Sheet, language: str) -> list[str]:
    """One sheet as Markdown lines."""
    tag = f" ({sheet.tag})" if sheet.tag else ""
    lines = ["", f"## {escape(sheet.title + tag)}", ""]
    lines += [f"{escape(line)}  " for line in sheet.about]
    if sheet.figures:
        _ = translator(language)
        rows = tuple(Row(figure.label, (figure.value,), figure.remark, STRONG) for figure in sheet.figures)
        lines += ["", *table_lines(Table((_("Result"), _("Value")), rows, _("Remark")))]
    for section in sheet.sections:
        lines += _section(section, language)
    return lines


def _section(section: Section, language: str) -> list[str]:
    lines = ["", f"### {escape(section.title)}"]
    if section.table is not None:
        lines += ["", *table_lines(section.table)]
    for note in section.notes:
        lines += ["", escape(note)]
    if section.problems:
        lines += ["", *_problems(section.problems, language)]
    return lines


def table_lines(table: Table) -> list[str]:
    """A table as Markdown: labels to the left, numbers to the right, remarks at the end."""
    headers = [*table.headers, *([table.remarks] if table.remarks else [])]
    count = len(table.headers) - 1
    marks = [":--", *[":--" if table.texts else "--:"] * count, *([":--"] if table.remarks else [])]
    lines = [_line([escape(header) for header in headers]), _line(marks)]
    for row in table.rows:
        cells = [escape(cell) for cell in (*row.cells, *[""] * (count - len(row.cells)))]
        if row.style == STRONG:
            cells = [f"**{cell}**" if cell else cell for cell in cells]
        remark = [escape(row.remark)] if table.remarks else []
        lines.append(_line([_label(row), *cells, *remark]))
    return lines


def _label(row: Row) -> str:
    text = escape(row.label)
    if not text:
        return ""
    mark = {STRONG: "**", GROUP: "*", DIM: ""}.get(row.style, "")
    return f"{mark}{text}{mark}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _problems(problems: Iterable[Problem], language: str) -> list[str]:
    lines = []
    for problem in worst_first(problems):
        message, hint = render_problem(problem, translator(language), language)
        text = escape(sentence(message, hint))
        where = " ".join(part for part in (place_text(problem), clean(problem.field)) if part)
        tail = f" ({_code(where.replace('`', ''))})" if where else ""
        lines.append(f"- **{severity_name(problem.severity, language)} {problem.code}**: {text}{tail}")
    return lines


def _factors(factors: Sequence[FactorLine], language: str) -> list[str]:
    _ = translator(language)
    headers = (_("Factor"), _("Value"), _("Chosen"), _("Source"), _("Review"))
    lines = [_line(headers), _line([":--", "--:", ":--", ":--", ":--"])]
    for factor in factors:
        source = escape(factor.source)
        if re.fullmatch(r"https?://[^\s<>()|\\`]+", factor.url):
            source = f"[{source}]({factor.url})"
        where = f"{source}; {escape(factor.locator)}" if factor.locator else source
        name = f"{_code(factor.id)} {escape(factor.name)}"
        lines.append(_line([name, escape(factor.value), escape(factor.chosen), where, escape(factor.review)]))
    return lines
