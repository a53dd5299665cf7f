"""F075: a composition has its own source and review status."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F075", "factor")
def blend_without_source(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F075 blend-without-source: a composition has its own source and review status.

    The values of a factor carry their sources one by one; the shares of a blend carry theirs once, beside the
    composition.

    PASS
        kind: factor
        quantity: gwp100
        unit: kg CO2e/kg
        gas: R-X
        basis:
        composition: {gwp.hfc_32: 0.5, gwp.hfc_125: 0.5}
        source: ipcc_2006_v3_ch7
        locator: Table 7.8
        review: recalled
    FAIL
        kind: factor
        quantity: gwp100
        unit: kg CO2e/kg
        gas: R-X
        basis:
        composition: {gwp.hfc_32: 0.5, gwp.hfc_125: 0.5}
    #                ^
        locator: Table 7.8
        review: recalled
    """
    del library
    if factor.composition is not None:
        missing = [key for key in ("source", "review") if getattr(factor, key) is None]
        if missing:
            yield file.problem("F075", ("composition",), missing=", ".join(missing))
