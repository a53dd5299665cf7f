"""F003: the quantity of a factor is declared."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem, did_you_mean


@rule("F003", "factor")
def unknown_quantity(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F003 unknown-quantity: the quantity of a factor is one of kinds.yaml.

    The kind of quantity decides the dimension and the plausible range: without it nothing about the number is checked.

    PASS
        kind: factor
        quantity: emission_factor_co2
    FAIL
        kind: factor
        quantity: emission_factor_c02
    #             ^
    """
    if factor.quantity not in library.kinds:
        hint = did_you_mean(factor.quantity, library.kinds)
        yield file.problem("F003", ("quantity",), quantity=factor.quantity, suggestion=hint)
