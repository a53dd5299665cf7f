"""F065: the date of a value fits its publication."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F065", "factor")
def date_against_source(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F065 date-against-source: the date of a value fits its publication.

    The grid factor of 2023 can not stand in a report of 2021. A number that belongs to no year holds from the first
    year of the inventories (first_year of checks.yaml) or from the year of its publication; another date is a slip.

    PASS
        kind: factor
        quantity: emission_factor_co2_electricity
        unit: t CO2/MWh
        basis:
        values:
          - {from: 2017-01-01, value: 0.17, source: cdm_poechos2, locator: p. 3, review: recalled}
    FAIL
        kind: factor
        quantity: emission_factor_co2_electricity
        unit: t CO2/MWh
        basis:
        values:
          - {from: 2023-01-01, value: 0.17, source: cdm_poechos2, locator: p. 3, review: recalled}
    #              ^
    """
    kind, first = library.kinds.get(factor.quantity), library.limit("first_year")
    if kind is None or first is None:
        return
    for index, value in enumerate(factor.values or []):
        source = library.sources.get(value.source)
        published = source.year if source is not None else None
        if value.start is None:
            continue
        # A decree of December prints the value of the year that follows.
        late = published is not None and value.start.year > published + 1
        default = published is None or abs(value.start.year - published) > 1
        if late if kind.yearly else default and value.start.year != first.value:
            texts = {"year": value.start.year, "source": value.source, "published": published or "?"}
            yield file.problem("F065", ("values", index, "from"), **texts)
