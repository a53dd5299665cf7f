"""The command line as people and CI meet it: exit codes, streams, formats, files left alone, no traceback."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.conftest import ROOT
from tests.support import zis_here
from zis_calc.cli.app import explain_with_output

EXAMPLE = "examples/caldera-gas-natural.yaml"
PROGRAM = [sys.executable, "-c", "from zis_calc.cli import main; main()"]


def zis(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return zis_here(*arguments, cwd=cwd, **environment)


def zis_started(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own: where streams, the environment or the start are what is tested."""
    settings = {**os.environ, "ZIS_CALC_LANG": "en", "PYTHONPATH": str(ROOT), "COLUMNS": "100", **environment}
    return subprocess.run(
        [*PROGRAM, *arguments], cwd=cwd, env=settings, capture_output=True, text=True, encoding="utf-8", check=False
    )


def examples() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", examples())
def test_every_example_exits_0_and_fits_the_schema(path: str) -> None:
    done = zis("measure", path, "--format", "json")
    assert done.returncode == 0, done.stderr
    schema = json.loads(zis("schema", "result").stdout)
    jsonschema.validate(json.loads(done.stdout), schema)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert zis("measure", EXAMPLE, "--json").stdout == zis("measure", EXAMPLE, "--json").stdout


def test_results_on_stdout_and_problems_on_stderr() -> None:
    done = zis_started("measure", "tests/bad/unknown-item.yaml", "--json")
    assert done.returncode == 1
    assert "M001" in done.stderr
    data = json.loads(done.stdout)
    assert data["measures"] == []
    problem = data["problems"][0]
    assert (problem["code"], problem["name"], problem["severity"]) == ("M001", "unknown-item", "error")
    assert problem["line"] == 15
    assert problem["field"] == "flows[1].item"


def test_good_files_still_run_beside_bad_ones() -> None:
    done = zis("measure", EXAMPLE, "tests/bad/unknown-item.yaml", "--json")
    assert done.returncode == 1
    data = json.loads(done.stdout)
    assert [measure["id"] for measure in data["measures"]] == ["caldera-gas-natural"]
    assert data["totals"]["ghg"]["coverage"] == {
        "measures": 1,
        "of": 2,
        "missing": ["caldera"],
        "why": {"refused": ["caldera"]},
    }


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["measure", "nowhere.yaml"], 2, "Y001"),
        (["measure"], 2, "FILE"),
        (["measure", "examples"], 2, "Y014"),
        (["measure", EXAMPLE, "--gwp", "AR7"], 2, "C002"),
        (["measure", EXAMPLE, "--format", "pdf"], 2, "C002"),
        (["measure", EXAMPLE, "--set", "nonsense"], 2, "C003"),
        (["measure", EXAMPLE, "--set", "flows[9].price=1 USD/gal"], 2, "C003"),
        (["measure", EXAMPLE, "--explain=ghg.reducton"], 2, "ghg.reduction"),
        (["measure", EXAMPLE, "--factors", "nowhere"], 2, "F018"),
        (["measure", EXAMPLE, "-o", EXAMPLE], 2, "C005"),
        (["measure", EXAMPLE, "--json", "-o", "/proc/nowhere/x.json"], 2, "C006"),
        (["measure", EXAMPLE, "--stage", "verified"], 1, "M016"),
        (["measure", EXAMPLE, EXAMPLE], 1, "M021"),
        (["measure", EXAMPLE, "--nonsense"], 2, "--nonsense"),
        (["mesure", EXAMPLE], 2, "mesure"),
        (["factors", "show", "natural_gass"], 2, "C007"),
        (["schema", "mesure"], 2, "measure"),
        (["check", "nowhere"], 2, "1 errors"),
        (["check", "tests/bad/unknown-unit.yaml"], 1, ""),
        (["check", "factors"], 0, "0 errors"),
    ],
)
def test_exit_codes(arguments: list[str], code: int, said: str) -> None:
    for language in ("en", "es"):
        done = zis(*arguments, ZIS_CALC_LANG=language)
        assert done.returncode == code, done.stderr
        if language == "en":
            assert said in done.stderr
        assert "Traceback" not in done.stderr + done.stdout


def test_check_findings_are_the_result() -> None:
    done = zis("check", "tests/bad/unknown-unit.yaml")
    assert "tests/bad/unknown-unit.yaml:11:15" in done.stdout
    assert "U002" in done.stdout
    data = json.loads(zis("check", "tests/bad/unknown-unit.yaml", "--json").stdout)
    assert [problem["code"] for problem in data["problems"]] == ["U002"]


def test_strict_turns_warnings_into_1() -> None:
    assert zis_started("measure", EXAMPLE).returncode == 0
    assert zis_started("measure", EXAMPLE, "--strict").returncode == 1


def test_the_input_is_never_overwritten(tmp_path: Path) -> None:
    copy = tmp_path / "a.yaml"
    copy.write_bytes((ROOT / EXAMPLE).read_bytes())
    done = zis("measure", str(copy), "-o", str(tmp_path / "." / "a.yaml"))
    assert done.returncode == 2
    assert copy.read_bytes() == (ROOT / EXAMPLE).read_bytes()


def test_output_files_by_ending(tmp_path: Path) -> None:
    for ending, start in (("json", "{"), ("md", "#"), ("csv", "id,")):
        path = tmp_path / f"out.{ending}"
        done = zis("measure", EXAMPLE, "-o", str(path), "-q")
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        assert path.read_text(encoding="utf-8").lstrip().startswith(start)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out.csv", "out.json", "out.md"]


def test_set_changes_a_setting_or_a_value_and_the_result_says_so() -> None:
    data = json.loads(zis("measure", EXAMPLE, "--json", "--set", "gwp=SAR", "--set", "finance.grant=0 USD").stdout)
    assert data["settings"]["gwp"] == "SAR"
    assert data["measures"][0]["finance"]["grant"] == 0
    bad = zis("measure", EXAMPLE, "--set", "finance.grant=0 kg")
    assert bad.returncode == 1
    assert "--set finance.grant=0 kg" in bad.stderr


def test_the_narrow_and_the_colourless_screen() -> None:
    for columns in ("50", "80", "140"):
        done = zis_started("measure", EXAMPLE, COLUMNS=columns, NO_COLOR="1")
        assert done.returncode == 0
        assert "\x1b[" not in done.stdout
        assert max(len(line) for line in done.stdout.splitlines()) <= int(columns)
        assert "tCO2e" in done.stdout


def test_a_stream_in_an_old_code_page_does_not_die_on_mu() -> None:
    done = subprocess.run(
        [*PROGRAM, "measure", EXAMPLE],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "µg TEQ" in done.stdout.decode("utf-8")


def test_spanish_is_what_a_peruvian_machine_gets() -> None:
    environment = {"ZIS_CALC_LANG": "", "LC_ALL": "es_PE.UTF-8"}
    assert "Ahorro anual" in zis_started("measure", EXAMPLE, **environment).stdout
    assert "Annual savings" in zis_started("measure", EXAMPLE, "--lang", "en", **environment).stdout
    assert "Uso:" in zis_started("--help", **environment).stdout


def test_explain_on_screen_in_markdown_and_json() -> None:
    assert "77400" in zis("measure", EXAMPLE, "--explain").stdout
    assert "77400" in zis("measure", "--explain", EXAMPLE, "--format", "md").stdout
    data = json.loads(zis("measure", EXAMPLE, "--explain", "finance.npv", "--json").stdout)
    assert data["explanations"][0]["tree"]["name"] == "finance.npv"


def test_explain_may_stand_before_a_file() -> None:
    assert explain_with_output(["measure", "--explain", EXAMPLE]) == ["measure", "--explain=ghg.reduction", EXAMPLE]
    assert explain_with_output(["measure", "--explain", "finance.npv", "x.yaml"]) == [
        "measure", "--explain", "finance.npv", "x.yaml",
    ]  # fmt: skip
    assert explain_with_output(["measure", "x.yaml", "--explain"])[-1] == "--explain=ghg.reduction"
    assert explain_with_output(["measure", "x.yaml", "--explain", "--json"])[2] == "--explain=ghg.reduction"


def test_factors_list_and_show() -> None:
    listed = json.loads(zis("factors", "list", "cubilote", "--json").stdout)
    assert "copni.iron_foundry.class1" in [row["id"] for row in listed]
    assert json.loads(zis("factors", "list", "boiler", "--kind", "release_vector", "--json").stdout)
    rates = json.loads(zis("factors", "list", "--kind", "exchange_rate", "--year", "2012", "--json").stdout)
    assert [row["id"] for row in rates] == ["money.exchange_rate.pen_usd"]
    assert json.loads(zis("factors", "list", "--review", "verified", "--json").stdout) == []
    card = json.loads(zis("factors", "show", "iron_foundry.class1", "--json").stdout)
    assert card["values"][0]["vectors"]["air"] == 10
    assert "unep_toolkit_2013" in card["sources"]
    shown = zis("factors", "show", "r404a").stdout
    assert "gwp.blends.r404a" in shown


def test_schemas_accept_the_shipped_files() -> None:
    import yaml

    schema = json.loads(zis("schema", "measure").stdout)
    for path in examples():
        content = yaml.load((ROOT / path).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        assert set(content) <= set(schema["properties"])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_ids(shell: str) -> None:
    environment = {"_ZIS_CALC_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": "zis-calc factors show natural_g"}
    if shell == "bash":
        environment |= {"COMP_WORDS": "zis-calc factors show natural_g", "COMP_CWORD": "3"}
    if shell == "fish":
        environment["_TYPER_COMPLETE_FISH_ACTION"] = "get-args"
    assert "natural_gas_national" in zis_started(**environment).stdout


def test_an_ambiguous_item_names_its_candidates(tmp_path: Path) -> None:
    own = tmp_path / "lib" / "own"
    own.mkdir(parents=True)
    item = (ROOT / "factors" / "fuels" / "natural_gas.yaml").read_text(encoding="utf-8")
    (own / "natural_gas.yaml").write_text(item.replace("fuels.natural_gas\n", "own.natural_gas\n", 1), encoding="utf-8")
    done = zis("measure", EXAMPLE, "--factors", str(tmp_path / "lib"))
    assert done.returncode == 1
    assert "M002" in done.stderr
    assert "fuels.natural_gas, own.natural_gas" in done.stderr


def test_results_are_stored_and_unchanged() -> None:
    """examples/results/*.json: what each example gives; run with UPDATE=1 after a change that is meant."""
    folder = ROOT / "examples" / "results"
    for path in examples():
        data = json.loads(zis("measure", path, "--json", "--as-of", "2025-11-25").stdout)
        data["tool"]["version"] = ""
        stored = folder / f"{Path(path).stem}.json"
        if os.environ.get("UPDATE") == "1":
            folder.mkdir(exist_ok=True)
            stored.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        assert data == json.loads(stored.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("command", ["measure", "portfolio", "batch"])
def test_verbose_names_the_library_and_where_settings_come_from(tmp_path: Path, command: str) -> None:
    given = "examples/excel/diagnostico-planta.xlsx" if command == "batch" else "examples/variador-velocidad.yaml"
    done = zis(command, given, "-v", "--gwp", "AR6", "-o", str(tmp_path / "result.csv"))
    assert done.returncode == 0
    assert "gwp = AR6 (--gwp)" in done.stderr
    assert re.search(r"^library [0-9a-f]{32}: \d+ entries$", done.stderr, re.MULTILINE)
