"""Every number that a method gives, at the examples of its parameters and with each of them moved: a change shows."""

import json
import os
from pathlib import Path

import numpy as np

from zis_calc.checks.formulas import example_values
from zis_calc.methods import compute_method, make_ready
from zis_calc.model.library import Library
from zis_calc.model.method import Method

READ_BY_PEOPLE = {"name", "words", "note", "definition", "reason", "locator"}
SNAPSHOT = Path(__file__).parent / "snapshots" / "methods_and_items.json"


def method_numbers(library: Library) -> dict[str, dict[str, str]]:
    """The results of each method at its examples, and with each number at the middle of its range, one at a time; in
    base units, and beside them the units in which people see them.
    """
    found: dict[str, dict[str, str]] = {}
    for id in library.ids("method"):
        method = Method.model_validate_json(library.entries[id].json)
        ready, _ = make_ready(method, library.units)
        given = example_values(ready, library.units) if ready is not None else None
        if ready is None or given is None:
            found[id] = {}
            continue
        cases = {"example": given}
        for name, parameter in ready.numbers.items():
            bounds = parameter.usual or parameter.allowed or (1.0, 1.0)
            middle = (bounds[0] + bounds[1]) / 2 * ready.units[name].factor
            cases[name] = {**given, name: middle if middle != given.get(name) else middle * 1.1}
        with np.errstate(all="ignore"):
            values = {case: compute_method(ready, [numbers]) for case, numbers in cases.items()}
        keys = [*ready.quantities, *ready.results]
        shown = {key: ready.units[key].text for key in keys}
        shown |= {f"flow {index}": flow.unit for index, flow in enumerate(method.flows)}
        found[id] = {"units": " ".join(f"{key}={unit}" for key, unit in shown.items())}
        found[id] |= {
            case: " ".join(f"{key}={float(columns[key][0]):.9g}" for key in keys) for case, columns in values.items()
        }
    return found


def other_numbers(library: Library) -> dict[str, dict[str, str]]:
    """What items link and what targets, credit lines, bands, indicators and schemes say, without what people read."""
    found: dict[str, dict[str, str]] = {}
    for kind in ("item", "target", "credit_line", "bands", "indicator", "scheme", "cross_check"):
        for id in library.ids(kind):
            data = json.loads(library.entries[id].json)
            found[id] = {key: json.dumps(data[key], ensure_ascii=False) for key in sorted(data.keys() - READ_BY_PEOPLE)}
    return found


def test_snapshot_of_what_every_method_gives_and_every_item_links(library: Library) -> None:
    """A change of a formula, a constant, a link or a share shows what it moves: run with UPDATE=1 and read it."""
    now = {**method_numbers(library), **other_numbers(library)}
    if os.environ.get("UPDATE") == "1":
        SNAPSHOT.write_text(json.dumps(now, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    before = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    moved = {
        f"{id} {case}": (before.get(id, {}).get(case), now.get(id, {}).get(case))
        for id in {*before, *now}
        for case in {*before.get(id, {}), *now.get(id, {})}
        if before.get(id, {}).get(case) != now.get(id, {}).get(case)
    }
    assert moved == {}
    assert sum(len(cases) for cases in now.values()) > 150
