"""Rows that hold no measure (totals, remarks) and codes as people write them -> as measure files write them."""

import re
import unicodedata

from zis_calc.intake.bind import are_headings
from zis_calc.intake.tables import Table, text_of
from zis_calc.layout.grid import is_blank
from zis_calc.model.base import IDENTIFIER_PATTERN
from zis_calc.problems import Place, Problem, problem, verbatim

_IS_CODE = re.compile(IDENTIFIER_PATTERN)
_SIGNS = re.compile(r"[^a-z0-9]+")
_TOTAL = r"(?:(?:gran|grand|suma|sum) )?(?:sub ?)?total(?:es|s)?"
_ALONE = re.compile(
    rf"(?:{_TOTAL}|sumatoria|suma|sum|promedio|average|media|mean)(?: (?:general|total|anual|overall))?"
)
_NAMED = re.compile(rf"{_TOTAL} .+")  # `Subtotal planta 2`
_BEGIN = ("tot", "sub", "sum", "gra", "pro", "ave", "med", "mea")
_ONLY_MEASURES = frozenset(("start", "stage"))
_RARELY_TOTALS = frozenset(("item", "end_use", "method"))


def as_code(text: str) -> str:
    """A code that a person wrote in her own way as one: `M-01` is `m-01`, `Caldera N.º 2` is `caldera-n-o-2`.

    What is a code already stays as it is, and so does what holds neither letters nor digits.
    """
    if _IS_CODE.match(text):
        return text
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(one for one in decomposed if not unicodedata.combining(one))
    made = _SIGNS.sub(lambda match: match.group() if match.group() in "_-." else "-", letters).strip("_-.")
    return made if _IS_CODE.match(made) else text


def is_total(text: str) -> bool:
    """Whether a cell says that its row holds totals: `TOTAL`, `Subtotal planta 2`, `Suma`."""
    if not text.casefold().lstrip(" *-").startswith(_BEGIN):
        return False  # asked of every row, so that most go by cheaply
    words = _words(text)
    return (_ALONE.fullmatch(words) or _NAMED.fullmatch(words)) is not None


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def aside(table: Table, row: int, key: str) -> Problem | None:
    """Why a row holds no measure: X060 totals, X061 a remark (a text that stands alone), X067 the headings again,
    X071 the headings of another table.

    `key` is the field that names the measure (`id`, `measure`).
    """
    cells = _filled(table, row)
    named = table.sources.get(key)
    own = named.column if named is not None else None
    texts = {column: text_of(cell) for column, cell in cells.items() if isinstance(cell, str)}
    headings = _headings(table, row, cells, texts)
    if headings is not None:
        return headings
    name = table.sources.get("name") if key == "id" else None
    for column in (own, name.column if name is not None else None):
        text = texts.get(column, "") if column is not None else ""
        if column is not None and is_total(text) and not _is_of_a_measure(table, cells, text):
            if column == own and name is not None and name.column != own and name.column in cells:
                continue  # a measure whose code begins so has a name
            return problem("X060", _place(table, row, column), value=verbatim(text[:60]))
    if len(cells) == 1 and texts:
        column, text = next(iter(texts.items()))
        if column != own or not _IS_CODE.match(text):
            return problem("X061", _place(table, row, column), value=verbatim(text[:60]))
    return None


def _headings(table: Table, row: int, cells: dict[int, object], texts: dict[int, str]) -> Problem | None:
    """X067 where a row repeats all headings, X071 where most of its cells are headings, but not those above them.

    What stands below other headings (another unit, another order) would be read as what it is not.
    """
    bound, offset = table.bound, int(table.rows[row])
    again = sum(text == bound.title(column) for column, text in texts.items())
    if not texts or (len(texts) < len(cells) and again * 2 <= len(cells)):
        return None  # a row with numbers, as nearly all are
    if bound.units_below and _shown(table, offset) == _shown(table, bound.heading_row + 1):
        return problem("X067", _place(table, row, min(texts)))
    if not are_headings(bound, list(texts.values())):
        return None
    whole = _shown(table, offset)
    same = all(text == bound.title(column) for column, text in whole.items())
    if same and bound.units_below:
        same = offset + 1 < table.grid.size and _shown(table, offset + 1) == _shown(table, bound.heading_row + 1)
    return problem("X067" if same else "X071", _place(table, row, min(whole)))


def _shown(table: Table, offset: int) -> dict[int, str]:
    """The cells of a row that hold something, as texts, by column."""
    cells = ((number, column[offset]) for number, column in enumerate(table.grid.columns))
    return {column: text_of(cell) for column, cell in cells if not is_blank(cell)}


def _is_of_a_measure(table: Table, cells: dict[int, object], text: str) -> bool:
    """Whether a row says what only a measure has, its start or its stage; or an item, an end use or a method, and its
    name is more than a word for totals (`Total replacement of chillers`)."""
    sources = (one for fields in table.bound.sources.values() for one in fields.items())
    said = {field for field, source in sources if source.column in cells}
    if _ALONE.fullmatch(_words(text)):
        return bool(said & _ONLY_MEASURES)
    return bool(said & (_ONLY_MEASURES | _RARELY_TOTALS))


def _place(table: Table, row: int, column: int) -> Place:
    offset = int(table.rows[row])
    return table.grid.place(offset, column, table.bound.title(column), table.grid.columns[column][offset])


def _filled(table: Table, row: int) -> dict[int, object]:
    """The cells of a row that hold something, of the columns that are read, by column."""
    offset = int(table.rows[row])
    columns = {
        column
        for sources in table.bound.sources.values()
        for source in sources.values()
        for column in (source.column, source.unit_column)
        if column is not None
    }
    cells = {column: table.grid.columns[column][offset] for column in sorted(columns)}
    return {column: cell for column, cell in cells.items() if not is_blank(cell)}
