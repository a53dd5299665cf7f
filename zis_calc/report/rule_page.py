"""What a rule says of itself: on the screen (`--explain`) and as a page of the documents."""

from zis_calc.checks.rule import Rule, all_rules, find_rule
from zis_calc.language import translator
from zis_calc.problems import CATALOGUE
from zis_calc.report.findings import without_values
from zis_calc.report.words import severity_name

_SUBJECT_WORDS = {
    "file": "@one file of a library",
    "library": "@all files of a library together",
    "text": "@the characters of any file",
    "suppressions": "@the comments that silence findings",
    "measure": "@one measure",
    "measures": "@all measures together",
    "results": "@what a measure comes to",
    "portfolio": "@a portfolio",
}


def explain_code(code: str, language: str) -> str:
    """A code in words: severity, why, what passes and what fails; a code without a rule by its message and remedy."""
    _ = translator(language)
    entry = CATALOGUE[code]
    lines = [f"{code} {entry.name}  ({severity_name(entry.severity, language)})", ""]
    rule = find_rule(code)
    if rule is not None:
        lines += [_title(rule, language), "", *(line for part in rule.page.why for line in (_(part), ""))]
        lines += [f"{_('Looks at')}: {_subject(rule, language)}", ""]
    lines += [f"{_('Says')}: {without_values(_(entry.message))}"]
    if entry.hint:
        lines += [f"{_('What to do')}: {without_values(_(entry.hint))}"]
    if rule is not None:
        lines += ["", _("Passes") + ":", *_snippet(rule.page.passes), "", _("Fails") + ":", *_snippet(rule.page.fails)]
    return "\n".join(lines) + "\n"


def rule_list(language: str) -> str:
    """Every rule on a line: code, name, severity, title."""
    lines = []
    for rule in all_rules():
        severity = severity_name(rule.entry.severity, language)
        lines.append(f"{rule.code}  {rule.entry.name:<28} {severity:<12} {_title(rule, language)}\n")
    return "".join(lines)


def rule_markdown(rule: Rule, language: str) -> str:
    """The page of a rule in docs/."""
    _ = translator(language)
    lines = [f"# {rule.code} {rule.entry.name}", "", f"{_title(rule, language)}", ""]
    lines += [f"{_('Severity')}: **{severity_name(rule.entry.severity, language)}**. "
              f"{_('Looks at')}: {_subject(rule, language)}.", ""]  # fmt: skip
    lines += [line for part in rule.page.why for line in (_(part), "")]
    lines += [f"{_('Says')}: {without_values(_(rule.entry.message))}", ""]
    if rule.entry.hint:
        lines += [f"{_('What to do')}: {without_values(_(rule.entry.hint))}", ""]
    lines += [f"## {_('Passes')}", "", "```yaml", *_snippet(rule.page.passes), "```", ""]
    lines += [f"## {_('Fails')}", "", "```yaml", *_snippet(rule.page.fails), "```", ""]
    lines += [_("Keys that a file needs beside these are left out; `^` points at the place that is reported."), ""]
    lines += [f"[{_('All rules')}](README.md)", ""]
    return "\n".join(lines)


def code_markdown(code: str, language: str) -> str:
    """What a code means, for a viewer that shows Markdown and can not follow links into the documents."""
    rule = find_rule(code)
    if rule is not None:
        return rule_markdown(rule, language).rpartition("\n[")[0] + "\n"
    return f"# {code} {CATALOGUE[code].name}\n\n{explain_code(code, language).partition(chr(10))[2].strip()}\n"


def rules_index(language: str) -> str:
    """The page that lists all rules."""
    _ = translator(language)
    lines = [f"# {_('Rules of `zis-calc check`')}", ""]
    lines += [f"| {_('Code')} | {_('Name')} | {_('Severity')} | {_('Rule')} |", "|---|---|---|---|"]
    for rule in all_rules():
        severity = severity_name(rule.entry.severity, language)
        title = _title(rule, language).replace("|", "\\|")
        lines.append(f"| [{rule.code}]({rule.code}.md) | {rule.entry.name} | {severity} | {title} |")
    return "\n".join([*lines, ""])


def _title(rule: Rule, language: str) -> str:
    text = rule.page.title.partition(": ")[2]
    translated = translator(language)(text)
    return translated[:1].upper() + translated[1:]


def _subject(rule: Rule, language: str) -> str:
    words = translator(language)(_SUBJECT_WORDS[rule.on].removeprefix("@"))
    return f"{words} ({', '.join(rule.kinds)})" if rule.kinds else words


def _snippet(text: str) -> list[str]:
    return text.rstrip("\n").split("\n")
