"""F047: the CO2 of a thing is not above its CO2e."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.pairs import pairs_in_force
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F047", "factor", local=False)
def co2_over_co2e(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F047 co2-over-co2e: the CO2 of a thing is not above its CO2e.

    CO2e is CO2 and the other gases. A larger CO2 number is a swap or a slip.

    PASS
        # path: own/grid/co2.yaml
        kind: factor
        id: own.grid.co2
        quantity: emission_factor_co2_electricity
        unit: t CO2/MWh
        basis:
        values:
          - {from: 2020-01-01, value: 0.20, source: minam_hcp, locator: Tabla 26, review: recalled}
        # path: own/grid/co2e.yaml
        kind: factor
        id: own.grid.co2e
        quantity: emission_factor_co2e_electricity
        unit: t CO2e/MWh
        basis:
        values:
          - {from: 2020-01-01, value: 0.21, source: minam_hcp, locator: Tabla 26, review: recalled}
    FAIL
        # path: own/grid/co2.yaml
        kind: factor
        id: own.grid.co2
        quantity: emission_factor_co2_electricity
        unit: t CO2/MWh
        basis:
        values:
          - {from: 2020-01-01, value: 0.22, source: minam_hcp, locator: Tabla 26, review: recalled}
    #                                 ^
        # path: own/grid/co2e.yaml
        kind: factor
        id: own.grid.co2e
        quantity: emission_factor_co2e_electricity
        unit: t CO2e/MWh
        basis:
        values:
          - {from: 2020-01-01, value: 0.21, source: minam_hcp, locator: Tabla 26, review: recalled}
    """
    if not factor.quantity.startswith("emission_factor_co2_") and factor.quantity != "emission_factor_co2":
        return
    wanted = factor.quantity.replace("emission_factor_co2", "emission_factor_co2e")
    for other in library.siblings(factor.id, wanted):
        if other.region != factor.region:
            continue
        for path, number, theirs in pairs_in_force(factor, other, library):
            if number > theirs * (1 + 1e-9):
                start = (factor.values or [])[int(path[1])].start
                yield file.problem("F047", path, co2=f"{number:g}", day=start, co2e=f"{theirs:g}", other=other.id)
