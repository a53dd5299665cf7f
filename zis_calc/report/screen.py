"""Blocks on a terminal: the only place that knows Rich. Text from files is never read as markup."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby

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
        parts.append(table_grid(section.table, console))
    parts += [_indented(styled(note, DIM, console)) for note in section.notes]
    parts += [_indented(problem_inside(problem, console, language)) for problem in section.problems]
    return parts


def table_grid(table: Table, console: Console) -> Grid:
    """Labels at the left, numbers at the right; remarks in their own column, or below the label if narrow."""
    remarks_apart = bool(table.remarks) and _width(table) + _REMARK_WIDTH <= console.width
    grid = Grid(
        box=box.SIMPLE_HEAD,
        padding=(0, 1),
        pad_edge=False,
        show_edge=False,
        header_style="dim",
        border_style="dim",
    )
    first, *others = (printable(header, console) for header in table.headers)
    grid.add_column(Text(first), overflow="fold", min_width=12)
    for header in others:
        grid.add_column(Text(header), justify="left" if table.texts else "right", overflow="fold")
    if remarks_apart:
        grid.add_column(Text(printable(table.remarks, console)), overflow="fold")
    for row in table.rows:
        grid.add_row(*_cells(row, len(others), remarks_apart, console))
    return grid


def _width(table: Table) -> int:
    """How wide labels and numbers are when nothing is wrapped."""
    lines = [table.headers, *((row.label, *row.cells) for row in table.rows)]
    columns = (max(len(line[place]) for line in lines if place < len(line)) for place in range(len(table.headers)))
    return sum(width + 3 for width in columns)


def _cells(row: Row, count: int, remarks_apart: bool, console: Console) -> list[RenderableType]:
    label = styled(row.label, row.style, console)
    numbers: list[RenderableType] = [styled(cell, row.style, console) for cell in row.cells]
    numbers += [Text("")] * (count - len(numbers))
    if remarks_apart:
        return [label, *numbers, styled(row.remark, DIM, console)]
    if row.remark:
        return [Group(label, _indented(styled(row.remark, DIM, console))), *numbers]
    return [label, *numbers]


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
