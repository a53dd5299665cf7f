"""F017: a factor has values or a composition."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F017", "factor")
def no_values(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F017 no-values: a factor has `values` or `composition`, one of the two.

    A blend is computed from its parts; a number beside it would be a second truth.

    PASS
        kind: factor
        quantity: gwp100
        unit: kg CO2e/kg
        gas: R-X
        composition: {gwp.hfc_32: 0.5, gwp.hfc_125: 0.5}
        source: ipcc_2006_v3_ch7
        locator: Table 7.8
        review: recalled
    FAIL
        kind: factor
    #   ^
        quantity: gwp100
        unit: kg CO2e/kg
        gas: R-X
        composition: {gwp.hfc_32: 0.5, gwp.hfc_125: 0.5}
        values:
          - {set: AR5, value: 1924, source: ipcc_2006_v3_ch7, locator: Table 7.8, review: recalled}
    """
    del library
    if (factor.values is None) == (factor.composition is None):
        yield file.problem("F017")
