"""E038: the unit of a flow is a yearly amount that its item can have."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem, ProblemError
from zis_calc.units import describe

_YEARLY = {
    "electricity": ("kWh/yr",),
    "fuel": ("kWh/yr", "kg/yr", "m3/yr", "Nm3/yr"),
    "refrigerant": ("kg/yr",),
    "water": ("m3/yr", "kg/yr"),
}


@rule("E038", "method", local=False)
def flow_unit(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E038 flow-unit: the unit of a flow is a yearly amount that its item can have.

    Electricity in cubic metres, or an energy that is not per year, is refused only when a measure uses the
    method. Here it is seen at once.

    PASS
        kind: method
        flows:
          - {item: electricity, baseline: energy, project: energy * 0.5, unit: kWh/yr}
    FAIL
        kind: method
        flows:
          - {item: water, baseline: energy, project: energy * 0.5, unit: kWh/yr}
    #                                                                    ^
    """
    by_name = {id.rsplit(".", 1)[-1]: item for id, item in library.items.items()}
    for index, flow in enumerate(method.flows):
        item = library.items.get(flow.item) or by_name.get(flow.item)
        kind: str | None = "electricity" if flow.item == "electricity" else item.type if item is not None else None
        if flow.item.startswith("$"):
            parameter = method.parameters.get(flow.item[1:])
            kind = parameter.choice if parameter is not None else None
        try:
            unit = library.units.unit(flow.unit)
        except ProblemError:
            continue
        allowed = _YEARLY.get(kind or "")
        if allowed is not None and unit.dimension not in [library.units.unit(text).dimension for text in allowed]:
            texts = {"unit": flow.unit, "found": f"#{describe(unit.dimension)}", "item": flow.item, "type": kind}
            yield file.problem("E038", ("flows", index, "unit"), **texts)
