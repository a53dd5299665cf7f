"""YAML text -> plain data with the line and column of every value; nothing is guessed and nothing expands.

Only `true`, `false`, `null`, ISO dates and decimal numbers have a type of their own: `NO`, `12:30` and `010` stay text.
Duplicate keys, aliases, tags, deep nesting and odd encodings are problems with a place, not surprises.
"""

import datetime
import functools
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zis_calc.model.document import DataPath, Document, Marks
from zis_calc.problems import Place, Problem, ProblemError, problem, reason_of

MAX_BYTES = 8_000_000
MAX_STREAM_BYTES = 512_000_000  # of a file whose blocks are read one by one
MAX_DEPTH = 40

_INTEGER = re.compile(r"[+-]?(?:0|[1-9]\d*)")
_FLOAT = re.compile(r"[+-]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d{1,3})?")
_NOT_FINITE = re.compile(r"[+-]?\.?(?:inf|nan)", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_bytes(path: Path, name: str, limit: int = MAX_BYTES) -> bytes:
    """The content of `path`; ProblemError Y001, Y002, Y004 or Y014 under the name `name`."""
    place = Place(name)
    try:
        if path.is_dir():
            raise ProblemError(problem("Y014", place))
        size = path.stat().st_size
        if size > limit:
            raise ProblemError(problem("Y004", place, size=size, limit=limit))
        return path.read_bytes()
    except FileNotFoundError:
        raise ProblemError(problem("Y001", place)) from None
    except OSError as reason:
        raise ProblemError(problem("Y002", place, reason=reason_of(reason))) from None


def file_content(path: Path, name: str) -> bytes:
    """The content of the file `path`, shown as `name` in messages; ProblemError Y001, Y002, Y004 or Y014."""
    return read_bytes(path, name)


def file_bytes(path: str) -> bytes:
    """The content of a file that is known to be small; OSError."""
    with open(path, "rb", buffering=0) as file:
        return file.read()


def read_document(path: Path, name: str) -> Document:
    """The document in the file `path`, shown as `name` in messages; ProblemError with all that is wrong in it."""
    return parse_document(read_bytes(path, name), name)


def parse_document(content: bytes, name: str) -> Document:
    """The document written in `content`; ProblemError with all that is wrong in it."""
    text = decode(content, name)
    builder = _Builder(name)
    data = builder.build(text)
    if builder.problems:
        raise ProblemError(*builder.problems)
    if not isinstance(data, dict):
        found = "@a list" if isinstance(data, list) else "@a single value"
        raise ProblemError(problem("Y013", Place(name, *builder.marks.get((), (1, 1))), found=found))
    digest = hashlib.sha256(content).hexdigest()
    return Document(name, data, builder.marks, digest=digest)


class LazyDocument(Document):
    """A document that is parsed when a value or a place of it is asked for: of a file whose findings are known."""

    def __init__(self, file: str, content: bytes, digest: str, known: Mapping[DataPath, tuple[int, int]]) -> None:
        values = {"file": file, "overrides": {}, "digest": digest, "_content": content, "_known": known}
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def place(self, path: DataPath = ()) -> Place:
        """The place of the value at `path`; of one whose mark was kept without reading the file again."""
        known: Mapping[DataPath, tuple[int, int]] = self.__dict__["_known"]
        return Place(self.file, *known[path]) if path in known else super().place(path)

    @functools.cached_property
    def _parsed(self) -> Document:
        content: bytes = self.__dict__["_content"]
        return parse_document(content, self.file)

    @property
    def data(self) -> dict[str, Any]:
        """The values of the file."""
        return self._parsed.data

    @property
    def marks(self) -> Marks:
        """The places of the values."""
        return self._parsed.marks


def both_ends(path: Path, count: int) -> tuple[bytes, bytes]:
    """The first and the last `count` bytes of a file, nothing where it cannot be read (said when it is read)."""
    try:
        with path.open("rb") as file:
            first = file.read(count)
            end = file.seek(0, 2)
            file.seek(max(count, end - count))
            return first, file.read(count)
    except OSError:
        return b"", b""


def stream_file(
    path: Path, name: str, apart: Callable[[DataPath], bool]
) -> Iterator[tuple[DataPath, Document, list[Problem]]]:
    """As `stream_document`, for the file `path`, which may be large."""
    return stream_document(read_bytes(path, name, MAX_STREAM_BYTES), name, apart)


def stream_document(
    content: bytes, name: str, apart: Callable[[DataPath], bool]
) -> Iterator[tuple[DataPath, Document, list[Problem]]]:
    """The blocks of a document one by one: those at the paths that `apart` names as soon as they end, the rest last.

    In the last document, at the path (), a block that came before has left None in its place. What is wrong within a
    block comes with it. ProblemError where nothing can be read.
    """
    text = decode(content, name)
    digest = hashlib.sha256(content).hexdigest()
    builder = _Builder(name, apart)
    for path, block, marks, problems in builder.walk(text):
        yield path, Document(name, block, marks, digest=digest), problems
    rest = builder.root[0] if builder.root else None
    if not isinstance(rest, dict):
        found = "@a list" if isinstance(rest, list) else "@a single value"
        builder.problems.append(problem("Y013", Place(name, 1, 1), found=found))
        rest = {}
    yield (), Document(name, rest, builder.marks, digest=digest), builder.problems


_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx and .xls files begin


def decode(content: bytes, name: str) -> str:
    """The text in UTF-8 `content`; ProblemError Y003, Y010 or Y016."""
    if content.startswith(_WORKBOOKS):
        raise ProblemError(problem("Y016", Place(name)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        byte = f"0x{content[error.start]:02X}"
        raise ProblemError(problem("Y003", Place(name, line, column), byte=byte, offset=error.start)) from None
    if not text.strip():
        raise ProblemError(problem("Y010", Place(name, 1, 1)))
    return text


_Block = tuple[DataPath, dict[str, Any], dict[DataPath, tuple[int, int]], list[Problem]]


class _Builder:
    """Builds data and marks from libyaml's events, without recursion; blocks `apart` are handed out when they end."""

    def __init__(self, name: str, apart: Callable[[DataPath], bool] | None = None) -> None:
        self.name = name
        self.apart = apart
        self.root: list[Any] = []
        self.problems: list[Problem] = []
        self.marks: dict[DataPath, tuple[int, int]] = {}

    def build(self, text: str) -> Any:
        for _ in self.walk(text):
            pass
        return self.root[0] if self.root else None

    def walk(self, text: str) -> Iterator[_Block]:
        import yaml

        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        # One frame per open block: container, path, and for a mapping the key that waits for its value.
        stack: list[_Frame] = [_Frame(self.root, (), None)]
        around: _Around | None = None
        documents = 0
        try:
            for event in yaml.parse(text, Loader=loader):
                kind = type(event).__name__
                if kind == "DocumentStartEvent":
                    documents += 1
                    if documents > 1:
                        self._add("Y011", event)
                        break
                elif kind == "AliasEvent":
                    self._add("Y008", event)
                    self._put(stack, None, event)
                elif kind == "ScalarEvent":
                    self._check_node(event)
                    self._mark_text(self._put(stack, self._scalar(event, stack[-1]), event), event)
                elif kind in ("MappingStartEvent", "SequenceStartEvent"):
                    self._check_node(event)
                    if len(stack) > MAX_DEPTH:
                        self._add("Y005", event, limit=MAX_DEPTH)
                        break
                    container: Any = {} if kind == "MappingStartEvent" else []
                    path = self._put(stack, container, event)
                    if kind == "MappingStartEvent" and around is None and self.apart is not None and self.apart(path):
                        around = _Around(len(stack), path, self.marks, self.problems)
                        self.marks, self.problems = {(): self.marks.pop(path)}, []
                        stack[-1].container[-1] = None
                        path = ()
                    stack.append(_Frame(container, path, None))
                elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                    ended = stack.pop()
                    if around is not None and len(stack) == around.depth:
                        block = (around.path, ended.container, self.marks, self.problems)
                        self.marks, self.problems, around = around.marks, around.problems, None
                        yield block
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            reason = getattr(error, "problem", None) or getattr(error, "reason", None) or type(error).__name__
            place = Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name)
            if around is not None:
                self.problems = [*around.problems, *self.problems]
            self.problems.append(problem("Y006", place, reason=reason))

    def _add(self, code: str, event: Any, **values: Any) -> None:
        mark = event.start_mark
        self.problems.append(problem(code, Place(self.name, mark.line + 1, mark.column + 1), **values))

    def _check_node(self, event: Any) -> None:
        if event.anchor is not None:
            self._add("Y008", event)
        tag = event.tag
        if tag is not None and tag != "!":
            self._add("Y009", event, tag=tag.replace("tag:yaml.org,2002:", "!!"))

    def _put(self, stack: list["_Frame"], value: Any, event: Any) -> DataPath:
        """Stores `value` in the open block and marks it; a mapping's key waits in its frame for its value."""
        frame = stack[-1]
        mark = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(frame.container, dict):
            if frame.key is None:
                key = value
                if not isinstance(key, str):
                    self._add("Y012", event)
                    key = f"?{mark[0]}:{mark[1]}"
                if key in frame.container:
                    self._add("Y007", event, key=key, first=self.marks[(*frame.path, "?key", key)][0])
                    key = f"{key}?{mark[0]}:{mark[1]}"
                frame.key = key
                self.marks[(*frame.path, "?key", key)] = mark
                frame.container[key] = None
                return (*frame.path, key)
            path: DataPath = (*frame.path, frame.key)
            frame.container[frame.key] = value
            frame.key = None
        else:
            path = (*frame.path, len(frame.container)) if frame.path or len(stack) > 1 else ()
            frame.container.append(value)
        self.marks[path] = mark
        return path

    def _mark_text(self, path: DataPath, event: Any) -> None:
        """Where a text itself begins: behind its quote; nowhere on its line (column 0) where it takes several."""
        start, end = event.start_mark, event.end_mark
        if start.line != end.line:
            self.marks[(*path, "?text")] = (start.line + 1, 0)
        elif event.style:
            self.marks[(*path, "?text")] = (start.line + 1, start.column + 2)

    def _scalar(self, event: Any, frame: "_Frame") -> Any:
        text: str = event.value
        is_key = isinstance(frame.container, dict) and frame.key is None
        if is_key or not event.implicit[0]:  # a quoted scalar is text
            return text
        return plain_value(text)


@dataclass(frozen=True)
class _Around:
    """What was being built when a block apart began: at which depth and path, with which marks and problems."""

    depth: int
    path: DataPath
    marks: dict[DataPath, tuple[int, int]]
    problems: list[Problem]


@dataclass
class _Frame:
    container: Any
    path: DataPath
    key: str | None


def plain_value(text: str) -> Any:
    """What an unquoted scalar means: null, true, false, a date, a number, else the text itself."""
    if text in ("", "~", "null"):
        return None
    if text == "true":
        return True
    if text == "false":
        return False
    if _INTEGER.fullmatch(text) and len(text) < 400:
        return int(text)
    if _FLOAT.fullmatch(text) and not re.match(r"[+-]?0\d", text):
        return float(text)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", ""))
    if _DATE.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return text
    return text


def yaml_text(data: dict[str, Any]) -> str:
    """Plain data as YAML that `read_document` reads back to the same data (texts that look like numbers in quotes)."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Texts are quoted unless they are texts to our own reader too; nothing is written as an alias."""

        def ignore_aliases(self, data: Any) -> bool:
            del data
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
        plain = isinstance(plain_value(value), str) and "\n" not in value
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, None if plain else '"')

    Dumper.add_representer(str, text)
    return yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=110)
