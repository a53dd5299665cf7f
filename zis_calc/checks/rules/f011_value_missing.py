"""F011: a value has a number."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F011", "factor")
def value_missing(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F011 value-missing: a value has `value`, `vectors`, or both bounds.

    An entry with a date and a source and no number would be read as if there were one. Where the bounds have a
    review of their own (`bounds_review`), the number that they stand around was lost.

    PASS
        kind: factor
        values:
          - {from: 1990-01-01, lower: 54300, upper: 58300, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 1990-01-01, lower: 54300, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    #       ^
    """  # noqa: E501
    del library
    for index, value in enumerate(factor.values or []):
        if value.value is not None or value.vectors is not None:
            continue
        if value.lower is None or value.upper is None or value.bounds_review is not None:
            yield file.problem("F011", ("values", index))
