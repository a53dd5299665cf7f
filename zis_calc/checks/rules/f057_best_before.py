"""F057: a number is used before its best-before date."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F057", "factor")
def best_before(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F057 best-before: a number is used before its best-before date.

    Who writes a number that will be replaced (a tariff, a draft) can say until when it may be trusted. After
    that day, at the reporting date, it is reported.

    PASS
        kind: factor
        best_before: 2030-01-01
    FAIL
        kind: factor
        best_before: 2024-01-01
    #                ^
    """
    if factor.best_before is not None and factor.best_before <= library.today:
        yield file.problem("F057", ("best_before",), date=factor.best_before, today=library.today)
