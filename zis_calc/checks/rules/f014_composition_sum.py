"""F014: the shares of a blend sum to one."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F014", "factor")
def composition_sum(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F014 composition-sum: the mass shares of a blend sum to one, and none is negative or more than one.

    The GWP of a blend is the mean of its parts by mass: shares that do not sum to one shift every result.

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
        quantity: gwp100
        unit: kg CO2e/kg
        gas: R-X
        composition: {gwp.hfc_32: 0.5, gwp.hfc_125: 0.4}
    #                ^
        source: ipcc_2006_v3_ch7
        locator: Table 7.8
        review: recalled
    """
    del library
    if factor.composition is None:
        return
    total = sum(factor.composition.values())
    if abs(total - 1) > 1e-6 or any(not 0 <= share <= 1 for share in factor.composition.values()):
        yield file.problem("F014", ("composition",), sum=f"{total:g}")
