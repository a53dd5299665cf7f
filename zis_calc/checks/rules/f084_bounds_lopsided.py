"""F084: a value does not lie at one of its bounds."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F084", "factor")
def bounds_lopsided(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F084 bounds-lopsided: the two bounds lie about as far from the value, in times.

    A value with a shifted decimal often stays between its bounds, much nearer to one than to the other. The limit is
    bounds_lopsided: times that one bound may be farther from the value than the other.

    PASS
        kind: factor
        values:
          - {from: 1990-01-01, value: 3.9, lower: 1.6, upper: 9.5, source: ipcc_2006_v2_ch1, locator: Table 2.2, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 1990-01-01, value: 0.017, lower: 0.016, upper: 95, source: ipcc_2006_v2_ch1, locator: Table 2.2, review: recalled}
    #                                 ^
    """  # noqa: E501
    limit = library.limit("bounds_lopsided")
    if limit is None:
        return
    for index, value in enumerate(factor.values or []):
        if value.value is None or value.lower is None or value.upper is None or min(value.value, value.lower) <= 0:
            continue
        below, above = value.value / value.lower, value.upper / value.value
        if max(below / above, above / below) > limit.value:
            texts = {"value": f"{value.value:g}", "below": f"{below:.3g}", "above": f"{above:.3g}"}
            yield file.problem("F084", ("values", index, "value"), **texts, limit=f"{limit.value:g}")
