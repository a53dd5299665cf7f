"""F009: the bounds lie around the value."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F009", "factor")
def bounds_not_around_value(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F009 bounds-not-around-value: lower <= value <= upper.

    The bounds come from the same table as the value: where they do not lie around it, one of the three was mistyped.

    PASS
        kind: factor
        values:
          - {from: 1990-01-01, value: 56100, lower: 54300, upper: 58300, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 1990-01-01, value: 65100, lower: 54300, upper: 58300, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    #       ^
    """  # noqa: E501
    del library
    for index, value in enumerate(factor.values or []):
        low = value.lower if value.lower is not None else value.value
        high = value.upper if value.upper is not None else value.value
        if low is None or high is None:
            continue
        middle = value.value if value.value is not None else low
        if not low <= middle <= high:
            texts = {"value": f"{middle:g}", "lower": f"{low:g}", "upper": f"{high:g}"}
            yield file.problem("F009", ("values", index), **texts)
