"""Comparisons of results for people and as plain data: what differs, by how much, and what explains it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from zis_calc.compare import Comparison, Difference, Tolerance, is_number
from zis_calc.language import translator
from zis_calc.report.blocks import BAD, FAIR, GOOD, STRONG, Figure, Row, Section, Sheet, Table
from zis_calc.report.csv_text import rows_csv
from zis_calc.report.figures import ABSENT, exact, shown, unit_text
from zis_calc.report.markdown import sheet_lines
from zis_calc.report.screen import headline, section_parts, show
from zis_calc.report.words import clean

Data = Mapping[str, Any]

CHANGES = {"changed": "@changed", "new": "@new", "gone": "@gone"}
SIDE_KINDS = {"stored": "@stored result", "computed": "@computed now"}
OUTCOMES = {
    "reproduced": "@Reproduced exactly",
    "within_tolerance": "@Reproduced within the tolerance",
    "inputs_changed": "@The inputs have changed; the numbers are the same",
    "differs": "@Not reproduced",
}
_OUTCOME_STYLES = {"reproduced": GOOD, "within_tolerance": GOOD, "inputs_changed": FAIR, "differs": BAD}
_SHORT_DIGEST = 12


def diff_data(comparison: Comparison, tolerance: Tolerance, sides: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """`zis-calc/diff/1`; `sides` are (name, kind) of A and B."""
    a, b = ({"name": clean(name), "kind": kind} for name, kind in sides)
    return {
        "schema": "zis-calc/diff/1",
        "a": a,
        "b": b,
        **_compared(comparison, tolerance),
        "context": [difference_data(one) for one in comparison.context],
    }


def verify_data(
    comparison: Comparison,
    tolerance: Tolerance,
    name: str,
    outcome: str,
    inputs: Sequence[tuple[str, str, str]],
    library: tuple[str, str],
    version: tuple[str, str],
    refused_then: Sequence[str],
) -> dict[str, Any]:
    """`zis-calc/verify/1`; `inputs` are (file, recorded digest, digest now), pairs are (recorded, now)."""
    return {
        "schema": "zis-calc/verify/1",
        "result": clean(name),
        "outcome": outcome,
        "inputs": [
            {"file": file, "recorded": recorded, "now": now, "same": recorded == now} for file, recorded, now in inputs
        ],
        "library": _pair(library),
        "version": _pair(version),
        "refused_then": list(refused_then),
        **_compared(comparison, tolerance),
    }


def _pair(values: tuple[str, str]) -> dict[str, Any]:
    return {"recorded": values[0], "now": values[1], "same": values[0] == values[1]}


def _compared(comparison: Comparison, tolerance: Tolerance) -> dict[str, Any]:
    return {
        "same": comparison.same,
        "tolerance": {"absolute": float(tolerance.absolute), "relative": float(tolerance.relative)},
        "counts": counts_data(comparison),
        "differences": [difference_data(one) for one in comparison.differences],
        "problems": problem_changes(comparison),
    }


def counts_data(comparison: Comparison) -> dict[str, int]:
    """How much was compared, and with which outcome."""
    return {
        "numbers": comparison.numbers,
        "equal": comparison.equal,
        "within": comparison.within,
        "texts": comparison.texts,
        **{change: comparison.count(change) for change in CHANGES},
    }


def problem_changes(comparison: Comparison) -> dict[str, Any]:
    """The problems of one side only."""
    return {"new": comparison.problems_new, "gone": comparison.problems_gone}


def difference_data(one: Difference) -> dict[str, Any]:
    """One difference as plain data; no measure where it is outside of one."""
    return {**one._asdict(), "measure": one.measure or None}


def differences_csv(data: Data) -> str:
    """All differences as rows; a block that is new or gone is one cell of JSON."""
    columns = ("change", "measure", "output", "path", "old", "new", "absolute", "relative")
    return rows_csv([{column: plain_cell(one[column]) for column in columns} for one in data["differences"]])


def plain_cell(value: Any) -> Any:
    """A value of plain data as one cell."""
    if isinstance(value, Mapping | list | bool):
        return json.dumps(value, ensure_ascii=False)
    return value


def print_sheet(sheet: Sheet, console: Console, language: str) -> None:
    """Prints a sheet."""
    show(console, headline(sheet, console))
    for section in sheet.sections:
        show(console, *section_parts(section, console, language))


def sheet_markdown(sheet: Sheet, language: str) -> str:
    """A sheet as Markdown."""
    return "\n".join(sheet_lines(sheet, language)).lstrip("\n") + "\n"


def diff_sheet(data: Data, language: str) -> Sheet:
    """A comparison of two results: the outcome, the differences by measure, and what explains them."""
    _ = translator(language)
    about = tuple(
        f"{letter}: {clean(data[key]['name'])} ({_(SIDE_KINDS[data[key]['kind']][1:])})"
        for letter, key in (("A", "a"), ("B", "b"))
    )
    outcome = _("nothing differs") if data["same"] else _("they differ")
    figures = (Figure(_("Outcome"), outcome, style=GOOD if data["same"] else BAD), *_figures(data, language))
    sections = [*_sections(data, language)]
    if data["context"]:
        title = _("What may explain it: settings, tool, inputs (not counted)")
        sections.append(Section(title, _texts_table(data["context"], language)))
    return Sheet(_("Comparison of two results"), about, "", figures, tuple(sections))


def verify_sheet(data: Data, language: str) -> Sheet:
    """A verification: the answer, what changed since, and the differences."""
    _ = translator(language)
    outcome = data["outcome"]
    figures = [Figure(_("Outcome"), _(OUTCOMES[outcome][1:]), style=_OUTCOME_STYLES[outcome])]
    changed = [one for one in data["inputs"] if not one["same"]]
    count = len(data["inputs"])
    figures.append(
        Figure(_("Inputs"), _("{changed} of {count} changed").format(changed=len(changed), count=count), style=FAIR)
        if changed
        else Figure(_("Inputs"), _("unchanged ({count})").format(count=count))
    )
    for name, pair in ((_("Factor library"), data["library"]), (_("Version"), data["version"])):
        figures.append(
            Figure(name, _("the same"))
            if pair["same"]
            else Figure(name, _("another"), f"{_recorded(pair['recorded'], language)} → {_short(pair['now'])}", FAIR)
        )
    sections = []
    if changed:
        rows = tuple(Row(clean(one["file"]), (_short(one["recorded"]), _short(one["now"]))) for one in changed)
        table = Table((_("Input"), _("Recorded digest"), _("Digest now")), rows, texts=True)
        sections.append(Section(_("Changed inputs"), table))
    sections += _sections(data, language)
    notes = tuple(_notes(data, bool(changed), language))
    if notes:
        sections.append(Section(_("To note"), None, notes))
    about = (clean(data["result"]),)
    return Sheet(_("Verification of a result"), about, "", (*figures, *_figures(data, language)), tuple(sections))


def _notes(data: Data, inputs_changed: bool, language: str) -> Sequence[str]:
    _ = translator(language)
    notes = []
    if data["refused_then"]:
        ids = ", ".join(clean(one) for one in data["refused_then"])
        notes.append(_("Refused then, and not computed again: {ids}").format(ids=ids))
    if data["outcome"] == "differs" and not data["library"]["same"]:
        notes.append(
            _("The factors are not those of then: `zis-calc factors diff` shows what moved between two revisions.")
        )
    if data["outcome"] == "differs" and data["library"]["same"] and not inputs_changed and data["version"]["same"]:
        notes.append(
            _("Inputs, factors and version are those of then: the stored file is not what this tool computed.")
        )
    return notes


def _recorded(text: str, language: str) -> str:
    return _short(text) if text else translator(language)("not recorded")


def _short(digest: str) -> str:
    """The start of a digest; a version stays whole."""
    return clean(digest)[:_SHORT_DIGEST]


def _figures(data: Data, language: str) -> tuple[Figure, ...]:
    _ = translator(language)
    counts, tolerance = data["counts"], data["tolerance"]
    if tolerance["absolute"] == tolerance["relative"] == 0:
        how = _("exactly: no tolerance")
    else:
        how = _("within {absolute} or {relative} of A").format(
            absolute=exact(tolerance["absolute"]), relative=f"{exact(tolerance['relative'] * 100)} %"
        )
    problems = data["problems"]
    figures = [
        Figure(_("Numbers compared"), str(counts["numbers"]), how),
        Figure(_("Equal"), str(counts["equal"])),
    ]
    if counts["within"]:
        figures.append(Figure(_("Within the tolerance"), str(counts["within"])))
    figures += [
        Figure(_("Changed"), str(counts["changed"]), _texts_remark(data, language)),
        Figure(_("New / gone"), f"{counts['new']} / {counts['gone']}"),
    ]
    if problems["new"] or problems["gone"]:
        figures.append(Figure(_("Problems new / gone"), f"{len(problems['new'])} / {len(problems['gone'])}"))
    return tuple(figures)


def _texts_remark(data: Data, language: str) -> str:
    """How many changes are not of a number into a number."""
    count = sum(
        one["change"] == "changed" and not (is_number(one["old"]) and is_number(one["new"]))
        for one in data["differences"]
    )
    return translator(language)("{count} of these are of a text or status").format(count=count) if count else ""


def _sections(data: Data, language: str) -> list[Section]:
    _ = translator(language)
    groups: dict[str, list[Data]] = {}
    for one in data["differences"]:
        groups.setdefault(_group(one, language), []).append(one)
    sections = [Section(title, differences_table(group, language)) for title, group in groups.items()]
    problems = [
        f"{sign} {clean(one.get('code', ''))} {clean(one.get('message', ''))}"
        + (f" [{clean(one['measure'])}]" if one.get("measure") else "")
        for sign, key in (("+", "new"), ("–", "gone"))
        for one in data["problems"][key]
    ]
    if problems:
        sections.append(Section(_("Problems that are new (+) or gone (–)"), None, tuple(problems)))
    return sections


def _group(one: Data, language: str) -> str:
    _ = translator(language)
    if one["measure"]:
        return clean(one["measure"])
    start = one["path"].split(".")[0].split("[")[0]
    names = {"measures": _("Measures"), "totals": _("Totals"), "factors": _("Factors")}
    return names.get(start, _("Other"))


def differences_table(differences: Sequence[Data], language: str) -> Table:
    """Differences as rows: output, both sides, by how much."""
    _ = translator(language)
    rows = tuple(_row(one, language) for one in differences)
    return Table((_("Output"), "A", "B", _("Difference"), _("Change")), rows)


def _row(one: Data, language: str) -> Row:
    _ = translator(language)
    old, new = sides_text(one["old"], one["new"], language)
    if one["change"] != "changed":
        return Row(clean(one["output"]), (old, new, "", _(CHANGES[one["change"]][1:])), style=STRONG)
    return Row(clean(one["output"]), (old, new, signed(one["absolute"]), percent_change(one["relative"])))


def _texts_table(differences: Sequence[Data], language: str) -> Table:
    _ = translator(language)
    rows = tuple(Row(clean(one["output"]), sides_text(one["old"], one["new"], language)) for one in differences)
    return Table((_("Setting"), "A", "B"), rows, texts=True)


def sides_text(old: Any, new: Any, language: str) -> tuple[str, str]:
    """Both sides as text; numbers with as many digits as it takes to tell them apart."""
    texts = value_text(old, language), value_text(new, language)
    if texts[0] == texts[1] and is_number(old) and is_number(new):
        texts = exact(old), exact(new)
        return texts if texts[0] != texts[1] else (repr(old), repr(new))
    return texts


def value_text(value: Any, language: str) -> str:
    """A value of plain data as text; a block by how many entries it has."""
    _ = translator(language)
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        return _number(value)
    if isinstance(value, Mapping):
        if set(value) == {"es", "en"}:
            return clean(value[language])
        if is_number(value.get("value")):
            return f"{_number(value['value'])} {unit_text(clean(value.get('unit', '')), language)}".strip()
        return _("block of {count}").format(count=len(value))
    if isinstance(value, list):
        return _("list of {count}").format(count=len(value))
    return clean(value)


def _number(value: float) -> str:
    """Nine significant digits: enough to read, and JSON holds all."""
    return exact(float(f"{value:.9g}"))


def signed(value: float | None) -> str:
    """A difference with its sign, six significant digits."""
    if value is None:
        return ""
    return f"{'+' if value > 0 else ''}{exact(float(f'{value:.6g}'))}"


def percent_change(relative: float | None) -> str:
    """A relative difference as a percentage with its sign; nothing where there is none."""
    if relative is None:
        return ""
    return f"{'+' if relative > 0 else ''}{shown(relative * 100, decimals=2)} %"
