"""The library as the program sees it: look-ups by id, date and GWP set, each with how the value was chosen."""

import datetime
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from zis_calc.model.base import Words, weakest
from zis_calc.model.factor import Factor, Item, Kind, Source, Value
from zis_calc.model.programme import Settings
from zis_calc.problems import ProblemError, did_you_mean, problem
from zis_calc.units import Unit, UnitTable


class Entry(NamedTuple):
    """One file of the library: its kind, its content as JSON text, its path inside the library, what finds it."""

    kind: str
    json: str
    path: str
    folder: str
    search: str


@dataclass(frozen=True)
class FactorUse:
    """A factor as it was used: the number, how it was chosen, and where it is printed."""

    id: str
    name: Words
    quantity: str
    value: float
    unit: str
    valid_from: datetime.date | None
    set: str | None
    how: str
    source: str
    locator: str | None
    review: str
    basis: str | None
    lower: float | None = None
    upper: float | None = None
    parts: tuple[tuple[float, "FactorUse"], ...] = ()
    vector: str | None = None


class VectorUse(NamedTuple):
    """One vector of a release factor: a number with its factor use, or the code NA, ND, unknown, held_back."""

    status: str
    use: FactorUse | None


@dataclass(frozen=True)
class Library:
    """All files of the library, validated; models are made when they are asked for."""

    entries: Mapping[str, Entry]
    item_names: Mapping[str, tuple[str, ...]]
    units: UnitTable
    digest: str

    @functools.cached_property
    def settings(self) -> Settings:
        """The default settings of the library."""
        return Settings.model_validate_json(self.entries["settings"].json)

    @functools.cached_property
    def _factors(self) -> dict[str, Factor]:
        return {}

    @functools.cached_property
    def _items(self) -> dict[str, Item]:
        return {}

    @functools.cached_property
    def _kinds(self) -> dict[str, Kind]:
        return {}

    @functools.cached_property
    def _sources(self) -> dict[str, Source]:
        return {}

    @functools.cached_property
    def _uses(self) -> dict[tuple[str, int | None, str | None], FactorUse]:
        return {}

    def ids(self, kind: str) -> list[str]:
        """The ids of all files of `kind`, sorted."""
        return sorted(name for name, entry in self.entries.items() if entry.kind == kind)

    def factor(self, id: str) -> Factor:
        """The factor `id`; ProblemError F010 if there is none."""
        known = self._factors.get(id)
        if known is None:
            entry = self.entries.get(id)
            if entry is None or entry.kind != "factor":
                close = did_you_mean(id, self.ids("factor"))
                raise ProblemError(problem("F010", factor=id, suggestion=close))
            known = Factor.model_validate_json(entry.json)
            self._factors[id] = known
        return known

    def item(self, name: str) -> Item:
        """The item with this id or last part of an id; ProblemError M001 or M002."""
        known = self._items.get(name)
        if known is None:
            known = Item.model_validate_json(self.entries[self.item_id(name)].json)
            self._items[name] = known
        return known

    def item_id(self, name: str) -> str:
        """The full id of the item that `name` writes."""
        if name == "electricity":
            return self.settings.electricity
        entry = self.entries.get(name)
        if entry is not None and entry.kind == "item":
            return name
        candidates = self.item_names.get(name, ())
        if len(candidates) > 1:
            raise ProblemError(problem("M002", item=name, candidates=", ".join(candidates)))
        if not candidates:
            close = did_you_mean(name, [*self.item_names, *self.ids("item"), "electricity"])
            raise ProblemError(problem("M001", item=name, suggestion=close))
        return candidates[0]

    def copni_source(self, name: str) -> Factor:
        """The release vector that `name` writes (`iron_foundry.class1`); ProblemError M003."""
        for id in (name, f"copni.{name}"):
            entry = self.entries.get(id)
            if entry is not None and entry.kind == "factor":
                factor = self.factor(id)
                if factor.quantity == "release_vector":
                    return factor
        known = [id.removeprefix("copni.") for id in self.ids("factor") if id.startswith("copni.")]
        raise ProblemError(problem("M003", source=name, suggestion=did_you_mean(name, known)))

    def method_id(self, name: str) -> str:
        """The full id of the method that `name` writes (`led-lighting`); ProblemError E010."""
        for id in (name, f"methods.{name}"):
            entry = self.entries.get(id)
            if entry is not None and entry.kind == "method":
                return id
        known = [id.removeprefix("methods.") for id in self.ids("method")]
        raise ProblemError(problem("E010", method=name, suggestion=did_you_mean(name, known)))

    def kind(self, quantity: str) -> Kind:
        """The kind of quantity `quantity`."""
        known = self._kinds.get(quantity)
        if known is None:
            known = Kind.model_validate_json(self.entries[f"kinds.{quantity}"].json)
            self._kinds[quantity] = known
        return known

    def source(self, key: str) -> Source:
        """The source `key`."""
        known = self._sources.get(key)
        if known is None:
            known = Source.model_validate_json(self.entries[f"sources.{key}"].json)
            self._sources[key] = known
        return known

    def unit_of(self, factor: Factor) -> Unit:
        """The unit of `factor`, parsed."""
        return self.units.unit(factor.unit)

    def use(self, id: str, year: int | None = None, gwp: str | None = None) -> FactorUse:
        """The value of the factor `id` for `year` or GWP set `gwp`; ProblemError M006, M007 or M008."""
        key = (id, year, gwp)
        known = self._uses.get(key)
        if known is None:
            factor = self.factor(id)
            if factor.composition is not None:
                known = self._blend(factor, gwp or "")
            elif factor.values is not None and factor.values[0].set is not None:
                known = _make_use(factor, _by_set(factor, gwp or ""), "exact")
            else:
                value, how = self.value_of_year(factor, year)
                known = _make_use(factor, value, how)
            self._uses[key] = known
        return known

    def value_of_year(self, factor: Factor, year: int | None) -> tuple[Value, str]:
        """The dated value of `year` (the last one for None), and how it was chosen; ProblemError M006 or M007."""
        values = factor.values or []
        if year is None:
            return values[-1], "exact"
        chosen: Value | None = None
        for value in values:
            if value.start is not None and value.start.year <= year:
                chosen = value
        if chosen is None:
            first = values[0].start
            assert first is not None
            raise ProblemError(problem("M006", factor=factor.id, first=first, year=year, first_year=first.year))
        if chosen.until is not None and datetime.date(year, 1, 1) >= chosen.until:
            raise ProblemError(problem("M007", factor=factor.id, last=chosen.until, year=year))
        held = self.kind(factor.quantity).yearly and chosen.start is not None and chosen.start.year != year
        return chosen, "held" if held else "exact"

    def _blend(self, factor: Factor, gwp: str) -> FactorUse:
        """GWP of a blend: sum of mass share times GWP of each component (IPCC 2006 vol. 3 ch. 7, Table 7.8)."""
        parts = tuple((share, self.use(id, None, gwp)) for id, share in (factor.composition or {}).items())
        total = 0.0
        for share, use in parts:
            total += share * use.value
        review = weakest([factor.review or "recalled", *(use.review for _, use in parts)]) or "recalled"
        return FactorUse(
            factor.id, factor.name, factor.quantity, total, factor.unit, None, gwp, "exact",
            factor.source or "", factor.locator, review, factor.basis, parts=parts,
        )  # fmt: skip

    def is_montreal(self, id: str) -> bool:
        """Whether the gas `id` is under the Montreal Protocol (reported apart from the Kyoto total)."""
        return self.factor(id).montreal

    def vector_use(self, factor: Factor, vector: str, year: int | None) -> VectorUse:
        """The number of one release vector, or the code that stands in its place."""
        value, how = self.value_of_year(factor, year)
        written = (value.vectors or {}).get(vector, "unknown")  # type: ignore[call-overload]
        if isinstance(written, str):
            return VectorUse(written.lower(), None)
        if factor.held_back and vector in factor.held_back:
            return VectorUse("held_back", None)
        review = (value.vector_review or {}).get(vector, value.review)  # type: ignore[call-overload]
        unit = (factor.vector_units or {}).get(vector, factor.unit)  # type: ignore[call-overload]
        use = FactorUse(
            factor.id, factor.name, factor.quantity, float(written), unit, value.start, None, how,
            value.source, value.locator, review, None, vector=vector,
        )  # fmt: skip
        return VectorUse("number", use)


def _by_set(factor: Factor, gwp: str) -> Value:
    for value in factor.values or []:
        if value.set == gwp:
            return value
    known = ", ".join(value.set or "" for value in factor.values or [])
    raise ProblemError(problem("M008", factor=factor.id, gwp=gwp, known=known))


def _make_use(factor: Factor, value: Value, how: str) -> FactorUse:
    if value.value is None:
        raise ProblemError(problem("F011"))
    return FactorUse(
        factor.id, factor.name, factor.quantity, value.value, factor.unit, value.start, value.set, how,
        value.source, value.locator, value.review, factor.basis, value.lower, value.upper,
    )  # fmt: skip
