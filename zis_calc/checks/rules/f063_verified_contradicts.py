"""F063: evidence of a verification stands beside `verified` and says something."""

from collections.abc import Iterator
from typing import Any

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.reviews import reviewed, statuses
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("F063")
def verified_contradicts(file: LibraryFile, model: Any, library: LibraryFiles) -> Iterator[Problem]:
    """F063 verified-contradicts: evidence of a verification stands beside `verified` and says something.

    A `verified:` block beside another status, or one with empty or one-letter names, was filled in to silence a
    rule.

    PASS
        kind: factor
        values:
          - from: 1990-01-01
            value: 56100
            source: ipcc_2006_v2_ch1
            locator: Table 1.4
            review: verified
            verified: {by: Ana Quispe, on: 2025-03-04, against: "IPCC 2006 Vol. 2 Ch. 1, p. 1.24"}
    FAIL
        kind: factor
        values:
          - from: 1990-01-01
            value: 56100
            source: ipcc_2006_v2_ch1
            locator: Table 1.4
            review: verified
            verified: {by: x, on: 2025-03-04, against: me}
    #       ^
    """
    del model, library
    for path, value in file.once(reviewed):
        if value.verified is None:
            continue
        reason = ""
        if "verified" not in [status for _, status in statuses(value)]:
            reason = f"review: {value.review}"
        elif len(value.verified.by.strip()) < 3:
            reason = f"by: {value.verified.by}"
        elif len(value.verified.against.strip()) < 6 or not value.locator:
            reason = f"against: {value.verified.against}" if value.locator else "locator"
        if reason:
            yield file.key_problem("F063", (*path, "verified"), reason=reason)
