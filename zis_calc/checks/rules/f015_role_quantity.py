"""F015: an item links factors of the right quantity."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles, linked_ids
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Item
from zis_calc.problems import Problem


@rule("F015", "item", local=False)
def role_quantity(file: LibraryFile, item: Item, library: LibraryFiles) -> Iterator[Problem]:
    """F015 role-quantity: each role of an item takes a factor of that quantity.

    A density in the place of a heating value would be multiplied as if it were one.

    PASS
        kind: item
        factors:
          emission_factor_co2: fuels.ipcc.natural_gas.emission_factor_co2
    FAIL
        kind: item
        factors:
          emission_factor_co2: fuels.ipcc.natural_gas.emission_factor_ch4
    #                          ^
    """
    for path, role, id in linked_ids(item):
        factor = library.factors.get(id)
        if factor is not None and not (factor.quantity == role or factor.quantity.startswith(f"{role}_")):
            yield file.problem("F015", path, role=role, factor=id, quantity=factor.quantity)
