"""E002: a formula is short."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import formula_findings
from zis_calc.checks.rule import rule
from zis_calc.model.indicator import Indicator
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E002", "method", "indicator")
def formula_too_long(file: LibraryFile, method: Method | Indicator, library: LibraryFiles) -> Iterator[Problem]:
    """E002 formula-too-long: a formula is short and shallow enough to be read.

    A formula longer than a line or two hides its mistakes; quantities with names of their own show each step.

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
            formula: -------------------------------power * hours
    #                ^
            unit: kWh/yr
    """
    yield from formula_findings(file, method, library, "E002")
