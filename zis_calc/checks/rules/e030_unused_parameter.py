"""E030: every parameter of a method does something."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import names_in
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E030", "method")
def unused_parameter(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E030 unused-parameter: every parameter of a method does something.

    A consultant who measures and enters a number that no formula uses believes that it counted.

    PASS
        kind: method
    FAIL
        kind: method
        parameters:
          power: {name: {es: potencia, en: power}, unit: kW, example: 10 kW}
          hours: {name: {es: horas, en: hours}, unit: h/yr, example: 4000 h/yr}
          colour: {name: {es: color, en: colour}, unit: "1", example: "3"}
    #     ^
    """
    ready, _ = library.ready(file, method)
    if ready is None:
        return
    used = names_in(ready)
    used |= {text.removeprefix("$") for text in _references(method) if text.startswith("$")}
    for name in method.parameters:
        if name not in used:
            yield file.key_problem("E030", ("parameters", name), name=name)


def _references(method: Method) -> Iterator[str]:
    """Every place where a method may name a choice as `$name`."""
    for flow in method.flows:
        yield from (flow.item, flow.heating_value or "", flow.end_use or "")
    for change in method.copni:
        yield from (side.source for side in (change.baseline, change.project) if side is not None)
