"""F081: a value is of the GWP set that its source prints."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem

_ENOUGH = 3  # values of a source elsewhere that make a habit


@rule("F081", on="library")
def set_against_source(library: LibraryFiles) -> Iterator[Problem]:
    """F081 set-against-source: a value is of the GWP set that its source prints.

    A source from which all other values of the library are of one set (three or more) is named for another set:
    the set or the source is mistyped.

    PASS
        kind: factor
        quantity: gwp100
        unit: kg CO2e/kg
        gas: HFC-32
        basis:
        values:
          - {set: AR6, value: 771, source: ipcc_ar6_wg1_ch7_sm, locator: Table 7.SM.7, review: recalled}
    FAIL
        kind: factor
        quantity: gwp100
        unit: kg CO2e/kg
        gas: HFC-32
        basis:
        values:
          - {set: AR5, value: 771, source: ipcc_ar6_wg1_ch7_sm, locator: Table 7.SM.7, review: recalled}
    #             ^
    """
    if not any(file.once(_sets) for file in library.files):
        return
    known: dict[str, list[tuple[str, str]]] = {}
    for file in library.everything:
        for _, source, set in file.once(_sets):
            known.setdefault(source, []).append((file.document.file, set))
    for file in library.files:
        for index, source, set in file.once(_sets):
            others = [other for name, other in known[source] if name != file.document.file]
            # A report prints its values with and without feedback (AR5, AR5_ccf).
            reports = {other.partition("_")[0] for other in others}
            if len(others) >= _ENOUGH and len(reports) == 1 and set.partition("_")[0] not in reports:
                values = {"source": source, "set": set, "other": others[0], "count": len(others)}
                yield file.problem("F081", ("values", index, "set"), **values)


def _sets(file: LibraryFile) -> list[tuple[int, str, str]]:
    """The values of a factor that belong to a set: index, source, set."""
    values = (file.model.values or []) if isinstance(file.model, Factor) else []
    return [(index, one.source, one.set) for index, one in enumerate(values) if one.set is not None]
