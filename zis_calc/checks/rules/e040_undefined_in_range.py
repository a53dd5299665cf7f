"""E040: a method gives numbers over its whole allowed range."""

import math
from collections.abc import Iterator

import numpy as np

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import example_values
from zis_calc.checks.rule import rule
from zis_calc.methods import compute_method
from zis_calc.model.document import DataPath
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E040", "method")
def undefined_in_range(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E040 undefined-in-range: a method gives numbers over its whole allowed range.

    The ends of the allowed ranges are tried one by one beside the example values. Where a formula divides by
    zero there, either the range is too wide or the formula lacks a limit.

    PASS
        kind: method
        parameters:
          power: {name: {es: potencia, en: power}, unit: kW, allowed: [1, 500], example: 10 kW}
          hours: {name: {es: horas, en: hours}, unit: h/yr, allowed: [1, 8784], example: 4000 h/yr}
        quantities:
          energy: {name: {es: energía, en: energy}, formula: power * hours * hours / hours, unit: kWh/yr}
    FAIL
        kind: method
        parameters:
          power: {name: {es: potencia, en: power}, unit: kW, allowed: [1, 500], example: 10 kW}
          hours: {name: {es: horas, en: hours}, unit: h/yr, allowed: [0, 8784], example: 4000 h/yr}
    #                                                                ^
        quantities:
          energy: {name: {es: energía, en: energy}, formula: power * hours * hours / hours, unit: kWh/yr}
    """
    ready, _ = library.ready(file, method)
    if ready is None:
        return
    usual = example_values(ready, library.units)
    if usual is None:
        return
    for name, parameter in ready.numbers.items():
        for end in (0, 1):
            if parameter.allowed is None:
                continue
            given = {**usual, name: parameter.allowed[end] * ready.units[name].factor}
            with np.errstate(all="ignore"):
                values = compute_method(ready, [given])
            broken = [key for key in (*ready.quantities, *ready.results) if not math.isfinite(float(values[key][0]))]
            if broken:
                shown = f"{parameter.allowed[end]:g} {parameter.unit or ''}".strip()
                path: DataPath = ("parameters", name, "allowed")
                yield file.problem("E040", path, name=name, value=shown, result=broken[0])
                break
