"""F060: the values of a series do not overlap."""

import itertools
from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F060", "factor")
def overlap_in_series(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F060 overlap-in-series: the values of a series do not overlap.

    `until` says that a value ends; a next value that begins earlier says the contrary.

    PASS
        kind: factor
        values:
          - {from: 2020-01-01, until: 2022-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
          - {from: 2022-01-01, value: 56200, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 2020-01-01, until: 2023-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    #                                 ^
          - {from: 2022-01-01, value: 56200, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    """  # noqa: E501
    del library
    for index, (one, other) in enumerate(itertools.pairwise(factor.values or [])):
        if one.until is not None and other.start is not None and one.until > other.start:
            yield file.problem("F060", ("values", index, "until"), until=one.until, start=other.start)
