"""F082: two refrigerants do not share one GWP."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Item
from zis_calc.problems import Problem


@rule("F082", on="library")
def gas_of_another(library: LibraryFiles) -> Iterator[Problem]:
    """F082 gas-of-another: two refrigerants do not share one GWP.

    Two gases have two factors, also where the numbers are the same; one factor under two items is a link of which
    a digit is missing (`gwp.cfc_11` for `gwp.cfc_115`).

    PASS
        # path: own/r32.yaml
        kind: item
        id: own.r32
        type: refrigerant
        unit: kg
        factors: {gwp100: own.gwp_r32}
    FAIL
        # path: own/r115.yaml
        kind: item
        id: own.r115
        type: refrigerant
        unit: kg
        factors: {gwp100: gwp.cfc_11}
    #                     ^
    """
    checked = {file.model.id: file for file in library.files if isinstance(file.model, Item)}
    linked: dict[str, list[str]] = {}
    for id, item in library.items.items():
        if item.type == "refrigerant" and item.factors.gwp100:
            linked.setdefault(item.factors.gwp100, []).append(id)
    for factor, ids in sorted(linked.items()):
        for id in ids if len(ids) > 1 else ():
            if id in checked:
                others = ", ".join(sorted(other for other in ids if other != id))
                yield checked[id].problem("F082", ("factors", "gwp100"), factor=factor, other=others)
