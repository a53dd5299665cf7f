"""Input sheets: headings with hidden keys, units beside amounts, drop-downs, hints; empty or filled."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from zis_calc.layout.fields import AMOUNT, CHOICE, DATE, VALUE, Field
from zis_calc.layout.sheets import (
    Heading,
    SheetLayout,
    column_of,
    fields_in,
    heading_text,
    headings_of,
    sheets,
)  # fmt: skip
from zis_calc.problems import column_letters
from zis_calc.report.workbook.lists import Lists, choice_word
from zis_calc.report.workbook.long_rows import MIXED, LongColumn, LongSheet
from zis_calc.report.workbook.styles import INPUT, LINE, Formats, print_setup, quoted

KEY_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3  # from 0: title, hidden keys, headings, then the rows
_HEADING_HEIGHT = 42  # three lines: «Unidad · Tiempo de operación» in a narrow column
GROW = 2000  # rows for which drop-downs stand ready beyond those that are filled
_WIDTHS = {"text": 20, "amount": 14, "date": 12, "integer": 10, "choice": 22, "list": 22, "pairs": 22, "value": 14}
_WIDE = {"name": 44, "description": 34, "notes": 34, "note": 28, "title": 40, "what": 34, "url": 30, "item": 28}


class Positions(NamedTuple):
    """Where the columns of an input sheet stand (from 0), by field key and whether it is the unit."""

    columns: Mapping[tuple[str, bool], int]
    first: int
    last: int


def write_input_sheet(
    book: Any, formats: Formats, layout: SheetLayout, language: str, rows: Sequence[Mapping[str, Any]], lists: Lists,
    note: str,
) -> LongSheet:  # fmt: skip
    """A sheet of the template as a table that grows; its rows are put in when the book is assembled.

    XlsxWriter writes sixteen digits of a number; rows of the template must keep the very bits, so they go as text.
    """
    sheet = book.add_worksheet(layout.name(language))
    headings = headings_of(layout)
    sheet.write_string(0, 0, layout.name(language), formats.title)
    sheet.set_row(0, 24, formats.text)  # the colour of the columns begins below the headings
    if note:
        sheet.write_string(0, 2, note, formats.get(font_color="#9C5700", italic=True))
    sheet.set_row(KEY_ROW, None, None, {"hidden": True})
    sheet.set_row(HEADING_ROW, _HEADING_HEIGHT)
    fields = {field.key: field for field in fields_in(layout)}
    last = FIRST_ROW + max(len(rows), 1) - 1
    table = []
    for column, heading in enumerate(headings):
        sheet.write_string(KEY_ROW, column, heading.key)
        field = fields[heading.field]
        style = formats.heading if is_needed(layout, field) and not heading.unit else formats.other_heading
        table.append({"header": heading_text(heading, language), "header_format": style})
        sheet.set_column(column, column, _width(heading, field), _column_format(formats, heading, field))
    sheet.add_table(
        HEADING_ROW, 0, last, len(headings) - 1,
        {"name": f"zis_{layout.key}", "columns": table, "style": "Table Style Light 1", "banded_rows": False},
    )  # fmt: skip
    long = []
    for column, heading in enumerate(headings):
        sheet.write_blank(FIRST_ROW, column, None, _column_format(formats, heading, fields[heading.field]))
        key = f"{heading.field}.unit" if heading.unit else heading.field
        values = [row.get(key) for row in rows]
        if fields[heading.field].kind == CHOICE:
            values = [choice_word(value, language) if value else value for value in values]
        elif note and (
            heading.unit or heading.field == "item"
        ):  # as in the lists; what comes from files stays as it is
            word = lists.unit_word if heading.unit else lists.known_item
            values = [word(value) if value else value for value in values]
        long.append(LongColumn(MIXED, values))
    places = {(heading.field, heading.unit): column for column, heading in enumerate(headings)}
    dress(sheet, layout, Positions(places, FIRST_ROW, last + GROW), lists, language)
    sheet.freeze_panes(FIRST_ROW, 1 if not layout.linked else 3)
    print_setup(sheet, True, HEADING_ROW, sum(_width(one, fields[one.field]) for one in headings))
    return LongSheet(layout.name(language), FIRST_ROW + 1, long, len(rows))


def is_needed(layout: SheetLayout, field: Field) -> bool:
    """Whether a row cannot do without this column."""
    return field.required or (layout.key == "measures" and field.key == "stage")


def _width(heading: Heading, field: Field) -> int:
    return 11 if heading.unit else _WIDE.get(field.key, _WIDTHS[field.kind])


def _column_format(formats: Formats, heading: Heading, field: Field) -> Any:
    if heading.unit:
        return formats.get(font_color="#5A6B70", bg_color=INPUT, border=1, border_color=LINE)
    kind = {AMOUNT: "general", DATE: "date"}.get(field.kind, "general")
    return formats.number(kind, bg_color=INPUT, border=1, border_color=LINE)


def dress(sheet: Any, layout: SheetLayout, at: Positions, lists: Lists, language: str) -> None:
    """Drop-downs and hints for the columns of a layout, wherever they stand on the sheet."""
    for field in fields_in(layout):
        column = at.columns.get((field.key, False))
        if column is not None:
            source, strict = _source(layout, field, at, lists)
            _validate(sheet, at, column, source, strict, _hint(layout, field, language), field)
        unit = at.columns.get((field.key, True))
        if unit is not None:
            _validate(sheet, at, unit, _unit_source(layout, field, at, lists), False, None, None)


def _hint(layout: SheetLayout, field: Field, language: str) -> tuple[str, str] | None:
    column = column_of(layout, field)
    title, text = (column.es, column.hint_es) if language == "es" else (column.en, column.hint_en)
    return (title[:32], text[:255]) if text else None


def _validate(
    sheet: Any, at: Positions, column: int, source: str | list[str] | None, strict: bool, hint: tuple[str, str] | None,
    field: Field | None,
) -> None:  # fmt: skip
    options: dict[str, Any] = {"validate": "any"}
    if source is not None:
        options = {"validate": "list", "source": source, "error_type": "stop" if strict else "information"}
    elif field is not None and field.kind == DATE:
        import datetime

        options = {
            "validate": "date", "criteria": "between", "minimum": datetime.date(1990, 1, 1),
            "maximum": datetime.date(2100, 12, 31), "error_type": "warning",
        }  # fmt: skip
    if hint is not None:
        options |= {"input_title": hint[0], "input_message": hint[1]}
    if options["validate"] != "any" or hint is not None:
        sheet.data_validation(at.first, column, at.last, column, options)


_PLAIN_LISTS = {
    ("flows", "heating_value"): "basis", ("flows", "price_heating_value"): "basis", ("flows", "scope"): "scopes",
    ("flows", "item"): "items", ("prices", "item"): "items", ("copni", "baseline.source"): "copni",
    ("copni", "project.source"): "copni", ("methods", "method"): "methods",
    ("finance", "credit.instalments"): "instalments", ("finance", "credit.line"): "credit_lines",
    ("measures", "technology"): "technologies",
}  # fmt: skip
_STRICT = frozenset(("stages", "basis", "scopes", "instalments"))


def _source(layout: SheetLayout, field: Field, at: Positions, lists: Lists) -> tuple[str | None, bool]:
    """The list behind a column, and whether nothing else may stand there."""
    key = (layout.key, field.key)
    if field.key == "stage":
        return lists.reference("stages"), True
    if field.key == "measure" and layout.linked:
        measures = sheets()["measures"]
        return f"={quoted(measures.es if lists.language == 'es' else measures.en)}!$A${FIRST_ROW + 1}:$A$10000", False
    if key == ("measures", "company"):
        companies = sheets()["companies"]
        return f"={quoted(companies.es if lists.language == 'es' else companies.en)}!$A${FIRST_ROW + 1}:$A$10000", False
    if key == ("flows", "end_use"):
        return _dependent(lists, "end_uses", at, "item"), False
    if key == ("methods", "parameter"):
        return _dependent(lists, "parameters", at, "method"), False
    name = _PLAIN_LISTS.get(key)
    return (lists.reference(name), name in _STRICT) if name is not None else (None, False)


def _dependent(lists: Lists, name: str, at: Positions, other: str) -> str | None:
    column = at.columns.get((other, False))
    return lists.beside(name, f"${column_letters(column + 1)}{at.first + 1}") if column is not None else None


_UNIT_LISTS = {
    "investment": "money", "grant": "money", "credit.amount": "money", "other_costs": "money_per_year",
    "reported.annual_savings": "money_per_year", "discount_rate": "percent", "credit.rate": "percent",
    "tax.rate": "percent", "credit.indicator_reduction": "percent", "lifetime": "years", "credit.term": "years",
    "credit.grace": "years", "tax.depreciation": "years", "operating": "operating",
}  # fmt: skip


def _unit_source(layout: SheetLayout, field: Field, at: Positions, lists: Lists) -> str | list[str] | None:
    """The units offered beside an amount: those of the item where there is one."""
    if layout.key == "flows" and field.key in ("baseline", "project"):
        return _dependent(lists, "units", at, "item")
    if field.key == "price":
        return _dependent(lists, "prices", at, "item")
    if field.kind == VALUE:
        columns = [at.columns.get((key, False)) for key in ("method", "parameter")]
        if None in columns:
            return None
        method, parameter = (f"${column_letters(int(column or 0) + 1)}{at.first + 1}" for column in columns)
        return lists.beside("parameter_units", f'{method}&"|"&{parameter}')
    name, usual = _UNIT_LISTS.get(field.key), column_of(layout, field).unit
    if name is None:
        return [lists.unit_word(usual)] if usual else None
    return lists.reference(name)
