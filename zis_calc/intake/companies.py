"""The sheet of companies: how each is called, its sector and its zone."""

from collections.abc import Mapping, Sequence
from typing import Any

from zis_calc.intake.tables import Table, text_of
from zis_calc.layout.sheets import plain
from zis_calc.problems import Place, Problem, problem, verbatim

Companies = dict[str, tuple[str, str, str]]
_WORDS = ("sector", "zone")


def read_companies(tables: Sequence[Table]) -> tuple[Companies, list[tuple[int, int, Problem]]]:
    """Name, sector and zone by each spelling of a company, and X079 with the table and row of each contradiction.

    Several rows may speak of one company as long as they agree; of words that do not, none is taken.
    """
    called: dict[str, str] = {}
    first: dict[tuple[str, str], tuple[str, Place]] = {}
    clashes: set[tuple[str, str]] = set()
    found = []
    for number, table in enumerate(tables):
        for row in range(table.size if table.sheet.key == "companies" else 0):
            written = text_of(table.cell(row, "name"))
            if not written:
                continue
            name = called.setdefault(written, written)
            for spelling in _aliases(table, row):
                called.setdefault(spelling, name)
            for key in _WORDS:
                word, place = text_of(table.cell(row, key)), table.place(row, key)
                before, other = first.setdefault((name, key), (word, place)) if word else ("", place)
                if word and plain(word) != plain(before):
                    clashes.add((name, key))
                    cell = other.cell or other.line
                    values = {"value": verbatim(word), "before": verbatim(before), "company": verbatim(name)}
                    found.append((number, row, problem("X079", place, **values, other=cell)))
    words = {at: "" if at in clashes else word for at, (word, _) in first.items()}
    companies = {
        spelling: (name, words.get((name, "sector"), ""), words.get((name, "zone"), ""))
        for spelling, name in called.items()
    }
    return companies, found


def declared_companies(
    tables: Sequence[Table], companies: Mapping[str, tuple[str, str, str]]
) -> list[tuple[Place, dict[str, Any]]]:
    """The companies that the sheet of companies lists, as a portfolio file writes them, each with its cell."""
    found = []
    for table in tables:
        for row in range(table.size if table.sheet.key == "companies" else 0):
            written = text_of(table.cell(row, "name"))
            if written:
                words = dict(zip(_WORDS, companies[written][1:], strict=True))
                said = {key: word for key, word in words.items() if word}
                found.append((table.place(row, "name"), {"name": written, **said, "aliases": _aliases(table, row)}))
    return found


def _aliases(table: Table, row: int) -> list[str]:
    return [one.strip() for one in text_of(table.cell(row, "aliases")).split(";") if one.strip()]
