"""E033: a default lies in the usual range of its parameter."""

from collections.abc import Iterator

from zis_calc.checks.amounts import amount_in
from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E033", "method")
def default_unusual(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E033 default-unusual: a default lies in the usual range of its parameter.

    What is taken when nobody says anything must be an ordinary value, or say that there is none of it (0, 0 %,
    100 %).

    PASS
        kind: method
        parameters:
          power: {name: {es: potencia, en: power}, unit: kW, example: 10 kW}
          hours: {name: {es: horas, en: hours}, unit: h/yr, usual: [1000, 8784], default: 4000 h/yr, default_source: dos turnos}
    FAIL
        kind: method
        parameters:
          power: {name: {es: potencia, en: power}, unit: kW, example: 10 kW}
          hours: {name: {es: horas, en: hours}, unit: h/yr, usual: [1000, 8784], default: 400 h/yr, default_source: dos turnos}
    #                                                                                     ^
    """  # noqa: E501
    for name, parameter in method.parameters.items():
        bounds = parameter.usual or parameter.allowed
        number = amount_in(library.units, parameter.default, parameter.unit or "1")
        if parameter.choice is None and bounds is not None and number is not None:
            low, high = bounds
            none = amount_in(library.units, parameter.default, "1") in (0, 1) or number == 0
            if not none and not low <= number <= high:
                texts = {"low": f"{low:g}", "high": f"{high:g}"}
                yield file.problem("E033", ("parameters", name, "default"), value=parameter.default, name=name, **texts)
