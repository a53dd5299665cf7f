"""F006: a value ends after it begins."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F006", "factor")
def until_before_from(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F006 until-before-from: `until` is after `from`.

    `until` is the first day that is no longer covered: a value that ends before it begins holds on no day.

    PASS
        kind: factor
        values:
          - from: 2020-01-01
            until: 2021-01-01
            value: 56100
            source: ipcc_2006_v2_ch1
            locator: Table 1.4
            review: recalled
    FAIL
        kind: factor
        values:
          - from: 2020-01-01
            until: 2019-01-01
    #              ^
            value: 56100
            source: ipcc_2006_v2_ch1
            locator: Table 1.4
            review: recalled
    """
    del library
    for index, value in enumerate(factor.values or []):
        if value.start is not None and value.until is not None and value.until <= value.start:
            yield file.problem("F006", ("values", index, "until"), until=value.until, start=value.start)
