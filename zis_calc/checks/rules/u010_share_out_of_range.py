"""U010: the guarantee and the shares of a credit line lie between 0 and 100 %."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.checks.scales import share_findings
from zis_calc.model.programme import CreditLine
from zis_calc.problems import Problem


@rule("U010", "credit_line")
def share_out_of_range(file: LibraryFile, line: CreditLine, library: LibraryFiles) -> Iterator[Problem]:
    """U010 out-of-range: the guarantee and the shares of a credit line lie between 0 and 100 %.

    A guarantee of 500 % of the credit is a decimal point that moved.

    PASS
        kind: credit_line
        guarantee: 50 %
    FAIL
        kind: credit_line
        guarantee: 500 %
    #              ^
    """
    yield from share_findings(file, line, library.units, "U010")
