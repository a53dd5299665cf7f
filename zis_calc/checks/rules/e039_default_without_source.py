"""E039: a default says where it comes from."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E039", "method")
def default_without_source(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E039 default-without-source: a default says where it comes from.

    A number that the tool takes when nobody says anything stands in the result with its source, or with none.

    PASS
        kind: method
        parameters:
          power: {name: {es: potencia, en: power}, unit: kW, example: 10 kW}
          hours: {name: {es: horas, en: hours}, unit: h/yr, default: 4000 h/yr, default_source: dos turnos}
    FAIL
        kind: method
        parameters:
          power: {name: {es: potencia, en: power}, unit: kW, example: 10 kW}
          hours: {name: {es: horas, en: hours}, unit: h/yr, default: 4000 h/yr}
    #                                                                ^
    """
    del library
    for name, parameter in method.parameters.items():
        if parameter.default is not None and not parameter.default_source:
            yield file.problem("E039", ("parameters", name, "default"), name=name)
