"""F065: a publication does not print the value of a later year."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F065", "factor")
def source_before_value(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F065 source-before-value: a publication does not print the value of a later year.

    The grid factor of 2023 can not stand in a report of 2021: either the year of the value or the source is
    wrong. Projections say so with a suppression.

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
    kind = library.kinds.get(factor.quantity)
    if kind is None or not kind.yearly:
        return
    for index, value in enumerate(factor.values or []):
        source = library.sources.get(value.source)
        published = source.year if source is not None else None
        # A decree of December prints the value of the year that follows.
        if published is not None and value.start is not None and value.start.year > published + 1:
            path: DataPath = ("values", index, "from")
            yield file.problem("F065", path, year=value.start.year, source=value.source, published=published)
