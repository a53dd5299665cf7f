"""What must hold for every input: N = 1 equals N, any partition gives the same bits, doubling doubles."""

import datetime
import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zis_calc.checks.measure import choose_stage
from zis_calc.model.document import Document
from zis_calc.model.library import Library
from zis_calc.model.measure import Measure
from zis_calc.pack import Case, Options
from zis_calc.run import Run, open_library, run_measures

LIBRARY: Library = open_library([])[0]
OPTIONS = Options(
    datetime.date(2025, 11, 25), "AR5", "prorata_days", (2018, 2030), "USD", 0.12, "electricity.sein_average"
)

amounts = st.floats(0.0, 1e7).map(lambda value: round(value, 3))
fuels = st.sampled_from(
    ["residual_oil_r500 gal", "natural_gas m3", "diesel gal", "lpg kg", "wood t", "coke_oven_coke t"]
)


@st.composite
def flows(draw: st.DrawFn) -> dict[str, Any]:
    name, unit = draw(st.one_of(fuels, st.just("electricity MWh"), st.just("r404a kg"), st.just("water m3"))).split()
    flow = {
        "item": name,
        "baseline": f"{draw(amounts)!r} {unit}/yr",
        "project": f"{draw(amounts)!r} {unit}/yr",
    }
    if draw(st.booleans()):
        flow["price"] = f"{round(draw(st.floats(0, 1000)), 3)!r} USD/{unit}"
    if name in ("residual_oil_r500", "natural_gas", "diesel", "wood"):
        flow["end_use"] = "boiler"
    return flow


@st.composite
def measures(draw: st.DrawFn) -> dict[str, Any]:
    content: dict[str, Any] = {
        "kind": "measure", "id": "x", "name": "x", "stage": "feasibility",
        "start": draw(st.dates(datetime.date(2022, 1, 1), datetime.date(2026, 12, 31))),
        "lifetime": f"{draw(st.integers(1, 30))} yr",
        "flows": draw(st.lists(flows(), min_size=1, max_size=4)),
        "finance": {"price_year": 2023, "investment": f"{round(draw(st.floats(0, 1e6)), 2)!r} USD"},
    }  # fmt: skip
    if draw(st.booleans()):
        content["copni"] = [
            {
                "baseline": {"source": "iron_foundry.class1", "activity": f"{draw(amounts)!r} t/yr"},
                "project": {"source": "iron_foundry.class4", "activity": f"{draw(amounts)!r} t/yr"},
            }
        ]
    return content


def case(content: dict[str, Any], number: int) -> Case:
    data = {**content, "id": f"m{number}"}
    document = Document(f"m{number}.yaml", data, {})
    return choose_stage(document, Measure.model_validate(data), None)


def run(contents: Sequence[dict[str, Any]], numbers: Sequence[int]) -> Run:
    return run_measures(LIBRARY, OPTIONS, [case(contents[number], number) for number in numbers], [], [])


def numbers_of(one: Run) -> np.ndarray:
    """Every number of every measure column as raw bits."""
    columns = [one.results.measures[name] for name in sorted(one.results.measures)]
    columns += [one.results.vector_baseline.ravel(), one.results.vector_project.ravel()]
    columns += [one.results.ndc[year] for year in sorted(one.results.ndc)]
    return np.concatenate(columns).view(np.int64)


@settings(max_examples=25, deadline=None)
@given(st.lists(measures(), min_size=2, max_size=5), st.integers(1, 4))
def test_any_partition_gives_the_same_bits(contents: list[dict[str, Any]], cut: int) -> None:
    whole = run(contents, range(len(contents)))
    cut = min(cut, len(contents) - 1)
    parts = [run(contents, range(cut)), run(contents, range(cut, len(contents)))]
    for name in whole.results.measures:
        joined = np.concatenate([part.results.measures[name] for part in parts])
        assert (joined.view(np.int64) == whole.results.measures[name].view(np.int64)).all()
    for index in range(len(contents)):
        alone = run(contents, [index])
        assert json.dumps(alone.data["measures"][0]) == json.dumps(whole.data["measures"][index])


@settings(max_examples=25, deadline=None)
@given(st.lists(measures(), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_order_does_not_matter_for_totals(contents: list[dict[str, Any]], random: Any) -> None:
    order = list(range(len(contents)))
    random.shuffle(order)
    one, other = run(contents, range(len(contents))), run(contents, order)
    for block in ("ghg", "copni", "energy"):
        for part in ("baseline", "project", "reduction"):
            assert one.data["totals"][block][part] == other.data["totals"][block][part]


@settings(max_examples=25, deadline=None)
@given(measures())
def test_doubling_the_input_doubles_the_tonnes(content: dict[str, Any]) -> None:
    doubled = {**content, "flows": [dict(flow) for flow in content["flows"]]}
    for flow in doubled["flows"]:
        for side in ("baseline", "project"):
            value, unit = flow[side].split()
            flow[side] = f"{float(value) * 2!r} {unit}"
    once, twice = run([content], [0]), run([doubled], [0])
    for name in ("ghg_baseline", "ghg_project", "energy_baseline", "biogenic_co2_project", "cost_baseline"):
        assert twice.results.measures[name][0] == 2 * once.results.measures[name][0]


@settings(max_examples=25, deadline=None)
@given(measures())
def test_parts_add_up(content: dict[str, Any]) -> None:
    measure = run([content], [0]).data["measures"][0]
    for side in ("baseline", "project", "reduction"):
        if measure["ghg"][side] is None:  # no flow has a factor: nothing is said about GHG
            assert all(flow["item"] == "water" for flow in content["flows"])
            continue
        scopes = math.fsum(measure["ghg"]["by_scope"][scope][side] for scope in ("1", "2", "3"))
        assert math.isclose(scopes, measure["ghg"][side], rel_tol=1e-9, abs_tol=1e-6)
    comparable = [entry for entry in measure["copni"]["by_vector"].values() if entry["status"] == "ok"]
    if comparable:
        total = math.fsum(entry["reduction"] for entry in comparable)
        assert math.isclose(total, measure["copni"]["reduction"], rel_tol=1e-9, abs_tol=1e-6)


@settings(max_examples=10, deadline=None)
@given(measures())
def test_same_input_same_bytes(content: dict[str, Any]) -> None:
    assert (numbers_of(run([content], [0])) == numbers_of(run([content], [0]))).all()
