"""F061: a value of a year begins on the first of January."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F061", "factor")
def not_new_year(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F061 not-new-year: a value of a year begins on the first of January.

    Yearly values are chosen by calendar year: a date inside the year suggests a cut that is not made.

    PASS
        kind: factor
        quantity: emission_factor_co2_electricity
        unit: t CO2/MWh
        basis:
        values:
          - {from: 2024-01-01, value: 0.17, source: minam_hcp, locator: Tabla 26, review: recalled}
    FAIL
        kind: factor
        quantity: emission_factor_co2_electricity
        unit: t CO2/MWh
        basis:
        values:
          - {from: 2024-10-01, value: 0.17, source: minam_hcp, locator: Tabla 26, review: recalled}
    #              ^
    """
    kind = library.kinds.get(factor.quantity)
    if kind is None or not kind.yearly:
        return
    for index, value in enumerate(factor.values or []):
        if value.start is not None and (value.start.month, value.start.day) != (1, 1):
            yield file.problem("F061", ("values", index, "from"), date=value.start, year=value.start.year)
