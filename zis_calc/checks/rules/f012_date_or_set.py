"""F012: a value is chosen by a date or by a GWP set."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem


@rule("F012", "factor")
def date_or_set(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F012 date-or-set: each value has `from` or `set`, one of the two, and the same one in the whole file.

    Values are chosen by year or by GWP set; one that has both, or none, can not be chosen.

    PASS
        kind: factor
        values:
          - {from: 1990-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 1990-01-01, set: AR5, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    #       ^
    """
    del library
    values = factor.values or []
    for index, value in enumerate(values):
        one_of_two = (values[0].start is None) != (values[0].set is None)
        mixed = one_of_two and (value.set is None) != (values[0].set is None)
        if (value.start is None) == (value.set is None) or mixed:
            yield file.problem("F012", ("values", index))
