"""The short sheets of a result: companies, factors, assumptions, errors with links, audit."""

import datetime
import math
from collections.abc import Mapping, Sequence
from typing import Any

from zis_calc.intake.findings import Finding
from zis_calc.language import translator
from zis_calc.problems import ERROR, WARNING, column_letters
from zis_calc.report.figures import unit_text
from zis_calc.report.names import CHOSEN, NDC_RULES, REVIEW_MEANINGS, REVIEWS, SHEET_KINDS, STAGES
from zis_calc.report.words import capital, clean, named, pick, render_problem, severity_name
from zis_calc.report.workbook.styles import ALARM, Formats, print_setup, quoted
from zis_calc.report.workbook.template_book import mark_about

Data = Mapping[str, Any]
MAX_LINKS = 60_000  # a sheet holds at most 65,530 links
MAX_ERRORS = 1_000_000
_MESSAGE, _HINT = 70, 60  # widths of the columns of long texts, in characters


def _start(book: Any, formats: Formats, name: str, headings: Sequence[tuple[str, int]]) -> Any:
    """A sheet with its title and headings in row 4; rows follow. Wide sheets print on pages side by side."""
    sheet = book.add_worksheet(name)
    mark_about(sheet, formats)
    sheet.write_string(0, 1, name, formats.title)
    for column, (text, width) in enumerate(headings):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, text, formats.heading)
    sheet.set_row(3, 30)
    sheet.freeze_panes(4, 1)
    print_setup(sheet, True, 3, sum(width for _, width in headings))
    return sheet


def _put(sheet: Any, row: int, column: int, value: Any, formats: Formats, kind: str = "general") -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, formats.text)
    elif isinstance(value, float | int):
        sheet.write_number(row, column, value, formats.number(kind))
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, value, formats.number("date"))
    else:
        sheet.write_string(row, column, clean(value), formats.text)


def _by_reduction(entry: Data) -> float:
    value = entry["ghg_reduction"]["value"]
    return math.inf if value is None else -float(value)


def write_companies(
    book: Any, formats: Formats, name: str, entries: Sequence[Data], currency: str, language: str
) -> None:
    """Totals by company, the largest reduction first; each figure with how many measures it rests on."""
    _ = translator(language)
    entries = sorted(entries, key=_by_reduction)
    figures = (
        ("ghg_reduction", _("GHG reduction"), "tCO2e/yr", "amount"),
        ("copni_reduction", _("COPni reduction"), "µg TEQ/yr", "small"),
        ("energy_reduction", _("energy reduction"), "MWh/yr", "amount"),
        ("investment", _("investment"), currency, "money"),
        ("grant", _("grant"), currency, "money"),
        ("annual_savings", _("annual savings"), f"{currency}/yr", "money"),
        ("payback", _("payback, net of grant"), "yr", "years"),
        ("npv", _("NPV, with grant"), currency, "money"),
        ("irr", _("IRR, with grant"), "1/yr", "ratio"),
        ("abatement_cost", _("cost per tonne, with grant"), f"{currency}/tCO2e", "amount"),
        ("ndc_cumulative", _("NDC, closed years"), "tCO2e", "amount"),
    )
    headings = [(_("Company"), 30), (_("Measures"), 10)]
    headings += [
        part
        for _key, text, unit, _style in figures
        for part in ((f"{capital(text)} [{unit_text(unit, language)}]", 16), (capital(_("rests on")), 12))
    ]
    sheet = _start(book, formats, name, headings)
    sheet.set_row(3, 44)
    last = 4 + max(len(entries), 1)
    for number, entry in enumerate(entries, start=4):
        _put(sheet, number, 0, entry["key"] or _("(without company)"), formats)
        _put(sheet, number, 1, entry["measures"], formats, "whole")
        for index, (key, _text, _unit, style) in enumerate(figures):
            block = entry.get(key, {})
            _put(sheet, number, 2 + 2 * index, block.get("value"), formats, style)
            _put(sheet, number, 3 + 2 * index, block.get("measures"), formats, "whole")
    sheet.write_string(2, 0, _("Total"), formats.get(bold=True))
    for index, (key, _text, _unit, style) in enumerate(figures):
        if key in (
            "ghg_reduction",
            "copni_reduction",
            "energy_reduction",
            "investment",
            "grant",
            "annual_savings",
            "npv",
            "ndc_cumulative",
        ):
            values = [entry[key]["value"] for entry in entries if entry.get(key, {}).get("value") is not None]
            letter = column_letters(3 + 2 * index)
            total = formats.number(style, bold=True, top=1)
            sheet.write_formula(2, 2 + 2 * index, f"=SUM({letter}5:{letter}{last})", total, math.fsum(values))
    sheet.autofilter(3, 0, last - 1, len(headings) - 1)


def write_factors(book: Any, formats: Formats, name: str, factors: Sequence[Data], language: str) -> None:
    """Every factor behind the numbers, with its source."""
    _ = translator(language)
    headings = [
        ("id", 34),
        (_("Name"), 40),
        (_("Value"), 14),
        (_("Unit"), 16),
        (_("Valid from"), 12),
        (_("GWP set"), 9),
        (_("Chosen"), 9),
        (_("Source"), 50),
        (_("Publisher"), 24),
        (_("Year"), 8),
        (_("Page or place"), 24),
        (_("Review"), 16),
        (_("Link"), 40),
    ]
    sheet = _start(book, formats, name, headings)
    for number, one in enumerate(factors, start=4):
        source = one["source"]
        vector = f" ({one['vector']})" if one.get("vector") else ""
        cells = (
            one["id"],
            pick(one["name"], language) + vector,
            one["value"],
            one["unit"],
            datetime.date.fromisoformat(one["valid_from"]) if one["valid_from"] else None,
            one.get("set"),
            named(CHOSEN, one["how"], language),
            source.get("title"),
            source.get("publisher"),
            source.get("year"),
            source.get("locator"),
            named(REVIEWS, one["review"], language),
            source.get("url"),
        )
        for column, value in enumerate(cells):
            _put(sheet, number, column, value, formats, "year" if column == 9 else "general")
    sheet.autofilter(3, 0, 4 + max(len(factors), 1) - 1, len(headings) - 1)


def write_assumptions(book: Any, formats: Formats, name: str, settings: Data, stage: str | None, language: str) -> None:
    """Settings of the run and definitions of the figures."""
    _ = translator(language)
    sheet = _start(book, formats, name, [(_("What"), 34), (_("Value"), 40), (_("Meaning"), 80)])
    rule = named(NDC_RULES, settings["ndc_rule"], language)
    rows: list[tuple[str, Any, str]] = [
        (_("Reporting date"), settings["as_of"], _("A year counts when it ended on or before this day.")),
        (_("GWP set"), settings["gwp"], _("100-year global warming potentials by which gases become CO2e.")),
        (_("NDC rule"), settings["ndc_rule"], rule),
        (_("NDC years"), "–".join(map(str, settings["ndc_years"])), _("The calendar years that the NDC sheet shows.")),
        (
            _("Currency"),
            settings["currency"],
            _("Amounts in other currencies are changed at the rate of their price year."),
        ),
        (_("Discount rate"), settings["discount_rate"], _("Used where a measure gives none; constant prices.")),
        (_("Electricity"), settings["electricity"], _("The scheme that the bare word `electricity` means.")),
        (
            _("Stage"),
            _("the most advanced of each measure") if stage is None else named(STAGES, stage, language),
            _("The stage that was computed; the other rows of a measure are on the audit sheet."),
        ),
        (
            _("Decimal sign"),
            {"": _("not declared"), "point": ".", "comma": ","}[settings["decimal"]],
            _("Of numbers written as text; what two signs read differently is refused unless it is declared."),
        ),
        (
            _("Own factors"),
            ", ".join(settings["factors"]) or _("only the shipped library"),
            _("Folders that are searched before the shipped library."),
        ),
        (_("Payback"), "", _("Investment (net: less the grant) over yearly savings.")),
        (
            _("NPV"),
            "",
            _("Minus investment plus savings times the annuity factor; savings come at the end of each year."),
        ),
        (
            _("IRR"),
            "",
            _("The one rate at which the present value is zero; a status stands where there is none or more than one."),
        ),
        (_("Cost per tonne"), "", _("Minus NPV over the tonnes of the lifetime, which are not discounted.")),
        (_("COPni"), "", _("Only vectors with a number on both sides are compared; NA and ND are never zero.")),
        (
            _("Totals"),
            "",
            _("Each figure says on how many measures it rests; what is not known is left out, never zero."),
        ),
    ]
    rows += [
        (capital(named(REVIEWS, review, language)), "", _(text.removeprefix("@")))
        for review, text in REVIEW_MEANINGS.items()
    ]
    for number, row in enumerate(rows, start=4):
        for column, value in enumerate(row):
            _put(sheet, number, column, value, formats, "ratio" if row[0] == _("Discount rate") else "general")


def write_errors(
    book: Any, formats: Formats, name: str, found: Sequence[Finding], links: Mapping[str, str], language: str
) -> None:
    """Every problem: where, what, why and how to put it right; the cell is a link to the input in this workbook."""
    translate = translator(language)
    headings = [
        (translate("Severity"), 12),
        (translate("Code"), 8),
        (translate("File"), 28),
        (translate("Sheet"), 16),
        (translate("Cell"), 10),
        (translate("Cells"), 8),
        (translate("Heading"), 22),
        (translate("Value"), 22),
        (translate("What is wrong"), _MESSAGE),
        (translate("How to put it right"), _HINT),
        (translate("Measure"), 22),
        (translate("All cells"), 30),
    ]
    sheet = _start(book, formats, name, headings)
    errors, warnings = (sum(one.problem.severity == kind for one in found) for kind in (ERROR, WARNING))
    said = translate("{errors} errors, {warnings} warnings").format(errors=errors, warnings=warnings)
    sheet.write_string(1, 1, said, formats.get(font_color="#5A6B70"))
    link = formats.get(font_color="#1155CC", underline=1)
    for number, one in enumerate(found[:MAX_ERRORS], start=4):
        problem, place = one.problem, one.problem.place
        message, hint = render_problem(problem, translate, language)
        severe = formats.get(bold=True, bg_color=ALARM) if problem.severity == ERROR else formats.text
        sheet.write_string(number, 0, severity_name(problem.severity, language), severe)
        cell = place.cell if place and place.sheet else f"{place.line}" if place and place.line else ""
        lines = max(-(-len(message) // _MESSAGE), -(-len(hint) // _HINT))
        if lines > 1:  # no program finds the height of a row by itself when it opens the workbook
            sheet.set_row(number, 13.5 * lines)
        texts = (
            problem.code,
            place.file if place else "",
            place.sheet if place else "",
            cell,
            one.times,
            place.heading if place else "",
            place.value if place else "",
            message,
            hint,
            problem.measure,
            one.cells,
        )
        for column, value in enumerate(texts, start=1):
            if column in (8, 9):
                sheet.write_string(number, column, clean(value), formats.wrapped)
            else:
                _put(sheet, number, column, value, formats, "whole")
        target = links.get(place.sheet) if place and place.line else None
        if target is not None and place is not None and number < MAX_LINKS:
            where = f"{column_letters(place.column or 1)}{place.line}"
            sheet.write_url(number, 4, f"internal:{quoted(target)}!{where}", link, cell)
    sheet.autofilter(3, 0, 4 + max(len(found), 1) - 1, len(headings) - 1)


def write_audit(book: Any, formats: Formats, name: str, content: Any, language: str) -> None:
    """What was read, with which program, library and settings, and what became of every row."""
    _ = translator(language)
    headings = [
        (_("File"), 40),
        (_("Sheet"), 20),
        (capital(_("read as")), 26),
        (_("Rows read"), 11),
        (_("Used"), 11),
        (_("Refused"), 11),
        (_("Left out with their measure"), 14),
        (_("Of another stage"), 12),
    ]
    sheet = _start(book, formats, name, headings)
    row = 4
    for file, count in content.counts:
        cells = (
            file,
            count.sheet,
            named(SHEET_KINDS, count.kind, language),
            count.read,
            count.used,
            count.refused,
            count.with_measure,
            count.other_stage,
        )
        for column, value in enumerate(cells):
            _put(sheet, row, column, value, formats, "whole")
        row += 1
    for file, unread, why in content.unread:
        for column, value in enumerate((file, unread, named(SHEET_KINDS, why, language))):
            _put(sheet, row, column, value, formats)
        row += 1
    row += 1
    facts = [
        (_("Program"), f"{content.tool['name']} {content.tool['version']}"),
        (_("Library"), content.tool["library"]),
    ]
    facts += [(one["file"], f"sha256 {one['sha256']}") for one in content.inputs]
    facts += [(key, str(value)) for key, value in content.settings.items()]
    facts += [(_("Refused measures"), ", ".join(content.refused[:200]) or "0")]
    for key, value in facts:
        _put(sheet, row, 0, key, formats)
        _put(sheet, row, 1, value, formats)
        row += 1
