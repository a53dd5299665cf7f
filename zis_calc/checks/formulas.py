"""What is wrong with the formulas of a method, code by code: it is made ready once and each rule takes its own."""

import re
from collections.abc import Iterator
from dataclasses import replace

from zis_calc import indicators
from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.methods import Ready, read_parameter, worked_examples
from zis_calc.model.document import DataPath, field_text
from zis_calc.model.indicator import Indicator
from zis_calc.model.method import Method
from zis_calc.problems import Problem, ProblemError
from zis_calc.units import UnitTable


def formula_findings(
    file: LibraryFile, method: Method | Indicator, library: LibraryFiles, *codes: str
) -> Iterator[Problem]:
    """The problems of `codes` that making the method or indicator ready finds, each at its column in the formula."""
    if isinstance(method, Indicator):
        yield from indicator_findings(file, method, library, *codes)
        return
    _, found = library.ready(file, method)
    yield from _placed(file, found, codes)


def indicator_findings(
    file: LibraryFile, indicator: Indicator, library: LibraryFiles, *codes: str
) -> Iterator[Problem]:
    """The problems of `codes` that making an indicator ready finds."""
    yield from _placed(file, indicators.make_ready(indicator, library.units)[1], codes)


def example_findings(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """What computing the worked examples of a sound method finds."""
    ready, _ = library.ready(file, method)
    if ready is not None:
        yield from _placed(file, worked_examples(ready, library.units), ())


def _placed(file: LibraryFile, found: list[tuple[DataPath, Problem]], codes: tuple[str, ...]) -> Iterator[Problem]:
    for path, one in found:
        if codes and one.code not in codes:
            continue
        column = dict(one.values).get("column")
        place = file.document.place(path) if column is None else file.document.text_place(path, int(column))
        yield replace(one, place=place, field=field_text(path))


def names_in(ready: Ready) -> set[str]:
    """Every name that a formula of the method uses: parameters, constants, quantities and tables."""
    formulas = (*ready.defaults.values(), *ready.quantities.values(), *ready.results.values())
    tables = {name for name in ready.tables for parsed in formulas if re.search(rf"\b{name}\b", parsed.text)}
    return tables | {name for parsed in formulas for name in parsed.names}


def example_values(ready: Ready, units: UnitTable) -> dict[str, float] | None:
    """The example of every number in base units; None where one has neither example nor default, or is refused."""
    given: dict[str, float] = {}
    for name, parameter in ready.numbers.items():
        if parameter.example is None:
            if name not in ready.defaults:
                return None
            continue
        try:
            given[name] = read_parameter(ready, name, parameter.example, units, "point")[0]
        except ProblemError:
            return None
    return given
