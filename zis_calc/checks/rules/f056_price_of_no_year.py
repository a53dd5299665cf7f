"""F056: a price says the year of its money."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F056", "factor")
def price_of_no_year(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F056 price-of-no-year: a price says the year of its money.

    Seven dollars of 2016 are not seven dollars of 2025. kinds.yaml says which quantities are prices.

    PASS
        kind: factor
        quantity: carbon_price
        unit: USD/tCO2
        basis:
        price_year: 2016
        values:
          - {from: 2021-01-01, value: 7.17, source: mef_social_carbon_price, locator: p. 3, review: recalled}
    FAIL
        kind: factor
        quantity: carbon_price
        unit: USD/tCO2
    #         ^
        basis:
        values:
          - {from: 2021-01-01, value: 7.17, source: mef_social_carbon_price, locator: p. 3, review: recalled}
    """
    kind = library.kinds.get(factor.quantity)
    if kind is not None and kind.price_year_required and factor.price_year is None:
        yield file.problem("F056", ("unit",), quantity=factor.quantity)
