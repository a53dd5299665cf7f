"""U002: every unit of a library file is known."""

from collections.abc import Iterator
from typing import Any

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.problems import Problem, ProblemError


@rule("U002", "factor", "item", "kinds", "method", "indicator")
def unknown_unit(file: LibraryFile, model: Any, library: LibraryFiles) -> Iterator[Problem]:
    """U002 unknown-unit: every unit is one of the closed list of units.

    Units are read from a closed list, case by case: `mwh` could be milli, `TR` tera something. What is not in the list
    is refused and never guessed.

    PASS
        kind: factor
        unit: kg CO2/TJ
    FAIL
        kind: factor
        unit: kg CO2/Tj
    #         ^
    """
    for path, text in _units(model):
        try:
            library.units.unit(text)
        except ProblemError as error:
            yield from (file.problem("U002", path, **dict(one.values)) for one in error.problems if one.code == "U002")


def _units(model: Any) -> Iterator[tuple[DataPath, str]]:
    if model.kind == "kinds":
        for name, kind in model.kinds.items():
            yield from ((("kinds", name, "units", index), text) for index, text in enumerate(kind.units))
    elif model.kind == "method":
        for name, parameter in model.parameters.items():
            if parameter.choice is None and parameter.unit:
                yield ("parameters", name, "unit"), parameter.unit
        for block in ("constants", "quantities"):
            for name, one in getattr(model, block).items():
                yield (block, name, "unit"), one.unit
        for name, table in model.tables.items():
            yield ("tables", name, "x_unit"), table.x_unit
            yield ("tables", name, "y_unit"), table.y_unit
        for index, flow in enumerate(model.flows):
            yield ("flows", index, "unit"), flow.unit
        for index, change in enumerate(model.copni):
            for side in ("baseline", "project"):
                if getattr(change, side) is not None:
                    yield ("copni", index, side, "unit"), getattr(change, side).unit
    else:
        yield ("unit",), model.unit
        for vector, text in (getattr(model, "vector_units", None) or {}).items():
            yield ("vector_units", vector), text
