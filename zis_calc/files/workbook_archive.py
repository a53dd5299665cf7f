"""A workbook before it is parsed: is it one, is it whole, and can it be unpacked safely? Nothing is run or followed."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from zis_calc.files.limits import Limits
from zis_calc.problems import Place, Problem, ProblemError, problem

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SMALL = 1_000_000  # below this many unpacked bytes the ratio is no danger
_CHUNK = 1 << 20
_ONE_PART = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml")
_XML_ENDINGS = (".xml", ".rels", ".vml")


class Archive(NamedTuple):
    """A workbook's parts, examined: the open archive, its part names, the bytes it was read from, what was noted."""

    zip: zipfile.ZipFile
    parts: frozenset[str]
    content: bytes
    notes: list[Problem]


def kind_of_content(content: bytes) -> str:
    """What the first bytes are: `zip`, `ole`, `encrypted`, `pdf`, `html`, `parquet`, `empty` or `text`."""
    if not content.strip(b"\0 \r\n\t"):
        return "empty"
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return "zip"
    if content[:8] == _OLE:
        return "encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "ole"
    if content[:5] == b"%PDF-":
        return "pdf"
    if content[:4] == b"PAR1":
        return "parquet"
    start = content[:400].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table")):
        return "html"
    return "text"


def open_archive(content: bytes, name: str, limits: Limits) -> Archive:
    """The parts of the workbook in `content`; ProblemError X005, X006, X007 for what must not be parsed."""
    place = Place(name)
    try:
        opened = zipfile.ZipFile(io.BytesIO(content))
        infos = opened.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as reason:
        cut = "not a zip" in str(reason).lower()
        raise ProblemError(problem("X007", place, reason="@its end is missing" if cut else reason)) from None
    names = [info.filename for info in infos]
    if len(names) > limits.parts:
        raise _unsafe(place, "@parts in the archive", len(names), limits.parts, "parts")
    if len({name.lower() for name in names}) < len(names):
        raise ProblemError(problem("X007", place, reason="@two parts of the archive have the same name"))
    if any(info.flag_bits & 1 for info in infos):
        raise ProblemError(problem("X002", place))
    _check_sizes(infos, place, limits)
    parts = frozenset(names)
    for part in _ONE_PART:  # readers differ in whether they tell capitals apart; here nothing is left to them
        if part not in parts and part.lower() in {name.lower() for name in names}:
            raise ProblemError(problem("X007", place, reason=part))
    if "xl/workbook.xml" not in parts:
        raise ProblemError(problem("X001", place, found=_other_document(parts)))
    notes: list[Problem] = []
    for part in sorted(parts):
        if part.lower().endswith(_XML_ENDINGS) and not part.startswith("xl/worksheets/sheet"):
            for _ in read_chunks(opened, part, place):
                pass  # reading checks every chunk
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        notes.append(problem("X034", place))
    if any(part.startswith("xl/externalLinks/") for part in parts):
        notes.append(problem("X033", place))
    return Archive(opened, parts, content, notes)


def _check_sizes(infos: list[zipfile.ZipInfo], place: Place, limits: Limits) -> None:
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.unpacked_bytes:
        raise _unsafe(place, "@unpacked bytes", unpacked, limits.unpacked_bytes, "unpacked_bytes")
    packed = max(sum(info.compress_size for info in infos), 1)
    if unpacked > _SMALL and unpacked / packed > limits.ratio:
        raise _unsafe(place, "@unpacked over packed bytes", int(unpacked / packed), limits.ratio, "ratio")


def _unsafe(place: Place, what: str, value: int, limit: int, setting: str) -> ProblemError:
    return ProblemError(problem("X005", place, what=what, value=value, limit=limit, setting=setting))


def _other_document(parts: frozenset[str]) -> str:
    if "word/document.xml" in parts:
        return "@a Word document"
    if "xl/workbook.bin" in parts:
        return "@a binary workbook (.xlsb): save it as .xlsx"
    if "content.xml" in parts:
        return "@an OpenDocument file: save it as .xlsx"
    return "@a ZIP archive without a workbook"


_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read_chunks(opened: zipfile.ZipFile, part: str, place: Place) -> Iterator[bytes]:
    """The unpacked bytes of a part in pieces, each searched for what no workbook needs (DOCTYPE, odd encodings)."""
    before = b""
    try:
        declared = opened.getinfo(part).file_size
        total = 0
        with opened.open(part) as file:
            while chunk := file.read(_CHUNK):
                if total == 0 and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in chunk[:64]):
                    raise ProblemError(problem("X006", place, part=part, what="UTF-16"))
                total += len(chunk)
                if _FORBIDDEN.search(before + chunk):
                    raise ProblemError(problem("X006", place, part=part, what="DOCTYPE"))
                before = chunk[-12:]
                yield chunk
        if total != declared:
            raise ProblemError(problem("X007", place, reason=f"{part}: {total} ≠ {declared}"))
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as reason:
        raise ProblemError(problem("X007", place, reason=f"{part}: {reason}")) from None
    except Exception as reason:  # zlib.error has no common base with the others
        if isinstance(reason, ProblemError):
            raise
        raise ProblemError(problem("X007", place, reason=f"{part}: {reason}")) from None


def read_part(archive: Archive, part: str, place: Place) -> bytes:
    """The whole of a small part, or b'' where it is absent."""
    return b"".join(read_chunks(archive.zip, part, place)) if part in archive.parts else b""
