"""The hidden sheet of lists behind the drop-downs: items with units and end uses, methods with parameters."""

import json
import re
from typing import Any, NamedTuple

from zis_calc.intake.items import item_names
from zis_calc.model.factor import Item
from zis_calc.model.library import Library
from zis_calc.model.measure import STAGES
from zis_calc.problems import ProblemError, column_letters
from zis_calc.report.names import STAGES as STAGE_WORDS
from zis_calc.report.words import stage_name
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
        self._find = item_names(library)
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
        self._add("items", [self.item_word("electricity"), *(self.item_word(item.id) for item in items)])
        self._add("stages", [choice_word(stage, self.language) for stage in STAGES])
        self._add("basis", [choice_word(basis, self.language) for basis in ("lhv", "hhv")])
        self._add("scopes", ["1", "2", "3"])
        self._add("instalments", [choice_word(one, self.language) for one in ("annual", "monthly")])
        copni = [id.removeprefix("copni.") for id in library.ids("factor") if id.startswith("copni.")]
        self._add("copni", copni)
        methods = library.ids("method")
        self._add("methods", [id.removeprefix("methods.") for id in methods])
        self._add("credit_lines", [id.rsplit(".", 1)[-1] for id in library.ids("credit_line")])
        self._add("money", ["USD", "PEN", "EUR"])
        self._add("money_per_year", [self.unit_word(unit) for unit in ("USD/yr", "PEN/yr", "EUR/yr")])
        self._add("years", [self.unit_word("yr")])
        self._add("percent", ["%"])
        self._add("operating", [self.unit_word(unit) for unit in ("h/yr", "day/yr")])
        technologies = {json.loads(library.entries[id].json)["technology"] for id in methods}
        self._add("technologies", sorted(technologies))
        words = {item.id: self._words(item) for item in items}
        current = tuple(dict.fromkeys(("electricity", self.item_word("electricity"), "Electricidad", "Electricity")))
        self._add_pairs(
            "units",
            [(word, self.unit_word(unit)) for item in items for unit in units_of(item) for word in words[item.id]]
            + [(word, self.unit_word(unit)) for word in current for unit in ("MWh/yr", "kWh/yr")],
        )
        self._add_pairs(
            "prices",
            [
                (word, f"USD/{unit.split('/')[0]}")
                for item in items
                for unit in units_of(item)
                for word in words[item.id]
            ]
            + [(word, unit) for word in current for unit in ("USD/MWh", "USD/kWh", "PEN/kWh")],
        )
        self._add_pairs(
            "end_uses",
            [
                (word, use)
                for item in items
                if item.type == "fuel"
                for use in (*item.copni, "process")
                for word in words[item.id]
            ],
        )
        parameters, units = [], []
        for id in methods:
            method = id.removeprefix("methods.")
            for name, one in json.loads(library.entries[id].json)["parameters"].items():
                parameters.append((method, name))
                if one.get("unit") not in (None, "1"):
                    units.append((f"{method}|{name}", self.unit_word(one["unit"])))
        self._add_pairs("parameters", parameters)
        self._add_pairs("parameter_units", units)

    def item_word(self, id: str) -> str:
        """What an item is called in the list: its name, where that name is found again, else its id."""
        if id == "electricity":
            return "Electricidad" if self.language == "es" else "Electricity"
        name = self.library.item(id).name.text(self.language) if id in self.library.entries else id
        return name if self._find(name) == id else id

    def unit_word(self, unit: str) -> str:
        """A unit as the template writes it (`gal/yr` is `gal/año` in Spanish), where that is the same unit."""
        if self.language != "es":
            return unit
        made = re.sub(r"\b(?:yr|day)\b", lambda match: {"yr": "año", "day": "día"}[match.group()], unit)
        try:
            same = self.library.units.unit(made)[1:] == self.library.units.unit(unit)[1:]
        except ProblemError:
            return unit
        return made if same else unit

    def known_item(self, written: str) -> str:
        """The word of the list for an item as a measure file writes it."""
        found = self._find(written)
        return self.item_word(found) if found is not None else written

    def _words(self, item: Item) -> tuple[str, ...]:
        """All words that an item goes by in a cell."""
        words = (item.id, item.id.rsplit(".", 1)[-1], item.name.text("es"), item.name.text("en"))
        return tuple(dict.fromkeys(word for word in words if self._find(word) == item.id))

    def _add(self, name: str, values: list[str]) -> None:
        column = self._column
        self.sheet.write_string(0, column, name, self._head)
        for row, value in enumerate(values, start=1):
            self.sheet.write_string(row, column, value)
        letter = column_letters(column + 1)
        self._plain[name] = f"={quoted(self.name)}!${letter}$2:${letter}${max(len(values), 1) + 1}"
        self._column += 1

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


_CHOICES = {"es": {"lhv": "PCI", "hhv": "PCS", "annual": "anual", "monthly": "mensual"}}


def choice_word(key: str, language: str) -> str:
    """A word that is chosen from a list, as the template of a language writes it; both languages are read."""
    return stage_name(key, language) if key in STAGE_WORDS else _CHOICES.get(language, {}).get(key, key)


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
