"""What `zis-calc portfolio` is given: portfolio files, folders, measure files and workbooks -> heads and documents.

Measures come one by one, so that a large folder or file is never in memory as a whole.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zis_calc.checks.shape import find_kind, read_model
from zis_calc.files.documents import both_ends, read_document, stream_file
from zis_calc.files.library import yaml_files
from zis_calc.files.limits import Limits
from zis_calc.files.workbook_read import ENDINGS, books_of_folder, read_book
from zis_calc.intake.assemble import Assembly
from zis_calc.intake.companies import declared_companies
from zis_calc.intake.documents import built_measures
from zis_calc.intake.items import rows_of_book
from zis_calc.model.document import DataPath, Document
from zis_calc.model.library import Library
from zis_calc.model.portfolio import Company, Portfolio
from zis_calc.problems import Place, Problem, ProblemError, has_errors, problem

# At the start of a line or of a block, also as JSON writes it; no other kind of file holds these words as a key.
_IS_PORTFOLIO = re.compile(rb"""(?:^(?:\xef\xbb\xbf)?|[{,])\s*["']?kind["']?\s*:\s*["']?portfolio\b""", re.MULTILINE)
_END_BYTES = 65_536  # looked at from the start and, of a longer file, from the end
# What is read of a folder beside YAML; a text or Parquet file there may be anything, and is read where it is named.
_BOOKS = (".xlsx", ".xlsm", ".csv", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True)
class Head:
    """A portfolio file without its inline measures."""

    path: Path
    name: str
    document: Document
    model: Portfolio


@dataclass(frozen=True)
class Source:
    """One place to read measures from: a file, or a portfolio file with inline measures; `group` is the group's id.

    `named` says whether it was named itself, rather than found in a folder.
    """

    path: Path
    name: str
    group: str = ""
    inline: bool = False
    named: bool = True

    @property
    def is_book(self) -> bool:
        """Whether the file is a workbook, CSV or Parquet."""
        return self.path.suffix.lower() in (*ENDINGS, *_BOOKS)


@dataclass(frozen=True)
class Read:
    """A measure document, or what a file says beside its measures: problems, companies, measures that it refuses."""

    document: Document | None
    group: str
    problems: list[Problem]
    companies: tuple[Document, Portfolio] | None = None
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gathered:
    """The heads, and where the measures stand, in a fixed order."""

    heads: list[Head]
    sources: list[Source]
    problems: list[Problem]
    paths: list[str]
    limits: Limits = field(default_factory=Limits)

    @property
    def has_books(self) -> bool:
        """Whether measures come from workbooks."""
        return any(one.is_book for one in self.sources)


def gather(paths: Sequence[Path], output: Path | None = None, limits: Limits | None = None) -> Gathered:
    """The heads and the sources of measures of `paths`; a file named twice is read once.

    A folder's `output` is not an input of it. `limits` are those of reading workbooks.
    """
    heads: list[Head] = []
    read: set[Path] = set()
    sources: dict[Path, Source] = {}
    problems: list[Problem] = []
    for path in paths:
        for one in _named(path, output, problems):
            if _is_portfolio(one):
                if one.resolve() in read:
                    continue
                read.add(one.resolve())
                head, found = read_head(one)
                problems += found
                if head is not None:
                    heads.append(head)
                    problems += _sources_of(head, sources)
                    problems += _not_named(path, output, head, sources)
            else:
                sources.setdefault(one.resolve(), Source(one, one.as_posix(), named=not path.is_dir()))
    return Gathered(heads, list(sources.values()), problems, [path.as_posix() for path in paths], limits or Limits())


def _named(path: Path, output: Path | None, problems: list[Problem]) -> list[Path]:
    """The files that `path` stands for: itself, or those of a folder: its portfolio file, else all its measures."""
    if not path.exists():
        problems.append(problem("Y001", Place(path.as_posix())))
        return []
    if not path.is_dir():
        return [path]
    files, said = _files_of(path, output)
    if not files:
        problems.append(problem("Y015", Place(path.as_posix())))
    heads = [one for one in files if one.parent == path and _is_portfolio(one)]
    if len(heads) > 1:
        names = ", ".join(one.name for one in heads)
        problems.append(problem("P001", Place(path.as_posix()), names=names))
        return []
    problems += said if not heads else []
    return heads or files


def _files_of(folder: Path, output: Path | None) -> tuple[list[Path], list[Problem]]:
    """The YAML files below a folder, then its workbooks and CSV files; and what is left out."""
    books, said = books_of_folder(folder, _BOOKS, output)
    return [*(folder / one for one in yaml_files(folder)), *books], said


def _is_portfolio(path: Path) -> bool:
    return path.suffix.lower() not in ENDINGS and any(
        _IS_PORTFOLIO.search(part) for part in both_ends(path, _END_BYTES)
    )


def read_head(path: Path) -> tuple[Head | None, list[Problem]]:
    """The portfolio file at `path` without its inline measures, or what is wrong with it."""
    name = path.as_posix()
    try:
        for _, document, problems in _stream(path, name):  # noqa: B007 - the last one is the file without its blocks
            pass
    except ProblemError as error:
        return None, list(error.problems)
    data = {**document.data, "measures": _only_paths(document.data.get("measures"))}
    groups = data.get("groups")
    if isinstance(groups, list):
        data["groups"] = [
            {**group, "measures": _only_paths(group.get("measures"))} if isinstance(group, dict) else group
            for group in groups
        ]
    plain = Document(document.file, data, document.marks, digest=document.digest)
    kind, found = find_kind(plain)
    problems = [*problems, *found]
    if kind is None or has_errors(problems):
        return None, problems
    model, found = read_model(plain, Portfolio, kind)
    return (Head(path, name, document, model) if model is not None else None), [*problems, *found]


def _only_paths(entries: object) -> object:
    """A list of measures without the inline ones, whose place is empty; anything else as it is."""
    if entries is None:
        return []
    return [one for one in entries if one is not None] if isinstance(entries, list) else entries


def _stream(path: Path, name: str) -> Iterator[tuple[DataPath, Document, list[Problem]]]:
    return stream_file(path, name, _is_inline)


def _is_inline(path: DataPath) -> bool:
    """Whether a block at `path` of a portfolio file is a measure: measures[i] or groups[g].measures[i]."""
    if not path or not isinstance(path[-1], int):  # `measures:` is no list
        return False
    top = len(path) == 2 and path[0] == "measures"
    return top or (len(path) == 4 and path[0] == "groups" and path[2] == "measures")


def _sources_of(head: Head, sources: dict[Path, Source]) -> list[Problem]:
    """Adds the sources of a portfolio file; P002 for a path that leads nowhere, P033 for a measure in two groups."""
    problems: list[Problem] = []
    places: list[tuple[DataPath, str, object]] = [(("measures",), "", head.document.data.get("measures"))]
    places += [
        (("groups", number, "measures"), group.id, head.document.data["groups"][number].get("measures"))
        for number, group in enumerate(head.model.groups)
    ]
    for steps, group_id, entries in places:
        for number, entry in enumerate(entries if isinstance(entries, list) else []):
            if entry is None:  # an inline measure: read from the file itself
                sources.setdefault(head.path.resolve(), Source(head.path, head.name, inline=True))
                continue
            target = Path(os.path.normpath(head.path.parent / str(entry)))
            if not target.exists():
                place = head.document.place((*steps, number))
                problems.append(problem("P002", place, "measures", path=entry, looked=target.as_posix()))
                continue
            files, said = _files_of(target, None) if target.is_dir() else ([target], [])
            problems += said
            for one in files:
                if target.is_dir() and _is_portfolio(one):  # a folder may hold the portfolio file itself
                    continue
                known = sources.get(one.resolve())
                if known is not None and known.group and known.group != group_id:
                    if group_id:
                        values = {"path": one.as_posix(), "groups": f"{known.group}, {group_id}"}
                        problems.append(problem("P033", head.document.place((*steps, number)), "measures", **values))
                    continue
                sources[one.resolve()] = Source(one, one.as_posix(), group_id, named=not target.is_dir())
    return problems


def _not_named(path: Path, output: Path | None, head: Head, sources: dict[Path, Source]) -> list[Problem]:
    """P003: files of the folder that its portfolio file does not name."""
    if not path.is_dir():
        return []
    named = {*sources, head.path.resolve()}
    files, _ = _files_of(path, output)
    left = [one for one in files if one.resolve() not in named and not _is_portfolio(one)]
    names = ", ".join(one.relative_to(path).as_posix() for one in left[:20])
    return [problem("P003", Place(head.name), count=len(left), names=names)] if left else []


def read_source(library: Library, decimal: str, limits: Limits, source: Source, head: Head | None) -> Iterator[Read]:
    """The measure documents of a source with the id of their group and what is wrong with each.

    `decimal` is the declared sign of text numbers in workbooks.
    """
    if source.is_book:
        yield from _read_book(library, decimal, limits, source)
        return
    if not source.inline:
        try:
            yield Read(read_document(source.path, source.name), source.group, [])
        except ProblemError as error:
            yield Read(Document(source.name, {}, {}), source.group, list(error.problems))
        return
    groups = head.model.groups if head is not None else []
    try:
        for path, document, problems in _stream(source.path, source.name):
            if path:
                group = groups[int(path[1])].id if path[0] == "groups" and int(path[1]) < len(groups) else ""
                yield Read(document, group, problems)
    except ProblemError:
        return  # said when the head was read


def _read_book(library: Library, decimal: str, limits: Limits, source: Source) -> Iterator[Read]:
    """The measures of a workbook or CSV; first what is wrong with the book itself, and the companies it lists."""
    try:
        book, notes = read_book(source.path, source.name, limits, decimal)
    except ProblemError as error:
        yield Read(Document(source.name, {}, {}), source.group, list(error.problems))
        return
    whole, reader = rows_of_book(library, book, decimal)
    # X014 says that own columns pass through: they do in `batch`, and a portfolio has no place for them.
    problems = [one for one in (*notes, *whole.problems) if one.code != "X014"]
    if not source.named and any(one.code == "X010" for one in problems):  # of a folder: a table of something else
        yield Read(None, source.group, [problem("X053", Place(source.name))])
        return
    if not whole.by_id and not whole.unmade and has_errors(problems):
        yield Read(Document(source.name, {}, {}), source.group, problems)
        return
    yield Read(None, source.group, problems, _companies(whole), tuple(whole.unmade))
    for built in built_measures(whole, reader):
        id = str(built.document.data["id"])
        if whole.is_lost(id):  # what is wrong with its rows was said above
            yield Read(None, source.group, built.problems, refused=(id,))
        else:
            yield Read(built.document, source.group, built.problems)


def _companies(whole: Assembly) -> tuple[Document, Portfolio] | None:
    """What the sheet of companies says, as if a portfolio file said it; None where there is none."""
    listed = declared_companies(whole.tables, whole.companies)
    if not listed:
        return None
    data = {"kind": "portfolio", "id": "companies", "title": whole.book.file, "companies": [one for _, one in listed]}
    marks: dict[DataPath, Place] = {("companies", number): place for number, (place, _) in enumerate(listed)}
    companies = [Company(**one) for _, one in listed]
    portfolio = Portfolio(kind="portfolio", id="companies", title=whole.book.file, companies=companies)
    return Document(whole.book.file, data, marks), portfolio
