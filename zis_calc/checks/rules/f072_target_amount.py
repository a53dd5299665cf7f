"""F072: a target is an amount of CO2e, or of what its year promises."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.programme import Target
from zis_calc.problems import Problem, ProblemError
from zis_calc.units import describe


@rule("F072", "target")
def target_amount(file: LibraryFile, target: Target, library: LibraryFiles) -> Iterator[Problem]:
    """F072 target-amount: a target is an amount of CO2e, or of what its year promises.

    Results are divided by it: an amount in another unit gives an attainment that nobody can read.

    PASS
        kind: target
        quantity: 20000 tCO2e
    FAIL
        kind: target
        quantity: 20000 t
    #             ^
    """
    try:
        amount = library.units.amount(target.quantity, "point")
    except ProblemError as error:
        yield file.problem("F072", ("quantity",), value=target.quantity, found=error.problems[0].entry.name)
        return
    if amount.unit.dimension != library.units.unit("tCO2e").dimension or amount.value <= 0:
        yield file.problem("F072", ("quantity",), value=target.quantity, found=f"#{describe(amount.unit.dimension)}")
