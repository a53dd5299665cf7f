"""E007: a name names one thing."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import formula_findings
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E007", "method")
def name_twice(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E007 name-twice: a name names one thing in a method.

    With a parameter and a quantity of one name, a formula that uses it says two things.

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
            formula: power * hours
            unit: kWh/yr
          hours:
            name: {es: horas, en: hours}
    #       ^
            formula: energy / power
            unit: h/yr
    """
    yield from formula_findings(file, method, library, "E007")
