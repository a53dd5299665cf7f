"""E035: a method reproduces a published calculation."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E035", "method")
def only_hand_examples(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E035 only-hand-examples: a method reproduces a published calculation.

    An example computed by the author of the method shows that the formula is evaluated as meant, not that it is
    the right one.

    PASS
        kind: method
        examples:
          - name: {es: un motor, en: one motor}
            kind: published
            parameters: {power: 10 kW, hours: 4000 h/yr}
            expected: {energy: 40000 kWh/yr}
            tolerance: 0.01
            source: ipcc_2006_v2_ch1
    FAIL
        kind: method
        examples:
          - name: {es: un motor, en: one motor}
    #     ^
            kind: hand
            parameters: {power: 10 kW, hours: 4000 h/yr}
            expected: {energy: 40000 kWh/yr}
            tolerance: 0.01
            source: ipcc_2006_v2_ch1
    """
    del library
    if method.examples and all(example.kind == "hand" for example in method.examples):
        yield file.problem("E035", ("examples",))
