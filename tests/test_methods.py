"""Methods: the shipped ones, their use in a measure, their interaction, and a user's own."""

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.support import run_files, run_one, value_at, write_measure
from tests.test_cli import zis
from tests.test_explain import tree, walk
from zis_calc.checking import check_paths
from zis_calc.files.library import load_library
from zis_calc.methods import compute_method, make_ready
from zis_calc.model.library import Library
from zis_calc.model.method import Method

FILES = sorted((ROOT / "factors" / "methods").glob("*.yaml"))
LED = {"fixtures_before": 200, "power_before": "88 W", "power_after": "36 W", "hours": "3600 h/yr"}
LED_MEASURE = {"stage": "feasibility", "method": "led-lighting", "parameters": LED}


def method(library: Library, name: str) -> Method:
    return Method.model_validate_json(library.entries[library.method_id(name)].json)


def example_measure(one: Method) -> dict[str, Any]:
    """A measure that gives every parameter without a default its example value."""
    given = {
        name: parameter.example or (parameter.options[0] if parameter.options else f"1 {parameter.unit}")
        for name, parameter in one.parameters.items()
        if parameter.default is None
    }
    return {"stage": "feasibility", "method": one.id.removeprefix("methods."), "parameters": given}


def test_at_least_27_methods_are_shipped_and_checked() -> None:
    assert len(FILES) >= 27
    assert check_paths([ROOT / "factors" / "methods"], []).problems == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_method_has_a_sourced_worked_example(path: Path, library: Library) -> None:
    one = method(library, path.stem)
    assert one.examples
    for example in one.examples:
        assert library.source(example.source).title
        assert example.kind == "published" or example.working
    for name, parameter in one.parameters.items():
        assert parameter.default is None or parameter.default_source, name
        assert parameter.usual is None or parameter.allowed is None or (
            parameter.allowed[0] <= parameter.usual[0] <= parameter.usual[1] <= parameter.allowed[1]
        )  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_method_computes_a_measure_from_its_examples(path: Path, library: Library, tmp_path: Path) -> None:
    run = run_one(library, tmp_path, example_measure(method(library, path.stem)))
    assert [problem for problem in run.problems if problem.severity == "error"] == []
    assert len(run.data["measures"]) == 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_many_uses_give_the_same_as_one(path: Path, library: Library) -> None:
    ready, _ = make_ready(method(library, path.stem), library.units)
    assert ready is not None
    examples = []
    for example in ready.method.examples:
        texts = {
            name: text for name, text in example.parameters.items() if ready.method.parameters[name].choice is None
        }
        examples.append({name: library.units.amount(text, "point") for name, text in texts.items()})
    given = [{name: one.value * one.unit.factor for name, one in example.items()} for example in examples] * 3
    together = compute_method(ready, given)
    for index, one in enumerate(given):
        alone = compute_method(ready, [one])
        for name, column in together.items():
            assert column[index].tobytes() == alone[name][0].tobytes()


def test_led_by_hand(library: Library, tmp_path: Path) -> None:
    run = run_one(
        library, tmp_path, {**LED_MEASURE, "prices": {"electricity": "0.09 USD/kWh"}, "finance": {"price_year": 2024}}
    )
    measure = run.data["measures"][0]
    assert math.isclose(measure["energy"]["reduction"], 37.44, rel_tol=1e-12)  # 200 x (88 - 36) W x 3600 h
    assert math.isclose(measure["finance"]["annual_savings"], 3369.6, rel_tol=1e-12)
    codes = [problem.code for problem in run.problems]
    assert codes.count("E015") == 2  # fixtures_after and control_saving take their documented defaults


def test_explain_goes_down_to_the_parameters(library: Library, tmp_path: Path) -> None:
    run = run_one(library, tmp_path, LED_MEASURE)
    nodes = walk(tree(run, "energy.baseline"))
    formula = next(node for node in nodes if node["formula"] == "fixtures_before * power_before * hours")
    assert formula["arithmetic"] == "200 × (88 W) × (3600 h/yr)"
    fields = {node["origin"]["field"] for node in nodes if node["origin"] and node["origin"]["kind"] == "input"}
    assert {"parameters.fixtures_before", "parameters.power_before", "parameters.hours"} <= fields
    numbers = [node for node in nodes if node["formula"] and not node["inputs"]]
    assert numbers == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"hours": "3600 kg"}, "U003"),
        ({"hours": "9999 h/yr"}, "E013"),
        ({"hors": "1 h/yr"}, "E011"),
        ({"power_before": None}, "E012"),
        ({"fixtures_after": 99999, "fixtures_before": 1}, None),
    ],
)
def test_parameters_out_of_order(library: Library, tmp_path: Path, change: dict[str, Any], code: str | None) -> None:
    parameters = {name: value for name, value in {**LED, **change}.items() if value is not None}
    run = run_one(library, tmp_path, {**LED_MEASURE, "parameters": parameters})
    errors = [problem.code for problem in run.problems if problem.severity == "error"]
    assert errors == ([code] if code else [])
    if code:
        assert all(problem.place is not None and problem.place.line for problem in run.problems)


def test_outside_the_usual_range_warns_with_the_range(library: Library, tmp_path: Path) -> None:
    run = run_one(library, tmp_path, {**LED_MEASURE, "parameters": {**LED, "hours": "200 h/yr"}})
    warning = next(problem for problem in run.problems if problem.code == "E014")
    assert dict(warning.values)["low"] == "1500 h/yr"
    assert run.data["measures"]


def test_an_unknown_method_gets_a_suggestion(library: Library, tmp_path: Path) -> None:
    run = run_one(library, tmp_path, {**LED_MEASURE, "method": "led-lightning"})
    found = next(problem for problem in run.problems if problem.code == "E010")
    assert dict(found.values)["suggestion"] == "|led-lighting"


def test_two_methods_and_flows_in_one_measure(library: Library, tmp_path: Path) -> None:
    content = {
        "stage": "feasibility",
        "methods": [
            {"method": "led-lighting", "parameters": LED},
            {"method": "led-lighting", "parameters": {**LED, "fixtures_before": 100}},
        ],
        "flows": [{"item": "electricity", "baseline": "10 MWh/yr", "project": "0 MWh/yr"}],
    }
    run = run_one(library, tmp_path, content)
    assert math.isclose(run.data["measures"][0]["energy"]["reduction"], 37.44 * 1.5 + 10, rel_tol=1e-12)


def test_after_acts_on_what_the_other_left(library: Library, tmp_path: Path) -> None:
    flow = {"item": "electricity", "baseline": "100 MWh/yr", "project": "80 MWh/yr"}
    first = write_measure(tmp_path, "first", {"id": "first", "stage": "feasibility", "flows": [flow]})
    second_flow = {"item": "electricity", "baseline": "100 MWh/yr", "project": "90 MWh/yr"}
    second = write_measure(
        tmp_path, "second", {"id": "second", "stage": "feasibility", "flows": [second_flow], "after": ["first"]}
    )
    for order in ([first, second], [second, first]):
        run = run_files(library, order)
        by_id = {measure["id"]: measure for measure in run.data["measures"]}
        assert by_id["first"]["energy"]["reduction"] == 20
        assert math.isclose(by_id["second"]["energy"]["reduction"], 8, rel_tol=1e-12)  # 10 % of the 80 left
        assert math.isclose(run.data["totals"]["energy"]["reduction"], 28, rel_tol=1e-12)
        note = next(problem for problem in run.problems if problem.code == "E021")
        assert dict(note.values)["order"] == "first → second"


def test_after_counts_all_that_came_before(library: Library, tmp_path: Path) -> None:
    flow = {"item": "electricity", "baseline": "10 MWh/yr", "project": "5 MWh/yr"}
    after = {"a": [], "b": ["a"], "c": ["b"]}
    files = [
        write_measure(tmp_path, id, {"id": id, "stage": "feasibility", "flows": [flow], "after": earlier})
        for id, earlier in after.items()
    ]
    for order in (files, files[::-1]):
        run = run_files(library, order)
        saved = {measure["id"]: measure["energy"]["reduction"] for measure in run.data["measures"]}
        assert saved == {"a": 5.0, "b": 2.5, "c": 1.25}


def test_after_a_refused_measure_is_refused(library: Library, tmp_path: Path) -> None:
    good = {"item": "electricity", "baseline": "10 MWh/yr", "project": "5 MWh/yr"}
    bad = write_measure(tmp_path, "a", {"id": "a", "stage": "feasibility", "flows": [{**good, "project": "5 gal/yr"}]})
    last = write_measure(tmp_path, "b", {"id": "b", "stage": "feasibility", "flows": [good], "after": ["a"]})
    run = run_files(library, [last, bad])
    assert run.data["measures"] == []
    assert {"U003", "E024"} == {problem.code for problem in run.problems if problem.severity == "error"}


def test_after_says_what_it_does_not_scale(library: Library, tmp_path: Path) -> None:
    flow = {"item": "electricity", "baseline": "10 MWh/yr", "project": "5 MWh/yr"}
    copni = [{"baseline": {"source": "brass.class2", "activity": "5 t/yr"}}]
    a = write_measure(tmp_path, "a", {"id": "a", "stage": "feasibility", "flows": [flow]})
    b = write_measure(
        tmp_path, "b", {"id": "b", "stage": "feasibility", "flows": [flow], "copni": copni, "after": ["a"]}
    )
    assert "E025" in {problem.code for problem in run_files(library, [a, b]).problems}


def test_a_default_by_formula_is_held_to_its_range(library: Library, tmp_path: Path) -> None:
    content = yaml.safe_load(BASE)
    content["parameters"]["fixtures_after"].update(default="fixtures_before * 3", allowed=[0, 500], usual=[0, 300])
    del content["examples"][1:]
    content["examples"][0].update(
        parameters={**LED, "fixtures_before": "100"}, expected={"power_after": "36 W"}, kind="hand", working="x"
    )
    target = tmp_path / "lib" / "methods" / "led-lighting.yaml"
    target.parent.mkdir(parents=True)
    target.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    own = load_library([tmp_path / "lib"])
    assert own.problems == []
    for fixtures, code in ((200, "E013"), (150, "E014")):
        run = run_one(own.library, tmp_path, {**LED_MEASURE, "parameters": {**LED, "fixtures_before": fixtures}})
        assert code in {problem.code for problem in run.problems}
        assert len(run.data["measures"]) == (code == "E014")


@pytest.mark.parametrize(("arguments", "code"), [(["-p", "hors=1 h/yr"], "E011"), (["--set", "foo=bar"], "E026")])
def test_new_refuses_what_it_would_not_write(tmp_path: Path, arguments: list[str], code: str) -> None:
    done = zis("new", "--method", "led-lighting", *arguments, "-o", str(tmp_path / "x.yaml"))
    assert done.returncode == 1
    assert code in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("after", "code"), [({"second": ["third"]}, "E019"), ({"first": ["second"], "second": ["first"]}, "E020")]
)
def test_after_that_cannot_be(library: Library, tmp_path: Path, after: dict[str, list[str]], code: str) -> None:
    flow = {"item": "electricity", "baseline": "100 MWh/yr", "project": "80 MWh/yr"}
    files = [
        write_measure(
            tmp_path, name, {"id": name, "stage": "feasibility", "flows": [flow], "after": after.get(name, [])}
        )
        for name in ("first", "second")
    ]
    run = run_files(library, files)
    assert code in {problem.code for problem in run.problems}
    assert {measure["id"] for measure in run.data["measures"]} == {"first", "second"} - set(after)


def test_a_price_of_nothing_is_said(library: Library, tmp_path: Path) -> None:
    run = run_one(library, tmp_path, {**LED_MEASURE, "prices": {"diesel": "4 USD/gal"}})
    assert "E022" in {problem.code for problem in run.problems}


# --- a method file with one fault

BASE = (ROOT / "factors" / "methods" / "led-lighting.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("formula: fixtures_before * power_before * hours", "formula: fixtures_before * power_before * hours + volume", "E003"),
        ("formula: fixtures_before * power_before * hours", "formula: fixtures_before * power_before", "E005"),
        ("formula: fixtures_before * power_before * hours", "formula: fixtures_before * power_before * hours + hours", "E004"),
        ("formula: fixtures_before * power_before * hours", "formula: open(fixtures_before)", "E001"),
        ("formula: fixtures_before * power_before * hours", "formula: " + "fixtures_before * " * 40 + "power_before * hours", "E002"),
        ("  energy_after:\n", "  hours:\n", "E007"),
        ("item: electricity", "item: electricidad", "F010"),
        ("formula: fixtures_before * power_before * hours", "formula: 'fixtures_before * power_before * hours # x'", "E001"),
        ("examples:\n", "tables:\n  curve:\n    name: {es: curva, en: curve}\n    x: [1, 1]\n    x_unit: W\n    y: [1, 2]\n    y_unit: W\n    source: definition_common_practice\n    review: recalled\nexamples:\n", "E009"),
        ("kind: method", "kind: method\nextra: 1", "S001"),
    ],
)  # fmt: skip
def test_a_broken_method_is_named(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in BASE
    target = tmp_path / "lib" / "methods" / "led-lighting.yaml"
    target.parent.mkdir(parents=True)
    target.write_text(BASE.replace(old, new, 1), encoding="utf-8")
    found = check_paths([tmp_path / "lib"], []).problems
    assert code in [problem.code for problem in found]
    assert all(problem.place is not None and problem.place.line for problem in found)


def test_adding_a_kwh_to_a_m3_is_found_at_its_line_and_column(tmp_path: Path) -> None:
    text = BASE.replace(
        "parameters:\n",
        "parameters:\n  volume:\n    name: {es: volumen, en: volume}\n    unit: m3\n    example: 1 m3\n",
        1,
    )
    text = text.replace("formula: energy_before - energy_after", "formula: energy_before - energy_after + volume", 1)
    target = tmp_path / "lib" / "methods" / "led-lighting.yaml"
    target.parent.mkdir(parents=True)
    target.write_text(text, encoding="utf-8")
    line = next(number for number, one in enumerate(text.splitlines(), 1) if "+ volume" in one)
    column = text.splitlines()[line - 1].index("volume") + 1
    done = zis("check", str(target))
    assert done.returncode == 1
    assert f":{line}:{column}" in done.stdout
    assert "E004" in done.stdout
    assert "energy per year" in done.stdout
    assert "volume" in done.stdout


def test_a_worked_example_that_does_not_come_out_is_found(tmp_path: Path) -> None:
    wrong = re.sub(r"(tolerance: )[\d.e-]+", r"\g<1>0.0000001", BASE)
    wrong = wrong.replace("37440 kWh/yr", "37550 kWh/yr")
    target = tmp_path / "lib" / "methods" / "led-lighting.yaml"
    target.parent.mkdir(parents=True)
    target.write_text(wrong, encoding="utf-8")
    assert "E006" in [problem.code for problem in check_paths([tmp_path / "lib"], []).problems]


def test_a_method_without_a_worked_example_is_found(tmp_path: Path) -> None:
    content = yaml.safe_load(BASE)
    del content["examples"]
    target = tmp_path / "lib" / "methods" / "led-lighting.yaml"
    target.parent.mkdir(parents=True)
    target.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert [problem.code for problem in check_paths([tmp_path / "lib"], []).problems] == ["E008"]


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("fixtures_before * power_before * hours / (fixtures_before - fixtures_before)", "E016"),
        ("0 * power_before * hours - power_before * hours", "E017"),
    ],
)
def test_a_result_that_is_no_amount_is_refused(tmp_path: Path, formula: str, code: str) -> None:
    content = yaml.safe_load(BASE)
    content["quantities"]["energy_before"]["formula"] = formula
    del content["examples"][1:]
    content["examples"][0].update(
        parameters={**LED, "fixtures_before": "200"}, expected={"power_after": "36 W"}, kind="hand", working="x"
    )
    target = tmp_path / "lib" / "methods" / "led-lighting.yaml"
    target.parent.mkdir(parents=True)
    target.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    loaded = load_library([tmp_path / "lib"])
    assert loaded.problems == []
    run = run_one(loaded.library, tmp_path, LED_MEASURE)
    assert [problem.code for problem in run.problems if problem.severity == "error"] == [code]
    assert run.data["measures"] == []


def test_a_choice_that_is_none_of_the_options(library: Library, tmp_path: Path) -> None:
    content = example_measure(method(library, "boiler-replacement"))
    name = next(name for name, one in method(library, "boiler-replacement").parameters.items() if one.choice == "fuel")
    content["parameters"][name] = "electricity"
    run = run_one(library, tmp_path, content)
    assert "E018" in {problem.code for problem in run.problems}


def test_a_recalled_method_weakens_the_result(library: Library, tmp_path: Path) -> None:
    run = run_one(library, tmp_path, example_measure(method(library, "waste-diversion")))
    measure = run.data["measures"][0]
    assert measure["methods"] == {"methods.waste-diversion": "recalled"}
    assert measure["review"] == "recalled"
    assert "E023" in {problem.code for problem in run.problems}


def test_a_method_of_ones_own(tmp_path: Path) -> None:
    folder = tmp_path / "lib"
    (folder / "methods").mkdir(parents=True)
    content = yaml.safe_load(BASE)
    content["id"] = "methods.my-lamps"
    (folder / "methods" / "my-lamps.yaml").write_text(
        yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    loaded = load_library([folder])
    assert loaded.problems == []
    run = run_one(loaded.library, tmp_path, {**LED_MEASURE, "method": "my-lamps"})
    assert math.isclose(value_at(run.data["measures"][0], "energy.reduction"), 37.44, rel_tol=1e-12)


# --- the commands


def test_methods_list_and_show() -> None:
    listed = json.loads(zis("methods", "list", "--json").stdout)
    assert len(listed) >= 27
    shown = zis("methods", "show", "led-lighting").stdout
    for words in ("fixtures_before × power_before × hours", "3600", "Limits", "Worked examples"):
        assert words in shown
    assert zis("methods", "show", "led-lightin").returncode == 2
    found = zis("methods", "list", "luminarias", "--lang", "es")
    assert "led-lighting" in found.stdout


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_new_writes_a_file_that_computes(path: Path, library: Library, tmp_path: Path) -> None:
    from zis_calc.draft import Draft, draft_text

    one = method(library, path.stem)
    for language in ("es", "en"):
        file = tmp_path / f"{language}.yaml"
        keys = {"finance.investment": "9000 USD", "finance.price_year": "2024", "company": "Planta: uno # dos"}
        file.write_text(draft_text(library, Draft(one, {}, keys, "mi medida", language)), encoding="utf-8")
        run = run_files(library, [file])
        assert [problem for problem in run.problems if problem.severity == "error"] == []
        assert run.data["measures"][0]["company"] == "Planta: uno # dos"
        assert "#" in file.read_text(encoding="utf-8")


def test_new_without_a_terminal_then_measure(tmp_path: Path) -> None:
    target = tmp_path / "x.yaml"
    done = zis("new", "--method", "led-lighting", "-p", "hours=4000 h/yr", "--set", "name=Mis luces", "-o", str(target))
    assert done.returncode == 0, done.stderr
    assert "Mis luces" in done.stdout
    assert "fixtures_before" in done.stderr
    assert zis("measure", str(target)).returncode == 0
    before = target.read_bytes()
    assert zis("new", "--method", "led-lighting", "-o", str(target)).returncode == 2  # C010: never overwritten
    assert target.read_bytes() == before


def test_new_asks_on_a_terminal(tmp_path: Path) -> None:
    import subprocess

    from tests.test_cli import PROGRAM

    target = tmp_path / "y.yaml"
    answers = "120\n70 W\n30 W\n4200 h/yr\n"
    done = subprocess.run(
        [*PROGRAM, "new", "--method", "led-lighting", "--ask", "-o", str(target)],
        cwd=ROOT, input=answers, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    content = yaml.safe_load(target.read_text(encoding="utf-8"))
    assert content["parameters"] == {
        "fixtures_before": 120,
        "power_before": "70 W",
        "power_after": "30 W",
        "hours": "4200 h/yr",
    }
