"""F013: `verified` needs its evidence."""

from collections.abc import Iterator
from typing import Any

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.reviews import reviewed, statuses
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("F013")
def verified_by_whom(file: LibraryFile, model: Any, library: LibraryFiles) -> Iterator[Problem]:
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
    del model, library
    for path, block in file.once(reviewed):
        verified = [key for key, status in statuses(block) if status == "verified"]
        if verified and block.verified is None:
            yield file.problem("F013", (*path, *verified[0]))
