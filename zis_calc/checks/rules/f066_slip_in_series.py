"""F066: no value of a series stands apart from the others by a power of ten."""

import statistics
from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles, value_paths
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F066", "factor")
def slip_in_series(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F066 slip-in-series: no value of a series stands apart from the others by a power of ten.

    The numbers of one series (the years of a grid, the sets of a GWP) move by percents. One that is about ten,
    a hundred or a thousand times its neighbours is a shifted decimal point.

    PASS
        kind: factor
        values:
          - {from: 2020-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
          - {from: 2021-01-01, value: 57300, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
          - {from: 2022-01-01, value: 55900, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 2020-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
          - {from: 2021-01-01, value: 5730, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    #                                 ^
          - {from: 2022-01-01, value: 55900, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    """
    limit = library.limit("slip_in_series")
    numbers = [(path, number) for path, number in value_paths(factor) if number > 0]
    if limit is None or len(numbers) < 2:
        return
    for path, number in numbers:
        others = [one for other, one in numbers if other != path]
        middle = statistics.median(others)
        if len(numbers) == 2 and path == numbers[0][0]:
            continue  # of two, one report is enough
        if not 1 / limit.value < number / middle < limit.value:
            yield file.problem("F066", path, value=f"{number:g}", ratio=f"{number / middle:.3g}", middle=f"{middle:g}")
