"""E008: a method has a worked example."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E008", "method")
def no_worked_example(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E008 no-worked-example: a method has at least one worked example.

    Without one, nobody can see whether the formulas do what their source does.

    PASS
        kind: method
        examples:
          - name: {es: un motor, en: one motor}
            kind: hand
            parameters: {power: 10 kW, hours: 4000 h/yr}
            expected: {energy: 40000 kWh/yr}
            tolerance: 0.000001
            source: ipcc_2006_v2_ch1
    FAIL
        kind: method
    #   ^
        examples: []
    """
    del library
    if not method.examples:
        yield file.problem("E008")
