"""F073: bounds do not lie implausibly far apart."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F073", "factor")
def bounds_width(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F073 bounds-width: bounds do not lie implausibly far apart.

    Even poor factors are known within some powers of ten. Bounds farther apart than the limit bounds_width, in
    times, hide a decimal point.

    PASS
        kind: factor
        values:
          - {from: 1990-01-01, value: 56100, lower: 54300, upper: 58300, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 1990-01-01, value: 56100, lower: 5.43, upper: 58300, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    #                                               ^
    """  # noqa: E501
    limit = library.limit("bounds_width")
    if limit is None:
        return
    for index, value in enumerate(factor.values or []):
        if value.lower is None or value.upper is None or value.lower <= 0:
            continue
        ratio = value.upper / value.lower
        if ratio > limit.value:
            texts = {"lower": f"{value.lower:g}", "upper": f"{value.upper:g}", "ratio": f"{ratio:.3g}"}
            yield file.problem("F073", ("values", index, "lower"), **texts, limit=f"{limit.value:g}")
