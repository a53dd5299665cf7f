"""A file as plain data with the place of every value: what the readers make and the checks look at."""

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zis_calc.problems import Place, ProblemError, problem

DataPath = tuple[str | int, ...]
_LINE_END = re.compile("(\r\n|[\n\r\x85\u2028\u2029])")
Marks = Mapping[DataPath, tuple[int, int] | Place]


@dataclass(frozen=True)
class Document:
    """One YAML file: its name as given, its data and where each value stands (`marks`: path -> line, column from 1).

    A measure read from a workbook is a document too; its marks are whole places (sheet and cell), and `units` says
    for the cell of an amount which cell holds its unit.
    """

    file: str
    data: dict[str, Any]
    marks: Marks
    overrides: Mapping[DataPath, str] = field(default_factory=dict)
    digest: str = ""
    units: Mapping[Place, Place] = field(default_factory=dict)

    def place(self, path: DataPath = ()) -> Place:
        """The place of the value at `path`, or of the nearest block that holds it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.overrides:
                return Place(f"--set {self.overrides[path[:end]]}")
            mark = self.marks.get(path[:end])
            if mark is not None:
                return mark if isinstance(mark, Place) else Place(self.file, *mark)
        return Place(self.file)

    def key_place(self, path: DataPath) -> Place:
        """The place of the last key of `path` itself, rather than of its value."""
        mark = self.marks.get((*path[:-1], "?key", path[-1])) if path else None
        if mark is None:
            return self.place(path)
        return mark if isinstance(mark, Place) else Place(self.file, *mark)

    def text_place(self, path: DataPath, column: int) -> Place:
        """The place of a character (from 1) of the text at `path`; of the whole value where it has several lines."""
        place, start = self.place(path), self.marks.get((*path, "?text"))
        begins = place.column if start is None or isinstance(start, Place) else start[1]
        return Place(place.file, place.line, begins + column - 1) if begins else place

    def with_values(self, changes: Sequence[tuple[DataPath, str, Any]]) -> "Document":
        """The document with values set from outside: (path, text as given, value); ProblemError C003 for no place."""
        if not changes:
            return self
        data = copy.deepcopy(self.data)
        overrides = dict(self.overrides)
        for path, text, value in changes:
            here: Any = data
            for step in path[:-1]:
                if isinstance(here, dict) and isinstance(step, str):
                    here = here.setdefault(step, {})
                elif isinstance(here, list) and isinstance(step, int) and step < len(here):
                    here = here[step]
                else:
                    raise ProblemError(problem("C003", text=text))
            last = path[-1]
            fits = isinstance(here, dict) if isinstance(last, str) else isinstance(here, list) and last < len(here)
            if not fits:
                raise ProblemError(problem("C003", text=text))
            here[last] = value
            overrides[path] = text
        return replace(self, data=data, overrides=overrides)


def lines_of(text: str) -> list[str]:
    """The lines of a text without their ends, numbered as the reader of YAML numbers them."""
    return _LINE_END.split(text)[::2]


def lines_with_ends(text: str) -> list[str]:
    """The lines of a text, each with its end; together they are the text."""
    pieces = [*_LINE_END.split(text), ""]
    return [line + end for line, end in zip(pieces[::2], pieces[1::2], strict=True) if line or end]


def field_text(path: DataPath) -> str:
    """A path as people write it: flows[0].baseline."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def path_of(text: str) -> DataPath | None:
    """The path that `flows[0].baseline` writes, or None where it writes none; undoes `field_text`."""
    if not re.fullmatch(r"[a-z_]+(\[\d+\])*(\.[a-z_]+(\[\d+\])*)*", text):
        return None
    return tuple(int(step) if step.isdigit() else step for step in re.findall(r"[a-z_]+|\d+", text))
