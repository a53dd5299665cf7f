"""F048: factors that share a whole sum to one."""

import math
from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles, number_in_force
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("F048", on="library")
def shares_of_one(library: LibraryFiles) -> Iterator[Problem]:
    """F048 shares-of-one: factors that share a whole sum to one.

    Factors with the same `share_of` (the kinds of waste in a bin, the fuels of a mix) are parts of one whole:
    they sum to one at every date.

    PASS
        # path: own/food.yaml
        kind: factor
        id: own.food
        quantity: fraction
        unit: "%"
        basis:
        share_of: bin
        values:
          - {from: 2020-01-01, value: 60, source: minam_hcp, locator: Tabla 26, review: recalled}
        # path: own/paper.yaml
        kind: factor
        id: own.paper
        quantity: fraction
        unit: "1"
        basis:
        share_of: bin
        values:
          - {from: 2020-01-01, value: 0.4, source: minam_hcp, locator: Tabla 27, review: recalled}
    FAIL
        # path: own/food.yaml
        kind: factor
        id: own.food
        quantity: fraction
        unit: "%"
        basis:
        share_of: bin
    #             ^
        values:
          - {from: 2020-01-01, value: 60, source: minam_hcp, locator: Tabla 26, review: recalled}
        # path: own/paper.yaml
        kind: factor
        id: own.paper
        quantity: fraction
        unit: "1"
        basis:
        share_of: bin
        values:
          - {from: 2020-01-01, value: 0.3, source: minam_hcp, locator: Tabla 27, review: recalled}
    """
    wholes: dict[str, list[LibraryFile]] = {}
    for file in library.factor_files.values():
        if file.model.share_of:
            wholes.setdefault(file.model.share_of, []).append(file)
    under_check = {file.document.file for file in library.files}
    for whole, files in sorted(wholes.items()):
        members = sorted(files, key=lambda file: str(file.model.id))
        here = next((file for file in members if file.document.file in under_check), None)
        if here is None:
            continue
        days = sorted({value.start for file in members for value in file.model.values or [] if value.start is not None})
        for day in days:
            parts = [(file.model, number_in_force(file.model, day)) for file in members]
            total = math.fsum(
                found[1] * library.units.unit(one.unit).factor for one, found in parts if found is not None
            )
            if abs(total - 1) > 1e-6:
                ids = ", ".join(file.model.id for file in members)
                yield here.problem("F048", ("share_of",), whole=whole, sum=f"{total:g}", day=day, ids=ids)
                break
