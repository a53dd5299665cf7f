"""F043: a quantity that belongs to a gas names the gas."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F043", "factor")
def gas_missing(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F043 gas-missing: a quantity that belongs to a gas names the gas.

    A warming potential without its gas is a number without a subject. kinds.yaml says which quantities need it.

    PASS
        kind: factor
        quantity: gwp100
        unit: kg CO2e/kg
        gas: HFC-32
        values:
          - {set: AR5, value: 677, source: ipcc_ar5_wg1_ch8, locator: Table 8.A.1, review: recalled}
    FAIL
        kind: factor
        quantity: gwp100
    #             ^
        unit: kg CO2e/kg
        values:
          - {set: AR5, value: 677, source: ipcc_ar5_wg1_ch8, locator: Table 8.A.1, review: recalled}
    """
    kind = library.kinds.get(factor.quantity)
    if kind is not None and kind.gas_required and not factor.gas:
        yield file.problem("F043", ("quantity",), quantity=factor.quantity)
