"""F041: the keys of a library file stand in the usual order."""

import functools
from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles, TextFile
from zis_calc.checks.rule import rule
from zis_calc.model.registry import KINDS, model_of
from zis_calc.problems import Problem, problem


@rule("F041", on="text")
def key_order(text: TextFile, library: LibraryFiles) -> Iterator[Problem]:
    """F041 key-order: the keys of a library file stand in the usual order.

    Files that name the same things in the same order are compared with one look. `--fix` sorts the keys with
    their comments.

    PASS
        kind: factor
    FAIL
        kind: factor
        id: own.gas
        unit: kg CO2/TJ
    #   ^
        quantity: emission_factor_co2
    """
    del library
    order = usual_order(text.kind)
    keys = [key for key in text.document.data if key in order]
    wanted = sorted(keys, key=order.index)
    for key, expected in zip(keys, wanted, strict=True):
        if key != expected:
            values = {"key": key, "other": expected, "order": ", ".join(wanted)}
            yield problem("F041", text.document.key_place((key,)), key, **values)
            return


@functools.cache
def usual_order(kind: str) -> tuple[str, ...]:
    """The usual order of the keys of a kind of library file: that of its model. Measures and portfolios have none."""
    if kind not in KINDS or kind in ("measure", "portfolio"):
        return ()
    keys = [info.alias or name for name, info in model_of(kind).model_fields.items()]
    return ("kind", *(key for key in ("id",) if key in keys), *(key for key in keys if key not in ("kind", "id")))
