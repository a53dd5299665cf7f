"""E001: a formula is arithmetic."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import formula_findings
from zis_calc.checks.rule import rule
from zis_calc.model.indicator import Indicator
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E001", "method", "indicator")
def not_arithmetic(file: LibraryFile, method: Method | Indicator, library: LibraryFiles) -> Iterator[Problem]:
    """E001 not-arithmetic: a formula is arithmetic over numbers and names.

    Formulas are data that everybody may edit: only arithmetic is evaluated, nothing else can be executed.

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
            formula: power * hours if power else 0
    #                ^
            unit: kWh/yr
    """
    yield from formula_findings(file, method, library, "E001")
