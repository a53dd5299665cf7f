"""E003: every name is known."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import formula_findings
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E003", "method")
def unknown_name(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E003 unknown-name: every name in a formula is a parameter, a constant, a table or a quantity before it.

    A misspelt name must not become a zero or the value of something else.

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
            formula: power * hour
    #                        ^
            unit: kWh/yr
    """
    yield from formula_findings(file, method, library, "E003")
