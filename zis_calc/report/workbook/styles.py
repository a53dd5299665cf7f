"""Formats, widths and small habits that all sheets share; workbooks carry no clock."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FONT = "Calibri"
DARK, LIGHT, LINE, INPUT, ALARM = "#1F4E5F", "#E8F1F2", "#B7C9CC", "#FFFBE6", "#FBD5D5"
SOFT = "#CFE3E6"
NUMBER_FORMATS = {
    "amount": "#,##0.00", "small": "#,##0.0000", "whole": "#,##0", "money": "#,##0", "ratio": "0.0%", "years": "0.0",
    "date": "dd/mm/yyyy", "text": "@", "general": "General", "year": "0",
}  # fmt: skip
MAX_SHEET_NAME = 31
_PAGE_WIDTH = 140  # characters of a column width that a landscape page shows legibly


def open_workbook(path: Path) -> Any:
    """An XlsxWriter workbook in which text is always text and no date of making stands."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(path),
        {
            "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "nan_inf_to_errors": False, "default_date_format": NUMBER_FORMATS["date"],
        },
    )  # fmt: skip
    book.set_properties({"author": "zis-calc", "created": datetime.datetime(2000, 1, 1)})
    book.set_calc_mode("auto")
    return book


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._known: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            self._known[key] = self.book.add_format({"font_name": FONT, "font_size": 10, "valign": "top", **properties})
        return self._known[key]

    def number(self, kind: str, **properties: Any) -> Any:
        """A number format by its name."""
        return self.get(num_format=NUMBER_FORMATS[kind], **properties)

    @property
    def title(self) -> Any:
        """The title of a sheet."""
        return self.get(bold=True, font_size=14, font_color=DARK)

    @property
    def heading(self) -> Any:
        """The heading of a column."""
        return self.get(bold=True, font_color="#FFFFFF", bg_color=DARK, text_wrap=True, border=1, border_color=LINE)

    @property
    def other_heading(self) -> Any:
        """The heading of a column that a row can do without."""
        return self.get(bold=True, font_color=DARK, bg_color=SOFT, text_wrap=True, border=1, border_color=LINE)

    @property
    def unit(self) -> Any:
        """The unit below a heading."""
        return self.get(italic=True, font_color="#5A6B70", bg_color=LIGHT, border=1, border_color=LINE)

    @property
    def remark(self) -> Any:
        """A remark."""
        return self.get(font_color="#5A6B70", text_wrap=True)

    @property
    def text(self) -> Any:
        """Plain text on one line."""
        return self.get()

    @property
    def wrapped(self) -> Any:
        """Plain text over several lines."""
        return self.get(text_wrap=True)


def sheet_name(name: str, taken: Mapping[str, Any] | set[str]) -> str:
    """A name that a sheet may have and that is not taken yet."""
    cleaned = "".join(" " if one in "[]:*?/\\" else one for one in name).strip("' ") or "Datos"
    made = cleaned[:MAX_SHEET_NAME]
    lowered = {one.lower() for one in taken}
    number = 2
    while made.lower() in lowered:
        ending = f" ({number})"
        made, number = cleaned[: MAX_SHEET_NAME - len(ending)] + ending, number + 1
    return made


def print_setup(sheet: Any, landscape: bool, repeat_to: int, width: int = 0) -> None:
    """Paper, margins, page numbers and repeated headings; a sheet of `width` characters takes pages side by side."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    pages = max(1, -(-width // _PAGE_WIDTH))
    sheet.fit_to_pages(pages, 0)
    if pages > 1:
        sheet.repeat_columns(0, 1)
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)
    sheet.set_footer("&L&A&R&P / &N")
    if repeat_to >= 0:
        sheet.repeat_rows(0, repeat_to)


def quoted(name: str) -> str:
    """A sheet's name inside a formula or a link."""
    doubled = name.replace("'", "''")
    return f"'{doubled}'"
