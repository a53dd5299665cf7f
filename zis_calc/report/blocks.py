"""What a report is made of, before it takes a form: the same blocks become a screen, Markdown or a page."""

from typing import NamedTuple

from zis_calc.problems import Problem

# Styles say what a text means; each form decides how that looks.
PLAIN, STRONG, DIM, GROUP, GOOD, FAIR, BAD = "plain", "strong", "dim", "group", "good", "fair", "bad"


class Figure(NamedTuple):
    """One key figure: what it is, the number with its unit, and what must be said beside it."""

    label: str
    value: str
    remark: str = ""
    style: str = STRONG


class Row(NamedTuple):
    """A row of a table: a label, its numbers, and a remark (for example the definition of the number)."""

    label: str
    cells: tuple[str, ...] = ()
    remark: str = ""
    style: str = PLAIN


class Table(NamedTuple):
    """Rows under headers: the first header stands over the labels, the others over numbers (or `texts`)."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    remarks: str = ""
    texts: bool = False


class Section(NamedTuple):
    """A titled part of a sheet: a table, what must be known to read it, and the problems that belong here."""

    title: str
    table: Table | None = None
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class Sheet(NamedTuple):
    """One subject (a measure, the totals, a factor): who and what, the key figures, then the parts."""

    title: str
    about: tuple[str, ...]
    tag: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]


class FactorLine(NamedTuple):
    """One used factor: the number, how it was chosen, where it is printed, and how sure it is."""

    id: str
    name: str
    value: str
    chosen: str
    source: str
    locator: str
    url: str
    review: str
    style: str


class Report(NamedTuple):
    """All that is shown of a result."""

    settings: tuple[tuple[str, str], ...]
    sheets: tuple[Sheet, ...]
    factors: tuple[FactorLine, ...]
    problems: tuple[Problem, ...]
