"""The hidden sheet of lists behind the drop-downs: items with units and end uses, methods with parameters."""

import json
from typing import Any, NamedTuple

from zis_calc.columns import VECTORS
from zis_calc.model.factor import Item
from zis_calc.model.library import Library
from zis_calc.model.measure import STAGES
from zis_calc.problems import column_letters
from zis_calc.report.workbook.styles import Formats, quoted

_UNITS = {
    "energy": ("MWh/yr", "kWh/yr", "MMBtu/yr", "TJ/yr", "GJ/yr"), "volume": ("gal/yr", "m3/yr", "L/yr"),
    "mass": ("t/yr", "kg/yr"), "gas": ("m3/yr", "Nm3/yr", "Sm3/yr"), "piece": ("unit/yr",),
}  # fmt: skip


class Pairs(NamedTuple):
    """A list that depends on a word: two columns, sorted by the word; the formula offers what stands beside it."""

    first: str
    second: str
    rows: int


class Lists:
    """The columns of the hidden sheet: plain lists by name as references, dependent lists as formulas."""

    def __init__(self, book: Any, formats: Formats, library: Library, language: str) -> None:
        self.name = "Listas" if language == "es" else "Lists"
        self.book, self.library, self.language = book, library, language
        self.sheet = book.add_worksheet(self.name)
        self.sheet.hide()
        self._column = 0
        self._head = formats.heading
        self._plain: dict[str, str] = {}
        self._pairs: dict[str, Pairs] = {}
        self._fill()

    def reference(self, name: str) -> str:
        """The range of a plain list."""
        return self._plain[name]

    def beside(self, name: str, cell: str) -> str:
        """The formula of the list that depends on the word in `cell`."""
        pairs = self._pairs[name]
        return f"=OFFSET({pairs.second},MATCH({cell},{pairs.first},0)-1,0,MAX(1,COUNTIF({pairs.first},{cell})),1)"

    def _fill(self) -> None:
        library = self.library
        items = [self.library.item(id) for id in library.ids("item")]
        self._add(
            "items",
            ["electricity", *(item.id for item in items)],
            [item_name(None, self.language), *(item.name.text(self.language) for item in items)],
        )
        self._add("stages", list(STAGES))
        self._add("basis", ["lhv", "hhv"])
        self._add("scopes", ["1", "2", "3"])
        self._add("instalments", ["annual", "monthly"])
        self._add("vectors", list(VECTORS))
        copni = [id.removeprefix("copni.") for id in library.ids("factor") if id.startswith("copni.")]
        self._add("copni", copni)
        methods = library.ids("method")
        self._add("methods", [id.removeprefix("methods.") for id in methods])
        self._add("credit_lines", [id.rsplit(".", 1)[-1] for id in library.ids("credit_line")])
        self._add("money", ["USD", "PEN", "EUR"])
        self._add("money_per_year", ["USD/yr", "PEN/yr", "EUR/yr"])
        self._add("years", ["yr"])
        self._add("percent", ["%"])
        self._add("operating", ["h/yr", "day/yr"])
        technologies = {json.loads(library.entries[id].json)["technology"] for id in methods}
        self._add("technologies", sorted(technologies))
        self._add_pairs(
            "units",
            [(item.id, unit) for item in items for unit in units_of(item)]
            + [("electricity", unit) for unit in ("MWh/yr", "kWh/yr")],
        )
        self._add_pairs(
            "prices",
            [(item.id, f"USD/{unit.split('/')[0]}") for item in items for unit in units_of(item)]
            + [("electricity", unit) for unit in ("USD/MWh", "USD/kWh", "PEN/kWh")],
        )
        self._add_pairs(
            "end_uses", [(item.id, use) for item in items for use in (*item.copni, "process") if item.type == "fuel"]
        )
        parameters = []
        for id in methods:
            for name in json.loads(library.entries[id].json)["parameters"]:
                parameters.append((id.removeprefix("methods."), name))
        self._add_pairs("parameters", parameters)

    def _add(self, name: str, values: list[str], beside: list[str] | None = None) -> None:
        column = self._column
        self.sheet.write_string(0, column, name, self._head)
        for row, value in enumerate(values, start=1):
            self.sheet.write_string(row, column, value)
            if beside is not None:
                self.sheet.write_string(row, column + 1, beside[row - 1])
        letter = column_letters(column + 1)
        self._plain[name] = f"={quoted(self.name)}!${letter}$2:${letter}${max(len(values), 1) + 1}"
        self._column += 2 if beside is not None else 1

    def _add_pairs(self, name: str, pairs: list[tuple[str, str]]) -> None:
        column = self._column
        ordered = sorted(dict.fromkeys(pairs), key=lambda pair: pair[0])
        self.sheet.write_string(0, column, name, self._head)
        for row, (word, value) in enumerate(ordered, start=1):
            self.sheet.write_string(row, column, word)
            self.sheet.write_string(row, column + 1, value)
        first, second = column_letters(column + 1), column_letters(column + 2)
        sheet, last = quoted(self.name), len(ordered) + 1
        self._pairs[name] = Pairs(f"{sheet}!${first}$2:${first}${last}", f"{sheet}!${second}$2", len(ordered))
        self._column += 2


def item_name(item: Item | None, language: str) -> str:
    """What an item is called; the bare word `electricity` is the scheme of the run."""
    if item is None:
        return "Electricidad (el esquema de la corrida)" if language == "es" else "Electricity (the scheme of the run)"
    return item.name.text(language)


def units_of(item: Item) -> tuple[str, ...]:
    """Yearly units that amounts of an item are usually given in, its own first."""
    own = f"{item.unit}/yr"
    if item.type == "fuel":
        others = (*_UNITS["volume"], *_UNITS["mass"], *(_UNITS["gas"] if item.volume else ()), *_UNITS["energy"])
    elif item.type == "electricity":
        others = _UNITS["energy"][:2]
    elif item.unit in ("t", "kg"):
        others = _UNITS["mass"]
    elif item.unit in ("m3", "L", "gal"):
        others = _UNITS["volume"]
    else:
        others = ()
    return tuple(dict.fromkeys((own, *others)))
