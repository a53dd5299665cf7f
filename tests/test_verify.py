"""`zis-calc verify`: reproduced, tampered with, inputs or factors changed, found elsewhere, settings as recorded."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import ROOT
from tests.support import zis_here
from zis_calc import __version__


def zis(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return zis_here(*arguments, cwd=cwd, **environment)


BOILER = (ROOT / "examples" / "caldera-gas-natural.yaml").read_text(encoding="utf-8")
SOLAR = (ROOT / "examples" / "fotovoltaico.yaml").read_text(encoding="utf-8")
OWN = """kind: factor
id: electricity.mine.emission_factor_co2e
quantity: emission_factor_co2e_electricity
name: {{es: propio, en: own}}
unit: t CO2e/MWh
region: PE
values:
  - {{from: 2015-01-01, value: {value}, source: mine, review: recalled}}
"""
ITEM = """kind: item
id: electricity.mine
name: {es: propia, en: own}
type: electricity
scope: 2
unit: MWh
factors: {emission_factor_co2e: electricity.mine.emission_factor_co2e}
"""
USER = """kind: measure
id: user
name: user
stage: feasibility
start: 2023-01-01
flows:
  - {item: electricity.mine, baseline: 100 MWh/yr, project: 40 MWh/yr}
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with two measures and an own library."""
    folder = tmp_path / "work"
    (folder / "own" / "electricity" / "mine").mkdir(parents=True)
    (folder / "own" / "sources.yaml").write_text("kind: sources\nsources: {mine: {title: mine}}\n", encoding="utf-8")
    (folder / "own" / "electricity" / "mine.yaml").write_text(ITEM, encoding="utf-8")
    write_factor(folder, 0.2)
    (folder / "boiler.yaml").write_text(BOILER, encoding="utf-8")
    (folder / "solar.yaml").write_text(SOLAR, encoding="utf-8")
    (folder / "user.yaml").write_text(USER, encoding="utf-8")
    return folder


def write_factor(folder: Path, value: float) -> None:
    path = folder / "own" / "electricity" / "mine" / "emission_factor_co2e.yaml"
    path.write_text(OWN.format(value=value), encoding="utf-8")


def store(folder: Path, *arguments: str, **environment: str) -> Path:
    """Computes and stores `r.json` in `folder`."""
    done = zis("measure", *arguments, "-q", "-o", "r.json", cwd=folder, **environment)
    assert done.returncode in (0, 1), done.stderr
    return folder / "r.json"


def verified(folder: Path, *arguments: str, code: int, **environment: str) -> dict[str, Any]:
    done = zis("verify", "r.json", *arguments, "--json", cwd=folder, **environment)
    assert done.returncode == code, done.stderr + done.stdout
    data: dict[str, Any] = json.loads(done.stdout)
    return data


def edit(path: Path, change: Callable[[Any], None]) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def test_a_result_is_reproduced_to_the_last_digit(work: Path) -> None:
    store(work, "boiler.yaml", "solar.yaml")
    data = verified(work, code=0)
    jsonschema.validate(data, json.loads(zis("schema", "verify").stdout))
    assert data["outcome"] == "reproduced"
    assert data["differences"] == []
    assert data["counts"]["numbers"] == data["counts"]["equal"] > 100
    assert data["library"]["same"] and data["version"] == {"recorded": __version__, "now": __version__, "same": True}
    assert [one["same"] for one in data["inputs"]] == [True, True]
    text = zis("verify", "r.json", "--lang", "es", cwd=work)
    assert "Se reproduce exactamente" in text.stdout
    assert text.stderr == ""


def test_every_stored_example_can_be_verified() -> None:
    for path in sorted((ROOT / "examples" / "results").glob("*.json"))[:3]:
        done = zis("verify", str(path.relative_to(ROOT)), "--json")
        assert done.returncode == 0, f"{path}\n{done.stdout[:3000]}{done.stderr}"


def test_the_recorded_settings_rule_not_the_folder_and_not_the_environment(work: Path) -> None:
    store(
        work, "boiler.yaml", "--gwp", "AR4", "--as-of", "2024-12-31", "--set", "discount_rate=10.1 %",
        "--set", "finance.grant=100000 USD", "--set", "flows[0].project=1000 gal/yr", "--set", "ndc_rule=full_years",
    )  # fmt: skip
    (work / "zis-calc.toml").write_text('gwp = "SAR"\nas_of = "2020-12-31"\n', encoding="utf-8")
    data = verified(work, code=0, ZIS_CALC_GWP="AR6", ZIS_CALC_CURRENCY="PEN", ZIS_CALC_FACTORS="nowhere")
    assert data["outcome"] == "reproduced"


def test_the_stage_that_was_asked_for_is_computed_again(work: Path) -> None:
    stages = """kind: measure
id: staged
name: staged
start: 2023-01-01
stages:
  feasibility: {flows: [{item: diesel, baseline: 1000 gal/yr, project: 100 gal/yr}]}
  verified: {flows: [{item: diesel, baseline: 1000 gal/yr, project: 300 gal/yr}]}
"""
    (work / "staged.yaml").write_text(stages, encoding="utf-8")
    path = store(work, "staged.yaml", "--stage", "feasibility")
    recorded = json.loads(path.read_text(encoding="utf-8"))
    assert recorded["inputs"][0]["stage"] == "feasibility"
    assert verified(work, code=0)["outcome"] == "reproduced"
    # An older result says the stage with the measure only.
    edit(path, lambda data: data["inputs"][0].pop("stage"))
    assert verified(work, code=0)["outcome"] == "reproduced"


def test_one_digit_that_was_tampered_with_is_found(work: Path) -> None:
    path = store(work, "boiler.yaml")
    old = json.loads(path.read_text(encoding="utf-8"))["measures"][0]["ghg"]["reduction"]

    def tamper(data: Any) -> None:
        data["measures"][0]["ghg"]["reduction"] = old + 1

    edit(path, tamper)
    data = verified(work, code=1)
    assert data["outcome"] == "differs"
    (one,) = data["differences"]
    assert (one["measure"], one["output"]) == ("caldera-gas-natural", "ghg.reduction")
    assert (one["old"], one["new"]) == (old + 1, old)
    assert one["absolute"] == pytest.approx(-1, abs=1e-9)
    said = zis("verify", "r.json", cwd=work).stdout
    assert "Not reproduced" in said
    assert "the stored file is not what this tool computed" in " ".join(said.split())
    assert verified(work, "--abs", "1.000001", code=0)["outcome"] == "within_tolerance"
    assert verified(work, "--rel", "0.00001", code=1)["outcome"] == "differs"


def test_a_setting_that_was_tampered_with_moves_numbers(work: Path) -> None:
    path = store(work, "boiler.yaml")
    edit(path, lambda data: data["settings"].update(gwp="SAR"))
    outputs = {one["output"] for one in verified(work, code=1)["differences"]}
    assert "ghg.reduction" in outputs


def test_changed_inputs_are_named_with_both_digests(work: Path) -> None:
    store(work, "boiler.yaml", "solar.yaml")
    before = json.loads((work / "r.json").read_text(encoding="utf-8"))["inputs"][0]["sha256"]
    (work / "boiler.yaml").write_text(BOILER.replace("grant: 123500 USD", "grant: 100000 USD"), encoding="utf-8")
    data = verified(work, code=1)
    assert [(one["file"], one["same"]) for one in data["inputs"]] == [("boiler.yaml", False), ("solar.yaml", True)]
    assert data["inputs"][0]["recorded"] == before != data["inputs"][0]["now"]
    moved = {one["output"]: one for one in data["differences"] if one["measure"]}
    assert moved["finance.grant"]["absolute"] == -23500
    said = zis("verify", "r.json", "--lang", "en", cwd=work).stdout
    assert "1 of 2 changed" in said
    # A comment moves no number, and the input is still not the one that was computed.
    (work / "boiler.yaml").write_text(BOILER + "# a note\n", encoding="utf-8")
    data = verified(work, code=1)
    assert (data["outcome"], data["differences"]) == ("inputs_changed", [])


def test_changed_factors_are_named_and_what_they_move_is_shown(work: Path) -> None:
    path = store(work, "user.yaml", "--factors", "own")
    assert json.loads(path.read_text(encoding="utf-8"))["settings"]["factors"] == ["own"]
    assert verified(work, code=0)["outcome"] == "reproduced"
    write_factor(work, 0.25)
    data = verified(work, code=1)
    assert not data["library"]["same"]
    assert [one["same"] for one in data["inputs"]] == [True]
    moved = {one["output"]: one for one in data["differences"] if one["measure"]}
    # 60 MWh x 0.20 = 12 t, x 0.25 = 15 t
    assert moved["ghg.reduction"]["old"] == pytest.approx(12, rel=1e-12)
    assert moved["ghg.reduction"]["new"] == pytest.approx(15, rel=1e-12)
    assert moved["ghg.reduction"]["relative"] == pytest.approx(0.25, rel=1e-9)
    assert "factors diff" in " ".join(zis("verify", "r.json", cwd=work).stdout.split())


def test_another_library_that_moves_nothing_is_said_and_is_no_fault(work: Path) -> None:
    store(work, "boiler.yaml")
    edit(work / "r.json", lambda data: data["tool"].update(library="0" * 32, version="0.0.1"))
    data = verified(work, code=0)
    assert (data["outcome"], data["library"]["same"], data["version"]["same"]) == ("reproduced", False, False)
    said = zis("verify", "r.json", cwd=work).stdout
    assert "0.0.1" in said


def test_inputs_are_found_beside_the_result_or_from_a_root(work: Path, tmp_path: Path) -> None:
    path = store(work, "boiler.yaml", "user.yaml", "--factors", "own")
    assert zis("verify", str(path), cwd=tmp_path).returncode == 0
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    path.rename(moved / "r.json")
    done = zis("verify", "r.json", cwd=moved)
    assert (done.returncode, done.stdout) == (2, "")
    assert "V006" in done.stderr and "boiler.yaml" in done.stderr
    assert zis("verify", "r.json", "--root", str(work), cwd=moved).returncode == 0
    # Of two files of that name the one with the recorded bytes is taken.
    (moved / "boiler.yaml").write_text(BOILER + "# other\n", encoding="utf-8")
    assert zis("verify", "r.json", "--root", str(work), cwd=moved).returncode == 0
    (work / "own").rename(tmp_path / "factors-of-mine")
    done = zis("verify", "r.json", "--root", str(work), cwd=moved)
    assert done.returncode == 2
    assert "V007" in done.stderr
    given = zis("verify", "r.json", "--root", str(work), "--factors", str(tmp_path / "factors-of-mine"), cwd=moved)
    assert given.returncode == 0, given.stderr


def test_a_result_from_windows_is_found(work: Path) -> None:
    (work / "sub").mkdir()
    (work / "boiler.yaml").rename(work / "sub" / "boiler.yaml")
    path = store(work, "sub/boiler.yaml")
    edit(path, lambda data: data["inputs"][0].update(file="sub\\boiler.yaml"))
    assert verified(work, code=0)["outcome"] == "reproduced"


def test_what_was_refused_then_is_said(work: Path) -> None:
    (work / "bad.yaml").write_text(
        BOILER.replace("residual_oil_r500", "residual_oil_r5").replace("id: cal", "id: x-cal"), encoding="utf-8"
    )
    (work / "worse.yaml").write_text("kind: measure\nid: worse\n", encoding="utf-8")
    store(work, "boiler.yaml", "bad.yaml", "worse.yaml")
    data = verified(work, code=1)  # the refused measure is computed again, and refused again
    assert data["outcome"] == "reproduced"
    assert data["refused_then"] == ["worse.yaml"]
    assert [one["file"] for one in data["inputs"]] == ["boiler.yaml", "bad.yaml"]


def test_own_folders_of_a_settings_file_are_recorded_without_the_path_of_the_machine(work: Path) -> None:
    (work / "zis-calc.toml").write_text('factors = "own"\n', encoding="utf-8")
    path = store(work, "user.yaml")
    recorded = path.read_text(encoding="utf-8")
    assert json.loads(recorded)["settings"]["factors"] == ["own"]
    assert str(work) not in recorded
    (work / "zis-calc.toml").unlink()
    assert verified(work, code=0)["outcome"] == "reproduced"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data.update(schema="zis-calc/result/9"), "V002"),
        (lambda data: data.update(schema="zis-calc/explanation/1"), "V002"),
        (lambda data: data.pop("settings"), "V004"),
        (lambda data: data.update(inputs=[]), "V004"),
        (lambda data: data.update(inputs="boiler.yaml"), "V004"),
        (lambda data: data.update(measures=[1]), "V004"),
        (lambda data: data["settings"].update(as_of="today"), "V004"),
        (lambda data: data["settings"].update(as_of="2025-02-30"), "V004"),
        (lambda data: data["settings"].update(ndc_years=[1, 9_000_000]), "V004"),
        (lambda data: data["settings"].update(discount_rate=-4), "V004"),
        (lambda data: data["settings"].update(gwp="AR7"), "C002"),
        (lambda data: data["settings"].update(electricity="nowhere"), "M001"),
        (lambda data: data["settings"].update(factors=["nowhere"]), "V007"),
        (lambda data: data["inputs"][0].update(file="/dev/zero"), "V006"),
        (lambda data: data["inputs"][0].update(file="own"), "V006"),
        (lambda data: data["inputs"][0].update(set=["nonsense"]), "V004"),
    ],
)
def test_a_result_that_cannot_be_computed_again_is_said(work: Path, change: Callable[[Any], None], code: str) -> None:
    path = store(work, "boiler.yaml")
    edit(path, change)
    done = zis("verify", "r.json", "--lang", "es", cwd=work)
    assert done.returncode == (1 if code == "M001" else 2), done.stderr
    assert done.stdout == ""
    assert code in done.stderr
    assert "Traceback" not in done.stderr and "interna" not in done.stderr


def test_formats_and_usage(work: Path, tmp_path: Path) -> None:
    path = store(work, "boiler.yaml")
    assert zis("verify", "nowhere.json").returncode == 2
    assert "Y001" in zis("verify", "nowhere.json").stderr
    assert "C005" in zis("verify", "r.json", "-o", "r.json", cwd=work).stderr
    assert "V005" in zis("verify", "r.json", "--abs", "inf", cwd=work).stderr
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    assert "V001" in zis("verify", "r.json", cwd=work).stderr
    store(work, "boiler.yaml")
    assert zis("verify", "r.json", "-o", "v.md", cwd=work).returncode == 0
    assert (work / "v.md").read_text(encoding="utf-8").startswith("## Verification of a result")
