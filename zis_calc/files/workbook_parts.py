"""What a workbook says of itself: which part holds which sheet, the date system, which styles are percent."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.parsers import expat

from zis_calc.files.workbook_archive import Archive, read_chunks, read_part
from zis_calc.problems import Place, ProblemError, problem

_LONGEST_FORMAT = 300  # Excel takes 255 characters
_BUILT_IN_PERCENT = frozenset((9, 10))
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class SheetPart(NamedTuple):
    """A sheet of the workbook: its name, its part of the archive, whether it is hidden."""

    name: str
    part: str
    hidden: bool


class Parts(NamedTuple):
    """Sheets, date system, styles that are percent, version of the template."""

    sheets: list[SheetPart]
    date1904: bool
    percent_styles: frozenset[int]
    version: str


class _Element(NamedTuple):
    """An element by its local name, with its attributes by theirs, and the text that follows its start."""

    tag: str
    attributes: Mapping[str, str]
    text: list[str]


def read_parts(archive: Archive, name: str) -> Parts:
    """The sheets and styles of an examined archive; ProblemError X007 where they cannot be read."""
    place = Place(name)
    try:
        book = _elements(read_part(archive, "xl/workbook.xml", place), ("workbookPr", "definedName", "sheet"))
        links = _elements(read_part(archive, "xl/_rels/workbook.xml.rels", place), ("Relationship",))
        percent = _percent_styles(_elements(read_part(archive, "xl/styles.xml", place), _STYLES))
    except expat.ExpatError as reason:
        raise ProblemError(problem("X007", place, reason=reason)) from None
    targets = {one.attributes.get("Id", ""): one.attributes for one in links}
    sheets = []
    version = ""
    date1904 = False
    for tag, attributes, text in book:
        if tag == "workbookPr":
            date1904 = attributes.get("date1904") in ("1", "true")
        elif tag == "definedName" and attributes.get("name") == "zis_calc_version":
            version = "".join(text).strip('"= ')
        elif tag == "sheet":
            title = attributes.get("name", "")
            part = _part_of(targets.get(attributes.get("id", ""), {}), title, archive, place)
            if part:
                sheets.append(SheetPart(title, part, attributes.get("state", "visible") != "visible"))
    # The reader may choose otherwise between two sheets of one name, and one part may stand for thousands of sheets.
    for what in ([one.name.casefold() for one in sheets], [one.part for one in sheets]):
        if len(set(what)) < len(what):
            raise ProblemError(problem("X007", place, reason="@two sheets have the same name or the same part"))
    return Parts(sheets, date1904, percent, version)


def _elements(content: bytes, wanted: Sequence[str]) -> list[_Element]:
    """The elements with these local names in their order, without a tree of the whole (it may be deep or wide)."""
    found: list[_Element] = []
    inside: list[list[str]] = []  # the text of the wanted element that was opened last, while nothing else was

    def start(name: str, attributes: Mapping[str, str]) -> None:
        tag = name.rsplit(" ", 1)[-1]
        inside.clear()
        if tag in wanted:
            found.append(_Element(tag, {key.rsplit(" ", 1)[-1]: value for key, value in attributes.items()}, []))
            inside.append(found[-1].text)

    def end(_: str) -> None:
        inside.clear()

    def text(data: str) -> None:
        if inside:
            inside[0].append(data)

    if content:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
        parser.Parse(content, True)
    return found


def check_for_second_reader(archive: Archive, sheets: Sequence[str], name: str) -> None:
    """ProblemError X007 for what openpyxl must not be given: parts that are no XML or deeply nested, or large styles.

    It makes objects of all that stands in them, and what made the first reader give up may be made to harm.
    """
    place = Place(name)
    small = [one for one in archive.parts if one.endswith((".xml", ".rels")) and one not in (*sheets, *_STREAMED)]
    size = sum(archive.zip.getinfo(one).file_size for one in small)
    if size > _MOST_BESIDE:
        raise ProblemError(problem("X007", place, reason=f"{size} > {_MOST_BESIDE}"))
    for part in (*sheets, *(one for one in _STREAMED if one in archive.parts), *small):
        _check_depth(archive, part, place)


def _check_depth(archive: Archive, part: str, place: Place) -> None:
    """ProblemError X007 for a part that is no XML or nested too deeply."""
    depth = 0

    def start(_: str, __: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise ProblemError(problem("X007", place, reason=f"{part}: > {_DEEPEST}"))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        for chunk in read_chunks(archive.zip, part, place):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as reason:
        raise ProblemError(problem("X007", place, reason=f"{part}: {reason}")) from None


_STREAMED = ("xl/sharedStrings.xml",)  # beside the sheets, what openpyxl reads piece by piece
_MOST_BESIDE, _DEEPEST = 5_000_000, 100


def _part_of(link: Mapping[str, str], title: str, archive: Archive, place: Place) -> str:
    """The part of the archive that holds a sheet, '' for what is no sheet of cells; ProblemError X007 if in doubt.

    Programs write the same target in several ways; where two of them name different parts, readers would differ.
    """
    if link.get("Type", "worksheet").rsplit("/", 1)[-1] != "worksheet":
        return ""
    target = "" if link.get("TargetMode") == "External" else link.get("Target", "").lstrip("/")
    known = {one.lower(): one for one in archive.parts}
    ways = {posixpath.normpath(target), posixpath.normpath(f"xl/{target}")}
    found = [known[one.lower()] for one in sorted(ways) if one.lower() in known]
    if len(found) != 1:
        raise ProblemError(problem("X007", place, reason=f"{title}: {target or '–'}"))
    return found[0]


_STYLES = ("numFmt", "cellXfs", "cellStyleXfs", "xf")


def _percent_styles(styles: Sequence[_Element]) -> frozenset[int]:
    """The numbers of the cell styles whose format shows a percent."""
    formats = set(_BUILT_IN_PERCENT)
    of_cells: list[int] = []
    in_cells = False
    for tag, attributes, _ in styles:
        if tag == "numFmt" and "%" in _QUOTED.sub("", attributes.get("formatCode", "")[:_LONGEST_FORMAT]):
            formats.add(_number(attributes.get("numFmtId")))
        elif tag == "xf" and in_cells:
            of_cells.append(_number(attributes.get("numFmtId")))
        elif tag != "numFmt":
            in_cells = in_cells if tag == "xf" else tag == "cellXfs"
    return frozenset(index for index, style in enumerate(of_cells) if style in formats)


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdigit() and len(text) < 10 else -1
