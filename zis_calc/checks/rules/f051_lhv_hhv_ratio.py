"""F051: the two heating values of a fuel stand in a plausible ratio."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.pairs import pairs_in_force
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F051", "factor", local=False)
def lhv_hhv_ratio(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F051 lhv-hhv-ratio: the two heating values of a fuel stand in a plausible ratio.

    Only the hydrogen of a fuel makes the difference, so the ratio is narrow: about 0.90 for natural gas, 0.95
    for liquids and coal, 0.85 for pure hydrogen.

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
          - {from: 1990-01-01, value: 30.6, source: peru_plant_values, locator: certificado, review: recalled}
    #                                 ^
        # path: own/gas/gross_calorific_value.yaml
        kind: factor
        id: own.gas.gross_calorific_value
        quantity: gross_calorific_value
        unit: MJ/m3
        basis: hhv
        values:
          - {from: 1990-01-01, value: 39.9, source: peru_plant_values, locator: certificado, review: recalled}
    """
    low, high = library.limit("lhv_hhv_ratio_low"), library.limit("lhv_hhv_ratio_high")
    if factor.quantity != "net_calorific_value" or low is None or high is None:
        return
    for other in library.siblings(factor.id, "gross_calorific_value"):
        for path, net, gross in pairs_in_force(factor, other, library):
            if gross > 0 and net < gross and not low.value <= net / gross <= high.value:
                reason = f"{low.reason.es}\x1f{low.reason.en}"
                texts = {"ratio": f"{net / gross:.3f}", "low": f"{low.value:g}", "high": f"{high.value:g}"}
                yield file.problem("F051", path, **texts, reason=reason)
