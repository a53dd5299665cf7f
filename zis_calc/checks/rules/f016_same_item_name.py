"""F016: the last part of an item's id is its own."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Item
from zis_calc.problems import Problem


@rule("F016", on="library", at_load=True)
def same_item_name(library: LibraryFiles) -> Iterator[Problem]:
    """F016 same-item-name: the last part of an item's id is its own, so that people can write it alone.

    `natural_gas` in a measure must name one item. Where two end in it, every file that wrote it stops to compute.

    PASS
        # path: own/my_gas.yaml
        kind: item
        id: own.my_gas
    FAIL
        # path: own/natural_gas.yaml
        kind: item
        id: own.natural_gas
    #       ^
    """
    by_name: dict[str, list[str]] = {}
    for id in library.items:
        by_name.setdefault(id.rsplit(".", 1)[-1], []).append(id)
    for file in library.files:
        if isinstance(file.model, Item):
            name = file.model.id.rsplit(".", 1)[-1]
            ids = by_name.get(name, [])
            if len(ids) > 1:
                yield file.problem("F016", ("id",), name=name, ids=", ".join(sorted(ids)))
