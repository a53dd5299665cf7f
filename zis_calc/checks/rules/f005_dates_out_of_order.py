"""F005: the values of a factor stand in the order of their dates."""

import datetime
from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F005", "factor")
def dates_out_of_order(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F005 dates-out-of-order: the values of a factor are sorted by date, each date once.

    A value holds until the next date: in another order, or with a date twice, it is not clear which number is meant.

    PASS
        kind: factor
        values:
          - {from: 2020-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
          - {from: 2021-01-01, value: 56200, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 2021-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
          - {from: 2020-01-01, value: 56200, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    #              ^
    """
    del library
    previous: datetime.date | None = None
    for index, value in enumerate(factor.values or []):
        if value.start is None:
            continue
        if previous is not None and value.start <= previous:
            yield file.problem("F005", ("values", index, "from"), date=value.start, previous=previous)
        previous = value.start
