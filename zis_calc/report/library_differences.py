"""Comparisons of two factor libraries for people and as plain data; the Markdown is made for a pull request."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from zis_calc.compare import Comparison
from zis_calc.factor_changes import LibraryChanges, Resolved, ValueChange, Years
from zis_calc.language import translator
from zis_calc.model.base import both
from zis_calc.model.library import Library
from zis_calc.report.blocks import GOOD, STRONG, Figure, Row, Section, Sheet, Table
from zis_calc.report.csv_text import rows_csv
from zis_calc.report.differences import (
    CHANGES,
    counts_data,
    difference_data,
    percent_change,
    plain_cell,
    print_sheet,
    problem_changes,
    sides_text,
)
from zis_calc.report.figures import ABSENT, unit_text
from zis_calc.report.markdown import escape, table_lines
from zis_calc.report.names import BASES, VECTORS
from zis_calc.report.words import clean, named

Data = Mapping[str, Any]

SIDE_KINDS = {"folder": "@folder", "revision": "@git revision", "shipped": "@shipped library"}
# Of the many outputs of a measure, the ones that people report; JSON holds all.
HEADLINES = (
    "ghg.reduction", "copni.reduction", "energy.reduction", "finance.annual_savings", "finance.payback",
    "finance.npv", "finance.irr", "finance.abatement_cost", "ndc.cumulative",
)  # fmt: skip
# The same of a portfolio: outputs that begin with one of these, and do not hold one of those.
_PORTFOLIO_STARTS = ("totals.", "ndc.", "support.", "indicators[", "progress.", "credits.")
_PORTFOLIO_DETAILS = (
    ".years[", ".by_", ".cash_flow", ".resources", ".difference", ".quantities.", ".biogenic_co2", ".montreal_gases",
)  # fmt: skip
# A comment of a pull request shows this many rows; the others are folded away below them.
SHOWN_ROWS = 40


def changes_data(
    changes: LibraryChanges,
    sides: Sequence[tuple[str, str, str | None, str]],
    libraries: tuple[Library, Library],
    years: Years | None,
    moves: bool,
) -> dict[str, Any]:
    """`zis-calc/factors-diff/1` without impact and problems; `sides` are (name, kind, commit, digest) of A and B."""
    a, b = (
        {"name": clean(name), "kind": kind, "commit": commit, "library": digest} for name, kind, commit, digest in sides
    )
    return {
        "schema": "zis-calc/factors-diff/1",
        "a": a,
        "b": b,
        "years": list(years) if years else None,
        "moves": moves,
        "values": [_value_data(one, libraries) for one in changes.values],
        "details": [
            {
                "id": one.id, "vector": one.vector, "set": one.set, **_span(one.years),
                "field": one.field, "old": one.old, "new": one.new,
            }
            for one in changes.details
        ],
        "files": [{**one._asdict(), "moves": one.may_move} for one in changes.files],
    }  # fmt: skip


def _span(years: Years | None) -> dict[str, int | None]:
    return {"from_year": years[0] if years else None, "to_year": years[1] if years else None}


def _value_data(one: ValueChange, libraries: tuple[Library, Library]) -> dict[str, Any]:
    factor = libraries[0 if one.new is None else 1].factor(one.id)
    return {
        "id": one.id,
        "name": both(factor.name),
        "quantity": factor.quantity,
        "vector": one.vector,
        "set": one.set,
        **_span(one.years),
        "change": one.change,
        **_side("old", one.old),
        **_side("new", one.new),
        "relative": one.relative,
    }


def _side(name: str, one: Resolved | None) -> dict[str, Any]:
    keys = (name, f"{name}_status", f"{name}_unit", f"{name}_basis")
    return dict(zip(keys, (one.value, one.status, one.unit, one.basis) if one else (None,) * 4, strict=True))


def impact_data(
    comparison: Comparison, paths: Sequence[str], outcomes: Mapping[str, Sequence[str]], portfolio: list[str] | None
) -> dict[str, Any]:
    """Which results move: the ids of the measures by outcome, the outputs of a portfolio, and every difference."""
    return {
        "paths": list(paths),
        **{outcome: list(ids) for outcome, ids in outcomes.items()},
        "portfolio": None if portfolio is None else {"moved": portfolio},
        "counts": counts_data(comparison),
        "differences": [difference_data(one) for one in comparison.differences],
        "problems": problem_changes(comparison),
    }


def changes_csv(data: Data) -> str:
    """Every value that moves, then every result that does: one row each, told apart by `table`."""
    values = [
        {"table": "value", **{key: value for key, value in one.items() if key != "name"}} for one in data["values"]
    ]
    details = [{"table": "detail", **one} for one in data["details"]]
    files = [{"table": "file", **{key: plain_cell(value) for key, value in one.items()}} for one in data["files"]]
    moved = _portfolio_moves(data)
    results = [
        {"table": "portfolio" if one in moved else "result", **{key: plain_cell(value) for key, value in one.items()}}
        for one in (data["impact"] or {"differences": ()})["differences"]
    ]
    return rows_csv([*values, *details, *files, *results])


def print_changes(data: Data, console: Console, language: str) -> None:
    """Prints the comparison of two libraries."""
    print_sheet(changes_sheet(data, language), console, language)


def changes_sheet(data: Data, language: str) -> Sheet:
    """The comparison of two libraries: how much moves, the values, the results, and what else changed."""
    _ = translator(language)
    about = tuple(_side_text(letter, data[key], language) for letter, key in (("A", "a"), ("B", "b")))
    figures = tuple(
        Figure(label, value, style=STRONG if data["moves"] else GOOD) for label, value in _counts(data, language)
    )
    tables = (
        (_("Values that move"), values_table(data, language)),
        (_("Refused, and so missing from the comparison"), refused_table(data, language)),
        (_("Results that move"), results_table(data, language)),
        (_("Results of the portfolio that move"), portfolio_table(data, language)),
        (_("Source, page, review and bounds"), details_table(data, language)),
        (_("Other files of the library"), files_table(data, language)),
    )
    sections = [Section(title, table) for title, table in tables if table is not None]
    outcomes = tuple(_outcome_lines(data, language))
    if outcomes:
        before = sum(table is not None for title, table in tables[:4])
        sections.insert(before, Section(_("Measures"), None, outcomes))
    return Sheet(_("Factors compared"), about, "", figures, tuple(sections))


def _side_text(letter: str, side: Data, language: str) -> str:
    kind = translator(language)(SIDE_KINDS[side["kind"]][1:])
    commit = f" {side['commit'][:12]}" if side["commit"] else ""
    return f"{letter}: {clean(side['name'])} ({kind}{commit})"


def _counts(data: Data, language: str) -> list[tuple[str, str]]:
    _ = translator(language)
    changes = [one["change"] for one in data["values"]]
    counts = [(_("Values changed / new / gone"), " / ".join(str(changes.count(change)) for change in CHANGES))]
    if data["details"]:
        counts.append((_("Sources, pages, reviews, bounds changed"), str(len(data["details"]))))
    if data["files"]:
        moving = sum(one["moves"] for one in data["files"])
        text = _("{count}, of which {moving} may move a number").format(count=len(data["files"]), moving=moving)
        counts.append((_("Other changes in the library"), text if moving else str(len(data["files"]))))
    impact = data["impact"]
    if impact is not None:
        every = sum(len(impact[key]) for key in ("moved", "unmoved", "new", "gone"))
        moved = every - len(impact["unmoved"])
        text = _("{moved} of {count}").format(moved=moved, count=every)
        counts.append((_("Measures whose results move"), text))
        if impact["portfolio"] is not None:
            counts.append((_("Results of the portfolio that move"), str(len(impact["portfolio"]["moved"]))))
    return counts


def values_table(data: Data, language: str) -> Table | None:
    """The values that move, one row per range of years."""
    _ = translator(language)
    rows = tuple(_value_row(one, language) for one in data["values"])
    headers = (_("Factor"), _("Years or set"), "A", "B", _("Change"))
    return Table(headers, rows, texts=True) if rows else None


def _value_row(one: Data, language: str) -> Row:
    _ = translator(language)
    old, new = sides_text(one["old"], one["new"], language)
    old, new = (_with_unit(text, one, side, language) for text, side in ((old, "old"), (new, "new")))
    change = _(CHANGES[one["change"]][1:]) if one["change"] != "changed" else percent_change(one["relative"])
    return Row(clean(one["id"]), (_when(one, language), old, new, change or _(CHANGES["changed"][1:])))


def _with_unit(text: str, one: Data, side: str, language: str) -> str:
    status = one[f"{side}_status"]
    if status is None:
        return ABSENT
    if one[side] is None:
        return _code(status, language)
    parts = [text, unit_text(clean(one[f"{side}_unit"]), language)]
    if one[f"{side}_basis"] and one["old_basis"] != one["new_basis"]:
        parts.append(named(BASES, one[f"{side}_basis"], language))
    return " ".join(part for part in parts if part not in ("", "1"))


def _code(status: str, language: str) -> str:
    """What stands in the place of a number."""
    _ = translator(language)
    words = {"held_back": _("kept out of totals"), "unknown": _("not known"), "bounds": _("bounds only")}
    return words.get(status, clean(status).upper())


def _when(one: Data, language: str) -> str:
    first, last = one["from_year"], one["to_year"]
    parts = [clean(one["set"])] if one["set"] else []
    if first is not None:
        parts.append(str(first) if first == last else f"{first}–{last}")
    if one["vector"]:
        parts.append(named(VECTORS, one["vector"], language))
    return ", ".join(parts)


def results_table(data: Data, language: str, every: bool = False) -> Table | None:
    """The results that move: the main outputs of each measure, or every output."""
    _ = translator(language)
    rows = []
    for one in (data["impact"] or {"differences": ()})["differences"]:
        if one["measure"] and one["change"] == "changed" and (every or one["output"] in HEADLINES):
            old, new = sides_text(one["old"], one["new"], language)
            cells = (clean(one["output"]), old, new, percent_change(one["relative"]))
            rows.append(Row(clean(one["measure"]), cells))
    headers = (_("Measure"), _("Output"), "A", "B", _("Change"))
    return Table(headers, tuple(rows), texts=True) if rows else None


def _outcome_lines(data: Data, language: str) -> list[str]:
    """The measures whose results stay, appear or go, by name; and how many outputs the table leaves out."""
    _ = translator(language)
    impact = data["impact"]
    if impact is None:
        return []
    names = {
        "moved": _("Results move: {ids}"),
        "unmoved": _("Results stay: {ids}"),
        "new": _("Computed only with B: {ids}"),
        "gone": _("Computed only with A: {ids}"),
    }
    lines = [text.format(ids=", ".join(map(clean, impact[key]))) for key, text in names.items() if impact[key]]
    moved = sum(one["measure"] is not None and one["change"] == "changed" for one in impact["differences"])
    if moved:
        lines.append(_("{count} outputs differ in all; --format json lists each.").format(count=moved))
    if impact["portfolio"] and impact["portfolio"]["moved"]:
        count = len(impact["portfolio"]["moved"])
        lines.append(_("{count} outputs of the portfolio differ in all; --format json lists each.").format(count=count))
    return lines


def _portfolio_moves(data: Data) -> list[Data]:
    """The differences outside of measures that move a result of the portfolio."""
    impact = data["impact"]
    if impact is None or impact["portfolio"] is None:
        return []
    moved = set(impact["portfolio"]["moved"])
    return [one for one in impact["differences"] if not one["measure"] and one["output"] in moved]


def refused_table(data: Data, language: str) -> Table | None:
    """The files with errors: what they would say is in no other table, and its absence there is no decision."""
    _ = translator(language)
    rows = [
        Row(
            ":".join(str(one[key]) for key in ("file", "line") if one[key] is not None),
            (f"{one['code']}: {one['message']}",),
        )
        for one in data["problems"]
    ]
    return Table((_("File"), _("What is wrong")), tuple(rows), texts=True) if rows else None


def portfolio_table(data: Data, language: str, every: bool = False) -> Table | None:
    """What moves in a portfolio outside of its measures: what people report of it, or every output."""
    _ = translator(language)
    rows = []
    for one in _portfolio_moves(data):
        output = one["output"]
        told = output.startswith(_PORTFOLIO_STARTS) and not any(part in output for part in _PORTFOLIO_DETAILS)
        if every or told:
            old, new = sides_text(one["old"], one["new"], language)
            change = percent_change(one["relative"]) or _(CHANGES[one["change"]][1:])
            rows.append(Row(clean(output), (old, new, change)))
    return Table((_("Output"), "A", "B", _("Change")), tuple(rows), texts=True) if rows else None


def details_table(data: Data, language: str) -> Table | None:
    """What is said of values and changed."""
    _ = translator(language)
    rows = tuple(
        Row(
            clean(one["id"]), (_when(one, language), clean(one["field"]), *sides_text(one["old"], one["new"], language))
        )
        for one in data["details"]
    )
    headers = (_("Factor"), _("Years or set"), _("Field"), "A", "B")
    return Table(headers, rows, texts=True) if rows else None


def files_table(data: Data, language: str, moves: bool | None = None) -> Table | None:
    """What changed in other files: items, methods, targets, sources, settings, names.

    `moves`: only that on which a number may rest, or only all else.
    """
    _ = translator(language)
    rows = tuple(
        Row(
            clean(one["id"]),
            (
                _(CHANGES[one["change"]][1:]) if not one["path"] else clean(one["path"]),
                *(sides_text(one["old"], one["new"], language) if one["path"] else ("", "")),
            ),
        )
        for one in data["files"]
        if moves is None or one["moves"] is moves
    )
    return Table((_("File"), _("Key"), "A", "B"), rows, texts=True) if rows else None


def changes_markdown(data: Data, language: str) -> str:
    """A comment for a pull request: a line of summary, the tables, and the details folded away."""
    _ = translator(language)
    title = _("Factors: {a} → {b}").format(a=clean(data["a"]["name"]), b=clean(data["b"]["name"]))
    lines = [f"## {escape(title)}", ""]
    lines.append(" · ".join(f"{escape(label)}: **{escape(value)}**" for label, value in _counts(data, language)))
    if not data["moves"]:
        lines += ["", escape(_("No number moves."))]
    lines += _shown(values_table(data, language), _("Values that move"), language)
    lines += _shown(refused_table(data, language), _("Refused, and so missing from the comparison"), language)
    lines += _shown(files_table(data, language, True), _("Other changes that may move a number"), language)
    lines += _shown(results_table(data, language), _("Results that move"), language)
    lines += _shown(portfolio_table(data, language), _("Results of the portfolio that move"), language)
    outcomes = _outcome_lines(data, language)
    if outcomes:
        lines += ["", *(f"- {escape(line)}" for line in outcomes)]
    folded = (
        (_("Every output that moves"), results_table(data, language, every=True)),
        (_("Every output of the portfolio that moves"), portfolio_table(data, language, every=True)),
        (_("Source, page, review and bounds"), details_table(data, language)),
        (_("Other files of the library"), files_table(data, language, False)),
    )
    for name, table in folded:
        if table is not None:
            lines += _folded(f"{name} ({len(table.rows)})", table)
    return "\n".join(lines) + "\n"


def _shown(table: Table | None, title: str, language: str) -> list[str]:
    """A table under its title; what is beyond the first rows is folded away."""
    if table is None:
        return []
    lines = ["", f"### {escape(title)}", "", *table_lines(table._replace(rows=table.rows[:SHOWN_ROWS]))]
    rest = table.rows[SHOWN_ROWS:]
    if rest:
        more = translator(language)("{count} more").format(count=len(rest))
        lines += _folded(more, table._replace(rows=rest))
    return lines


def _folded(title: str, table: Table) -> list[str]:
    return ["", "<details>", f"<summary>{title}</summary>", "", *table_lines(table), "", "</details>"]
