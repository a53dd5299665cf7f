"""F013: `verified` needs its evidence."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F013", "factor")
def verified_by_whom(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F013 verified-by-whom: `review: verified` says who compared the number, when, and against what.

    Verified is a promise of a person. Without a name, a date and the document that lay open it is only a word.

    PASS
        kind: factor
        values:
          - from: 1990-01-01
            value: 56100
            source: ipcc_2006_v2_ch1
            locator: Table 1.4
            review: verified
            verified: {by: Ana Quispe, on: 2025-03-04, against: "IPCC 2006 Vol. 2 Ch. 1, PDF, p. 1.24"}
    FAIL
        kind: factor
        values:
          - from: 1990-01-01
            value: 56100
            source: ipcc_2006_v2_ch1
            locator: Table 1.4
            review: verified
    #               ^
    """
    del library
    for index, value in enumerate(factor.values or []):
        if value.review == "verified" and value.verified is None:
            yield file.problem("F013", ("values", index, "review"))
