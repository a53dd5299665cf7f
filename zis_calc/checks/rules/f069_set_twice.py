"""F069: each GWP set has one value."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F069", "factor")
def set_twice(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F069 set-twice: each GWP set has one value.

    With a set twice the first value is taken and the second is never seen.

    PASS
        kind: factor
        quantity: gwp100
        unit: kg CO2e/kg
        gas: HFC-32
        basis:
        values:
          - {set: AR4, value: 675, source: ipcc_ar5_wg1_ch8, locator: Table 8.A.1, review: recalled}
          - {set: AR5, value: 677, source: ipcc_ar5_wg1_ch8, locator: Table 8.A.1, review: recalled}
    FAIL
        kind: factor
        quantity: gwp100
        unit: kg CO2e/kg
        gas: HFC-32
        basis:
        values:
          - {set: AR5, value: 675, source: ipcc_ar5_wg1_ch8, locator: Table 8.A.1, review: recalled}
          - {set: AR5, value: 677, source: ipcc_ar5_wg1_ch8, locator: Table 8.A.1, review: recalled}
    #             ^
    """
    del library
    seen: set[str] = set()
    for index, value in enumerate(factor.values or []):
        if value.set is not None and value.set in seen:
            yield file.problem("F069", ("values", index, "set"), set=value.set)
        seen.add(value.set or "")
