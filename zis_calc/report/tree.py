"""An explanation as a tree: each number with its formula, and where its leaves come from."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from zis_calc.language import translator
from zis_calc.report.blocks import DIM, PLAIN, STRONG
from zis_calc.report.figures import exact, unit_text
from zis_calc.report.lines import chosen_text
from zis_calc.report.markdown import escape
from zis_calc.report.names import REVIEW_STYLES, REVIEWS
from zis_calc.report.screen import joined, rule, show
from zis_calc.report.words import clean, named, pick, status_name

Node = Mapping[str, Any]
Piece = tuple[str, str]


def print_tree(node: Node, measure: str, console: Console, language: str) -> None:
    """Prints the tree of one number of `measure`."""
    folded = without_repeats(node, set())
    tree = Tree(_label(folded, console, language), guide_style="dim")
    show(console, rule(clean(measure), console), _grown(folded, tree, console, language), Text(""))


def tree_markdown(node: Node, measure: str, language: str) -> str:
    """The tree of one number of `measure` as a nested Markdown list under a heading."""
    heading = f"## {escape(clean(measure))}: {escape(pick(node['label'], language))}"
    return "\n".join([heading, "", *_markdown_lines(without_repeats(node, set()), 0, language)]) + "\n\n"


def without_repeats(node: Node, seen: set[str]) -> Node:
    """The tree with each part that stood before cut to its first line."""
    if not node.get("inputs") and not node.get("origin"):
        return node
    key = repr(node)
    if key in seen:
        return {**node, "formula": "", "origin": None, "inputs": [], "repeated": True}
    seen.add(key)
    return {**node, "inputs": [without_repeats(child, seen) for child in node.get("inputs") or ()]}


def node_lines(node: Node, language: str) -> list[list[Piece]]:
    """What is said of a node, line by line, as pieces of text with their style."""
    lines = [_headline(node, language)]
    if node.get("repeated"):
        lines[0].append((f" · {translator(language)('see above')}", DIM))
    if node.get("formula"):
        numbers = f" = {clean(node['numbers'])}" if node.get("numbers") else ""
        lines.append([(f"= {clean(node['formula'])}{numbers}", DIM)])
    if node.get("arithmetic"):
        lines.append([(f"= {clean(node['arithmetic'])}", DIM)])
    if node.get("origin"):
        lines += _origin(node, node["origin"], language)
    return lines


def _headline(node: Node, language: str) -> list[Piece]:
    label, name = pick(node["label"], language), clean(node["name"])
    origin = node.get("origin") or {}
    named_here = name not in (label, clean(origin.get("id", "")), clean(origin.get("text", "")))
    pieces = [(label, PLAIN), (f" ({name})" if named_here else "", DIM)]
    if node.get("value") is None:
        return [*pieces, (" = ", PLAIN), (status_name(node.get("status") or "unknown", language), STRONG)]
    unit = clean(node.get("unit") or "")
    shown = f"{exact(node['value'])} {unit_text(unit, language) if unit not in ('1', '1/yr') else ''}".strip()
    return [*pieces, (" = ", PLAIN), (shown, STRONG)]


def _origin(node: Node, origin: Node, language: str) -> list[list[Piece]]:
    _ = translator(language)
    kind = origin["kind"]
    if kind == "input":
        where = ":".join(clean(origin[key]) for key in ("file", "line") if origin.get(key) is not None)
        place = " ".join(part for part in (where, clean(origin.get("field") or "")) if part)
        return [[(_("as written: {text}").format(text=clean(origin["text"])), PLAIN), (f" [{place}]", DIM)]]
    if kind == "factor":
        return _factor(node, origin, language)
    if kind in ("conversion", "default"):
        return [[(clean(origin["text"]), DIM)]]
    return [[(_("setting `{key}`").format(key=clean(origin["key"])), DIM)]]


def _factor(node: Node, origin: Node, language: str) -> list[list[Piece]]:
    _ = translator(language)
    review = origin["review"]
    name = pick(origin["name"], language)
    value = f"{exact(origin['value'])} {clean(origin['unit'])}"
    as_shown = (origin["value"], origin["unit"]) == (node.get("value"), node.get("unit"))
    source = origin["source"]
    printed = [clean(source.get(key)) for key in ("publisher", "year") if source.get(key)]
    title = clean(source.get("title", "")) + (f" ({', '.join(printed)})" if printed else "")
    where = "; ".join(part for part in (title, clean(origin.get("locator") or "")) if part)
    lines: list[list[Piece]] = [] if name == pick(node["label"], language) else [[(name, DIM)]]
    return [
        *lines,
        [
            (clean(origin["id"]), PLAIN),
            (f"{'' if as_shown else f' = {value}'} · {chosen_text(origin, language)} · ", DIM),
            (named(REVIEWS, review, language), REVIEW_STYLES.get(review, PLAIN)),
        ],
        [(where, DIM)],
    ]


def _label(node: Node, console: Console, language: str) -> Text:
    return Text("\n").join(joined(console, *line) for line in node_lines(node, language))


def _grown(node: Node, tree: Tree, console: Console, language: str) -> Tree:
    for child in node.get("inputs") or ():
        _grown(child, tree.add(_label(child, console, language)), console, language)
    return tree


def _markdown_lines(node: Node, depth: int, language: str) -> list[str]:
    indent = "  " * depth
    first, *others = (
        "".join(f"**{escape(text)}**" if style == STRONG else escape(text) for text, style in line)
        for line in node_lines(node, language)
    )
    lines = [f"{indent}- {first}", *(f"{indent}  <br>{line}" for line in others)]
    for child in node.get("inputs") or ():
        lines += _markdown_lines(child, depth + 1, language)
    return lines
