"""F068: an item has the factors that its type needs, or says why not."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Item
from zis_calc.problems import Problem


@rule("F068", "item")
def item_without_factor(file: LibraryFile, item: Item, library: LibraryFiles) -> Iterator[Problem]:
    """F068 item-without-factor: an item has the factors that its type needs, or says why not.

    A fuel needs a heating value and a CO2 factor, electricity and refrigerants an emission factor. Where none
    is known, `no_factor` says it, and every result that uses the item repeats it.

    PASS
        kind: item
        type: electricity
        unit: MWh
        factors:
          emission_factor_co2: electricity.ecam.emission_factor_co2
    FAIL
        kind: item
        type: electricity
    #         ^
        unit: MWh
        factors: {}
    """
    del library
    links = item.factors
    has_co2 = links.emission_factor_co2 or links.emission_factor_biogenic_co2 or links.emission_factor_co2e
    missing = []
    if item.type == "fuel":
        missing = [
            name for name, known in (("net_calorific_value", links.net_calorific_value), ("CO2", has_co2)) if not known
        ]
    elif item.type == "electricity" and not has_co2:
        missing = ["emission_factor_co2"]
    elif item.type == "refrigerant" and not links.gwp100:
        missing = ["gwp100"]
    if missing and item.no_factor is None and not item.own_factor_required:
        yield file.problem("F068", ("type",), type=item.type, missing=", ".join(missing))
