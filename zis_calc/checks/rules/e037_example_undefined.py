"""E037: with its example values a method gives amounts."""

import math
from collections.abc import Iterator

import numpy as np

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import example_values
from zis_calc.checks.rule import rule
from zis_calc.methods import compute_method, result_formulas
from zis_calc.model.document import field_text
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E037", "method", at_load=False)
def example_undefined(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E037 example-undefined: with its example values a method gives amounts.

    The examples of the parameters together must compute: a division by zero or a negative amount shows up here
    before a user meets it.

    PASS
        kind: method
        flows:
          - {item: electricity, baseline: energy, project: energy * 0.5, unit: kWh/yr}
    FAIL
        kind: method
        flows:
          - {item: electricity, baseline: energy, project: energy * (0 - 1), unit: kWh/yr}
    #                                                      ^
    """
    ready, _ = library.ready(file, method)
    if ready is None:
        return
    given = example_values(ready, library.units)
    if given is None:
        return
    with np.errstate(all="ignore"):
        values = compute_method(ready, [given])
    for key, (_text, _unit, path) in result_formulas(method).items():
        number = float(values[key][0])
        if not math.isfinite(number) or (number < 0 and path[0] != "money"):
            yield file.problem("E037", path, name=field_text(path), value=f"{number:g}")
