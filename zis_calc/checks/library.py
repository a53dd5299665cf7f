"""Rules over the files of a factor library: each function is one rule and yields its problems with their place."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from zis_calc.checks.indicators import indicator_rules
from zis_calc.checks.scales import bands_rules, credit_line_rules
from zis_calc.methods import make_ready, worked_examples
from zis_calc.model.document import DataPath, Document, field_text
from zis_calc.model.factor import Factor, Item, ItemFactors, Kind, Kinds, Source, Sources, Value
from zis_calc.model.indicator import Indicator
from zis_calc.model.method import Method
from zis_calc.model.programme import Bands, CreditLine
from zis_calc.problems import Place, Problem, ProblemError, did_you_mean, problem
from zis_calc.units import UnitTable, describe


@dataclass(frozen=True)
class LibraryFile:
    """One file that has the shape of its kind: its document, model, path inside its library folder, and the folder."""

    document: Document
    model: Any
    path: str
    folder: str


@dataclass(frozen=True)
class LibraryFiles:
    """What the rules look at: the files under check and what else the library knows."""

    files: tuple[LibraryFile, ...]
    kinds: Mapping[str, Kind]
    sources: Mapping[str, Source]
    factors: Mapping[str, Factor]
    items: Mapping[str, Item]
    units: UnitTable
    frameworks: frozenset[str] = frozenset()


def check_library(files: LibraryFiles) -> Iterator[Problem]:
    """Every problem of the files under check."""
    for file in files.files:
        yield from id_is_path(file)
        yield from sources_known(file, files)
        if isinstance(file.model, Factor):
            yield from factor_rules(file, file.model, files)
        elif isinstance(file.model, Item):
            yield from item_rules(file, file.model, files)
        elif isinstance(file.model, Kinds):
            yield from kinds_rules(file, file.model, files)
        elif isinstance(file.model, Method):
            yield from method_rules(file, file.model, files)
        elif isinstance(file.model, CreditLine):
            yield from credit_line_rules(file.document, file.model, files.units)
        elif isinstance(file.model, Bands):
            yield from bands_rules(file.document, file.model, files.units)
        elif isinstance(file.model, Indicator):
            yield from indicator_rules(file.document, file.model, files.units, files.frameworks)
    yield from item_names_unique(files)


def expected_id(path: str) -> str:
    """The id that a file at `path` inside its library folder must have."""
    return path.removesuffix(".yaml").replace("/", ".")


def id_is_path(file: LibraryFile) -> Iterator[Problem]:
    """F001: the id of a file is its path with dots."""
    id = getattr(file.model, "id", None)
    if id is not None and id != expected_id(file.path):
        yield problem("F001", file.document.place(("id",)), "id", id=id, expected=expected_id(file.path))


def sources_known(file: LibraryFile, files: LibraryFiles) -> Iterator[Problem]:
    """F002: every source key is in sources.yaml."""
    if isinstance(file.model, Sources):
        return
    for path, key in _source_keys(file.document.data):
        if key not in files.sources:
            hint = did_you_mean(key, files.sources)
            yield problem("F002", file.document.place(path), field_text(path), source=key, suggestion=hint)


def _source_keys(data: Mapping[str, Any]) -> Iterator[tuple[DataPath, str]]:
    if isinstance(data.get("source"), str):
        yield ("source",), data["source"]
    for block in ("constants", "tables"):
        for name, value in (data.get(block) or {}).items():
            yield (block, name, "source"), value["source"]
    for index, example in enumerate(data.get("examples") or []):
        yield ("examples", index, "source"), example["source"]
    for index, value in enumerate(data.get("values") or []):
        if isinstance(value, dict) and isinstance(value.get("source"), str):
            yield ("values", index, "source"), value["source"]


def factor_rules(file: LibraryFile, factor: Factor, files: LibraryFiles) -> Iterator[Problem]:
    """F003 to F014 and F017: quantity, unit, basis, dates, bounds, range and composition of a factor."""
    place = file.document.place
    if (factor.values is None) == (factor.composition is None):
        yield problem("F017", place(), "values")
    kind = files.kinds.get(factor.quantity)
    if kind is None:
        hint = did_you_mean(factor.quantity, files.kinds)
        yield problem("F003", place(("quantity",)), "quantity", quantity=factor.quantity, suggestion=hint)
    else:
        yield from unit_fits(file, factor, kind, files.units)
        if kind.basis_required and factor.basis is None:
            yield problem("F007", place(), "basis", quantity=factor.quantity)
    if factor.composition is not None:
        yield from composition_rules(file, factor, files)
    yield from values_rules(file, factor.values or [])


def unit_fits(file: LibraryFile, factor: Factor, kind: Kind, units: UnitTable) -> Iterator[Problem]:
    """F004 and F008: the unit has a dimension of its kind, and values lie in the plausible range of that unit."""
    place = file.document.place(("unit",))
    try:
        unit = units.unit(factor.unit)
    except ProblemError as error:
        yield from (found.at(place) for found in error.problems)
        return
    for index, text in enumerate(kind.units):
        permitted = units.unit(text)
        if permitted.dimension == unit.dimension:
            bounds = kind.ranges[index] if index < len(kind.ranges) else None
            if bounds is not None:
                yield from in_range(file, factor, unit.factor / permitted.factor, bounds, text, kind)
            return
    expected = ", ".join(f"#{describe(units.unit(text).dimension)}" for text in kind.units)
    found = f"#{describe(unit.dimension)}"
    yield problem(
        "F004", place, "unit", unit=factor.unit, found=found, quantity=factor.quantity, expected=expected
    )  # fmt: skip


def in_range(
    file: LibraryFile, factor: Factor, scale: float, bounds: list[float], unit: str, kind: Kind
) -> Iterator[Problem]:
    """F008: each value lies in the plausible range of its kind."""
    low, high = bounds
    for index, value in enumerate(factor.values or []):
        numbers: list[tuple[DataPath, object]] = [(("values", index, "value"), value.value)]
        numbers += [
            (("values", index, "vectors", name), number)
            for name, number in (value.vectors or {}).items()
            if name not in (factor.vector_units or {})
        ]
        for path, number in numbers:
            if isinstance(number, float) and not low <= number * scale <= high:
                reason = f"{kind.reason.es}\x1f{kind.reason.en}"
                yield problem(
                    "F008", file.document.place(path), field_text(path),
                    value=f"{number * scale:g}", unit=unit, low=f"{low:g}", high=f"{high:g}", reason=reason,
                )  # fmt: skip


def composition_rules(file: LibraryFile, factor: Factor, files: LibraryFiles) -> Iterator[Problem]:
    """F010 and F014: the components of a blend exist and their shares sum to one."""
    shares = factor.composition or {}
    place = file.document.place(("composition",))
    total = sum(shares.values())
    if abs(total - 1) > 1e-6:
        yield problem("F014", place, "composition", sum=f"{total:g}")
    for id in shares:
        if id not in files.factors:
            yield problem("F010", place, "composition", factor=id, suggestion=did_you_mean(id, files.factors))


def values_rules(file: LibraryFile, values: list[Value]) -> Iterator[Problem]:
    """F005, F006, F009, F011, F012, F013: dates, bounds and evidence of the values of a factor."""
    previous: datetime.date | None = None
    for index, value in enumerate(values):
        path: DataPath = ("values", index)
        place = file.document.place(path)
        if (value.start is None) == (value.set is None):
            yield problem("F012", place, field_text(path))
        if value.start is not None:
            if previous is not None and value.start <= previous:
                where = file.document.place((*path, "from"))
                yield problem("F005", where, field_text((*path, "from")), date=value.start, previous=previous)
            if value.until is not None and value.until <= value.start:
                where = file.document.place((*path, "until"))
                yield problem("F006", where, field_text((*path, "until")), until=value.until, start=value.start)
            previous = value.start
        given = [value.value is not None, value.vectors is not None]
        if not any(given) and (value.lower is None or value.upper is None):
            yield problem("F011", place, field_text(path))
        yield from bounds_around(value, place, path)
        if value.review == "verified" and value.verified is None:
            where = file.document.place((*path, "review"))
            yield problem("F013", where, field_text((*path, "review")))


def bounds_around(value: Value, place: Place, path: DataPath) -> Iterator[Problem]:
    """F009: the bounds lie around the value."""
    low = value.lower if value.lower is not None else value.value
    high = value.upper if value.upper is not None else value.value
    if low is None or high is None:
        return
    middle = value.value if value.value is not None else low
    if not low <= middle <= high:
        yield problem("F009", place, field_text(path), value=f"{middle:g}", lower=f"{low:g}", upper=f"{high:g}")


def item_rules(file: LibraryFile, item: Item, files: LibraryFiles) -> Iterator[Problem]:
    """F010, F015 and the unit of an item: its links lead to factors of the right quantity."""
    try:
        files.units.unit(item.unit)
    except ProblemError as error:
        yield from (found.at(file.document.place(("unit",))) for found in error.problems)
    links: list[tuple[DataPath, str, str]] = []
    for role in ItemFactors.model_fields:
        linked = getattr(item.factors, role)
        ids = linked if isinstance(linked, list) else [linked] if linked else []
        links += [(("factors", role), role, id) for id in ids]
    links += [(("copni", end_use), "release_vector", id) for end_use, id in item.copni.items()]
    for path, role, id in links:
        place = file.document.place(path)
        factor = files.factors.get(id)
        if factor is None:
            hint = did_you_mean(id, files.factors)
            yield problem("F010", place, field_text(path), factor=id, suggestion=hint)
        elif not (factor.quantity == role or factor.quantity.startswith(role)):
            yield problem("F015", place, field_text(path), role=role, factor=id, quantity=factor.quantity)


def item_names_unique(files: LibraryFiles) -> Iterator[Problem]:
    """F016: the last part of an item's id is its own, so that people can write it alone."""
    by_name: dict[str, list[str]] = {}
    for id in files.items:
        by_name.setdefault(id.rsplit(".", 1)[-1], []).append(id)
    for file in files.files:
        if isinstance(file.model, Item):
            name = file.model.id.rsplit(".", 1)[-1]
            ids = by_name.get(name, [])
            if len(ids) > 1:
                yield problem("F016", file.document.place(("id",)), "id", name=name, ids=", ".join(sorted(ids)))


def kinds_rules(file: LibraryFile, kinds: Kinds, files: LibraryFiles) -> Iterator[Problem]:
    """The units of kinds.yaml are known."""
    for name, kind in kinds.kinds.items():
        for index, unit in enumerate(kind.units):
            try:
                files.units.unit(unit)
            except ProblemError as error:
                path: DataPath = ("kinds", name, "units", index)
                yield from (found.at(file.document.place(path)) for found in error.problems)


def method_rules(file: LibraryFile, method: Method, files: LibraryFiles) -> Iterator[Problem]:
    """E001 to E009 and F010: formulas, dimensions, tables, worked examples, and the items and sources of a method."""
    ready, found = make_ready(method, files.units)
    if ready is not None:
        found = worked_examples(ready, files.units)
    if not method.examples:
        found.append(((), problem("E008")))
    for path, one in found:
        place = file.document.place(path)
        column = dict(one.values).get("column")
        if column is not None and place.column is not None:
            place = Place(place.file, place.line, place.column + int(column) - 1)
        yield replace(one, place=place, field=field_text(path))
    for path, id, known in _method_links(method, files):
        if id not in known:
            hint = did_you_mean(id, known)
            yield problem("F010", file.document.place(path), field_text(path), factor=id, suggestion=hint)


def _method_links(method: Method, files: LibraryFiles) -> Iterator[tuple[DataPath, str, set[str]]]:
    items = {name for id in files.items for name in (id, id.rsplit(".", 1)[-1])} | {"electricity"}
    sources = {id.removeprefix("copni.") for id in files.factors if id.startswith("copni.")}
    choices = {f"${name}" for name, parameter in method.parameters.items() if parameter.choice is not None}
    for index, flow in enumerate(method.flows):
        yield ("flows", index, "item"), flow.item, items | choices
    for index, change in enumerate(method.copni):
        for side in ("baseline", "project"):
            one = getattr(change, side)
            if one is not None:
                yield ("copni", index, side, "source"), one.source, sources | choices
    for name, parameter in method.parameters.items():
        known = sources if parameter.choice == "copni" else {"lhv", "hhv"} if parameter.choice == "basis" else items
        for option in parameter.options:
            yield ("parameters", name, "options"), option, known
        if parameter.choice is not None and parameter.default is not None:
            yield ("parameters", name, "default"), parameter.default, known
