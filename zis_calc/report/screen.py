"""Blocks on a terminal: the only place that knows Rich. Text from files is never read as markup."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Literal

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from zis_calc.language import translator
from zis_calc.problems import Problem
from zis_calc.report.blocks import (
    BAD,
    DIM,
    FAIR,
    GOOD,
    GROUP,
    PLAIN,
    STRONG,
    FactorLine,
    Figure,
    Row,
    Section,
    Sheet,
    Table,
)
from zis_calc.report.names import SEVERITY_STYLES
from zis_calc.report.words import clean, place_text, render_problem, sentence, severity_name, worst_first

STYLES = {
    PLAIN: "",
    STRONG: "bold",
    DIM: "dim",
    GROUP: "italic",
    GOOD: "bold green",
    FAIR: "yellow",
    BAD: "bold red",
}

_WIDE = 100
_REMARK_WIDTH = 36
_LEAST_LABEL = 10
_ASCII = str.maketrans(
    {
        "–": "-",
        "−": "-",
        "·": "|",
        "×": "x",
        "µ": "u",
        "ñ": "ni",
        "Ñ": "NI",
        "→": "->",
        "…": "...",
        "«": '"',
        "»": '"',
        "²": "2",
        "³": "3",
    }
)


def printable(text: str, console: Console) -> str:
    """The text as the console can encode it: accents and µ fall, the rest becomes a question mark."""
    try:
        text.encode(console.encoding)
    except UnicodeEncodeError:
        plain = unicodedata.normalize("NFKD", text.translate(_ASCII))
        kept = "".join(character for character in plain if not unicodedata.combining(character))
        return kept.encode(console.encoding, "replace").decode(console.encoding)
    return text


def styled(text: str, style: str, console: Console) -> Text:
    """The text in the look of `style`; nothing in it is read as markup."""
    return Text(printable(text, console), style=STYLES.get(style, ""))


def show(console: Console, *parts: RenderableType) -> None:
    """Prints without highlighting, emoji codes or markup."""
    for part in parts:
        console.print(part, highlight=False, markup=False, emoji=False)


def headline(sheet: Sheet, console: Console) -> Panel:
    """The panel with who, what and the key figures."""
    parts: list[RenderableType] = [styled(sheet.title, STRONG, console)]
    parts += [styled(line, DIM, console) for line in sheet.about]
    if sheet.figures:
        parts += [Text(""), figures_grid(sheet.figures, console)]
    title = styled(f" {sheet.tag} ", STRONG, console) if sheet.tag else None
    return Panel(Group(*parts), title=title, title_align="left", box=box.ROUNDED, padding=(0, 1), border_style="cyan")


def figures_grid(figures: Sequence[Figure], console: Console) -> Grid:
    """Key figures in three columns, or with the remark behind the number where the screen is narrow."""
    grid = Grid.grid(padding=(0, 2, 0, 0))
    wide = console.width >= _WIDE
    grid.add_column(no_wrap=wide)
    grid.add_column(no_wrap=wide, overflow="fold")
    if wide:
        grid.add_column(overflow="fold")
    for figure in figures:
        label = styled(figure.label, PLAIN, console)
        value, remark = styled(figure.value, figure.style, console), styled(figure.remark, DIM, console)
        if wide:
            grid.add_row(label, value, remark)
        else:
            grid.add_row(label, Text("  ").join([value, remark]) if figure.remark else value)
    return grid


def section_parts(section: Section, console: Console, language: str) -> list[RenderableType]:
    """A section: its title, its table, its notes and its problems."""
    parts: list[RenderableType] = [Text(""), Text(printable(section.title, console), style="bold cyan")]
    if section.table is not None:
        parts += table_parts(section.table, console)
    parts += [_indented(styled(note, DIM, console)) for note in section.notes]
    parts += [_indented(problem_inside(problem, console, language)) for problem in section.problems]
    return parts


def table_parts(table: Table, console: Console) -> list[RenderableType]:
    """Labels at the left, numbers at the right and never broken; remarks in their own column, or below their row.

    Where not even the numbers fit side by side, each row becomes a list of its numbers with their headers.
    """
    headers = [printable(header, console) for header in table.headers]
    rows = [row._replace(cells=tuple(printable(cell, console) for cell in row.cells)) for row in table.rows]
    widths = [_cells_width(headers, rows, place, table.texts) for place in range(1, len(headers))]
    label = max([len(headers[0]), *(len(printable(row.label, console)) for row in rows), _LEAST_LABEL])
    apart = bool(table.remarks) and label + sum(widths) + 3 * len(headers) + _REMARK_WIDTH <= console.width
    room = console.width - sum(widths) - 3 * len(widths)  # two of padding, one between columns
    if room < _LEAST_LABEL:
        return _lists(headers, rows, console)
    if apart:
        grid = _grid(headers, table, None, widths, console)
        for row in rows:
            grid.add_row(*_cells(row, len(widths), True, console))
        return [grid]
    fixed = min(label, room)
    parts: list[RenderableType] = []
    grid = _grid(headers, table, fixed, widths, console)
    for row in rows:
        grid.add_row(*_cells(row, len(widths), False, console, fixed))
        if row.remark:
            parts += [grid, _indented(styled(row.remark, DIM, console))]
            grid = _grid(None, table, fixed, widths, console)
    return [*parts, grid] if grid.row_count else parts


def _cells_width(headers: Sequence[str], rows: Sequence[Row], place: int, texts: bool) -> int:
    """The width that a column needs so that no number and no word of its header is broken."""
    cells = [row.cells[place - 1] for row in rows if place - 1 < len(row.cells)]
    longest = [max((len(word) for word in cell.split()), default=0) if texts else len(cell) for cell in cells]
    return max([*longest, *(len(word) for word in headers[place].split()), 1])


def _grid(
    headers: Sequence[str] | None, table: Table, label: int | None, widths: Sequence[int], console: Console
) -> Grid:
    """An empty grid: with its header, or (None) the continuation of one, column under column."""
    grid = Grid(
        box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False, header_style="dim",
        border_style="dim", show_header=headers is not None,
    )  # fmt: skip
    names = headers or [""] * (len(widths) + 1)
    grid.add_column(Text(names[0]), overflow="fold", width=label, min_width=min(label or 12, 12))
    for name, width in zip(names[1:], widths, strict=True):
        fixed = None if label is None or table.texts else width
        justify: Literal["left", "right"] = "left" if table.texts else "right"
        grid.add_column(Text(name), justify=justify, overflow="fold", min_width=width, width=fixed)
    if table.remarks and label is None:
        grid.add_column(Text(printable(table.remarks, console)), overflow="fold")
    return grid


def _lists(headers: Sequence[str], rows: Sequence[Row], console: Console) -> list[RenderableType]:
    """Each row as its label and, below it, one line per number."""
    parts: list[RenderableType] = []
    for row in rows:
        parts.append(styled(row.label, STRONG if row.style == PLAIN else row.style, console))
        for header, cell in zip(headers[1:], row.cells, strict=False):
            if cell:
                parts.append(_indented(joined(console, (f"{header}: ", DIM), (cell, row.style))))
        if row.remark:
            parts.append(_indented(styled(row.remark, DIM, console)))
    return parts


def _cells(
    row: Row, count: int, remarks_apart: bool, console: Console, width: int | None = None
) -> list[RenderableType]:
    lines = [row.label] if width is None else wrap(row.label, max(width, 1), break_on_hyphens=True) or [""]
    label = styled("\n".join(lines), row.style, console)
    numbers: list[RenderableType] = [styled(cell, row.style, console) for cell in row.cells]
    numbers += [Text("")] * (count - len(numbers))
    return [label, *numbers, styled(row.remark, DIM, console)] if remarks_apart else [label, *numbers]


def problem_inside(problem: Problem, console: Console, language: str) -> Text:
    """A problem beside the numbers that it is about."""
    message, hint = render_problem(problem, translator(language), language)
    where = place_text(problem)
    return joined(
        console,
        (f"{severity_name(problem.severity, language)} {problem.code}: ", SEVERITY_STYLES[problem.severity]),
        (sentence(message, hint), PLAIN),
        (f" [{where}]" if where else "", DIM),
    )


def problem_alone(problem: Problem, console: Console, language: str) -> Text:
    """A problem as a message: place, severity, code, name, field, what is wrong; below it the remedy."""
    message, hint = render_problem(problem, translator(language), language)
    where = place_text(problem)
    return joined(
        console,
        (f"{where}  " if where else "", STRONG),
        (f"{severity_name(problem.severity, language)} {problem.code} ", SEVERITY_STYLES[problem.severity]),
        (f"{problem.entry.name}  ", DIM),
        (f"{clean(problem.field)}: " if problem.field else "", STRONG),
        (message, PLAIN),
        (f"\n    {hint}" if hint else "", DIM),
    )


def show_problems(problems: Iterable[Problem], console: Console, language: str) -> None:
    """Problems one after the other, errors first; unbroken lines where the output is not a terminal."""
    for problem in worst_first(problems):
        text = problem_alone(problem, console, language)
        console.print(text, highlight=False, markup=False, emoji=False, soft_wrap=not console.is_terminal)


def factor_parts(factors: Sequence[FactorLine], console: Console) -> list[RenderableType]:
    """The factors by source: id, number, review; below them how it was chosen and where it is printed."""
    parts: list[RenderableType] = []
    for source, group in groupby(sorted(factors, key=lambda factor: factor.source), lambda factor: factor.source):
        parts += [Text(""), styled(source, PLAIN, console)]
        for factor in group:
            line = joined(console, (factor.id, PLAIN), ("  ", PLAIN), (factor.value, STRONG), ("  ", PLAIN))
            line.append_text(styled(factor.review, factor.style, console))
            where = " · ".join(part for part in (factor.chosen, factor.locator) if part)
            parts += [_indented(line), _indented(_indented(styled(where, DIM, console)))]
    return parts


def joined(console: Console, *pieces: tuple[str, str]) -> Text:
    """Pieces of text, each in its own style, as one text."""
    return Text.assemble(*(styled(text, style, console) for text, style in pieces))


def _indented(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2), expand=False)


def rule(title: str, console: Console) -> Rule:
    """A line across with a title."""
    return Rule(Text(printable(title, console), style="bold"), style="cyan", align="left")
