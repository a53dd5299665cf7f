"""M082: a price is within the plausible range of its item."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles, MeasureFiles
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.problems import Problem, ProblemError


@rule("M082", on="measures")
def price_unusual(measures: MeasureFiles) -> Iterator[Problem]:
    """M082 price-unusual: a price is within the plausible range of its item.

    A price per MWh written per kWh makes a measure pay back in a day. checks.yaml holds a wide range per type
    of item and unit.

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
    by_name = {id.rsplit(".", 1)[-1]: item.type for id, item in library.items.items()}
    for file in measures.files:
        for path, _stage, block in file.blocks():
            prices: list[tuple[DataPath, str, str]] = [
                ((*path, "flows", index, "price"), flow.item, flow.price)
                for index, flow in enumerate(block.flows)
                if flow.price is not None
            ]
            prices += [((*path, "prices", item), item, price) for item, price in block.prices.items()]
            for place, item, price in prices:
                found = library.items.get(item)
                kind = "electricity" if item == "electricity" else found.type if found else by_name.get(item, "")
                bounds = price_bounds(library, kind, price)
                if bounds is not None and not bounds[0] <= 1 <= bounds[1]:
                    low, high = library.checks.prices[bounds[2]]
                    yield file.problem("M082", place, price=price, low=low, high=high, type=kind)


def price_bounds(library: LibraryFiles, kind: str, price: str) -> tuple[float, float, str] | None:
    """The plausible range of a price as shares of the price itself, with its name; None where none fits its unit."""
    for name, (low_text, high_text) in library.checks.prices.items():
        if name.split("/")[0] != kind:
            continue
        try:
            amount, low, high = (library.units.amount(text, "point") for text in (price, low_text, high_text))
        except ProblemError:
            continue
        if amount.unit.dimension == low.unit.dimension == high.unit.dimension and amount.value > 0:
            base = amount.value * amount.unit.factor
            return low.value * low.unit.factor / base, high.value * high.unit.factor / base, name
    return None
