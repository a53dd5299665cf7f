"""F080: the values of a GWP stand in the order of the reports."""

from collections.abc import Iterator
from typing import get_args

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor, GwpSet
from zis_calc.problems import Problem


@rule("F080", "factor")
def set_order(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F080 set-order: the values of a GWP stand in the order of the reports.

    From the second report to the sixth (SAR, AR4, AR5, AR6). A set out of its order was mistyped more often than
    moved.

    PASS
        kind: factor
        quantity: gwp100
        unit: kg CO2e/kg
        gas: HFC-32
        basis:
        values:
          - {set: AR5, value: 677, source: ipcc_ar5_wg1_ch8, locator: Table 8.A.1, review: recalled}
          - {set: AR6, value: 771, source: ipcc_ar6_wg1_ch7_sm, locator: Table 7.SM.7, review: recalled}
    FAIL
        kind: factor
        quantity: gwp100
        unit: kg CO2e/kg
        gas: HFC-32
        basis:
        values:
          - {set: AR5, value: 677, source: ipcc_ar5_wg1_ch8, locator: Table 8.A.1, review: recalled}
          - {set: AR4, value: 771, source: eu_fgas_517_2014, locator: Annex IV, review: recalled}
    #             ^
    """
    del library
    order = get_args(GwpSet)
    before = ""
    for index, value in enumerate(factor.values or []):
        if value.set is not None and before and order.index(value.set) < order.index(before):
            yield file.problem("F080", ("values", index, "set"), set=value.set, before=before)
        before = value.set or before
