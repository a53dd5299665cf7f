"""F023: the formula of an indicator gives its unit."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import indicator_findings
from zis_calc.checks.rule import rule
from zis_calc.model.indicator import Indicator
from zis_calc.problems import Problem


@rule("F023", "indicator")
def indicator_dimension(file: LibraryFile, indicator: Indicator, library: LibraryFiles) -> Iterator[Problem]:
    """F023 indicator-dimension: the formula of an indicator gives its unit.

    Dollars per tonne under the unit USD would be added to dollars.

    PASS
        kind: indicator
        unit: USD
        formula: investment - grant
    FAIL
        kind: indicator
        unit: USD
        formula: investment / ghg_reduction
    #            ^
    """
    yield from indicator_findings(file, indicator, library, "F023")
