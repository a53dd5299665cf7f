"""What the parts of the gate share: the library, the options, the problems found, and choices already made."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from zis_calc.methods import Ready
from zis_calc.model.base import Basis
from zis_calc.model.document import DataPath, field_text
from zis_calc.model.factor import Item
from zis_calc.model.library import FactorUse, Library
from zis_calc.pack.amounts import Written
from zis_calc.pack.batch import Case, Origin, Part, Social, factor_year
from zis_calc.pack.choose import Choice, choose
from zis_calc.pack.options import Options
from zis_calc.problems import Problem, ProblemError, problem
from zis_calc.units import Dimension


@dataclass
class Gate:
    """One run of the gate. `choices` keeps the factors of each distinct item, unit, basis and year."""

    library: Library
    options: Options
    problems: list[Problem] = field(default_factory=list)
    choices: dict[tuple[str, Dimension, Basis | None, int, bool], Choice] = field(default_factory=dict)
    methods: dict[str, Ready] = field(default_factory=dict)
    social: dict[int | None, Social] = field(default_factory=dict)

    def item(self, name: str) -> Item:
        """The item that a flow names; the bare word `electricity` is the scheme of the options."""
        return self.library.item(self.options.electricity if name == "electricity" else name)

    def choose(self, item: Item, dimension: Dimension, basis: Basis | None, year: int, own: bool) -> Choice:
        """The factor cells of a flow row, chosen once per distinct key."""
        key = (item.id, dimension, basis, year, own)
        known = self.choices.get(key)
        if known is None:
            known = choose(self.library, item, dimension, basis, year, self.options.gwp, own)
            self.choices[key] = known
        return known


@dataclass
class Reader:
    """Reads the values of one measure: turns raised problems into gathered ones with place, field and measure."""

    gate: Gate
    case: Case
    failed: bool = False
    uses: dict[tuple[str, str], FactorUse] = field(default_factory=dict)

    @contextmanager
    def at(self, *steps: str | int) -> Iterator[None]:
        """Gathers what is raised inside, placed at the value below the stage's block; the row is then incomplete."""
        path = (*self.case.path, *steps)
        try:
            yield
        except ProblemError as error:
            self.failed = True
            for found in error.problems:
                self.gate.problems.append(self._placed(found, path))

    def say(self, code: str, *steps: str | int, **values: Any) -> None:
        """Adds a problem at a value of the stage's block (the row goes on)."""
        self.gate.problems.append(self._placed(problem(code, **values), (*self.case.path, *steps)))

    def refuse(self, code: str, path: DataPath, **values: Any) -> None:
        """Adds an error at `path` of the whole file; the measure is refused."""
        self.failed = True
        self.gate.problems.append(self._placed(problem(code, **values), path))

    def _placed(self, found: Problem, path: DataPath) -> Problem:
        place = found.place or self.case.document.place(path)
        return Problem(found.code, found.values, place, found.field or field_text(path), self.case.measure.id)

    def written(self, text: str, *steps: str | int) -> Written:
        """A text of the stage's block with its place."""
        return Written(text, (*self.case.path, *steps))

    @property
    def year(self) -> int:
        """The year whose factors are used."""
        return factor_year(self.case, self.gate.options.as_of)

    def used(self, origin: Origin | None) -> None:
        """Notes the factors behind an input, for the list of factors of the measure."""
        for part in origin.parts if origin is not None else ():
            for one in (part, *part.inputs):
                if one.use is not None:
                    self.note_use(one.use)

    def note_use(self, use: FactorUse) -> None:
        """Notes a factor, and what it is made of."""
        if not use.parts:
            self.uses[(use.id, use.vector or use.set or str(use.valid_from))] = use
            return
        self.uses[(use.id, use.set or "")] = use
        for _, part in use.parts:
            self.note_use(part)


def product(parts: tuple[Part, ...]) -> float:
    """The product of the parts."""
    total = 1.0
    for part in parts:
        total *= part.value
    return total
