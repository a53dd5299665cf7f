"""What people call an item, in a heading or in a cell -> its id in the library; a book read with these names."""

import json
import re

from zis_calc.intake.assemble import Assembly, assemble
from zis_calc.intake.bind import FindItem
from zis_calc.intake.cells import CellReader
from zis_calc.layout.grid import Book
from zis_calc.layout.sheets import plain
from zis_calc.model.library import Library


def item_names(library: Library) -> FindItem:
    """A function from what people call an item to its id: the id itself, its last part, its name in either language."""
    names: dict[str, str | None] = {}
    for id in library.ids("item"):
        data = json.loads(library.entries[id].json)
        for name in {plain(text) for text in (data["name"]["es"], data["name"]["en"], id, id.rsplit(".", 1)[-1])}:
            names[name] = id if name not in names else None
    for name, ids in _parts_of_names(library).items():
        if len(ids) == 1 and name not in names:
            names[name] = next(iter(ids))
    names.update({plain(name): ids[0] for name, ids in library.item_names.items() if len(ids) == 1})
    names[plain("electricidad")] = names[plain("electricity")] = "electricity"

    def find(text: str) -> str | None:
        if text == "electricity" or (text in library.entries and library.entries[text].kind == "item"):
            return text
        return names.get(plain(text))

    return find


def rows_of_book(library: Library, book: Book, decimal: str) -> tuple[Assembly, CellReader]:
    """A book put together by what this library calls its items, and the reader of its cells."""
    find = item_names(library)
    return assemble(book, find, library.units), CellReader(library.units, decimal, as_written(library, find))


def _parts_of_names(library: Library) -> dict[str, set[str]]:
    """What stands in brackets, without them, and beside a slash of a name, with the ids: `GLP`, `R-500`, `gasóleo`."""
    found: dict[str, set[str]] = {}
    for id in library.ids("item"):
        for text in json.loads(library.entries[id].json)["name"].values():
            for part in (re.sub(r"\(.*?\)", "", text), *re.findall(r"\((.*?)\)", text), *text.split(" / ")):
                if part != text and any(map(str.isalpha, part)):
                    found.setdefault(plain(part), set()).add(id)
    return found


def as_written(library: Library, find: FindItem) -> FindItem:
    """As `find`, but a name that measure files know too stays as it is written."""

    def find_in_cell(text: str) -> str | None:
        return text if text in library.item_names else find(text)

    return find_in_cell
