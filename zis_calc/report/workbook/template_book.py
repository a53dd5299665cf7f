"""The template: a workbook in Spanish or English made from the models, empty with examples or filled with measures."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from zis_calc.language import translator
from zis_calc.layout.sheets import ABOUT, VERSION, sheets
from zis_calc.model.library import Library
from zis_calc.report.workbook.inputs import write_input_sheet
from zis_calc.report.workbook.lists import Lists
from zis_calc.report.workbook.long_rows import assemble
from zis_calc.report.workbook.styles import Formats, open_workbook, print_setup, quoted

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def write_template(small: Path, out: IO[bytes], library: Library, language: str, rows: Rows, examples: bool) -> None:
    """Writes the template with `rows` by sheet to `out`; `examples` says that they are there to be deleted.

    `small` is a path for the workbook without its rows.
    """
    _ = translator(language)
    book = open_workbook(small)
    formats = Formats(book)
    write_readme(book, formats, library, language, examples)
    note = _("The rows are examples: delete them and write your own.") if examples else ""
    places = list(sheets().values())
    first = book.worksheets()[0]
    lists = Lists(book, formats, library, language)
    long = [write_input_sheet(book, formats, one, language, rows.get(one.key, ()), lists, note) for one in places]
    mark_version(book)
    first.activate()
    book.close()
    assemble(small, out, [sheet for sheet in long if sheet.size], 6)


def mark_version(book: Any) -> None:
    """The version of the template as a name of the workbook."""
    book.define_name("zis_calc_version", f'="{VERSION}"')


def mark_about(sheet: Any, formats: Formats) -> None:
    """Says in the first cell, in the colour of the paper, that the sheet holds no input."""
    sheet.write_string(0, 0, ABOUT, formats.get(font_color="#FFFFFF", font_size=1))


def write_readme(book: Any, formats: Formats, library: Library, language: str, examples: bool) -> None:
    """The first sheet: what the workbook is for, how it is filled, and what each sheet holds."""
    _ = translator(language)
    sheet = book.add_worksheet("Léeme" if language == "es" else "Read me")
    mark_about(sheet, formats)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 3)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 2, 96)
    sheet.write_string(0, 1, _("Measures of cleaner production for zis-calc"), formats.title)
    steps = [
        _("1. Write one row per measure and stage on the sheet of measures; its code ties all other sheets to it."),
        _("2. Give each flow (fuel, electricity, water…) before and after, with its unit beside the number."),
        _("3. Save, and run: zis-calc batch THIS.xlsx -o RESULT.xlsx"),
        _("Dark headings are needed in every row, light ones where they apply; a cell that is chosen shows its hint."),
        _("Columns of your own may stand anywhere beside these; they are kept and passed through."),
        _("Sheets that you do not need may stay empty. Rows are read up to the last one; empty rows are skipped."),
        _("Write numbers as numbers and dates as dates; text such as 1,234 is refused because it has two readings."),
        _("No number is taken for granted: what is missing is named with its cell, and the rest is computed."),
    ]
    if examples:
        steps.append(_("The rows that stand here are examples (invented companies): delete them and write your own."))
    for number, step in enumerate(steps, start=2):
        sheet.write_string(number, 1, "", formats.text)
        sheet.merge_range(number, 1, number, 2, step, formats.wrapped)
    row = len(steps) + 3
    about = {
        "companies": _(
            "Companies with their other spellings; sector and zone are taken from here where a measure has none."
        ),
        "measures": _("Measures: who, what, where, when; figures that others reported."),
        "flows": _("Flows: yearly amounts before and after, prices, end use of fuels."),
        "copni": _("COPni sources: process sources of the Toolkit before and after."),
        "finance": _("Finance: investment, grant, credit, tax, discount rate."),
        "methods": _("Methods: a method makes the flows from its parameters, one row per parameter."),
        "prices": _("Prices of items for flows that a method makes or that have no price of their own."),
        "evidence": _("Evidence: where the numbers come from."),
    }
    for number, (key, text) in enumerate(about.items(), start=row):
        name = sheets()[key].name(language)
        sheet.write_url(number, 1, f"internal:{quoted(name)}!A1", formats.get(font_color="#1155CC", underline=1), name)
        sheet.write_string(number, 2, text, formats.wrapped)
    end = row + len(about) + 1
    sheet.write_string(end, 1, _("Template"), formats.remark)
    sheet.write_string(end, 2, f"v{VERSION} · {_('library')} {library.digest[:12]}", formats.remark)
    print_setup(sheet, False, -1)
