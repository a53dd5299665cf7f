"""E031: the example of a parameter is one of its allowed values."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.methods import read_parameter
from zis_calc.model.method import Method
from zis_calc.problems import Problem, ProblemError


@rule("E031", "method")
def example_not_allowed(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E031 example-not-allowed: the example of a parameter is one of its allowed values.

    `zis-calc new` writes the example into the file and computes it: one that is refused stops the first try of
    every user.

    PASS
        kind: method
        parameters:
          power: {name: {es: potencia, en: power}, unit: kW, allowed: [1, 500], example: 10 kW}
          hours: {name: {es: horas, en: hours}, unit: h/yr, example: 4000 h/yr}
    FAIL
        kind: method
        parameters:
          power: {name: {es: potencia, en: power}, unit: kW, allowed: [1, 500], example: 10 MW}
    #                                                                                    ^
          hours: {name: {es: horas, en: hours}, unit: h/yr, example: 4000 h/yr}
    """
    ready, _ = library.ready(file, method)
    if ready is None:
        return
    for name, parameter in ready.numbers.items():
        if parameter.example is None:
            continue
        try:
            read_parameter(ready, name, parameter.example, library.units, "point")
        except ProblemError as error:
            reason = error.problems[0].entry.name
            yield file.problem(
                "E031", ("parameters", name, "example"), value=parameter.example, name=name, reason=reason
            )
