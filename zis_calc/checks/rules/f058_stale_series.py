"""F058: a yearly series reaches the years in use."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F058", "factor")
def stale_series(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F058 stale-series: a yearly series reaches the years in use.

    The grid changes every year. A series that ended years before the reporting date answers with an old number,
    marked as held. A series with `until` refuses instead and is not reported.

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
          - {from: 2015-01-01, value: 0.17, source: minam_hcp, locator: Tabla 26, review: recalled}
    #              ^
    """
    kind, limit = library.kinds.get(factor.quantity), library.limit("stale_years")
    values = factor.values or []
    if kind is None or limit is None or not kind.yearly or not values:
        return
    last = values[-1]
    if last.start is None or last.until is not None:
        return
    years = library.today.year - last.start.year
    if years > limit.value:
        path: DataPath = ("values", len(values) - 1, "from")
        yield file.problem("F058", path, last=last.start.year, years=years, today=library.today)
