"""M082: a price is within the plausible range of its item."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from zis_calc.checks.chains import in_base
from zis_calc.checks.context import LibraryFiles, MeasureFiles
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.model.factor import Item
from zis_calc.problems import Problem, ProblemError


@rule("M082", on="measures")
def price_unusual(measures: MeasureFiles) -> Iterator[Problem]:
    """M082 price-unusual: a price is within the plausible range of its item.

    A price per MWh written per kWh makes a measure pay back in a day. checks.yaml holds a wide range per type
    of item and unit; a fuel by mass or volume is compared by its energy, where the library knows it.

    PASS
        kind: measure
        flows:
          - {item: electricity, baseline: 1000 MWh/yr, project: 900 MWh/yr, price: 0.09 USD/kWh}
    FAIL
        kind: measure
        flows:
          - {item: electricity, baseline: 1000 MWh/yr, project: 900 MWh/yr, price: 90 USD/kWh}
    #                                                                              ^
    """
    library = measures.library
    by_name = {id.rsplit(".", 1)[-1]: item for id, item in library.items.items()}
    for file in measures.files:
        for path, _stage, block in file.blocks():
            prices: list[tuple[DataPath, str, str]] = [
                ((*path, "flows", index, "price"), flow.item, flow.price)
                for index, flow in enumerate(block.flows)
                if flow.price is not None
            ]
            prices += [((*path, "prices", item), item, price) for item, price in block.prices.items()]
            for place, item, price in prices:
                found = library.items.get(item) or by_name.get(item)
                kind = "electricity" if item == "electricity" else found.type if found else ""
                contents = energy_contents(library, found) if found is not None and kind == "fuel" else []
                bounds = price_bounds(library, kind, price, contents)
                if bounds is not None and not bounds[0] <= 1 <= bounds[1]:
                    low, high = library.checks.prices[bounds[2]]
                    yield file.problem("M082", place, price=price, low=low, high=high, type=kind)


def energy_contents(library: LibraryFiles, item: Item) -> list[tuple[float, Mapping[str, int]]]:
    """The energy of a fuel per unit of mass and of volume, in base units with their dimensions."""
    density = in_base(library, library.factors.get(item.factors.density or ""))
    found: list[tuple[float, Mapping[str, int]]] = []
    for id in item.factors.net_calorific_value or []:
        value = in_base(library, library.factors.get(id))
        if value is not None:
            found.append((value[0], dict(value[1])))
            if density is not None:
                found.append((value[0] * density[0], _sum(value[1], density[1], 1)))
    return found


def _sum(one: Iterable[tuple[str, int]], other: Iterable[tuple[str, int]], sign: int) -> dict[str, int]:
    """The dimension of a product (sign 1) or a quotient (sign -1)."""
    found = dict(one)
    for base, power in other:
        found[base] = found.get(base, 0) + sign * power
    return {base: power for base, power in found.items() if power}


def price_bounds(
    library: LibraryFiles, kind: str, price: str, contents: Sequence[tuple[float, Mapping[str, int]]] = ()
) -> tuple[float, float, str] | None:
    """The plausible range of a price as shares of the price itself, with its name; None where none fits its unit.

    A fuel is priced by its energy where its `contents` are known: a gallon and a cubic metre of gas are far apart.
    """
    for name, (low_text, high_text) in library.checks.prices.items():
        if name.split("/")[0] != kind:
            continue
        try:
            amount, low, high = (library.units.amount(text, "point") for text in (price, low_text, high_text))
        except ProblemError:
            continue
        if amount.value <= 0 or low.unit.dimension != high.unit.dimension:
            continue
        base = amount.value * amount.unit.factor
        limits = low.value * low.unit.factor, high.value * high.unit.factor
        if amount.unit.dimension == low.unit.dimension:
            return limits[0] / base, limits[1] / base, name
        for content, dimension in contents:
            if content > 0 and _sum(amount.unit.dimension, dimension.items(), -1) == dict(low.unit.dimension):
                return limits[0] * content / base, limits[1] * content / base, name
    return None
