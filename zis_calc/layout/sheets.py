"""The sheets of the workbook: which block of a measure file each holds, and every column with its key and names."""

import functools
import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from zis_calc.layout import words
from zis_calc.layout.fields import AMOUNT, INTEGER, TEXT, VALUE, Field, fields_of
from zis_calc.layout.words import Column
from zis_calc.model.measure import STAGE_KEYS, CopniChange, Evidence, Finance, Flow, Measure
from zis_calc.model.portfolio import Company

VERSION = "1"
PREFIX = "zis:"  # what a hidden key starts with: zis:flows.baseline
ABOUT = "zis:about"  # the first cell of a sheet that is for people only: read-me, results
ROWS_FOR_HEADINGS = 60  # headings are looked for in this many rows from the top

_OWN_SHEET = frozenset(("flows", "copni", "method", "parameters", "methods", "prices", "finance", "evidence"))


class SheetLayout(NamedTuple):
    """One sheet: its key, its names, its fields with their words; `linked` sheets name a measure and a stage first."""

    key: str
    es: str
    en: str
    fields: tuple[Field, ...]
    columns: Mapping[str, Column]
    linked: bool = True

    def name(self, language: str) -> str:
        """The name of the sheet."""
        return self.es if language == "es" else self.en


class Heading(NamedTuple):
    """One column as it stands in a workbook: sheet key, field key, and whether it is the unit of the field."""

    sheet: str
    field: str
    unit: bool = False

    @property
    def key(self) -> str:
        """The hidden key: `zis:flows.baseline`, `zis:flows.baseline.unit`."""
        return f"{PREFIX}{self.sheet}.{self.field}{'.unit' if self.unit else ''}"


MEASURE_FIELD = Field(("measure",), TEXT, (), True)
STAGE_FIELD = Field(("stage",), "choice")
LINK = {"measure": Column("Medida", "Measure"), "stage": Column("Etapa", "Stage")}


@functools.cache
def sheets() -> dict[str, SheetLayout]:
    """All sheets by key, in their order."""
    measure = fields_of(Measure, _OWN_SHEET | {"kind", "stages"})
    order = {key: number for number, key in enumerate(words.MEASURES)}
    ordered = tuple(sorted(measure, key=lambda field: order.get(field.key, len(order))))
    methods = (
        Field(("use",), INTEGER), Field(("method",), TEXT, (), True), Field(("parameter",), TEXT),
        Field(("value",), VALUE), Field(("note",), TEXT),
    )  # fmt: skip
    prices = (Field(("item",), TEXT, (), True), Field(("price",), AMOUNT, (), True))
    every = (
        SheetLayout("companies", "Empresas", "Companies", fields_of(Company), words.COMPANIES, False),
        SheetLayout("measures", "Medidas", "Measures", ordered, words.MEASURES, False),
        SheetLayout("flows", "Flujos", "Flows", fields_of(Flow), words.FLOWS),
        SheetLayout("copni", "Fuentes COPni", "COPni sources", fields_of(CopniChange), words.COPNI),
        SheetLayout("finance", "Financiamiento", "Finance", fields_of(Finance), words.FINANCE),
        SheetLayout("methods", "Métodos", "Methods", methods, words.METHODS),
        SheetLayout("prices", "Precios", "Prices", prices, words.PRICES),
        SheetLayout("evidence", "Evidencia", "Evidence", fields_of(Evidence), words.EVIDENCE),
    )
    return {sheet.key: sheet for sheet in every}


STAGE_FIELDS = frozenset(STAGE_KEYS) - _OWN_SHEET


def column_of(sheet: SheetLayout, field: Field) -> Column:
    """The words of a column; a key without words of its own goes by itself."""
    known = LINK.get(field.key) if sheet.linked and field.key in LINK else sheet.columns.get(field.key)
    return known or Column(field.key, field.key)


def fields_in(sheet: SheetLayout) -> tuple[Field, ...]:
    """The fields of a sheet as its columns stand: measure and stage first where it is linked to Measures."""
    return (MEASURE_FIELD, STAGE_FIELD, *sheet.fields) if sheet.linked else sheet.fields


def has_unit(field: Field) -> bool:
    """Whether a column of units stands beside the field."""
    return field.kind in (AMOUNT, VALUE)


def headings_of(sheet: SheetLayout) -> list[Heading]:
    """The columns of a sheet from left to right, each amount followed by its unit."""
    found = []
    for field in fields_in(sheet):
        found.append(Heading(sheet.key, field.key))
        if has_unit(field):
            found.append(Heading(sheet.key, field.key, True))
    return found


def heading_text(heading: Heading, language: str) -> str:
    """What stands above a column in `language`."""
    sheet = sheets()[heading.sheet]
    field = next(one for one in fields_in(sheet) if one.key == heading.field)
    column = column_of(sheet, field)
    name = column.es if language == "es" else column.en
    if not heading.unit:
        return name
    return f"{words.UNIT_ES if language == 'es' else words.UNIT_EN} · {name}"


def plain(text: object) -> str:
    """A heading as it is compared: no accents, case, spaces or signs (`Año de inicio` = `ano_de_INICIO`)."""
    decomposed = unicodedata.normalize("NFKD", str(text).lower())
    return "".join(one for one in decomposed if one.isalnum() and not unicodedata.combining(one))


_UNIT_AT_END = re.compile(r"^(.*?)\s*[(\[]([^()\[\]]{1,40})[)\]]\s*$", re.DOTALL)


def split_heading(text: str) -> tuple[str, str]:
    """A heading and the text in brackets at its end: `Inversión (USD)` -> (`Inversión`, `USD`)."""
    match = _UNIT_AT_END.match(text)
    return (match.group(1), match.group(2).strip()) if match else (text, "")


@functools.cache
def names_in(sheet_key: str) -> dict[str, Heading]:
    """The headings of one sheet by every name they go by (both languages, others, keys), as `plain` writes it."""
    sheet = sheets()[sheet_key]
    found: dict[str, Heading] = {}
    for field in fields_in(sheet):
        heading, column = Heading(sheet_key, field.key), column_of(sheet, field)
        unit = Heading(sheet_key, field.key, True)
        for name in (column.es, column.en, split_heading(column.es)[0], split_heading(column.en)[0], field.key):
            found.setdefault(plain(name), heading)
            if has_unit(field):
                for word in (words.UNIT_ES, words.UNIT_EN):
                    found.setdefault(plain(f"{word} {name}"), unit)
                    found.setdefault(plain(f"{word} de {name}"), unit)
                    found.setdefault(plain(f"{name} {word}"), unit)
    for field in fields_in(sheet):
        for name in column_of(sheet, field).others:
            found.setdefault(plain(name), Heading(sheet_key, field.key))
            if has_unit(field):
                found.setdefault(plain(f"unidad {name}"), Heading(sheet_key, field.key, True))
    return found


@functools.cache
def names_in_wide() -> dict[str, Heading]:
    """The names of a sheet that holds everything: measures first, then flows, finance, COPni."""
    found: dict[str, Heading] = {}
    for key in ("measures", "flows", "finance", "copni"):
        for name, heading in names_in(key).items():
            if heading.field not in ("measure",) or key == "measures":
                found.setdefault(name, heading)
    return found


def field_named(sheet_key: str, field_key: str) -> Field | None:
    """The field of a sheet with this key."""
    return next((one for one in fields_in(sheets()[sheet_key]) if one.key == field_key), None)


def heading_of_key(key: str) -> Heading | None:
    """The heading that a hidden key names, or None where this version has no such column."""
    sheet_key, _, rest = key.removeprefix(PREFIX).partition(".")
    unit = rest.endswith(".unit")
    field_key = rest.removesuffix(".unit")
    if sheet_key not in sheets() or field_named(sheet_key, field_key) is None:
        return None
    return Heading(sheet_key, field_key, unit)


def sheet_named(name: str) -> SheetLayout | None:
    """The sheet with this name in either language."""
    wanted = plain(name)
    for sheet in sheets().values():
        if wanted in (plain(sheet.es), plain(sheet.en), plain(sheet.key)):
            return sheet
    return None
