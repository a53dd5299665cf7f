"""F062: no value is of a year that can not be meant."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F062", "factor")
def implausible_date(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F062 implausible-date: no value is of a year that can not be meant.

    A value that begins long after the reporting date is nearly always a mistyped year, and the value before it is held
    instead. Before the first year of the inventories (first_year of checks.yaml) no default holds.

    PASS
        kind: factor
        values:
          - {from: 2024-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 2042-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    #              ^
    """
    ahead, first = library.limit("future_years"), library.limit("first_year")
    if ahead is None or first is None:
        return
    last = library.today.year + ahead.value
    for index, value in enumerate(factor.values or []):
        if value.start is not None and not first.value <= value.start.year <= last:
            texts = {"date": value.start, "first": f"{first.value:g}", "last": f"{last:g}"}
            yield file.problem("F062", ("values", index, "from"), **texts)
