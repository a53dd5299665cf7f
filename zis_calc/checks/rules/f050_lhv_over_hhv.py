"""F050: the lower heating value is below the higher one."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.pairs import pairs_in_force
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F050", "factor", local=False)
def lhv_over_hhv(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F050 lhv-over-hhv: the lower heating value is below the higher one.

    The higher value holds the heat of the condensed water as well. Where it is not larger, the two are swapped.

    PASS
        # path: own/gas/net_calorific_value.yaml
        kind: factor
        id: own.gas.net_calorific_value
        quantity: net_calorific_value
        unit: MJ/m3
        values:
          - {from: 1990-01-01, value: 36.0, source: peru_plant_values, locator: certificado, review: recalled}
        # path: own/gas/gross_calorific_value.yaml
        kind: factor
        id: own.gas.gross_calorific_value
        quantity: gross_calorific_value
        unit: MJ/m3
        basis: hhv
        values:
          - {from: 1990-01-01, value: 39.9, source: peru_plant_values, locator: certificado, review: recalled}
    FAIL
        # path: own/gas/net_calorific_value.yaml
        kind: factor
        id: own.gas.net_calorific_value
        quantity: net_calorific_value
        unit: MJ/m3
        values:
          - {from: 1990-01-01, value: 40.0, source: peru_plant_values, locator: certificado, review: recalled}
    #                                 ^
        # path: own/gas/gross_calorific_value.yaml
        kind: factor
        id: own.gas.gross_calorific_value
        quantity: gross_calorific_value
        unit: MJ/m3
        basis: hhv
        values:
          - {from: 1990-01-01, value: 36.1, source: peru_plant_values, locator: certificado, review: recalled}
    """
    if factor.quantity != "net_calorific_value":
        return
    for other in library.siblings(factor.id, "gross_calorific_value"):
        for path, net, gross in pairs_in_force(factor, other, library):
            if net >= gross:
                yield file.problem("F050", path, lhv=f"{net:g}", hhv=f"{gross:.6g}", other=other.id)
