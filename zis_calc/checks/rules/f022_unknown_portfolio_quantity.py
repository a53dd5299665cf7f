"""F022: the formula of an indicator is over quantities of a portfolio."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import indicator_findings
from zis_calc.checks.rule import rule
from zis_calc.model.indicator import Indicator
from zis_calc.problems import Problem


@rule("F022", "indicator")
def unknown_portfolio_quantity(file: LibraryFile, indicator: Indicator, library: LibraryFiles) -> Iterator[Problem]:
    """F022 unknown-portfolio-quantity: the formula of an indicator is over quantities of a portfolio.

    Portfolios offer a closed list of quantities; a name that is not in it can not be computed.

    PASS
        kind: indicator
        unit: USD
        formula: investment - grant
    FAIL
        kind: indicator
        unit: USD
        formula: investment - grants
    #            ^
    """
    yield from indicator_findings(file, indicator, library, "F022")
