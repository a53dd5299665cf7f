"""E006: worked examples give what their source says."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import example_findings
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E006", "method")
def worked_example(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E006 worked-example: a worked example gives what its source prints.

    The worked examples are the test of a method: who changes a formula sees at once that a published result no longer
    follows.

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
        examples:
          - name: {es: un motor, en: one motor}
            kind: hand
            parameters: {power: 10 kW, hours: 4000 h/yr}
            expected: {energy: 4000 kWh/yr}
    #                          ^
            tolerance: 0.000001
            source: ipcc_2006_v2_ch1
    """
    yield from (one for one in example_findings(file, method, library) if one.code == "E006")
