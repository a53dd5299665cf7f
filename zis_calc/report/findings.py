"""The findings of a check as text with the line and a caret, GitHub annotations, SARIF, JUnit and Markdown."""

import json
import os
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from zis_calc import __version__
from zis_calc.language import translator
from zis_calc.problems import CATALOGUE, ERROR, NOTE, WARNING, Place, Problem
from zis_calc.report.words import clean, place_text, render_problem, sentence, severity_name

LineOf = Callable[[Place], str | None]

_COLOURS = {ERROR: "31;1", WARNING: "33;1", NOTE: "36"}
_WIDEST = 160  # characters of a source line that are shown
_SARIF_LEVEL = {ERROR: "error", WARNING: "warning", NOTE: "note"}
_GITHUB_LEVEL = {ERROR: "error", WARNING: "warning", NOTE: "notice"}


def findings_text(problems: Sequence[Problem], line_of: LineOf, language: str, colour: bool = False) -> str:
    """Each finding with its place, its line of the file, a caret below the value, and what to do."""
    return "".join(_finding(one, line_of, language, colour) for one in problems)


def _finding(found: Problem, line_of: LineOf, language: str, colour: bool) -> str:
    message, hint = render_problem(found, translator(language), language)
    head = f"{severity_name(found.severity, language)} {found.code}"
    where = place_text(found)
    parts = [f"{_paint(where, '1', colour)}  " if where else "", _paint(head, _COLOURS[found.severity], colour), " "]
    parts.append(_paint(f"{found.entry.name}  ", "2", colour))
    parts.append(f"{clean(found.field)}: " if found.field else "")
    shown = "".join(parts) + message + "\n"
    shown += _source(found.place, line_of, colour) if found.place is not None else ""
    return shown + (_paint(f"    {hint}", "2", colour) + "\n" if hint else "")


def _source(place: Place, line_of: LineOf, colour: bool) -> str:
    line = line_of(place)
    if line is None or place.line is None:
        return ""
    start = max((place.column or 1) - 1, 0)
    cut = max(0, start - _WIDEST + 40)
    text = "".join(character if character.isprintable() else " " for character in line)[cut : cut + _WIDEST]
    number = str(place.line)
    value = text[start - cut : start - cut + _token_width(line, start)]
    caret = " " * _cells(text[: start - cut].ljust(start - cut)) + "^" + "~" * (_cells(value) - 1)
    gutter = " " * len(number)
    return f"   {_paint(number + ' |', '2', colour)} {text.rstrip()}\n   {_paint(gutter + ' |', '2', colour)} " + (
        _paint(caret, "32;1", colour) + "\n"
    )


def _token_width(line: str, start: int) -> int:
    """How many characters the value at `start` has: a quoted text, or up to the next separator."""
    rest = line[start:]
    match = re.match(r"\"[^\"]*\"|'[^']*'|[^,\]\}#]+", rest) if rest[:1] not in "[{-" else None
    return max(len(match.group().rstrip()), 1) if match else 1


def _cells(text: str) -> int:
    """How many columns of a terminal a text takes: marks above letters none, wide letters two."""
    return sum(
        0 if unicodedata.category(one) in ("Mn", "Me") else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )


def _paint(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour and text else text


def wants_colour(terminal: bool) -> bool:
    """Whether text is coloured: on a terminal, unless NO_COLOR says otherwise."""
    return terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def findings_github(problems: Sequence[Problem], language: str) -> str:
    """One workflow command per finding: GitHub shows it beside the line of a pull request."""
    lines = []
    for one in problems:
        message = sentence(*render_problem(one, translator(language), language))
        place = one.place or Place("")
        title = f"{one.code} {one.entry.name}"
        values = {"file": clean(place.file), "line": place.line, "col": place.column, "title": title}
        given = ",".join(f"{key}={_command_value(str(value))}" for key, value in values.items() if value)
        lines.append(f"::{_GITHUB_LEVEL[one.severity]} {given}::{_command_text(message)}\n")
    return "".join(lines)


def _command_text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _command_value(text: str) -> str:
    return _command_text(text).replace(":", "%3A").replace(",", "%2C")


def findings_sarif(
    problems: Sequence[Problem], suppressed: Sequence[tuple[Problem, str]], language: str
) -> dict[str, Any]:
    """SARIF 2.1.0: the rules that found something, each finding with its region, and what comments silenced."""
    every = [*((one, None) for one in problems), *suppressed]
    codes = sorted({one.code for one, _ in every})
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "zis-calc",
                        "version": __version__,
                        "rules": [_sarif_rule(code, language) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(one, codes, reason, language) for one, reason in every],
            }
        ],
    }


def _sarif_rule(code: str, language: str) -> dict[str, Any]:
    from zis_calc.report.rule_page import code_markdown, explain_code

    entry, translate = CATALOGUE[code], translator(language)
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in entry.name.split("-")),
        "shortDescription": {"text": entry.name.replace("-", " ")},
        "fullDescription": {"text": without_values(translate(entry.message))},
        "help": {"text": explain_code(code, language), "markdown": code_markdown(code, language)},
        "defaultConfiguration": {"level": _SARIF_LEVEL[entry.severity]},
    }


def without_values(text: str) -> str:
    """A message whose values in braces are shown as an ellipsis."""
    return re.sub(r"\{(\w+)\}", r"…", text).replace("{…}", "…")


def _sarif_result(one: Problem, codes: Sequence[str], reason: str | None, language: str) -> dict[str, Any]:
    from zis_calc.checks.baseline import fingerprint

    message = sentence(*render_problem(one, translator(language), language))
    result: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": codes.index(one.code),
        "level": _SARIF_LEVEL[one.severity],
        "message": {"text": message},
        "partialFingerprints": {"finding/v1": fingerprint(one)},
    }
    if one.place is not None and one.place.file:
        location: dict[str, Any] = {"artifactLocation": {"uri": _uri(one.place.file)}}
        if one.place.line is not None:
            location["region"] = {"startLine": one.place.line, "startColumn": one.place.column or 1}
        result["locations"] = [{"physicalLocation": location}]
    if reason is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": reason}]
    return result


def _uri(path: str) -> str:
    from urllib.parse import quote

    whole = path.replace("\\", "/")
    return f"file://{quote(whole)}" if whole.startswith("/") else quote(whole)


def findings_junit(problems: Sequence[Problem], files: Sequence[str], language: str) -> str:
    """JUnit XML: one test case per file; a finding is a failure, a note is printed beside it."""
    by_file: dict[str, list[Problem]] = {name: [] for name in files}
    for one in problems:
        by_file.setdefault(one.place.file if one.place else "", []).append(one)
    failures = sum(one.severity != NOTE for one in problems)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    attributes = f'tests="{len(by_file)}" failures="{failures}" errors="0"'
    lines.append(f'<testsuites name="zis-calc check" {attributes}>')
    lines.append(f'  <testsuite name="zis-calc check" {attributes} skipped="0">')
    for name in sorted(by_file):
        shown = _attribute(name or "zis-calc")
        if not by_file[name]:
            lines.append(f'    <testcase classname="zis-calc.check" name={shown}/>')
            continue
        lines.append(f'    <testcase classname="zis-calc.check" name={shown}>')
        for one in by_file[name]:
            message = sentence(*render_problem(one, translator(language), language))
            body = escape(f"{place_text(one)} {one.code} {one.entry.name}: {message}")
            if one.severity == NOTE:
                lines.append(f"      <system-out>{body}</system-out>")
            else:
                title = _attribute(f"{one.code} {message}")
                lines.append(f'      <failure type="{one.severity}" message={title}>{body}</failure>')
        lines.append("    </testcase>")
    return "\n".join([*lines, "  </testsuite>", "</testsuites>"]) + "\n"


def _attribute(text: str) -> str:
    return f'"{escape(clean(text))}"'


def findings_markdown(problems: Sequence[Problem], files: int, language: str) -> str:
    """A table for a comment of a pull request, errors first."""
    _ = translator(language)
    order = {ERROR: 0, WARNING: 1, NOTE: 2}
    counts = {severity: sum(one.severity == severity for one in problems) for severity in order}
    summary = _("{files} files checked: {errors} errors, {warnings} warnings")
    lines = [f"**zis-calc check** — {summary.format(files=files, errors=counts[ERROR], warnings=counts[WARNING])}", ""]
    if problems:
        lines += [f"| {_('Place')} | {_('Rule')} | {_('What')} |", "|---|---|---|"]
    for one in sorted(problems, key=lambda found: order[found.severity]):
        message = sentence(*render_problem(one, translator(language), language))
        rule = f"{severity_name(one.severity, language)} **{one.code}** {one.entry.name}"
        lines.append(f"| `{_cell(place_text(one))}` | {rule} | {_cell(message)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def sarif_text(data: Mapping[str, Any]) -> str:
    """SARIF as JSON text."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
