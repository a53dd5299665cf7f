"""Explanations: every printed arithmetic gives its number on a calculator, down to leaves that have an origin."""

import datetime
import math
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.support import run_files, run_one
from zis_calc.explain import explain, outputs
from zis_calc.model.library import Library
from zis_calc.problems import ProblemError
from zis_calc.run import Run

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


def tree(run: Run, output: str) -> dict[str, Any]:
    return explain(run.library, run.batch, run.results, run.options, 0, output)


def walk(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(inner for child in node["inputs"] for inner in walk(child))]


def calculated(numbers: str) -> float:
    return float(eval(numbers, {"__builtins__": {}}, {"log": math.log}))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_pocket_calculator_gives_every_number(path: Path, library: Library) -> None:
    run = run_files(library, [path])
    checked = 0
    for output in outputs(run.options):
        for node in walk(tree(run, output)):
            numbers = node["numbers"]
            if not numbers or "=" in numbers or "sum" in numbers or node["value"] is None:
                continue
            checked += 1
            found = calculated(numbers)
            close = math.isclose(found, node["value"], rel_tol=1e-9, abs_tol=1e-9)
            assert close, f"{output}: {node['name']}: {numbers}"
    assert checked > 20


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_leaves_have_an_origin(path: Path, library: Library) -> None:
    run = run_files(library, [path])
    for output in ("ghg.reduction", "copni.reduction", "finance.npv", "energy.reduction"):
        for node in walk(tree(run, output)):
            if node["inputs"] or not node["value"]:
                continue
            origin = node["origin"]
            assert origin is not None, f"{output}: {node['name']} has neither inputs nor an origin"
            if origin["kind"] == "input":
                assert origin["file"] == path.name
                assert origin["line"] >= 1
            elif origin["kind"] == "factor":
                assert origin["review"] in ("verified", "computed", "secondary-copy", "recalled")
                assert origin["source"]["title"]


def test_the_root_is_the_printed_number(library: Library) -> None:
    run = run_files(library, [ROOT / "examples" / "caldera-gas-natural.yaml"])
    measure = run.data["measures"][0]
    assert tree(run, "ghg.reduction")["value"] == measure["ghg"]["reduction"]
    assert tree(run, "ghg.by_scope.1.baseline")["value"] == measure["ghg"]["by_scope"]["1"]["baseline"]
    assert tree(run, "copni.reduction")["value"] == measure["copni"]["reduction"]
    assert tree(run, "finance.irr")["value"] == measure["finance"]["irr"]["value"]
    assert tree(run, "ndc.cumulative")["value"] == measure["ndc"]["cumulative"]
    for year in measure["ndc"]["years"]:
        assert tree(run, f"ndc.{year['year']}")["value"] == year["value"]


def test_an_input_leads_to_its_line(library: Library, tmp_path: Path) -> None:
    flow = {"item": "natural_gas", "baseline": "5 m3/yr", "project": "0 m3/yr"}
    content = {"stage": "feasibility", "start": datetime.date(2023, 1, 1), "flows": [flow]}
    run = run_one(library, tmp_path, content)
    leaves = [node["origin"] for node in walk(tree(run, "ghg.baseline")) if node["origin"]]
    amount = next(origin for origin in leaves if origin["kind"] == "input")
    lines = (tmp_path / "case.yaml").read_text(encoding="utf-8").splitlines()
    assert amount["text"] == "5 m3/yr"
    assert amount["text"] in lines[amount["line"] - 1][amount["column"] - 1 :]
    assert amount["field"] == "flows[0].baseline"


def test_a_vector_that_cannot_be_compared_has_no_number(library: Library, tmp_path: Path) -> None:
    content = {
        "stage": "feasibility",
        "copni": [
            {
                "baseline": {"source": "iron_foundry.class1", "activity": "1000 t/yr"},
                "project": {"source": "iron_foundry.class4", "activity": "1000 t/yr"},
            }
        ],
    }
    node = tree(run_one(library, tmp_path, content), "copni.by_vector.residue.reduction")
    assert (node["value"], node["status"]) == (None, "nd")
    assert [side["status"] for side in node["inputs"]] == ["nd", "ok"]


def test_an_unknown_output_gets_a_suggestion(library: Library, tmp_path: Path) -> None:
    reported = {"ghg_reduction": "5 tCO2e/yr", "source": "x"}
    run = run_one(library, tmp_path, {"stage": "feasibility", "reported": reported})
    with pytest.raises(ProblemError) as caught:
        tree(run, "ghg.reducton")
    assert caught.value.problems[0].code == "C004"
    assert dict(caught.value.problems[0].values)["suggestion"] == "|ghg.reduction"
    assert tree(run, "ghg.reduction")["origin"]["text"] == "5 tCO2e/yr"
