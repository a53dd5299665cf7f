"""F062: no value is of a year that has not come."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F062", "factor")
def future_date(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F062 future-date: no value is of a year that has not come.

    A value that begins long after the reporting date is nearly always a mistyped year, and the value before it
    is held instead.

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
    limit = library.limit("future_years")
    if limit is None:
        return
    for index, value in enumerate(factor.values or []):
        if value.start is not None and value.start.year > library.today.year + limit.value:
            texts = {"date": value.start, "years": f"{limit.value:g}", "today": library.today}
            yield file.problem("F062", ("values", index, "from"), **texts)
