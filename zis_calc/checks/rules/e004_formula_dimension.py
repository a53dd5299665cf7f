"""E004: the parts of a formula fit."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import formula_findings
from zis_calc.checks.rule import rule
from zis_calc.model.indicator import Indicator
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E004", "method", "indicator")
def formula_dimension(file: LibraryFile, method: Method | Indicator, library: LibraryFiles) -> Iterator[Problem]:
    """E004 formula-dimension: what is added, compared or put into a function has fitting dimensions.

    Kilowatts can not be added to hours; where somebody tries, a factor is missing in the formula.

    PASS
        kind: method
        quantities:
          energy:
            name: {es: energía, en: energy}
            formula: power * hours
            unit: kWh/yr
    FAIL
        kind: method
        quantities:
          energy:
            name: {es: energía, en: energy}
            formula: power + hours
    #                        ^
            unit: kWh/yr
    """
    yield from formula_findings(file, method, library, "E004")
