"""Which column of a sheet holds what: headings by hidden key or by name, wherever they stand, in either language."""

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from zis_calc.layout.grid import Grid, is_blank
from zis_calc.layout.sheets import (
    ABOUT,
    PREFIX,
    ROWS_FOR_HEADINGS,
    Heading,
    field_named,
    has_unit,
    heading_of_key,
    names_in,
    names_in_wide,
    plain,
    sheet_named,
    sheets,
    split_heading,
)
from zis_calc.layout.words import SIDES, UNIT_EN, UNIT_ES
from zis_calc.problems import Problem, column_letters, problem

FindItem = Callable[[str], str | None]
WIDE = "wide"
_SIDE_WORDS = {plain(word): side for side, known in SIDES.items() for word in known}
_UNIT_WORDS = (plain(UNIT_ES), plain(UNIT_EN), "unidades", "units", "um", "moneda", "currency")


@dataclass
class Source:
    """Where the cells of a field stand: its column, that of its unit, the unit in the heading, a fixed value."""

    column: int | None = None
    unit_column: int | None = None
    unit: str = ""
    fixed: str = ""


@dataclass
class Bound:
    """A sheet whose headings were found: `sources` by sheet key, group (of several flows in a row) and field."""

    grid: Grid
    kind: str
    heading_row: int
    sources: dict[tuple[str, int], dict[str, Source]] = field(default_factory=dict)
    own: list[int] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    by_keys: bool = False  # whether hidden keys say what the columns hold
    units_below: bool = False  # whether the row under the headings holds the units of the columns

    @property
    def first_row(self) -> int:
        """The offset of the first row below the headings (and below their units)."""
        return self.heading_row + 1 + self.units_below

    def title(self, column: int | None) -> str:
        """What stands above a column."""
        return self.titles[column] if column is not None and column < len(self.titles) else ""


def bind(grid: Grid, find_item: FindItem) -> tuple[Bound | None, list[Problem]]:
    """The sheet with its columns bound, or None where it has no headings; and what must be said of its headings."""
    keyed = _key_row(grid)
    if keyed is not None:
        bound, problems = _by_keys(grid, keyed)
    else:
        row, kind = _heading_row(grid, find_item)
        if row is None:
            return None, []
        bound, problems = _by_names(grid, row, kind, find_item)
    problems += _say_own_columns(bound)
    return bound, problems


def known_names(bound: Bound) -> dict[str, Heading]:
    """The names that its columns may have, without accents and signs."""
    return names_in_wide() if bound.kind == WIDE else names_in(bound.kind)


_BESIDE_ITEMS = ("antes", "despues", "before", "after")


def are_headings(bound: Bound, texts: Sequence[str]) -> bool:
    """Whether most texts of a row (two at least) would be headings of this sheet, also of other units or items."""
    names, bases = known_names(bound), _bases(tuple(bound.titles))
    others = 0
    for text in texts:
        word = plain(split_heading(text)[0])
        known = word in names or word in bases or word.rstrip("0123456789") in names
        others += not (known or word.endswith(_BESIDE_ITEMS))
        if others * 2 >= len(texts):
            return False
    return len(texts) - others > 1


@functools.lru_cache(maxsize=100)
def _bases(titles: tuple[str, ...]) -> frozenset[str]:
    return frozenset((*_UNIT_WORDS, *(plain(split_heading(title)[0]) for title in titles if title)))


def is_about(grid: Grid) -> bool:
    """Whether a sheet is one that this program writes for reading only (its first cell says so)."""
    return bool(grid.columns) and grid.size > 0 and _cell_text(grid, 0, 0).startswith(ABOUT)


def _cell_text(grid: Grid, row: int, column: int) -> str:
    value = grid.columns[column][row]
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def _row_texts(grid: Grid, row: int) -> list[str]:
    return [_cell_text(grid, row, column) for column in range(len(grid.columns))]


def _key_row(grid: Grid) -> int | None:
    for row in range(min(grid.size, ROWS_FOR_HEADINGS)):
        if sum(text.startswith(PREFIX) for text in _row_texts(grid, row)) >= 2:
            return row
    return None


def _by_keys(grid: Grid, row: int) -> tuple[Bound, list[Problem]]:
    keys = _row_texts(grid, row)
    titles = _row_texts(grid, row + 1) if row + 1 < grid.size else [""] * len(keys)
    found = [heading_of_key(key) if key.startswith(PREFIX) else None for key in keys]
    kinds = {heading.sheet for heading in found if heading is not None}
    kind = next(iter(kinds)) if len(kinds) == 1 else WIDE
    bound = Bound(
        grid, kind, row + 1, titles=[title or key for title, key in zip(titles, keys, strict=True)], by_keys=True
    )
    problems: list[Problem] = []
    for column, (key, heading) in enumerate(zip(keys, found, strict=True)):
        if heading is not None:
            problems += _put(bound, heading, column, 0, "")
        elif key.startswith(PREFIX):
            problems.append(problem("X024", grid.place(row, column, titles[column], key), found=key))
            bound.own.append(column)
        elif titles[column]:
            bound.own.append(column)
    return bound, problems


def _heading_row(grid: Grid, find_item: FindItem) -> tuple[int | None, str]:
    """The row that has the most known names, and what kind of sheet they make.

    Of several, with rows between them, the first that has more than half as many: those below head other tables.
    """
    found: list[tuple[int, int, str]] = []
    own = sheet_named(grid.sheet) if grid.sheet else None
    for row in range(min(grid.size, ROWS_FOR_HEADINGS)):
        texts = [text for text in _row_texts(grid, row) if text]
        if len(texts) < 2:
            continue
        candidates = {key: _matches(texts, names_in(key)) for key in sheets()}
        kind = max(candidates, key=lambda key: (candidates[key], own is not None and own.key == key))
        score = candidates[kind]
        wide = _matches(texts, names_in_wide()) + sum(
            _forms(text)[0] not in names_in_wide() and _item_heading(text, find_item) is not None for text in texts
        )
        if wide > score or (wide == score and kind == "measures"):
            kind, score = WIDE, wide
        if score > 1:
            found.append((score, row, kind))
    if not found:
        return None, ""
    best = max(found, key=lambda one: one[0])
    first = next(one for one in found if one[0] * 2 > best[0])
    return (first if first[1] + 1 < best[1] else best)[1:]


def _matches(texts: Sequence[str], names: dict[str, Heading]) -> int:
    found = set()
    for text in texts:
        heading = _named(text, names)
        if heading is not None:
            found.add(heading)
    return len(found)


_NUMBERED = re.compile(r"^(.*?)[\s_.#-]*(\d{1,2})$", re.DOTALL)


def _named(text: str, names: dict[str, Heading]) -> Heading | None:
    """The heading with this name: as it stands, or without the unit in brackets, or without a number at its end."""
    if len(text) > 200:
        return None
    whole, base, counted = _forms(text)
    found = names.get(whole) or names.get(base)
    if found is None:
        found = names.get(counted)
        found = found if found is not None and found.sheet in ("flows", "copni") else None
    return found


@functools.lru_cache(maxsize=100_000)
def _forms(text: str) -> tuple[str, str, str]:
    """A heading as it is compared: as it stands, without the unit in brackets, without a number at its end."""
    base = split_heading(text)[0]
    numbered = _NUMBERED.match(base)
    return plain(text), plain(base), plain(numbered.group(1)) if numbered is not None else ""


def _group(text: str, names: dict[str, Heading]) -> int:
    """The number at the end of a heading (`Ítem 2`), 0 where there is none."""
    base = split_heading(text)[0]
    if names.get(plain(text)) or names.get(plain(base)):
        return 0
    numbered = _NUMBERED.match(base)
    return int(numbered.group(2)) if numbered is not None else 0


def _by_names(grid: Grid, row: int, kind: str, find_item: FindItem) -> tuple[Bound, list[Problem]]:
    titles = _row_texts(grid, row)
    bound = Bound(grid, kind, row, titles=titles)
    names = names_in_wide() if kind == WIDE else names_in(kind)
    roles = _roles(titles, names) if kind in (WIDE, "measures") else {}
    problems = _say_roles(bound, roles)
    amount: tuple[Heading, int] | None = None  # the amount column on the left, for a heading that only says «Unidad»
    groups: dict[str, int] = {}
    for column, title in enumerate(titles):
        if not title:
            if any(not is_blank(value) for value in grid.columns[column][row + 1 :]):
                letters = column_letters(grid.first_column + column)
                problems.append(problem("X013", grid.place(row, column), cell=letters))
                bound.own.append(column)
            amount = None
            continue
        heading = roles.get(column) or _named(title, names)
        item = _item_heading(title, find_item) if kind == WIDE and heading is None else None
        if plain(title) in _UNIT_WORDS and amount is not None:
            problems += _put(bound, Heading(amount[0].sheet, amount[0].field, True), column, amount[1], "")
            amount = None
        elif heading is not None:
            group = _group(title, names)
            problems += _put(bound, heading, column, group, _unit_said(title, heading))
            amount = (heading, group) if not heading.unit and _takes_unit(heading) else None
        elif item is not None:
            name, side, unit = item
            group = groups.setdefault(name, 1000 + len(groups))
            problems += _put(bound, Heading("flows", side), column, group, unit)
            bound.sources["flows", group]["item"] = Source(fixed=name)
            amount = (Heading("flows", side), group)
        else:
            bound.own.append(column)
            amount = None
    problems += _share_column(bound)
    problems += _say_missing(bound)
    problems += _read_units_below(bound)
    return bound, problems


_NUMBER_WORDS = ("n", "no", "nro", "num", "numero", "number")  # N°, Nº, Nro.
_ID, _NAME = Heading("measures", "id"), Heading("measures", "name")


def _roles(titles: Sequence[str], names: dict[str, Heading]) -> dict[int, Heading]:
    """Columns read as another than their heading says: `N°` as the code where none is named, and beside a column of
    codes `Medida` as the name where none is named."""
    found = {column: _named(title, names) for column, title in enumerate(titles) if title}
    ids = [column for column, heading in found.items() if heading == _ID]
    words = [column for column in ids if plain(titles[column]) in ("medida", "measure")]
    codes = [column for column in ids if column not in words]
    codes += [column for column in found if plain(titles[column]) in _NUMBER_WORDS]
    if _NAME not in found.values() and len(words) == 1 and codes:
        return {words[0]: _NAME, codes[0]: _ID}
    return {codes[0]: _ID} if codes and not ids else {}


def _say_roles(bound: Bound, roles: dict[int, Heading]) -> list[Problem]:
    """X064 for columns that are read as another than their heading says."""
    said = {_ID: "código\x1fcode", _NAME: "nombre\x1fname"}
    found = []
    for column, heading in roles.items():
        title = bound.title(column)
        if _named(title, names_in_wide()) != heading:
            place = bound.grid.place(bound.heading_row, column, title, title)
            found.append(problem("X064", place, heading=title, role=said[heading]))
    return found


def _share_column(bound: Bound) -> list[Problem]:
    """X070: where one column alone names the measures, it is both their name and, respelled, their code."""
    fields = bound.sources.get(("measures", 0), {}) if bound.kind in (WIDE, "measures") else {}
    for missing, given in (("id", "name"), ("name", "id")):
        if missing not in fields and given in fields:
            column = fields[given].column
            fields[missing] = Source(column)
            title = bound.title(column)
            return [problem("X070", bound.grid.place(bound.heading_row, column or 0, title, title), heading=title)]
    return []


def _read_units_below(bound: Bound) -> list[Problem]:
    """X063: a row under the headings that names no measure and holds units under amounts: those of its columns."""
    row, grid = bound.heading_row + 1, bound.grid
    if row >= grid.size:
        return []
    given = {column: cells[row] for column, cells in enumerate(grid.columns) if not is_blank(cells[row])}
    keys = ("id", "name", "measure")
    names = [fields[key].column for fields in bound.sources.values() for key in keys if key in fields]
    if any(column in given and plain(given[column]) not in _UNIT_WORDS for column in names):
        return []
    if any(not isinstance(cell, str) or cell.strip()[:1].isdigit() for cell in given.values()):
        return []
    amounts = [
        (source, str(given[source.column]).strip())
        for (sheet, _), fields in bound.sources.items()
        for key, source in fields.items()
        if source.column is not None and source.column in given and _takes_unit(Heading(sheet, key))
    ]
    for source, text in amounts:
        if source.unit_column is None and not source.unit:
            source.unit = text.strip(" ()[]")
    bound.units_below = bool(amounts)
    texts = dict.fromkeys(text for _, text in amounts)
    return [problem("X063", grid.place(row, min(given)), units=", ".join(texts))] if amounts else []


def _takes_unit(heading: Heading) -> bool:
    found = field_named(heading.sheet, heading.field)
    return found is not None and has_unit(found)


def _unit_said(title: str, heading: Heading) -> str:
    """The unit in brackets of a heading, where the field has one and the bracket is not part of its name."""
    base, unit = split_heading(title)
    return unit if unit and _takes_unit(heading) and not heading.unit and base else ""


_MOST_WORDS = 20  # a sentence is no heading
_UNIT_INSIDE = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_FILLERS = frozenset(
    ("de", "del", "of", "la", "el", "consumo", "consumos", "uso", "cantidad", "anual", "consumption", "use", "yearly")
)


def _item_heading(title: str, find_item: FindItem) -> tuple[str, str, str] | None:
    """The item, the side and the unit of a heading such as `Diésel antes (gal/año)` or `Price of natural gas`."""
    base, unit = split_heading(title)
    inside = None if unit else _UNIT_INSIDE.search(title)
    if inside is not None:  # `Diésel (gal/año) antes`
        base, unit = _UNIT_INSIDE.sub(" ", title, count=1), inside.group(1).strip()
    words = re.findall(r"[^\W_]+(?:[-.][^\W_]+)*", base)
    if len(words) > _MOST_WORDS:
        return None
    for count in (3, 2, 1):
        for side_words, rest in ((words[-count:], words[:-count]), (words[:count], words[count:])):
            side = _SIDE_WORDS.get(plain(" ".join(side_words))) if rest else None
            while side is not None and rest and plain(rest[0]) in _FILLERS:
                rest = rest[1:]
            if side is not None and rest:
                item = find_item(" ".join(rest))
                if item is not None:
                    return item, side, unit
    return None


def side_of(title: str) -> str:
    """Which side a heading speaks of by its first or last word (`Vapor antes`), blank for none."""
    words = split_heading(title)[0].split()
    if len(words) < 2:
        return ""
    # `N° de proyecto` is no amount with the project.
    last = "" if plain(words[-2]) in _FILLERS else _SIDE_WORDS.get(plain(words[-1]), "")
    return last or _SIDE_WORDS.get(plain(words[0]), "")


def _put(bound: Bound, heading: Heading, column: int, group: int, unit: str) -> list[Problem]:
    """Binds a column; a second column for the same field is an error that names both."""
    fields = bound.sources.setdefault((heading.sheet, group), {})
    source = fields.setdefault(heading.field, Source())
    taken = source.unit_column if heading.unit else source.column
    if taken is not None:
        grid, row = bound.grid, bound.heading_row
        place = grid.place(row, column, bound.title(column), bound.title(column))
        return [problem("X012", place, heading=bound.title(column), other=grid.place(row, taken).cell or taken + 1)]
    if heading.unit:
        source.unit_column = column
    else:
        source.column = column
        source.unit = unit
    return []


_REQUIRED = {
    "measures": ("id", "name"), "flows": ("measure", "item", "baseline", "project"), "copni": ("measure",),
    "finance": ("measure",), "methods": ("measure", "method"), "prices": ("measure", "item", "price"),
    "evidence": ("measure", "what", "title"), "companies": ("name",),
}  # fmt: skip


def _say_missing(bound: Bound) -> list[Problem]:
    """X011 for columns without which no row can be used."""
    from zis_calc.layout.sheets import heading_text

    kinds = ("measures",) if bound.kind == WIDE else (bound.kind,)
    missing = []
    for kind in kinds:
        fields = bound.sources.get((kind, 0), {})
        for key in _REQUIRED[kind]:
            if key not in fields:
                heading = Heading(kind, key)
                missing.append(f"{heading_text(heading, 'es')}\x1f{heading_text(heading, 'en')}")
    place = bound.grid.place(bound.heading_row, 0)
    return [problem("X011", place, column=name) for name in missing]


def _say_own_columns(bound: Bound) -> list[Problem]:
    """X014: columns that this program does not read are kept and passed through."""
    named = [bound.titles[column] for column in bound.own if bound.title(column)]
    if not named:
        return []
    return [
        problem("X014", bound.grid.place(bound.heading_row, bound.own[0]), columns=", ".join(named), count=len(named))
    ]
