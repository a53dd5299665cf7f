"""The first sheet of a result: what was asked, the totals with their coverage, what was refused, and charts."""

from collections.abc import Mapping
from typing import Any

from zis_calc.language import translator
from zis_calc.problems import ERROR, WARNING, column_letters
from zis_calc.report.figures import unit_text
from zis_calc.report.words import capital, clean, status_name
from zis_calc.report.workbook.long_rows import LongSheet
from zis_calc.report.workbook.long_sheets import FIRST, TOTALS, range_of
from zis_calc.report.workbook.measures import ResultColumn
from zis_calc.report.workbook.styles import ALARM, DARK, Formats, print_setup, quoted
from zis_calc.report.workbook.template_book import mark_about

Ranges = Mapping[str, tuple[LongSheet, list[ResultColumn]]]
MOST_BARS = 40


def write_summary(
    book: Any, sheet: Any, formats: Formats, content: Any, names: Mapping[str, str], ranges: Ranges, language: str
) -> None:
    """Fills the summary sheet."""
    _ = translator(language)
    mark_about(sheet, formats)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 2, 18)
    sheet.set_column(3, 3, 14)
    sheet.set_column(4, 4, 22)
    sheet.set_column(5, 5, 60)
    sheet.write_string(0, 1, _("Result of zis-calc batch"), formats.title)
    files = ", ".join(clean(one["file"]) for one in content.inputs[:5])
    more = len(content.inputs) - 5
    sheet.write_string(1, 1, files + (f" … +{more}" if more > 0 else ""), formats.remark)
    settings = content.settings
    said = " · ".join(str(settings[key]) for key in ("as_of", "gwp", "ndc_rule", "currency", "electricity"))
    sheet.write_string(2, 1, said, formats.get(font_color="#5A6B70"))
    row = _figures(sheet, formats, content, ranges, 4, language)
    row = _accounts(sheet, formats, content, names, row + 1, language)
    _charts(book, sheet, content, ranges, names, row + 2, language)
    print_setup(sheet, True, -1)


_FIGURES = (
    ("ghg", "GHG reduction", "amount", "ghg_reduction_tco2e_per_yr"),
    ("copni", "COPni reduction", "small", "copni_reduction_ug_teq_per_yr"),
    ("energy", "energy reduction", "amount", "energy_reduction_mwh_per_yr"),
    ("investment", "investment", "money", "investment"),
    ("grant", "grant", "money", "grant"),
    ("annual_savings", "annual savings", "money", "annual_savings_per_yr"),
    ("payback", "payback, net of grant", "years", ""),
    ("payback_gross", "payback, without grant", "years", ""),
    ("npv", "NPV, with grant", "money", "npv"),
    ("irr", "IRR, with grant", "ratio", ""),
    ("abatement_cost", "cost per tonne, with grant", "amount", ""),
    ("ndc", "NDC, closed years", "amount", "ndc_cumulative_tco2e"),
)


def _labels(_: Any) -> dict[str, str]:
    """The names of the figures in the language of the workbook."""
    return {
        "ghg": _("GHG reduction"),
        "copni": _("COPni reduction"),
        "energy": _("energy reduction"),
        "investment": _("investment"),
        "grant": _("grant"),
        "annual_savings": _("annual savings"),
        "payback": _("payback, net of grant"),
        "payback_gross": _("payback, without grant"),
        "npv": _("NPV, with grant"),
        "irr": _("IRR, with grant"),
        "abatement_cost": _("cost per tonne, with grant"),
        "ndc": _("NDC, closed years"),
    }


def _figures(sheet: Any, formats: Formats, content: Any, ranges: Ranges, row: int, language: str) -> int:
    _ = translator(language)
    for column, text in enumerate((_("Figure"), _("Value"), _("Unit"), _("rests on"), _("Left out")), start=1):
        sheet.write_string(row, column, capital(text), formats.heading)
    totals, labels = content.totals, _labels(_)
    for key, _english, style, column_key in _FIGURES:
        row += 1
        block = totals.get(key) if key in ("ghg", "copni", "energy", "ndc") else totals.get("finance", {}).get(key)
        sheet.write_string(row, 1, capital(labels[key]), formats.text)
        if block is None:
            continue
        value = (
            block.get("reduction")
            if key in ("ghg", "copni", "energy")
            else block.get("cumulative")
            if key == "ndc"
            else block.get("value")
        )
        number = formats.number(style, bold=True, font_color=DARK)
        if value is None:
            sheet.write_string(
                row, 2, status_name(str(block.get("status", "unknown")), language), formats.get(italic=True)
            )
        elif column_key and "measures" in ranges and not _discarded(content):
            long, columns = ranges["measures"]
            letter = column_letters(1 + next(i for i, one in enumerate(columns) if one.key == column_key))
            cells = f"{quoted(long.name)}!{letter}{FIRST + 1}:{letter}{FIRST + max(long.size, 1)}"
            sheet.write_formula(row, 2, f"=SUM({cells})", number, value)
        else:
            sheet.write_number(row, 2, value, number)
        unit = str(block.get("unit") or ("tCO2e" if key == "ndc" else ""))
        sheet.write_string(row, 3, unit_text(unit, language), formats.unit)
        coverage = block.get("coverage")
        if coverage is not None:
            text = _("{count} of {all} measures").format(count=coverage["measures"], all=coverage["of"])
            full = coverage["measures"] == coverage["of"]
            sheet.write_string(row, 4, text, formats.text if full else formats.get(bg_color=ALARM))
            left = coverage["missing"]
            shown = ", ".join(clean(one) for one in left[:8]) + (f" … +{len(left) - 8}" if len(left) > 8 else "")
            sheet.write_string(row, 5, shown, formats.get(font_color="#5A6B70"))
    return row


def _discarded(content: Any) -> bool:
    """Whether measures stand on the sheet that are in no total (then a sum of the column is not the total)."""
    return content.rows is not None and any(key.stage == "discarded" for key in content.rows.keys)


def _accounts(sheet: Any, formats: Formats, content: Any, names: Mapping[str, str], row: int, language: str) -> int:
    _ = translator(language)
    found = content.found
    errors, warnings = (sum(one.problem.severity == kind for one in found) for kind in (ERROR, WARNING))
    read = sum(count.read for _file, count in content.counts if count.kind in ("measures", "wide"))
    used = sum(count.used for _file, count in content.counts if count.kind in ("measures", "wide"))
    text = _("{errors} errors and {warnings} warnings: see the sheet {sheet}").format(
        errors=errors, warnings=warnings, sheet=names["errors"]
    )
    style = formats.get(bold=True, font_color="#1155CC", underline=1, **({"bg_color": ALARM} if errors else {}))
    sheet.write_url(row, 1, f"internal:{quoted(names['errors'])}!A1", style, text)
    said = _("{used} of {read} rows of measures used; every row is accounted for on the sheet {sheet}")
    sheet.write_string(row + 1, 1, said.format(used=used, read=read, sheet=names["audit"]), formats.text)
    return row + 1


def _charts(
    book: Any, sheet: Any, content: Any, ranges: Ranges, names: Mapping[str, str], row: int, language: str
) -> None:
    _ = translator(language)
    if "macc" in ranges and ranges["macc"][0].size:
        long, columns = ranges["macc"]
        title = _("Cost per tonne in the order of the cost curve, without grant")
        chart = _column_chart(book, _first(title, long.size, language), columns[4].unit)
        chart.add_series(
            {
                "name": columns[4].title(language),
                "categories": range_of(long, columns, "id", MOST_BARS),
                "values": range_of(long, columns, "abatement_cost_gross", MOST_BARS),
                "fill": {"color": DARK},
                "gap": 40,
            }
        )
        sheet.insert_chart(row, 1, chart, {"object_position": 3})
    if "years" in ranges:
        long, columns = ranges["years"]
        chart = _column_chart(book, _("Reduction that counts toward the NDC by year"), "tCO2e")
        years = [
            index for index, one in enumerate(columns) if one.key.startswith("ndc_2") or one.key.startswith("ndc_1")
        ]
        headings = TOTALS + 1
        chart.add_series(
            {
                "name": "tCO2e",
                "categories": [long.name, headings, years[0], headings, years[-1]],
                "values": [long.name, TOTALS, years[0], TOTALS, years[-1]],
                "fill": {"color": "#5BA199"},
                "gap": 40,
            }
        )
        sheet.insert_chart(row, 4, chart, {"object_position": 3, "x_offset": 60})
    if content.companies:
        name = names["companies"]
        last = 4 + min(len(content.companies), MOST_BARS) - 1
        unit = unit_text("tCO2e/yr", language)
        chart = _column_chart(book, _first(_("GHG reduction by company"), len(content.companies), language), unit)
        chart.add_series(
            {
                "name": unit,
                "categories": [name, 4, 0, last, 0],
                "values": [name, 4, 2, last, 2],
                "fill": {"color": "#C98A2B"},
                "gap": 40,
            }
        )
        sheet.insert_chart(row + 16, 1, chart, {"object_position": 3})


def _first(title: str, count: int, language: str) -> str:
    """The title of a chart, which says so where it shows the first bars only."""
    if count <= MOST_BARS:
        return title
    return translator(language)("{title} (the first {count} of {all})").format(title=title, count=MOST_BARS, all=count)


def _column_chart(book: Any, title: str, unit: str) -> Any:
    chart = book.add_chart({"type": "column"})
    chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_y_axis(
        {"name": unit, "num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    )
    chart.set_x_axis({"num_font": {"size": 8, "rotation": -45}, "label_position": "low"})
    chart.set_size({"width": 560, "height": 300})
    return chart
