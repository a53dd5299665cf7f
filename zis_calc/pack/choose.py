"""The choice of factors: an item, a year, a GWP set and a unit -> the factor columns of a flow row.

One choice per distinct combination, not per row: `choose` is called through the cache in `gate.Gate`.
"""

from dataclasses import dataclass
from functools import cached_property

from zis_calc.model.base import Basis
from zis_calc.model.factor import Factor, Item
from zis_calc.model.library import FactorUse, Library
from zis_calc.pack.amounts import Yearly, converted
from zis_calc.pack.batch import Origin, Part
from zis_calc.problems import ProblemError, problem
from zis_calc.units import Dimension, Unit, describe, ratio

ENERGY: Dimension = (("kilogram", 1), ("meter", 2), ("second", -2))
MASS: Dimension = (("kilogram", 1),)
VOLUME: Dimension = (("meter", 3),)
GAS: Dimension = (("mole", 1),)

MWH_PER_TJ = 1e12 / 3.6e9

Cells = dict[str, tuple[float, Origin | None]]

_GASES = (("co2", "t CO2"), ("biogenic_co2", "t CO2"), ("ch4", "t CH4"), ("n2o", "t N2O"), ("co2e", "t CO2e"))


@dataclass(frozen=True)
class Choice:
    """The factor cells of a flow row, the unit its activity is counted in, and the unit of its emission base."""

    item: Item
    unit: Unit
    gas_volume: float
    base_unit: str
    cells: Cells

    @cached_property
    def uses(self) -> tuple[FactorUse, ...]:
        """The library factors behind the cells."""
        origins = [origin for _, origin in self.cells.values() if origin is not None]
        parts = [one for origin in origins for part in origin.parts for one in (part, *part.inputs)]
        return tuple(part.use for part in parts if part.use is not None)

    def base_per_activity(self) -> float:
        """How much emission base one unit of activity is (TJ per gallon; 1 for what is not a fuel)."""
        total = 1.0
        for name in ("density", "net_calorific_value", "heating_value_ratio"):
            total *= self.cells[name][0]
        return total


def permitted_dimensions(item: Item, library: Library) -> tuple[Dimension, ...]:
    """What an amount of `item` may be: energy, mass, volume or gas for a fuel; the dimension of its unit otherwise."""
    own = library.units.unit(item.unit).dimension
    if item.type == "fuel":
        rest = [dimension for dimension in (VOLUME, MASS, ENERGY) if dimension != own]
        return (own, *rest, GAS) if item.volume else (own, *rest)
    return (own,)


def choose(
    library: Library, item: Item, dimension: Dimension, basis: Basis | None, year: int, gwp: str, own: bool
) -> Choice:
    """The factors of `item` for amounts of `dimension` in `year`; emission factors stay 0 where `own` gives them."""
    cells: Cells = dict.fromkeys(("density", "net_calorific_value", "heating_value_ratio"), (1.0, None))
    cells["energy_per_base"] = (0.0, None)
    for gas, _ in _GASES:
        cells[f"emission_factor_{gas}"] = (0.0, None)
    for name in ("gwp_refrigerant", "gwp_montreal", "gwp_ch4", "gwp_n2o"):
        cells[name] = (0.0, None)
    gas_volume = 1.0
    if item.type == "fuel":
        unit, gas_volume = _fuel_energy(library, item, dimension, basis, year, cells)
        base_unit = "TJ"
        cells["energy_per_base"] = (
            MWH_PER_TJ,
            Origin(MWH_PER_TJ, "MWh/TJ", (Part("1000 / 3.6 MWh/TJ", MWH_PER_TJ),)),
        )
    elif item.type == "electricity":
        base_unit = "MWh"
        unit = library.units.unit(base_unit)
        cells["energy_per_base"] = (1.0, Origin(1.0, "1", ()))
    elif item.type == "refrigerant":
        base_unit = "t"
        unit = library.units.unit(base_unit)
        _refrigerant(library, item, gwp, cells)
    else:
        base_unit = item.unit
        unit = library.units.unit(base_unit)
    if not own:
        _emission_factors(library, item, base_unit, year, cells)
    _gas_potentials(library, gwp, cells)
    return Choice(item, unit, gas_volume, base_unit, cells)


def factor_origin(use: FactorUse, value: float, unit: str) -> Origin:
    """The origin of a number that is a factor of the library, with the change of unit where there is one."""
    parts = [Part(f"{use.value!r} {use.unit}", use.value, use=use)]
    if value != use.value:
        parts.append(Part(f"→ {unit}", value / use.value if use.value else 1.0))
    return Origin(value, unit, tuple(parts))


def _scaled(library: Library, use: FactorUse, target: str) -> float:
    scale = ratio(library.units.unit(use.unit), library.units.unit(target))
    return use.value if scale == 1.0 else float(f"{use.value * scale:.15g}")


def _emission_factors(library: Library, item: Item, base_unit: str, year: int, cells: Cells) -> None:
    for gas, mass in _GASES:
        id = getattr(item.factors, f"emission_factor_{gas}")
        if id is None:
            continue
        use = library.use(id, year)
        unit = f"{mass}/{base_unit}"
        value = _scaled(library, use, unit)
        origin = factor_origin(use, value, unit)
        if item.type == "fuel" and use.basis == "hhv":
            share = ratio_use(library, item, year)
            value = value / share.value
            inverse = Part(f"1 / {share.value!r}", 1 / share.value, use=share)
            origin = Origin(value, unit, (*origin.parts, inverse))
        cells[f"emission_factor_{gas}"] = (value, origin)


def _gas_potentials(library: Library, gwp: str, cells: Cells) -> None:
    for gas, ids in (("ch4", ("gwp.ch4_nonfossil", "gwp.ch4")), ("n2o", ("gwp.n2o",))):
        if not cells[f"emission_factor_{gas}"][0]:
            continue
        use = _first_with_set(library, ids, gwp)
        cells[f"gwp_{gas}"] = (use.value, factor_origin(use, use.value, f"tCO2e/t{gas.upper()}"))


def _first_with_set(library: Library, ids: tuple[str, ...], gwp: str) -> FactorUse:
    """Combustion CH4 takes the value for non-fossil methane where the set has one (AR6, Table 7.15)."""
    for id in ids[:-1]:
        try:
            return library.use(id, None, gwp)
        except ProblemError:
            continue
    return library.use(ids[-1], None, gwp)


def _refrigerant(library: Library, item: Item, gwp: str, cells: Cells) -> None:
    id = item.factors.gwp100
    if id is None:
        raise ProblemError(problem("M010", item=item.id))
    use = library.use(id, None, gwp)
    kyoto, montreal = _split_montreal(library, use)
    for name, parts in (("gwp_refrigerant", kyoto), ("gwp_montreal", montreal)):
        total = 0.0
        for share, part in parts:
            total += share * part.value
        if not parts:
            continue
        if use.parts and len(parts) < len(use.parts):
            inputs = tuple(
                Part(f"{share!r} × {part.value!r}", share * part.value, use=part, unit="tCO2e/t")
                for share, part in parts
            )
            note = " + ".join(one.text for one in inputs)
            label = f"{use.name.es}\x1f{use.name.en}"
            origin = Origin(total, "tCO2e/t", (Part(label, total, None, None, "tCO2e/t", use.id, note, inputs),))
        else:
            origin = factor_origin(use, total, "tCO2e/t")
        cells[name] = (total, origin)


Shares = list[tuple[float, FactorUse]]


def _split_montreal(library: Library, use: FactorUse) -> tuple[Shares, Shares]:
    parts: Shares = list(use.parts) or [(1.0, use)]
    kyoto = [(share, part) for share, part in parts if not library.is_montreal(part.id)]
    montreal = [(share, part) for share, part in parts if library.is_montreal(part.id)]
    return kyoto, montreal


def ratio_use(library: Library, item: Item, year: int) -> FactorUse:
    """The LHV/HHV ratio of a fuel; ProblemError M009 where the library has none."""
    id = item.factors.lhv_hhv_ratio
    if id is None:
        reason = "@its LHV/HHV ratio is not in the library"
        raise ProblemError(problem("M009", value="HHV", item=item.id, wanted="LHV", reason=reason, example="TJ (LHV)"))
    return library.use(id, year)


def _fuel_energy(
    library: Library, item: Item, dimension: Dimension, basis: Basis | None, year: int, cells: Cells
) -> tuple[Unit, float]:
    """Fills the cells from an amount of `dimension` to TJ LHV; the unit the activity is counted in, and mol per m3."""
    units = library.units
    if dimension == ENERGY:
        if basis == "hhv":
            use = ratio_use(library, item, year)
            cells["heating_value_ratio"] = (use.value, factor_origin(use, use.value, "1"))
        return units.unit("TJ"), 1.0
    gas_volume = 1.0
    if dimension == GAS:
        gas_volume = units.unit("Nm3" if item.volume == "normal" else "Sm3").factor
        dimension = VOLUME
    candidates = [library.factor(id) for id in item.factors.net_calorific_value or []]
    for factor in candidates:
        below = _denominator(units.unit(factor.unit), factor)
        if units.unit(below).dimension == dimension:
            _heating_value(library, item, factor, below, year, cells)
            return units.unit(below), gas_volume
    if item.factors.density is not None and candidates:
        return _through_density(library, item, candidates[0], dimension, year, cells), gas_volume
    reason = "@the library has no heating value per this unit, and no density"
    example = ", ".join(_denominator(units.unit(factor.unit), factor) for factor in candidates) or "TJ"
    raise ProblemError(
        problem(
            "M009",
            value=f"#{describe(dimension)}",
            item=item.id,
            wanted="@energy",
            reason=reason,
            example=example,
        )
    )


def _denominator(unit: Unit, factor: Factor) -> str:
    """The unit below the slash of a heating value: gal in TJ/gal; t for Gg and kg for people's sake."""
    below = unit.text.rsplit("/", 1)[-1].strip()
    if unit.text.count("/") != 1:
        raise ProblemError(problem("F004", unit=unit.text, found="", quantity=factor.quantity, expected="TJ/t, TJ/m3"))
    return "t" if below in ("Gg", "kg") else below


def _heating_value(library: Library, item: Item, factor: Factor, below: str, year: int, cells: Cells) -> None:
    use = library.use(factor.id, year)
    value = _scaled(library, use, f"TJ/{below}")
    cells["net_calorific_value"] = (value, factor_origin(use, value, f"TJ/{below}"))
    if use.basis == "hhv":
        share = ratio_use(library, item, year)
        cells["heating_value_ratio"] = (share.value, factor_origin(share, share.value, "1"))


def _through_density(
    library: Library, item: Item, heating: Factor, dimension: Dimension, year: int, cells: Cells
) -> Unit:
    """Mass from volume or volume from mass, where the heating value is per the other."""
    units = library.units
    use = library.use(item.factors.density or "", year)
    below = _denominator(units.unit(heating.unit), heating)
    mass, volume = (text.strip() for text in use.unit.split("/"))
    _heating_value(library, item, heating, below, year, cells)
    if dimension == VOLUME:
        value = _scaled(library, use, f"{below}/{volume}")
        cells["density"] = (value, factor_origin(use, value, f"{below}/{volume}"))
        return units.unit(volume)
    forward = _scaled(library, use, f"{mass}/{below}")
    part = Part(f"1 / ({use.value!r} {use.unit})", 1 / forward, use=use)
    cells["density"] = (1 / forward, Origin(1 / forward, f"{below}/{mass}", (part,)))
    return units.unit(mass)


def activity_of(yearly: Yearly, choice: Choice) -> tuple[float, tuple[Part, ...]]:
    """The amount in the unit of the choice; gas measured in normal or standard m3 goes by amount of substance."""
    if choice.gas_volume == 1.0:
        return converted(yearly, choice.unit)
    by_volume = yearly._replace(factor=yearly.factor / choice.gas_volume)
    return converted(by_volume, choice.unit)
