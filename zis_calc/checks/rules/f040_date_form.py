"""F040: a date is written year-month-day."""

import datetime
import re
from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles, TextFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem

DATE_KEYS = frozenset(("from", "until", "start", "end", "date", "applies_from", "on", "best_before", "as_of"))
_LOOKS = re.compile(r"\s*(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})\s*")


@rule("F040", on="text")
def date_form(text: TextFile, library: LibraryFiles) -> Iterator[Problem]:
    """F040 date-form: a date is written year-month-day.

    `2023/7/1` can only mean one day and `--fix` writes it as 2023-07-01. `01/07/2023` can mean two days: nobody
    but the author can mend it.

    PASS
        kind: factor
        values:
          - {from: 2020-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 2020/1/1, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    #              ^
    """
    del library
    for path, value in text.scalars():
        if not path or path[-1] not in DATE_KEYS or not isinstance(value, str) or not _LOOKS.fullmatch(value):
            continue
        meant = plain_date(value)
        shown = f": {meant}" if meant else ""
        yield text.problem("F040", path, value=value, meant=shown)


def plain_date(text: str) -> str | None:
    """The date that `text` can only mean (`2023/7/1`, `2023.07.01`), as year-month-day; None where it is not one."""
    match = _LOOKS.fullmatch(text)
    if match is None or len(match.group(1)) != 4 or len(match.group(3)) > 2:
        return None
    try:
        return datetime.date(int(match.group(1)), int(match.group(2)), int(match.group(3))).isoformat()
    except ValueError:
        return None
