"""E005: the result has the dimension of its unit."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import formula_findings
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E005", "method")
def result_dimension(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E005 result-dimension: a formula gives the dimension of the unit that stands beside it.

    The formula of an energy that comes out as a power has lost its hours.

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
            formula: power * power
    #                ^
            unit: kWh/yr
    """
    yield from formula_findings(file, method, library, "E005")
