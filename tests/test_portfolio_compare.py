"""Portfolios in `diff`, `verify` and `factors diff --impact`."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest

from tests.conftest import ROOT
from tests.portfolios import measure, portfolio, write
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


def test_a_portfolio_beside_a_stored_result_of_measures_is_refused(tmp_path: Path) -> None:
    boiler = ROOT / "examples" / "caldera-gas-natural.yaml"
    result = tmp_path / "result.json"
    assert zis_here("measure", str(boiler), "-q", "-o", str(result), cwd=ROOT).returncode == 0
    for sides in ((str(result), str(ZIS)), (str(ZIS), str(result))):
        done = zis_here("diff", *sides, "--lang", "en", cwd=ROOT)
        assert done.returncode == 2
        assert "V003" in done.stderr


def test_measures_beside_a_portfolio_are_computed_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "measures"
    write(folder / "a.yaml", measure("a"))
    write(folder / "b.yaml", measure("b"))
    head = portfolio(tmp_path, ["measures/a.yaml"])
    for sides in ((folder, head), (head, folder)):
        done = zis_here("diff", *map(str, sides), "--lang", "en", "--json", cwd=tmp_path)
        assert done.returncode == 1, done.stderr
        moved = {one["output"]: one for one in json.loads(done.stdout)["differences"]}
        both, one = ("old", "new") if sides[0] == folder else ("new", "old")
        # Two measures of 100 tCO2e a year each, and the one that the portfolio names.
        assert (moved["totals.ghg.reduction"][both], moved["totals.ghg.reduction"][one]) == (200.0, 100.0)
    stored_one = stored([head], tmp_path / "portfolio.json")
    same = zis_here("diff", str(stored_one), str(folder / "a.yaml"), "--lang", "en", "--json", cwd=tmp_path)
    outputs = {one["output"] for one in json.loads(same.stdout)["differences"]}
    assert same.returncode == 1
    assert not any(one.startswith(("totals", "measures")) for one in outputs), outputs


def own_factors(folder: Path, old: str, new: str, *path: str) -> Path:
    """An own library with one shipped file in which `old` became `new`."""
    text = ROOT.joinpath("factors", *path).read_text(encoding="utf-8")
    assert text.count(old) == 1
    target = folder.joinpath(*path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def impact(own: Path, path: str, *arguments: str) -> str:
    done = zis_here("factors", "diff", "shipped", str(own), "--impact", path, *arguments, cwd=ROOT)
    assert done.returncode == 1, done.stderr
    return done.stdout


def test_a_target_that_changes_moves_the_portfolio_and_no_measure(tmp_path: Path) -> None:
    target = "quantity: 20000 tCO2e"
    own = own_factors(
        tmp_path / "own", target, "quantity: 10000 tCO2e", "targets", "industry_energy_efficiency_2030.yaml"
    )
    answer = json.loads(impact(own, "examples/zis-peru", "--json"))
    jsonschema.validate(answer, json.loads(zis_here("schema", "factors-diff", cwd=ROOT).stdout))
    assert answer["impact"]["moved"] == []
    assert [(one["path"], one["moves"]) for one in answer["files"]] == [("quantity", True)]
    moved = answer["impact"]["portfolio"]["moved"]
    whole = "ndc.targets[targets.industry_energy_efficiency_2030].reached[whole].full_operation.ratio"
    assert {whole, "ndc.statements[more-than-six-times].full_operation"} <= set(moved)
    found = {one["output"]: one for one in answer["impact"]["differences"]}
    # 7 % of 20,000 are 1,400 and of 10,000 are 700: 8,795.86 / 1,400 = 6.28, 8,795.86 / 700 = 12.57.
    assert found[whole]["old"] == pytest.approx(8795.86 / 1400)
    assert found[whole]["new"] == pytest.approx(8795.86 / 700)
    text = impact(own, "examples/zis-peru", "--lang", "en")
    assert f"Results of the portfolio that move {len(moved)}" in " ".join(text.replace("│", " ").split())
    comment = impact(own, "examples/zis-peru", "--format", "md", "--lang", "es")
    assert f"Resultados de la cartera que se mueven: **{len(moved)}**" in comment
    assert "| 6.28275714 | 12.5655143 | +100.00 % |" in comment
    assert "| quantity | 20000 tCO2e | 10000 tCO2e |" in comment.split("<details>")[0]
    rows = list(csv.DictReader(io.StringIO(impact(own, "examples/zis-peru", "--format", "csv"))))
    assert [row["output"] for row in rows if row["table"] == "portfolio"] == moved


def test_a_guarantee_that_changes_moves_the_credits_of_a_portfolio_without_measures(tmp_path: Path) -> None:
    own = own_factors(tmp_path / "own", "guarantee: 50 %", "guarantee: 60 %", "credit_lines", "seco_lca.yaml")
    answer = json.loads(impact(own, "examples/seco-lca", "--json"))
    found = {one["output"]: (one["old"], one["new"]) for one in answer["impact"]["differences"]}
    # 50 % and 60 % of the credit of 80,000.
    row = "credits.lines[credit_lines.seco_lca].rows[Molino San Pedro].guarantee"
    assert row in answer["impact"]["portfolio"]["moved"]
    assert found[row] == (40000.0, 48000.0)
    assert "rows[Molino San Pedro].guarantee" in impact(own, "examples/seco-lca", "--format", "md").replace("\\", "")


def test_a_band_that_changes_moves_the_goals(tmp_path: Path) -> None:
    """80.0 % is medium from 75 %, and low where medium begins at 85 %; no number of the portfolio changes."""
    own = tmp_path / "own"
    path = ("targets", "attainment_type_1.yaml")
    own_factors(own, "en: low}, below: 75 %", "en: low}, below: 85 %", *path)
    file = own.joinpath(*path)
    file.write_text(file.read_text(encoding="utf-8").replace("from: 75 %", "from: 85 %"), encoding="utf-8")
    answer = json.loads(impact(own, "examples/policy-monitoring", "--json"))
    assert {(one["id"], one["kind"], one["moves"]) for one in answer["files"]} == {
        ("targets.attainment_type_1", "bands", True)
    }
    assert "progress.goals[op-02].band.id" in answer["impact"]["portfolio"]["moved"]
    assert "progress.goals[op-01].band.id" not in answer["impact"]["portfolio"]["moved"]


@pytest.mark.parametrize(
    ("kind", "old", "new", "path"),
    [
        ("scheme", "counts_toward_ndc: false", "counts_toward_ndc: true", "schemes/cdm.yaml"),
        ("settings", "discount_rate: 12 %", "discount_rate: 10 %", "settings.yaml"),
        ("credit_line", "guarantee: 50 %", "guarantee: 60 %", "credit_lines/dca.yaml"),
        ("indicator", "formula: investment", "formula: 2 * investment", "indicators/programme/investment.yaml"),
    ],
)  # fmt: skip
def test_what_changes_beside_the_factors_is_a_change_that_may_move_a_number(
    tmp_path: Path, kind: str, old: str, new: str, path: str
) -> None:
    own = own_factors(tmp_path / "own", old, new, *path.split("/"))
    done = zis_here("factors", "diff", "shipped", str(own), "--json", cwd=ROOT)
    answer = json.loads(done.stdout)
    assert done.returncode == 1
    assert {(one["kind"], one["moves"]) for one in answer["files"]} == {(kind, True)}
    text = zis_here("factors", "diff", "shipped", str(own), "--lang", "en", cwd=ROOT).stdout
    assert "may move a number" in text


def test_the_portfolio_that_does_not_move_is_said_to_stay(tmp_path: Path) -> None:
    done = zis_here("factors", "diff", "shipped", "shipped", "--impact", "examples/zis-peru", "--json", cwd=ROOT)
    assert (done.returncode, json.loads(done.stdout)["impact"]["portfolio"]) == (0, {"moved": []})
    plain = zis_here(
        "factors", "diff", "shipped", "shipped", "--impact", "examples/fotovoltaico.yaml", "--json", cwd=ROOT
    )
    assert json.loads(plain.stdout)["impact"]["portfolio"] is None


def test_rows_without_a_word_are_named_and_not_numbered(programme: Path, tmp_path: Path) -> None:
    file = programme / "resultado" / "zis-cofinanciado.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("8282.56", "8282.57"), encoding="utf-8")
    done = zis_here("diff", str(ZIS), str(programme), "--lang", "en", "--json", cwd=ROOT)
    paths = [one["path"] for one in json.loads(done.stdout)["differences"]]
    assert "tables.sector[not given].ghg_reduction.value" in paths
    assert "ndc.targets[targets.industry_energy_efficiency_2030].reached[whole].full_operation.value" in paths
    assert not any(re.search(r"\[\d\]", path) for path in paths), paths


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
