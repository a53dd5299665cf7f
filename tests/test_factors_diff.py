"""`zis-calc factors diff`: every value that moves, folded by year, whose results it moves, folders and git revisions."""

import csv
import io
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import ROOT
from tests.support import zis_here


def zis(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return zis_here(*arguments, cwd=cwd, **environment)


FACTOR = """kind: factor
id: {id}
quantity: {quantity}
name: {{es: propio, en: own}}
unit: {unit}
region: PE
values:
{values}
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
start: {year}-01-01
flows:
  - {{item: {item}, baseline: 100 MWh/yr, project: 40 MWh/yr}}
"""
ID = "electricity.mine.emission_factor_co2e"


def value(start: str, number: object, **more: object) -> str:
    parts = {"from": start, "value": number, "source": "mine", "review": "recalled", **more}
    return "  - {" + ", ".join(f"{key}: {part}" for key, part in parts.items()) + "}"


def write(
    folder: Path, *values: str, unit: str = "t CO2e/MWh", quantity: str = "emission_factor_co2e_electricity"
) -> None:
    """An own library with one electricity item whose factor has these values."""
    path = folder / "electricity" / "mine" / "emission_factor_co2e.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    sources = "kind: sources\nsources: {mine: {title: mine}, other: {title: other}}\n"
    (folder / "sources.yaml").write_text(sources, encoding="utf-8")
    (folder / "electricity" / "mine.yaml").write_text(ITEM, encoding="utf-8")
    text = FACTOR.format(id=ID, quantity=quantity, unit=unit, values="\n".join(values))
    path.write_text(text, encoding="utf-8")


def compared(a: Path | str, b: Path | str, *arguments: str, code: int, cwd: Path = ROOT) -> dict[str, Any]:
    done = zis("factors", "diff", str(a), str(b), *arguments, "--json", cwd=cwd)
    assert done.returncode == code, done.stderr + done.stdout
    data: dict[str, Any] = json.loads(done.stdout)
    return data


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    """Two own libraries that lie on top of the shipped one: 0.20 from 2020; 0.25 from 2022 and 0.21 from 2024."""
    a, b = tmp_path / "a", tmp_path / "b"
    write(a, value("2020-01-01", 0.2))
    write(b, value("2020-01-01", 0.2), value("2022-01-01", 0.25), value("2024-01-01", 0.21))
    return a, b


def test_a_changed_value_is_found_with_its_years_and_percent(sides: tuple[Path, Path]) -> None:
    data = compared(*sides, code=1)
    jsonschema.validate(data, json.loads(zis("schema", "factors-diff").stdout))
    assert data["moves"] is True
    found = [
        (one["from_year"], one["to_year"], one["change"], one["old"], one["new"], one["relative"])
        for one in data["values"]
    ]
    # By hand: (0.25 - 0.20) / 0.20 = 25 %, (0.21 - 0.20) / 0.20 = 5 %; the last NDC year of the library is 2030.
    assert found == [(2022, 2023, "changed", 0.2, 0.25, 0.25), (2024, 2030, "changed", 0.2, 0.21, 0.05)]
    assert {one["id"] for one in data["values"]} == {ID}
    assert (data["details"], data["files"], data["impact"]) == ([], [], None)


def test_years_limit_what_is_compared(sides: tuple[Path, Path]) -> None:
    data = compared(*sides, "--years", "2023-2024", code=1)
    assert [(one["from_year"], one["to_year"]) for one in data["values"]] == [(2023, 2023), (2024, 2024)]
    assert compared(*sides, "--years", "2020-2021", code=0)["values"] == []
    assert compared(*sides, "--years", "2021", code=0)["years"] == [2021, 2021]
    for text in ("x", "2030-2018", "18-30", "0001-9999"):
        done = zis("factors", "diff", *map(str, sides), f"--years={text}")
        assert done.returncode == 2 and "V014" in done.stderr


def test_the_same_library_differs_in_nothing(sides: tuple[Path, Path]) -> None:
    data = compared(sides[0], sides[0], "--impact", "examples/fotovoltaico.yaml", code=0)
    assert (data["moves"], data["values"], data["impact"]["moved"]) == (False, [], [])
    assert data["impact"]["unmoved"] == ["fotovoltaico"]
    assert "No number moves." in zis("factors", "diff", "shipped", "factors", "--format", "md").stdout


def test_new_and_gone_factors(sides: tuple[Path, Path]) -> None:
    data = compared("shipped", sides[0], code=1)
    assert [(one["id"], one["change"], one["old"], one["new"]) for one in data["values"]] == [(ID, "new", None, 0.2)]
    assert (data["values"][0]["from_year"], data["values"][0]["to_year"]) == (2020, 2030)
    assert {(one["id"], one["change"]) for one in data["files"]} == {
        ("electricity.mine", "new"), ("sources.mine", "new"), ("sources.other", "new"),
    }  # fmt: skip
    back = compared(sides[0], "shipped", code=1)
    assert [one["change"] for one in back["values"]] == ["gone"]


def test_a_value_that_ends_or_begins_later_is_gone_or_new_for_those_years(tmp_path: Path) -> None:
    write(tmp_path / "a", value("2020-01-01", 0.2))
    write(tmp_path / "b", value("2022-01-01", 0.2, until="2025-01-01"))
    data = compared(tmp_path / "a", tmp_path / "b", code=1)
    assert [(one["from_year"], one["to_year"], one["change"]) for one in data["values"]] == [
        (2020, 2021, "gone"), (2025, 2030, "gone"),
    ]  # fmt: skip


def test_source_locator_review_and_bounds_are_listed_and_move_no_value(tmp_path: Path) -> None:
    write(tmp_path / "a", value("2020-01-01", 0.2))
    write(tmp_path / "b", value("2020-01-01", 0.2, source="other", locator="Table 2"))
    data = compared(tmp_path / "a", tmp_path / "b", code=0)
    assert data["values"] == []
    assert [(one["field"], one["old"], one["new"], one["from_year"], one["to_year"]) for one in data["details"]] == [
        ("source", "mine", "other", 2020, 2030),
        ("locator", None, "Table 2", 2020, 2030),
    ]
    write(tmp_path / "b", value("2020-01-01", 0.2, review="secondary-copy", lower=0.1, upper=0.3))
    data = compared(tmp_path / "a", tmp_path / "b", code=1)  # bounds move the uncertainty of results
    assert [(one["field"], one["old"], one["new"]) for one in data["details"]] == [
        ("review", "recalled", "secondary-copy"), ("lower", None, 0.1), ("upper", None, 0.3),
    ]  # fmt: skip


def test_a_change_of_unit_is_compared_in_one_unit(tmp_path: Path) -> None:
    write(tmp_path / "a", value("2020-01-01", 0.2))
    write(tmp_path / "b", value("2020-01-01", 250), unit="kg CO2e/MWh")
    (one,) = compared(tmp_path / "a", tmp_path / "b", code=1)["values"]
    assert (one["old"], one["old_unit"], one["new"], one["new_unit"]) == (0.2, "t CO2e/MWh", 250, "kg CO2e/MWh")
    assert one["relative"] == pytest.approx(0.25, rel=1e-12)  # 0.20 t = 200 kg; 250 / 200


def test_gwp_sets_blends_and_release_vectors(tmp_path: Path) -> None:
    """A whole library stands alone; a blend moves with its component, a vector with its status."""
    new = tmp_path / "new"
    shutil.copytree(ROOT / "factors", new)
    path = new / "gwp" / "hfc_125.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("set: AR5\n")
    line = text[start:].split("\n")[1]
    path.write_text(text[:start] + text[start:].replace(line, "    value: 4000", 1), encoding="utf-8")
    boiler = new / "copni" / "boiler" / "heavy_fuel_oil.yaml"
    copni = boiler.read_text(encoding="utf-8")
    boiler.write_text(copni.replace("residue: ND", "residue: NA"), encoding="utf-8")
    assert "residue: ND" in copni
    data = compared("factors", new, code=1)
    values = {(one["id"], one["set"], one["vector"]): one for one in data["values"]}
    old = float(line.split(":")[1])
    changed = values["gwp.hfc_125", "AR5", None]
    assert (changed["set"], changed["old"], changed["new"], changed["from_year"]) == ("AR5", old, 4000, None)
    # R-410A is half HFC-32 and half HFC-125 by mass: it moves by half of the change.
    blend = values["gwp.blends.r410a", "AR5", None]
    assert blend["new"] - blend["old"] == pytest.approx((4000 - old) / 2, rel=1e-9)
    assert ("gwp.blends.r410a", "AR4", None) not in values
    residue = values["copni.boiler.heavy_fuel_oil", None, "residue"]
    assert (residue["old_status"], residue["new_status"], residue["relative"]) == ("nd", "na", None)
    assert ("copni.boiler.heavy_fuel_oil", None, "air") not in values
    text = zis("factors", "diff", "factors", str(new), "--lang", "es").stdout
    assert "ND" in text and "residuo" in text


def test_impact_says_which_results_move_and_which_stay(sides: tuple[Path, Path], tmp_path: Path) -> None:
    measures = tmp_path / "measures"
    measures.mkdir()
    (measures / "user.yaml").write_text(USER.format(year=2022, item="electricity.mine"), encoding="utf-8")
    (measures / "early.yaml").write_text(
        USER.format(year=2021, item="electricity.mine").replace("id: user", "id: early"), encoding="utf-8"
    )
    data = compared(*sides, "--impact", str(measures), "--impact", "examples/fotovoltaico.yaml", code=1)
    impact = data["impact"]
    # The factor is the one of the year of the start: 0.25 in place of 0.20 from 2022, the same in 2021.
    assert (impact["moved"], sorted(impact["unmoved"])) == (["user"], ["early", "fotovoltaico"])
    moved = {(one["measure"], one["output"]): one for one in impact["differences"]}
    one = moved["user", "ghg.reduction"]
    assert (one["old"], one["new"]) == (pytest.approx(12, rel=1e-12), pytest.approx(15, rel=1e-12))  # 60 MWh
    assert one["relative"] == pytest.approx(0.25, rel=1e-12)
    assert not any(measure in ("early", "fotovoltaico") for measure, _ in moved)
    gone = compared(sides[0], "shipped", "--impact", str(measures), code=1)["impact"]
    assert sorted(gone["gone"]) == ["early", "user"]
    assert zis("factors", "diff", *map(str, sides), "--impact", "nowhere.yaml").returncode == 2


def test_markdown_is_a_comment_and_csv_has_a_row_for_everything(sides: tuple[Path, Path], tmp_path: Path) -> None:
    measure = tmp_path / "user.yaml"
    measure.write_text(USER.format(year=2022, item="electricity.mine"), encoding="utf-8")
    arguments = ("factors", "diff", *map(str, sides), "--impact", str(measure))
    text = zis(*arguments, "--format", "md", "--lang", "es").stdout
    lines = text.splitlines()
    assert lines[0].startswith("## Factores: ")
    assert "Valores cambiados / nuevos / desaparecidos: **2 / 0 / 0**" in lines[2]
    assert any("| 2022–2023 | 0.2 t CO2e/MWh | 0.25 t CO2e/MWh | +25.00 % |" in line for line in lines)
    assert any("| user | ghg.reduction | 12 | 15 | +25.00 % |" in line for line in lines)
    assert text.count("<details>") == text.count("</details>") > 0
    rows = list(csv.DictReader(io.StringIO(zis(*arguments, "--format", "csv").stdout)))
    assert [row["new"] for row in rows if row["table"] == "value"] == ["0.25", "0.21"]
    assert any(row["table"] == "result" and row["output"] == "ghg.reduction" for row in rows)
    out = tmp_path / "comment.md"
    assert zis(*arguments, "-o", str(out)).returncode == 1
    assert out.read_text(encoding="utf-8").startswith("## Factors: ")


# --- git


def git(folder: Path, *arguments: str) -> str:
    who = {
        f"GIT_{role}_{key}": text for role in ("AUTHOR", "COMMITTER") for key, text in (("NAME", "x"), ("EMAIL", "x@x"))
    }
    settings = {**os.environ, **who, "GIT_CONFIG_GLOBAL": str(folder / "no-config"), "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], env=settings, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits of an own library in `factors/`: 0.20, then (branch `work`) 0.25."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    write(folder / "factors", value("2020-01-01", 0.2))
    (folder / "factors" / ".hidden").mkdir()
    (folder / "factors" / ".hidden" / "x.yaml").write_text("kind: nonsense\n", encoding="utf-8")
    (folder / "notes.yaml").write_text("kind: nonsense\n", encoding="utf-8")
    git(folder, "add", "-f", ".")
    git(folder, "commit", "-q", "-m", "one")
    git(folder, "checkout", "-q", "-b", "work")
    write(folder / "factors", value("2020-01-01", 0.25))
    git(folder, "commit", "-q", "-a", "-m", "two")
    return folder


def test_two_revisions_are_compared_and_the_checkout_is_left_alone(repository: Path) -> None:
    write(repository / "factors", value("2020-01-01", 0.3))
    before = git(repository, "status", "--porcelain")
    data = compared("main", "work", code=1, cwd=repository)
    (one,) = data["values"]
    assert (one["old"], one["new"], one["relative"], one["from_year"]) == (0.2, 0.25, 0.25, 2020)
    assert (data["a"]["kind"], data["a"]["commit"]) == ("revision", git(repository, "rev-parse", "main"))
    assert git(repository, "status", "--porcelain") == before
    folder = compared("HEAD", "factors", code=1, cwd=repository)["values"][0]
    assert (folder["old"], folder["new"]) == (0.25, 0.3)
    inside = compared("HEAD~1", "HEAD", code=1, cwd=repository / "factors")["values"][0]
    assert (inside["old"], inside["new"]) == (0.2, 0.25)
    assert compared("main", "main", code=0, cwd=repository)["moves"] is False


def test_another_folder_of_the_revision(repository: Path) -> None:
    git(repository, "mv", "factors", "lib")
    git(repository, "commit", "-q", "-m", "three")
    assert compared("HEAD", "HEAD", "--path", "lib", code=0, cwd=repository)["a"]["name"] == "HEAD"
    done = zis("factors", "diff", "HEAD", "main", cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert "V013" in done.stderr and "--path" in done.stderr


def test_a_fault_in_a_revision_names_the_revision_and_the_file(repository: Path) -> None:
    write(repository / "factors", value("2020-01-01", "text"))
    git(repository, "commit", "-q", "-a", "-m", "broken")
    done = zis("factors", "diff", "main", "HEAD", cwd=repository)
    assert done.returncode == 1
    assert "HEAD:factors/electricity/mine/emission_factor_co2e.yaml:8:" in done.stderr


@pytest.mark.parametrize("name", ["nowhere", "main:factors", "..", "main..work", "@{9999}", ""])
def test_an_unknown_revision_is_said(repository: Path, name: str) -> None:
    done = zis("factors", "diff", "main", name, "--lang", "es", cwd=repository)
    if name == "..":  # a folder without factors of its own kind
        assert "Traceback" not in done.stderr
        return
    assert (done.returncode, done.stdout) == (2, "")
    assert "V012" in done.stderr


def test_without_repository_or_git_it_is_said(tmp_path: Path, repository: Path) -> None:
    outside = {"GIT_CEILING_DIRECTORIES": str(tmp_path)}
    (tmp_path / "plain").mkdir()
    done = zis("factors", "diff", "main", "work", cwd=tmp_path / "plain", **outside)
    assert done.returncode == 2 and "V011" in done.stderr
    done = zis("factors", "diff", "main", "work", cwd=repository, PATH=str(tmp_path / "plain"))
    assert done.returncode == 2 and "V010" in done.stderr
    assert "Traceback" not in done.stderr


def test_faulty_folders(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = zis("factors", "diff", "shipped", str(tmp_path / "empty"))
    assert done.returncode == 2 and "Y015" in done.stderr
    done = zis("factors", "diff", "shipped", "shipped", "--factors", "nowhere")
    assert done.returncode == 2 and "F018" in done.stderr
    done = zis("factors", "diff", "shipped", "shipped", "--format", "pdf")
    assert done.returncode == 2 and "C002" in done.stderr


def test_a_refused_value_is_not_merely_gone(sides: tuple[Path, Path]) -> None:
    """A value that is now outside of its bounds is in no table of values: the comment says why it is missing."""
    write(sides[1], value("2020-01-01", 2.0, lower=0.19, upper=0.21))
    said = zis("factors", "diff", *map(str, sides), "--format", "md").stdout
    before, after = said.split("### Refused, and so missing from the comparison")
    assert "gone" in before and "emission\\_factor\\_co2e.yaml:8" in after and "F009" in after
