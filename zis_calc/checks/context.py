"""What the rules look at: one file with its model and places, and all that the library around it knows."""

import datetime
import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from zis_calc.methods import Ready, make_ready
from zis_calc.model.base import model_text
from zis_calc.model.checks import Checks, RuleLimit
from zis_calc.model.document import DataPath, Document, field_text, lines_of
from zis_calc.model.factor import Factor, Item, Kind, Kinds, Source, Sources
from zis_calc.model.measure import Measure, StageBlock
from zis_calc.model.method import Method
from zis_calc.model.portfolio import Portfolio
from zis_calc.model.programme import Limit, Settings
from zis_calc.problems import Place, Problem, problem
from zis_calc.units import UnitTable

Made = TypeVar("Made")


@dataclass(frozen=True)
class LibraryFile:
    """One file that has the shape of its kind: its document, model, path inside its library folder, and the folder."""

    document: Document
    model: Any
    path: str
    folder: str
    kept: str | None = field(default=None, repr=False, compare=False)
    _made: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The model as the JSON that caches keep."""
        return self.kept if self.kept is not None else model_text(self.model)

    def once(self, make: Callable[["LibraryFile"], Made]) -> Made:
        """What `make` says of this file alone, made once however many rules and runs ask."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    def problem(self, code: str, path: DataPath = (), **values: Any) -> Problem:
        """A problem of `code` at the value of `path`."""
        return problem(code, self.document.place(path), field_text(path), **values)

    def key_problem(self, code: str, path: DataPath, **values: Any) -> Problem:
        """A problem of `code` at the key of `path` itself."""
        return problem(code, self.document.key_place(path), field_text(path), **values)


@dataclass(frozen=True)
class LibraryFiles:
    """The files under check, every sound file of the library around them, and what it declares."""

    files: tuple[LibraryFile, ...]
    everything: tuple[LibraryFile, ...]
    units: UnitTable
    as_of: datetime.date | None = None
    strays: tuple[str, ...] = ()
    _kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @functools.cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """The kinds of quantity; the first folder that has one wins."""
        found: dict[str, Kind] = {}
        for file in self.everything:
            if isinstance(file.model, Kinds):
                found = {**file.model.kinds, **found}
        return found

    @functools.cached_property
    def sources(self) -> Mapping[str, Source]:
        """The declared sources by key."""
        found: dict[str, Source] = {}
        for file in self.everything:
            if isinstance(file.model, Sources):
                found = {**file.model.sources, **found}
        return found

    @functools.cached_property
    def factors(self) -> Mapping[str, Factor]:
        """The factors by id; the first folder that has one wins."""
        return {id: file.model for id, file in self._by_id(Factor).items()}

    @functools.cached_property
    def factor_files(self) -> Mapping[str, LibraryFile]:
        """The files of the factors by id."""
        return self._by_id(Factor)

    @functools.cached_property
    def items(self) -> Mapping[str, Item]:
        """The items by id."""
        return {id: file.model for id, file in self._by_id(Item).items()}

    @functools.cached_property
    def ids(self) -> Mapping[str, str]:
        """The kind of every file that has an id."""
        found: dict[str, str] = {}
        for file in self.everything:
            id = getattr(file.model, "id", None)
            if id is not None:
                found.setdefault(id, file.model.kind)
        return found

    @functools.cached_property
    def settings(self) -> Settings | None:
        """The default settings: of the first folder that has them."""
        return next((file.model for file in self.everything if isinstance(file.model, Settings)), None)

    @functools.cached_property
    def checks(self) -> Checks:
        """What the rules compare with; the first folder that has a limit or a spelling wins."""
        limits: dict[str, RuleLimit] = {}
        units: dict[str, str] = {}
        codes: dict[str, str] = {}
        prices: dict[str, list[str]] = {}
        regions: list[str] = []
        for file in self.everything:
            if isinstance(file.model, Checks):
                limits = {**file.model.limits, **limits}
                units = {**file.model.unit_spellings, **units}
                codes = {**file.model.code_spellings, **codes}
                prices = {**file.model.prices, **prices}
                regions += file.model.regions
        return Checks(
            kind="checks", limits=limits, unit_spellings=units, code_spellings=codes, regions=regions, prices=prices
        )

    @property
    def today(self) -> datetime.date:
        """The reporting date: the one that was asked for, else the default of the library; never the clock."""
        if self.as_of is not None:
            return self.as_of
        return self.settings.as_of if self.settings is not None else datetime.date.max

    def limit(self, name: str) -> RuleLimit | None:
        """The limit `name` of checks.yaml, or None where no folder has it (its rule is then silent)."""
        return self.checks.limits.get(name)

    def ready(self, file: LibraryFile, method: Method) -> tuple[Ready | None, list[tuple[DataPath, Problem]]]:
        """The method made ready to compute, or what is wrong with its formulas; made once for all rules."""
        key = f"ready {file.document.file}"
        if key not in self._kept:
            self._kept[key] = make_ready(method, self.units)
        found: tuple[Ready | None, list[tuple[DataPath, Problem]]] = self._kept[key]
        return found

    def siblings(self, id: str, *quantities: str) -> list[Factor]:
        """The factors of the same folder (the same id but for its last part), all or those of `quantities`."""
        by_quantity = self._folders.get(id.rpartition(".")[0], {})
        return [one for name in quantities or by_quantity for one in by_quantity.get(name, ())]

    def bases_beside(self, id: str, begins: tuple[str, ...]) -> Mapping[str, list[str]]:
        """The ids of the folder of `id` by the basis they have, of the quantities that begin with one of `begins`."""
        folder = id.rpartition(".")[0]
        key = f"bases {folder} {begins}"
        if key not in self._kept:
            found: dict[str, list[str]] = {}
            for quantity, factors in self._folders.get(folder, {}).items():
                for one in factors if quantity.startswith(begins) else ():
                    if one.basis is not None:
                        found.setdefault(one.basis, []).append(one.id)
            self._kept[key] = found
        kept: dict[str, list[str]] = self._kept[key]
        return kept

    @functools.cached_property
    def _folders(self) -> Mapping[str, Mapping[str, list[Factor]]]:
        found: dict[str, dict[str, list[Factor]]] = {}
        for id, factor in self.factors.items():
            found.setdefault(id.rpartition(".")[0], {}).setdefault(factor.quantity, []).append(factor)
        return found

    def _by_id(self, model: type[Any]) -> dict[str, LibraryFile]:
        found: dict[str, LibraryFile] = {}
        for file in self.everything:
            if isinstance(file.model, model):
                found.setdefault(file.model.id, file)
        return found


def expected_id(path: str) -> str:
    """The id that a file at `path` inside its library folder must have."""
    return path.removesuffix(".yaml").replace("/", ".")


def value_paths(factor: Factor) -> Iterator[tuple[DataPath, float]]:
    """Every plain number of the values of a factor with its path (not the vectors of a release)."""
    for index, value in enumerate(factor.values or []):
        if value.value is not None:
            yield ("values", index, "value"), value.value


def number_in_force(factor: Factor, day: datetime.date) -> tuple[int, float] | None:
    """The index and number of the value of a factor that holds on `day`, or None."""
    found = None
    for index, value in enumerate(factor.values or []):
        if value.start is not None and value.start <= day and value.value is not None:
            found = (index, value.value)
    return found


def linked_ids(item: Item) -> Iterator[tuple[DataPath, str, str]]:
    """Every factor that an item links: path of the link, role (or release_vector), id."""
    for role in type(item.factors).model_fields:
        linked = getattr(item.factors, role)
        if isinstance(linked, list):
            for index, id in enumerate(linked):
                yield ("factors", role, index), role, id
        elif linked:
            yield ("factors", role), role, linked
    for end_use, id in item.copni.items():
        yield ("copni", end_use), "release_vector", id


@dataclass(frozen=True)
class TextFile:
    """The characters of a file of any kind, beside what was read from it."""

    document: Document
    kind: str
    text: str

    @functools.cached_property
    def lines(self) -> list[str]:
        """The lines of the file without their ends."""
        return lines_of(self.text)

    def scalars(self) -> Iterator[tuple[DataPath, Any]]:
        """Every single value of the file with its path, in the order of the file."""
        pending: list[tuple[DataPath, Any]] = [((), self.document.data)]
        while pending:
            path, value = pending.pop()
            if isinstance(value, dict):
                pending += [((*path, key), one) for key, one in reversed(value.items())]
            elif isinstance(value, list):
                pending += [((*path, index), value[index]) for index in range(len(value) - 1, -1, -1)]
            else:
                yield path, value

    def problem(self, code: str, path: DataPath, **values: Any) -> Problem:
        """A problem of `code` at the value of `path`."""
        return problem(code, self.document.place(path), field_text(path), **values)

    def problem_at(self, code: str, line: int, column: int, **values: Any) -> Problem:
        """A problem of `code` at a line and column (both from 1)."""
        return problem(code, Place(self.document.file, line, column), **values)


@dataclass(frozen=True)
class MeasureFile:
    """One measure file that has its shape."""

    document: Document
    measure: Measure

    def problem(self, code: str, path: DataPath = (), **values: Any) -> Problem:
        """A problem of `code` at the value of `path`, which may stand inside a stage."""
        return problem(code, self.document.place(path), field_text(path), self.measure.id, **values)

    def blocks(self) -> Iterator[tuple[DataPath, str, StageBlock]]:
        """Each estimate of the measure: the path of its block, its stage, the block."""
        if self.measure.stages is None:
            yield (), self.measure.stage or "", self.measure
        else:
            for stage, block in self.measure.stages.items():
                yield ("stages", stage), stage, block


@dataclass(frozen=True)
class MeasureFiles:
    """All measure files of a run, in the order in which they were named, the portfolios and the library beside them."""

    files: tuple[MeasureFile, ...]
    library: LibraryFiles
    portfolios: tuple[Portfolio, ...] = ()


@dataclass(frozen=True)
class CaseResult:
    """What one measure comes to: the result as plain data, the change of its releases by fuels and by processes, and
    what its flows cost before it.
    """

    document: Document
    path: DataPath
    data: Mapping[str, Any]
    releases: Mapping[str, float]
    bill: float
    limits: Mapping[str, Limit]
    units: UnitTable

    def problem(self, code: str, path: DataPath = (), **values: Any) -> Problem:
        """A problem of `code` at a path of the estimate."""
        return problem(code, self.document.place((*self.path, *path)), field_text(path), str(self.data["id"]), **values)

    def bound(self, name: str, side: str, unit: str) -> float | None:
        """The plausibility limit `name` of settings.yaml (`above` or `below`) as a number of `unit`, or None."""
        limit = self.limits.get(name)
        return None if limit is None else bound_of(self.units, limit, side, unit)

    def reason(self, name: str) -> str:
        """Why the limit `name` stands where it does, in both languages."""
        return reason_of(self.limits[name])


def bound_of(units: UnitTable, limit: Limit, side: str, unit: str) -> float | None:
    """The limit on one side (`above`, `below`) as a number of `unit`, None where there is none."""
    text = getattr(limit, side)
    if text is None:
        return None
    amount = units.amount(text)
    return amount.value * amount.unit.factor / units.unit(unit).factor


def reason_of(limit: Limit) -> str:
    """Why the limit stands where it does, in both languages."""
    return f"{limit.reason.es}\x1f{limit.reason.en}"


@dataclass(frozen=True)
class PortfolioFile:
    """One portfolio file with the measures that it names: where each stands in the file, and what it is.

    `found` holds what the readers of the portfolio itself say (paths, claims, targets): the rules of those codes take
    theirs from it.
    """

    document: Document
    portfolio: Portfolio
    members: tuple[tuple[DataPath, str, Measure], ...]
    found: tuple[Problem, ...]
    library: LibraryFiles

    def problem(self, code: str, path: DataPath = (), **values: Any) -> Problem:
        """A problem of `code` at the value of `path`."""
        return problem(code, self.document.place(path), field_text(path), **values)
