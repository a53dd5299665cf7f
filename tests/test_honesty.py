"""No silent zero, no total that hides what it rests on."""

import datetime
import math
from pathlib import Path

from tests.support import run_files, run_one, write_measure
from tests.test_explain import calculated, tree, walk
from zis_calc.checks.results import mixed_problems
from zis_calc.language import translator
from zis_calc.model.library import Library
from zis_calc.problems import Place, problem
from zis_calc.report.words import render_problem

POWER = {"item": "electricity", "baseline": "10 MWh/yr", "project": "5 MWh/yr"}
START = datetime.date(2023, 7, 1)


def test_a_fuel_without_end_use_makes_copni_unknown_and_not_zero(library: Library, tmp_path: Path) -> None:
    flows = [
        {"item": "residual_oil_r500", "baseline": "1000 gal/yr", "project": "0 gal/yr"},
        {"item": "natural_gas", "baseline": "0 m3/yr", "project": "4000 m3/yr", "end_use": "boiler"},
    ]
    run = run_one(library, tmp_path, {"stage": "feasibility", "flows": flows})
    copni = run.data["measures"][0]["copni"]
    assert (copni["reduction"], copni["status"]) == (None, "unknown")
    assert "M032" in {problem.code for problem in run.problems}


def test_a_flow_without_a_factor_is_not_a_reduction_of_zero(library: Library, tmp_path: Path) -> None:
    flows = [{"item": "water", "baseline": "100 m3/yr", "project": "60 m3/yr"}]
    measure = run_one(library, tmp_path, {"stage": "feasibility", "flows": flows}).data["measures"][0]
    assert measure["ghg"]["reduction"] is None
    assert measure["ghg"]["without_factor"] == ["water_waste.water"]
    assert measure["resources"][0]["reduction"] == 40


def test_a_payback_of_a_total_rests_on_measures_that_have_both_parts(library: Library, tmp_path: Path) -> None:
    finance = {"price_year": 2023, "investment": "100000 USD"}
    a = write_measure(tmp_path, "a", {"id": "a", "stage": "feasibility", "flows": [POWER], "finance": finance})
    priced = {**POWER, "price": "10000 USD/MWh"}
    b = write_measure(tmp_path, "b", {"id": "b", "stage": "feasibility", "flows": [priced], "finance": finance})
    money = run_files(library, [a, b]).data["totals"]["finance"]
    assert money["investment"]["value"] == 200000
    assert money["payback"]["value"] == 2
    assert money["payback"]["coverage"] == {"measures": 1, "of": 2, "missing": ["a"], "why": {"no_savings": ["a"]}}


def test_a_discarded_measure_is_in_no_total(library: Library, tmp_path: Path) -> None:
    files = [
        write_measure(tmp_path, stage, {"id": stage, "stage": stage, "start": START, "flows": [POWER]})
        for stage in ("verified", "discarded")
    ]
    totals = run_files(library, files).data["totals"]
    assert totals["energy"]["reduction"] == 5
    assert totals["discarded"] == ["discarded"]
    assert totals["energy"]["coverage"] == {"measures": 1, "of": 1, "missing": [], "why": {}}


def test_a_measure_without_a_lifetime_still_counts_its_closed_years(library: Library, tmp_path: Path) -> None:
    reported = {"ghg_reduction": "100 tCO2e/yr", "source": "hand"}
    run = run_one(library, tmp_path, {"stage": "verified", "start": START, "reported": reported})
    years = {year["year"]: year["value"] for year in run.data["measures"][0]["ndc"]["years"]}
    assert math.isclose(years[2023], 100 * 184 / 365)
    assert (years[2024], years[2025]) == (100, 0)


def test_a_mixed_blend_is_explained_by_its_kyoto_part_alone(library: Library, tmp_path: Path) -> None:
    flows = [{"item": "r402a", "baseline": "10 kg/yr", "project": "0 kg/yr"}]
    run = run_one(library, tmp_path, {"stage": "feasibility", "flows": flows})
    for node in walk(tree(run, "ghg.baseline")):
        if node["numbers"] and node["value"] is not None:
            assert math.isclose(calculated(node["numbers"]), node["value"], rel_tol=1e-9)


def test_a_result_records_its_inputs(library: Library, tmp_path: Path) -> None:
    run = run_one(library, tmp_path, {"stage": "feasibility", "flows": [POWER]})
    assert run.data["inputs"][0]["file"] == "case.yaml"
    assert len(run.data["inputs"][0]["sha256"]) == 64
    assert run.data["tool"]["library"] == library.digest


def test_the_stages_of_a_mixed_total_are_named_in_the_language_of_the_reader() -> None:
    (found,) = mixed_problems(["feasibility", "verified", "discarded"], [], [])
    said = {language: render_problem(found, translator(language), language)[0] for language in ("es", "en")}
    assert said["es"].endswith("estudio de factibilidad, verificación (medido)")
    assert said["en"].endswith("feasibility study, verified (measured)")


def test_a_problem_of_a_workbook_speaks_of_its_columns() -> None:
    hints = {
        (language, place.file): render_problem(problem("M033", place, item="diesel"), translator(language), language)[1]
        for language in ("es", "en")
        for place in (Place("a.xlsx", 3, 2, "Hoja"), Place("a.yaml", 3, 2))
    }
    assert hints["es", "a.xlsx"] == "Agregue `Precio` al flujo."
    assert hints["en", "a.xlsx"] == "Add `Price` to the flow."
    assert hints["en", "a.yaml"] == "Add `price:` to the flow."
