"""E034: a usual range says why."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E034", "method")
def usual_without_reason(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E034 usual-without-reason: a usual range says why.

    The warning about an unusual value repeats the reason; without it the reader can not judge.

    PASS
        kind: method
        parameters:
          power:
            name: {es: potencia, en: power}
            unit: kW
            usual: [1, 500]
            reason: {es: de un ventilador a un molino, en: from a fan to a mill}
            example: 10 kW
          hours: {name: {es: horas, en: hours}, unit: h/yr, example: 4000 h/yr}
    FAIL
        kind: method
        parameters:
          power: {name: {es: potencia, en: power}, unit: kW, usual: [1, 500], example: 10 kW}
    #                                                               ^
          hours: {name: {es: horas, en: hours}, unit: h/yr, example: 4000 h/yr}
    """
    del library
    for name, parameter in method.parameters.items():
        if parameter.usual is not None and parameter.reason is None:
            yield file.problem("E034", ("parameters", name, "usual"), name=name)
