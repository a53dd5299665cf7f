"""E032: the usual range of a parameter lies inside the allowed one."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E032", "method")
def usual_outside_allowed(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E032 usual-outside-allowed: the usual range of a parameter lies inside the allowed one.

    A value that is usual and refused, or a range upside down, is a slip in the method file.

    PASS
        kind: method
        parameters:
          power: {name: {es: potencia, en: power}, unit: kW, allowed: [1, 500], usual: [5, 200], example: 10 kW}
          hours: {name: {es: horas, en: hours}, unit: h/yr, example: 4000 h/yr}
    FAIL
        kind: method
        parameters:
          power: {name: {es: potencia, en: power}, unit: kW, allowed: [1, 500], usual: [5, 2000], example: 10 kW}
    #                                                                                  ^
          hours: {name: {es: horas, en: hours}, unit: h/yr, example: 4000 h/yr}
    """
    del library
    for name, parameter in method.parameters.items():
        usual, allowed = parameter.usual, parameter.allowed
        wide = usual is not None and allowed is not None and not (allowed[0] <= usual[0] and usual[1] <= allowed[1])
        upside_down = any(bounds is not None and bounds[0] > bounds[1] for bounds in (usual, allowed))
        if wide or upside_down:
            key = "usual" if usual is not None else "allowed"
            yield file.problem("E032", ("parameters", name, key), name=name, usual=usual, allowed=allowed)
