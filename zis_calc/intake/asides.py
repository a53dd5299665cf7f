"""Rows that hold no measure (totals, remarks) and codes as people write them -> as measure files write them."""

import re
import unicodedata

from zis_calc.intake.tables import Table, text_of
from zis_calc.layout.grid import is_blank
from zis_calc.layout.sheets import plain
from zis_calc.model.base import IDENTIFIER_PATTERN
from zis_calc.problems import Place, Problem, problem, verbatim

_IS_CODE = re.compile(IDENTIFIER_PATTERN)
_SIGNS = re.compile(r"[^a-z0-9]+")
_TOTALS = (
    "total", "subtotal", "sumatotal", "sumatoria", "grantotal", "grandtotal", "promedio", "average",
)  # fmt: skip
_EXACTLY = ("suma", "sum", "media", "mean")
_BEGIN = tuple({word[:3] for word in (*_TOTALS, *_EXACTLY)})


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
    word = plain(text)
    return word.startswith(_TOTALS) or word in _EXACTLY


def aside(table: Table, row: int, key: str) -> Problem | None:
    """Why a row holds no measure: X060 totals, X061 a remark (a text that stands alone), X067 the headings again.

    `key` is the field that names the measure (`id`, `measure`).
    """
    cells = _filled(table, row)
    named = table.sources.get(key)
    own = named.column if named is not None else None
    texts = {column: text_of(cell) for column, cell in cells.items() if isinstance(cell, str)}
    again = [column for column, text in texts.items() if text == table.bound.title(column)]
    if len(again) > 1 and len(again) * 2 > len(cells):
        return problem("X067", _place(table, row, again[0]))
    name = table.sources.get("name") if key == "id" else None
    for column in (own, name.column if name is not None else None):
        if column is not None and is_total(texts.get(column, "")):
            if column == own and name is not None and name.column != own and name.column in cells:
                continue  # a measure whose code begins so has a name
            return problem("X060", _place(table, row, column), value=verbatim(texts[column][:60]))
    if len(cells) == 1 and texts:
        column, text = next(iter(texts.items()))
        if column != own or not _IS_CODE.match(text):
            return problem("X061", _place(table, row, column), value=verbatim(text[:60]))
    return None


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
