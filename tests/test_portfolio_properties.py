"""What must hold for every portfolio: no split, order or chunk changes a bit; one measure is its measure."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.portfolios import bits, measure, money, portfolio, reported, run, write
from tests.support import run_files
from tests.test_properties import measures as computed_measures
from zis_calc import reporting
from zis_calc.model.library import Library
from zis_calc.report.json_text import rows_json
from zis_calc.run import open_library

LIBRARY: Library = open_library([])[0]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
WORDS = ("Uno S.A.C.", "UNO SAC", "Dós S.A.", "Dos", "Tres E.I.R.L.", "Cuatro")


@st.composite
def contents(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Measures of every sort: flows, reported figures, several stages with restatement, `after`, discarded."""
    found: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 9))):
        id = f"m{number}"
        sort = draw(st.sampled_from(["computed", "reported", "staged", "discarded", "after"]))
        if sort == "computed":
            content = {**draw(computed_measures()), "id": id, "name": id}
        elif sort == "staged":
            tonnes = st.floats(0, 1e4).map(lambda value: round(value, 2))
            stages = {
                "feasibility": {"reported": reported(draw(tonnes), 10.1), "finance": money(1000.3, 100.7)},
                "verified": {
                    "reported": reported(draw(tonnes), 10.3), "finance": money(1000.3, 100.7),
                    "applies_from": "2024-05-03",
                },
            }  # fmt: skip
            content = measure(id, stages=stages, start="2022-03-05", lifetime="7 yr")
        elif sort == "discarded":
            content = measure(id, stage="discarded")
        else:
            finance = money(draw(st.floats(1, 1e6).map(lambda value: round(value, 2))), 0.1, "12 %")
            content = measure(
                id, reported=reported(draw(st.floats(1e-6, 1e5)), 333.3), finance=finance, lifetime="9 yr"
            )
        flowing = [one["id"] for one in found if one.get("flows")]
        if sort == "after" and flowing:
            content = {**draw(computed_measures()), "id": id, "name": id, "after": [draw(st.sampled_from(flowing))]}
        for key in ("sector", "zone", "technology"):
            if draw(st.booleans()):
                content[key] = draw(st.sampled_from(["A", "B", "C"]))
        if draw(st.booleans()):
            content["company"] = draw(st.sampled_from(WORDS))
        found.append(content)
    return found


def as_text(paths: Sequence[Path]) -> str:
    """The result without the paths, which stand in the order in which they were named."""
    found = run(LIBRARY, paths)
    data = {key: value for key, value in found.data.items() if key != "run"}
    return "".join(rows_json(data, found.problems, "es"))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(contents(), st.data())
def test_any_split_order_and_chunk_gives_the_same_bits(made: list[dict[str, Any]], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [write(folder / "files" / f"{one['id']}.yaml", one) for one in made]
        whole = run(LIBRARY, files)
        assert not [one for one in whole.problems if one.severity == "error"]
        expected = bits(whole.data)

        cuts = sorted(data.draw(st.lists(st.integers(0, len(made)), max_size=3)))
        edges = list(zip([0, *cuts], [*cuts, len(made)], strict=True))
        parts = [portfolio(folder, made[one:end], f"part{n}") for n, (one, end) in enumerate(edges)]
        assert bits(run(LIBRARY, parts).data) == expected  # inline, in any number of portfolio files
        assert bits(run(LIBRARY, [folder / "files"]).data) == expected  # a folder

        shuffled = data.draw(st.permutations(files))
        text = as_text(files)
        assert as_text(shuffled) == text  # not one byte
        ordinary = reporting.CHUNK
        try:
            for chunk in (1, 2, 3):
                reporting.CHUNK = chunk
                assert as_text(shuffled) == text
        finally:
            reporting.CHUNK = ordinary


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(contents(), st.data())
def test_groups_change_no_total(made: list[dict[str, Any]], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [write(folder / f"{one['id']}.yaml", one) for one in made]
        expected = bits(run(LIBRARY, files).data, ("totals", "support", "macc", "funnel"))
        groups = [{"id": f"g{n}", "name": {"es": f"g{n}", "en": f"g{n}"}, "measures": []} for n in range(3)]
        for file in data.draw(st.permutations(files)):
            groups[data.draw(st.integers(0, 2))]["measures"].append(file.name)  # type: ignore[attr-defined]
        head = portfolio(folder, groups=groups)
        found = run(LIBRARY, [head])
        assert bits(found.data, ("totals", "support", "macc", "funnel")) == expected
        tonnes = sum(row["ghg_reduction"]["value"] or 0.0 for row in found.data["tables"]["group"])
        assert tonnes == pytest.approx(found.data["totals"]["ghg"]["reduction"] or 0.0)
        turned = portfolio(folder, groups=groups[::-1], name="turned")
        assert bits(run(LIBRARY, [turned]).data, ("totals", "support", "macc", "tables")) == bits(
            found.data, ("totals", "support", "macc", "tables")
        )


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_portfolio_of_one_is_its_measure(path: Path) -> None:
    alone = run_files(LIBRARY, [path], {"as_of": "2025-12-31"}).data
    found = run(LIBRARY, [path]).data
    assert json.dumps(found["totals"]) == json.dumps(alone["totals"])
    one, row = alone["measures"][0], found["measures"][0]
    assert row["ghg_reduction"] == one["ghg"]["reduction"]
    assert row["copni_reduction"] == one["copni"]["reduction"]
    assert row["ndc"] == ([year["value"] for year in one["ndc"]["years"]] or None)
    for key in ("payback", "payback_gross", "npv", "npv_gross", "irr", "irr_gross", "abatement_cost"):
        assert row[key] == one["finance"][key]
        assert found["totals"]["finance"][key]["status"] == one["finance"][key]["status"]
    for key in ("payback", "npv", "abatement_cost"):
        assert found["totals"]["finance"][key]["value"] == pytest.approx(one["finance"][key]["value"])
    for key in ("leverage", "grant_share", "grant_per_annual_tonne", "grant_per_lifetime_tonne"):
        block = {name: found["support"][key][name] for name in ("value", "unit", "status")}
        assert block == one["finance"][key]
    for view, block in found["support"]["views"].items():
        if one["finance"]["views"][view] is not None:
            assert block["cash_flow"] == pytest.approx(one["finance"]["views"][view]["cash_flow"])
            assert block["npv"]["value"] == pytest.approx(one["finance"]["views"][view]["npv"]["value"])
    assert found["support"]["social"]["value"] == one["finance"]["social"]["npv"]["value"]


def test_all_examples_in_any_chunk_are_the_same_bytes() -> None:
    ordinary, text = reporting.CHUNK, as_text(EXAMPLES)
    try:
        for chunk in (1, 5):
            reporting.CHUNK = chunk
            assert as_text(EXAMPLES[::-1]) == text
    finally:
        reporting.CHUNK = ordinary
    data = json.loads(text)
    names = [file.stem for file in EXAMPLES]
    assert sorted(one["id"] for one in data["measures"]) == sorted(names)


def test_after_across_chunks_and_at_an_earlier_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flows(baseline: float, project: float) -> list[dict[str, str]]:
        return [{"item": "electricity", "baseline": f"{baseline} MWh/yr", "project": f"{project} MWh/yr"}]

    stages = {"feasibility": {"flows": flows(100, 90), "after": ["z"]}, "verified": {"flows": flows(100, 95)}}
    made = [
        measure("a", flows=flows(100, 50), after=["c"]),
        measure("b", stages=stages),
        measure("c", flows=flows(100, 60), after=["z"]),
        *(measure(f"k{n}", flows=flows(10, 9)) for n in range(4)),
        measure("z", flows=flows(100, 80)),
    ]
    paths = [write(tmp_path / f"{one['id']}.yaml", one) for one in made]
    texts = set()
    for chunk in (1, 2, 3, 2000):
        monkeypatch.setattr(reporting, "CHUNK", chunk)
        found = run(LIBRARY, paths)
        assert not [one for one in found.problems if one.severity == "error"]
        texts.add("".join(rows_json(found.data, found.problems, "en")))
    assert len(texts) == 1
    # z 20; c (100 - 60) x 80 % = 32; a (100 - 50) x 80 % x 60 % = 24; b verified 5; k four times 1.
    assert found.data["totals"]["energy"]["reduction"] == pytest.approx(20 + 32 + 24 + 5 + 4)


def test_what_comes_after_a_refused_measure_is_refused_not_the_run(tmp_path: Path) -> None:
    def flow(unit: str) -> list[dict[str, str]]:
        return [{"item": "electricity", "baseline": f"10 {unit}/yr", "project": f"5 {unit}/yr"}]

    staged = {"feasibility": {"flows": flow("MWh")}}
    paths = [
        write(tmp_path / "a.yaml", measure("a", flows=flow("xyz"))),
        write(tmp_path / "b.yaml", measure("b", flows=flow("MWh"), after=["a"])),
        write(tmp_path / "c.yaml", measure("c", stages=staged)),
        write(tmp_path / "d.yaml", measure("d", flows=flow("MWh"), after=["c"])),
        write(tmp_path / "e.yaml", measure("e", flows=flow("MWh"))),
    ]
    found = run(LIBRARY, paths, stage="verified")
    assert found.data["totals"]["refused"] == ["a", "b", "c", "d"]
    assert [one["id"] for one in found.data["measures"]] == ["e"]
