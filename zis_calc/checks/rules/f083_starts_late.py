"""F083: a number that holds until it is replaced covers the years in use."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F083", "factor")
def starts_late(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F083 starts-late: a number that holds until it is replaced covers the years in use.

    A property or a default begins no later than the first of the `ndc_years` of settings.yaml: a measure of an
    earlier year finds no value. Yearly series begin where their publication begins and are not meant.

    PASS
        kind: factor
        values:
          - {from: 2018-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 2021-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    #              ^
    """
    kind, settings = library.kinds.get(factor.quantity), library.settings
    first = factor.values[0].start if factor.values else None
    if kind is None or kind.yearly or settings is None or first is None:
        return
    if first.year > settings.ndc_years[0]:
        yield file.problem("F083", ("values", 0, "from"), first=first, year=settings.ndc_years[0])
