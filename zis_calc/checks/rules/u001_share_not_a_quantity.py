"""U001: the shares and ends of a scale can be read."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.checks.scales import scale_findings, share_findings
from zis_calc.model.programme import Bands, CreditLine
from zis_calc.problems import Problem


@rule("U001", "credit_line", "bands")
def share_not_a_quantity(file: LibraryFile, model: CreditLine | Bands, library: LibraryFiles) -> Iterator[Problem]:
    """U001 not-a-quantity: the shares and ends of a scale can be read.

    A share is a number with a percent sign, or a number from 0 to 1. What can be read in two ways is refused
    (U003, U004, U005).

    PASS
        kind: credit_line
        guarantee: 50 %
    FAIL
        kind: credit_line
        guarantee: half
    #              ^
    """
    codes = ("U001", "U003", "U004", "U005")
    if isinstance(model, CreditLine):
        yield from share_findings(file, model, library.units, *codes)
    yield from scale_findings(file, model, library.units, *codes)
