"""F010: every id that a file links is in the library."""

from collections.abc import Iterator
from typing import Any

from zis_calc.checks.context import LibraryFile, LibraryFiles, linked_ids
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.model.method import Method
from zis_calc.problems import Problem, did_you_mean


@rule("F010", "factor", "item", "method", "cross_check", local=False)
def unknown_factor(file: LibraryFile, model: Any, library: LibraryFiles) -> Iterator[Problem]:
    """F010 unknown-factor: the ids that an item, a blend, a method or a cross-check links are in the library.

    A link that leads nowhere would leave a flow without its factor.

    PASS
        kind: item
        factors:
          emission_factor_co2: fuels.ipcc.natural_gas.emission_factor_co2
    FAIL
        kind: item
        factors:
          emission_factor_co2: fuels.ipcc.natural_gaz.emission_factor_co2
    #                          ^
    """
    if file.model.kind == "method":
        yield from _method(file, model, library)
        return
    if file.model.kind == "item":
        links = [(path, id) for path, _, id in linked_ids(model)]
    elif file.model.kind == "cross_check":
        links = [(("uses", name), id) for name, id in model.uses.items()]
    else:
        links = [(("composition", id), id) for id in model.composition or {}]
    for path, id in links:
        if id not in library.factors:
            yield file.problem("F010", path, factor=id, suggestion=did_you_mean(id, library.factors))


def _method(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    for path, id, known in _method_links(method, library):
        if id not in known:
            yield file.problem("F010", path, factor=id, suggestion=did_you_mean(id, known))


def _method_links(method: Method, library: LibraryFiles) -> Iterator[tuple[DataPath, str, set[str]]]:
    items = {name for id in library.items for name in (id, id.rsplit(".", 1)[-1])} | {"electricity"}
    sources = {id.removeprefix("copni.") for id in library.factors if id.startswith("copni.")}
    choices = {f"${name}" for name, parameter in method.parameters.items() if parameter.choice is not None}
    for index, flow in enumerate(method.flows):
        yield ("flows", index, "item"), flow.item, items | choices
    for index, change in enumerate(method.copni):
        for side in ("baseline", "project"):
            one = getattr(change, side)
            if one is not None:
                yield ("copni", index, side, "source"), one.source, sources | choices
    for name, parameter in method.parameters.items():
        known = sources if parameter.choice == "copni" else {"lhv", "hhv"} if parameter.choice == "basis" else items
        for index, option in enumerate(parameter.options):
            yield ("parameters", name, "options", index), option, known
        if parameter.choice is not None and parameter.default is not None:
            yield ("parameters", name, "default"), parameter.default, known
