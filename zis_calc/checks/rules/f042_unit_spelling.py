"""F042: a unit is spelled in one way."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.problems import Problem, ProblemError
from zis_calc.units import Dimension, UnitTable


@rule("F042", "factor", "item", "kinds")
def unit_spelling(file: LibraryFile, model: Any, library: LibraryFiles) -> Iterator[Problem]:
    """F042 unit-spelling: a unit is spelled in one way.

    `MMBTU`, `mmBtu` and `MMBtu` are one unit; a library that writes it in one way can be searched. checks.yaml
    lists the spellings, and `--fix` writes them.

    PASS
        kind: factor
        unit: kg CO2/TJ
    FAIL
        kind: factor
        unit: kgCO2/TJ
    #         ^
    """
    for path, text in _units(model):
        usual = usual_unit(text, library.checks.unit_spellings, library.units)
        if usual != text:
            yield file.problem("F042", path, unit=text, usual=usual)


def usual_unit(text: str, spellings: Mapping[str, str], units: UnitTable) -> str:
    """A unit text with each of its names in the usual spelling; itself where that would be another unit, or none."""
    usual = re.sub(r"[^\W\d]\w*[²³]?", lambda match: spellings.get(match.group(), match.group()), text)
    if usual == text:
        return text
    meant, other = _meaning(usual, units), _meaning(text, units)
    return usual if meant is not None and other in (None, meant) else text


def _meaning(text: str, units: UnitTable) -> tuple[float, Dimension] | None:
    """The factor and dimension of a unit, None where it is no unit."""
    try:
        unit = units.unit(text)
    except ProblemError:
        return None
    return unit.factor, unit.dimension


def _units(model: Any) -> Iterator[tuple[DataPath, str]]:
    if model.kind == "kinds":
        for name, kind in model.kinds.items():
            yield from ((("kinds", name, "units", index), text) for index, text in enumerate(kind.units))
    else:
        yield ("unit",), model.unit
