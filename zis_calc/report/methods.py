"""Methods for people: the list, and one method as a card with inputs, formulas, ranges, source and worked examples."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from zis_calc.language import translator
from zis_calc.report.blocks import STRONG, Figure, Row, Section, Sheet, Table
from zis_calc.report.figures import exact, unit_text
from zis_calc.report.names import REVIEW_STYLES, REVIEWS
from zis_calc.report.screen import headline, section_parts, show, table_parts
from zis_calc.report.words import clean, named, pick

Data = Mapping[str, Any]


def short_name(id: str) -> str:
    """The name that a measure file writes."""
    return id.removeprefix("methods.")


def print_method_list(entries: Sequence[Data], console: Console, language: str) -> None:
    """Prints one row per method."""
    show(console, *table_parts(method_table(entries, language), console))


def method_table(entries: Sequence[Data], language: str) -> Table:
    """One row per method: name, review, published examples, title."""
    _ = translator(language)
    rows = tuple(
        Row(
            short_name(clean(entry["id"])),
            (named(REVIEWS, entry["review"], language), str(_published(entry))),
            pick(entry["name"], language),
        )
        for entry in entries
    )
    return Table((_("Method"), _("Review"), _("Published examples")), rows, remarks=_("Name"))


def _published(entry: Data) -> int:
    return sum(example["kind"] == "published" for example in entry.get("examples") or ())


def print_method(entry: Data, sources: Mapping[str, Data], console: Console, language: str) -> None:
    """Prints one method as a card."""
    sheet = method_sheet(entry, sources, language)
    show(console, headline(sheet, console))
    for section in sheet.sections:
        show(console, *section_parts(section, console, language))


def method_sheet(entry: Data, sources: Mapping[str, Data], language: str) -> Sheet:
    """One method: what it is for, inputs, quantities and flows as mathematics, ranges, worked examples, sources."""
    _ = translator(language)
    about = (
        short_name(clean(entry["id"])),
        f"{clean(entry['technology'])} · {clean(entry['methodology'])}",
        pick(entry["applicability"], language),
        _("Limits: {text}").format(text=pick(entry["limits"], language)),
    )
    review = Figure(
        _("Review"), named(REVIEWS, entry["review"], language), style=REVIEW_STYLES.get(entry["review"], STRONG)
    )
    sections = (
        _parameters(entry, language),
        _constants(entry, language),
        _tables(entry, language),
        _formulas(entry, language),
        _results(entry, language),
        _examples(entry, language),
        _sources(entry, sources, language),
    )
    kept = tuple(section for section in sections if section is not None)
    return Sheet(pick(entry["name"], language), about, _("method"), (review,), kept)


def mathematics(formula: str) -> str:
    """A formula as people write it."""
    return clean(formula).replace("**", "^").replace("*", "×")


def _range(bounds: Sequence[float] | None) -> str:
    return f"{exact(bounds[0])} – {exact(bounds[1])}" if bounds else "–"


def _parameters(entry: Data, language: str) -> Section:
    _ = translator(language)
    rows = []
    for name, parameter in entry["parameters"].items():
        if parameter.get("choice"):
            unit, usual, allowed = _("choice: {kind}").format(kind=clean(parameter["choice"])), "–", "–"
        else:
            unit = unit_text(clean(parameter.get("unit") or "1"), language)
            usual, allowed = _range(parameter.get("usual")), _range(parameter.get("allowed"))
        remark = pick(parameter["name"], language)
        if parameter.get("options"):
            remark += f" ({', '.join(clean(option) for option in parameter['options'])})"
        if parameter.get("default") is not None:
            default = _("default {value} ({source})")
            source = clean(parameter.get("default_source") or "?")
            remark += "; " + default.format(value=mathematics(parameter["default"]), source=source)
        rows.append(Row(clean(name), (unit, usual, allowed), remark))
    headers = (_("Parameter"), _("Unit"), _("Usual"), _("Allowed"))
    return Section(_("Parameters"), Table(headers, tuple(rows), remarks=_("Meaning")))


def _constants(entry: Data, language: str) -> Section | None:
    _ = translator(language)
    rows = tuple(
        Row(
            clean(name),
            (f"{exact(one['value'])} {clean(one['unit'])}", named(REVIEWS, one["review"], language)),
            " ".join(filter(None, (pick(one.get("name"), language), clean(one.get("locator") or "")))),
        )
        for name, one in (entry.get("constants") or {}).items()
    )
    return Section(_("Constants"), Table((_("Constant"), _("Value"), _("Review")), rows, remarks=" ")) if rows else None


def _tables(entry: Data, language: str) -> Section | None:
    _ = translator(language)
    notes = []
    for name, one in (entry.get("tables") or {}).items():
        pairs = ", ".join(f"{exact(x)} → {exact(y)}" for x, y in zip(one["x"], one["y"], strict=True))
        units = f"{clean(one['x_unit'])} → {clean(one['y_unit'])}"
        notes.append(f"{clean(name)} ({pick(one['name'], language)}) [{units}]: {pairs}")
    return Section(_("Tables for interpolation"), None, tuple(notes)) if notes else None


def _formulas(entry: Data, language: str) -> Section | None:
    _ = translator(language)
    rows = tuple(
        Row(clean(name), (f"= {mathematics(one['formula'])}",), f"{pick(one['name'], language)} [{clean(one['unit'])}]")
        for name, one in (entry.get("quantities") or {}).items()
    )
    headers = (_("Quantity"), _("Formula"))
    return Section(_("Quantities"), Table(headers, rows, remarks=_("Meaning"), texts=True)) if rows else None


def _results(entry: Data, language: str) -> Section:
    _ = translator(language)
    rows = [
        Row(clean(flow["item"]), (mathematics(flow["baseline"]), mathematics(flow["project"]), clean(flow["unit"])))
        for flow in entry.get("flows") or ()
    ]
    for change in entry.get("copni") or ():
        for side in ("baseline", "project"):
            one = change.get(side)
            if one:
                cells = [mathematics(one["activity"]) if side == name else "–" for name in ("baseline", "project")]
                rows.append(Row(f"COPni {clean(one['source'])}", (*cells, clean(one["unit"]))))
    rows += [Row(clean(key), (mathematics(text), "", "USD/yr")) for key, text in (entry.get("money") or {}).items()]
    headers = (_("Flow"), _("Baseline"), _("Project"), _("Unit"))
    return Section(_("What it gives"), Table(headers, tuple(rows), texts=True))


def _examples(entry: Data, language: str) -> Section | None:
    _ = translator(language)
    kinds = {"published": _("published"), "hand": _("by hand")}
    notes = []
    for one in entry.get("examples") or ():
        given = ", ".join(f"{name} = {text}" for name, text in one["parameters"].items())
        expected = ", ".join(f"{name} = {text}" for name, text in one["expected"].items())
        where = " ".join(filter(None, (one["source"], one.get("locator"))))
        kind = kinds[one["kind"]]
        notes.append(clean(f"{pick(one['name'], language)} ({kind}): {given} → {expected} [{where}]"))
    return Section(_("Worked examples"), None, tuple(notes)) if notes else None


def _sources(entry: Data, sources: Mapping[str, Data], language: str) -> Section:
    _ = translator(language)
    notes = []
    for key, one in sources.items():
        parts = [one.get("title"), one.get("publisher"), str(one.get("year") or ""), one.get("url")]
        notes.append(clean(f"{key}: " + ", ".join(part for part in parts if part)))
    if entry.get("equation"):
        notes.insert(0, _("Equation: {text}").format(text=clean(entry["equation"])))
    return Section(_("Source"), None, tuple(notes))
