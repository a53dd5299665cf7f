"""F032: every number says where in its source it stands."""

from collections.abc import Iterator
from typing import Any

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("F032", "factor", "cross_check", "target", "credit_line")
def locator_missing(file: LibraryFile, model: Any, library: LibraryFiles) -> Iterator[Problem]:
    """F032 locator-missing: every number says where in its source it stands.

    A page, a table, a column or a row: without it nobody can compare the number with a publication of hundreds
    of pages.

    PASS
        kind: factor
        values:
          - {from: 1990-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 1990-01-01, value: 56100, source: ipcc_2006_v2_ch1, review: recalled}
    #                                                ^
    """
    del library
    if getattr(model, "source", None) is not None and not model.locator:
        yield file.problem("F032", ("source",))
    for index, value in enumerate(getattr(model, "values", None) or []):
        if not value.locator:
            yield file.problem("F032", ("values", index, "source"))
