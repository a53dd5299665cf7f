"""Portfolios in `diff`, `verify` and `factors diff --impact`."""

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support import zis_here

ZIS = ROOT / "examples" / "zis-peru"


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ZIS, tmp_path / "programme"))


def stored(paths: list[Path], output: Path) -> Path:
    done = zis_here("portfolio", *map(str, paths), "--json", "-o", str(output), "--lang", "en", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return output


def test_a_stored_portfolio_is_reproduced(tmp_path: Path) -> None:
    result = stored([ZIS], tmp_path / "result.json")
    done = zis_here("verify", str(result), "--lang", "en", "--json", cwd=ROOT)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["outcome"]) == (0, "reproduced")
    assert answer["differences"] == []
    assert answer["counts"]["equal"] > 200


def test_verify_names_the_input_that_changed_and_what_moved(programme: Path, tmp_path: Path) -> None:
    result = stored([programme], tmp_path / "result.json")
    file = programme / "resultado" / "zis-asistencia.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("513.3 tCO2/yr", "514.3 tCO2/yr"), encoding="utf-8")
    done = zis_here("verify", str(result), "--lang", "en", "--json", cwd=ROOT)
    answer = json.loads(done.stdout)
    assert done.returncode == 1
    assert [Path(one["file"]).name for one in answer["inputs"] if not one["same"]] == ["zis-asistencia.yaml"]
    moved = {one["path"]: one for one in answer["differences"]}
    # 8,282.56 + 513.3 = 8,795.86 became 8,282.56 + 514.3 = 8,796.86
    assert moved["totals.ghg.reduction"]["old"] == pytest.approx(8795.86, abs=1e-9)
    assert moved["totals.ghg.reduction"]["new"] == pytest.approx(8796.86, abs=1e-9)


def test_two_portfolio_files_are_compared_number_by_number(programme: Path) -> None:
    same = zis_here("diff", str(ZIS), str(programme), "--lang", "en", "--json", cwd=ROOT)
    assert same.returncode == 0, same.stdout
    file = programme / "resultado" / "zis-cofinanciado.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("8282.56", "8282.57"), encoding="utf-8")
    done = zis_here("diff", str(ZIS), str(programme), "--lang", "en", "--json", cwd=ROOT)
    outputs = {one["path"] for one in json.loads(done.stdout)["differences"]}
    assert done.returncode == 1
    assert "totals.ghg.reduction" in outputs
    assert not any(path.startswith(("run", "inputs")) for path in outputs)
    within = zis_here("diff", str(ZIS), str(programme), "--abs", "0.02", "--rel", "0.001", "--lang", "en", cwd=ROOT)
    assert within.returncode == 0, within.stdout


def test_a_portfolio_beside_a_result_is_refused(tmp_path: Path) -> None:
    result = stored([ZIS], tmp_path / "portfolio.json")
    measure = ROOT / "examples" / "caldera-gas-natural.yaml"
    done = zis_here("diff", str(result), str(measure), "--lang", "en", cwd=ROOT)
    assert done.returncode == 2
    assert "V003" in done.stderr


def test_the_impact_of_factors_on_a_portfolio(tmp_path: Path) -> None:
    own = tmp_path / "own"
    folder = own / "fuels" / "ipcc" / "natural_gas"
    folder.mkdir(parents=True)
    shipped = ROOT / "factors" / "fuels" / "ipcc" / "natural_gas" / "emission_factor_co2.yaml"
    text = shipped.read_text(encoding="utf-8")
    (folder / "emission_factor_co2.yaml").write_text(text.replace("value: 56100", "value: 57222"), encoding="utf-8")
    stages = ROOT / "examples" / "zis-etapas"
    done = zis_here("factors", "diff", "shipped", str(own), "--impact", str(stages), "--lang", "en", "--json", cwd=ROOT)
    answer = json.loads(done.stdout)
    assert done.returncode == 1
    # Natural gas is in one of the three measures of the folder, on its project side.
    assert answer["impact"]["moved"] == ["secador-diesel-gas"]
    assert answer["impact"]["unmoved"] == ["compresor-variador", "fundicion-induccion-etapas"]
