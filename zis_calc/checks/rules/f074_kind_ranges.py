"""F074: each unit of a quantity has a range that goes up."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Kinds
from zis_calc.problems import Problem


@rule("F074", "kinds")
def kind_ranges(file: LibraryFile, kinds: Kinds, library: LibraryFiles) -> Iterator[Problem]:
    """F074 kind-ranges: each unit of a quantity has a range that goes up.

    A range that is missing or upside down silences the check of every number of that quantity.

    PASS
        kind: kinds
        kinds:
          density:
            name: {es: Densidad, en: Density}
            units: [kg/m3]
            ranges: [[0.5, 1200]]
            reason: {es: de gas a lubricantes, en: from gas to lubricants}
    FAIL
        kind: kinds
        kinds:
          density:
            name: {es: Densidad, en: Density}
            units: [kg/m3]
            ranges: [[1200, 0.5]]
    #               ^
            reason: {es: de gas a lubricantes, en: from gas to lubricants}
    """
    del library
    for name, kind in kinds.kinds.items():
        upside_down = any(bounds is not None and bounds[0] >= bounds[1] for bounds in kind.ranges)
        if len(kind.ranges) != len(kind.units) or upside_down:
            texts = {"quantity": name, "units": len(kind.units), "ranges": len(kind.ranges)}
            yield file.problem("F074", ("kinds", name, "ranges"), **texts)
