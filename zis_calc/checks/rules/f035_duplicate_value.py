"""F035: one number stands under one id."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles
from zis_calc.checks.names import plain_name
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem, ProblemError

_Series = tuple[object, ...]


@rule("F035", on="library")
def duplicate_value(library: LibraryFiles) -> Iterator[Problem]:
    """F035 duplicate-value: one number stands under one id.

    Where the same series stands twice, somebody will correct one of them. Round defaults that many things share
    are not meant: only series of the same name, or with four or more digits, of the same quantity and region.

    PASS
        # path: own/gas.yaml
        kind: factor
        id: own.gas
        values:
          - {from: 1990-01-01, value: 56123, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
        # path: own/oil.yaml
        kind: factor
        id: own.oil
        values:
          - {from: 1990-01-01, value: 77412, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        # path: own/gas.yaml
        kind: factor
        id: own.gas
        values:
          - {from: 1990-01-01, value: 56123, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
        # path: own/gas_copy.yaml
        kind: factor
        id: own.gas_copy
    #       ^
        name: {es: Otro, en: Other}
        values:
          - {from: 1990-01-01, value: 56123, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    """
    first: dict[_Series, str] = {}
    under_check = {file.document.file for file in library.files}
    for id, file in sorted(library.factor_files.items()):
        for series in _series(file.model, library):
            other = first.setdefault(series, id)
            if other != id and file.document.file in under_check:
                yield file.problem("F035", ("id",), id=id, other=other)
                break


def _series(factor: Factor, library: LibraryFiles) -> Iterator[_Series]:
    """What must be its own: the series with the name, and the series alone where its numbers have many digits."""
    numbers = [value.value for value in factor.values or []]
    if not numbers or any(number is None for number in numbers):
        return
    dates = tuple((value.start, value.set) for value in factor.values or [])
    try:
        scale = library.units.unit(factor.unit).factor
    except ProblemError:
        return
    scaled = tuple(f"{(number or 0) * scale:.9g}" for number in numbers)
    whole = (factor.quantity, factor.region, factor.basis, factor.gas, dates, scaled)
    yield ("name", plain_name(factor.name.en), *whole)
    if any(len(f"{number:.12g}".replace(".", "").replace("-", "").strip("0")) >= 4 for number in numbers if number):
        yield ("digits", *whole)
