"""F035: one number stands under one id."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
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
    under_check = {file.model.id: file for file in library.files if isinstance(file.model, Factor)}
    quantities = {file.model.quantity for file in under_check.values()}
    alike: dict[_Series, list[str]] = {}
    for id, other in sorted(library.factor_files.items()):
        if other.model.quantity in quantities:
            for series in _series(other, library):
                alike.setdefault(series, []).append(id)
    for id, file in sorted(under_check.items()):
        if library.factor_files[id] is not file:
            continue
        others = (one for series in _series(file, library) for one in alike[series])
        # Of two files under check the later one is told; one that is not under check is always the other.
        first = next((one for one in others if one < id or (one != id and one not in under_check)), None)
        if first is not None:
            yield file.problem("F035", ("id",), id=id, other=first)


def _series(file: LibraryFile, library: LibraryFiles) -> Iterator[_Series]:
    """What must be its own: the series with the name, and the series alone where its numbers have many digits."""
    factor = file.model
    many_digits, numbers, whole = file.once(_numbers)
    if not numbers:
        return
    try:
        scale = library.units.unit(factor.unit).factor
    except ProblemError:
        return
    scaled = tuple(f"{number * scale:.9g}" for number in numbers)
    yield ("name", plain_name(factor.name.en), *whole, scaled)
    if many_digits:
        yield ("digits", *whole, scaled)


def _numbers(file: LibraryFile) -> tuple[bool, list[float], _Series]:
    """Whether the numbers of a factor have many digits, the numbers (none: it is no series), and what else it says."""
    factor: Factor = file.model
    numbers = [value.value for value in factor.values or [] if value.value is not None]
    if len(numbers) != len(factor.values or []):
        return False, [], ()
    dates = tuple((value.start, value.set) for value in factor.values or [])
    digits = [len(f"{number:.12g}".replace(".", "").replace("-", "").strip("0")) for number in numbers]
    return max(digits, default=0) >= 4, numbers, (factor.quantity, factor.region, factor.basis, factor.gas, dates)
