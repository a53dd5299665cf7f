"""The examples of README and docs run: commands, shown lines, measure and factor files; both languages match."""

import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support import run_files, zis_here
from zis_calc.files.library import load_library
from zis_calc.model.library import Library
from zis_calc.problems import ERROR

PAGES = [
    ROOT / "README.md",
    ROOT / "factors" / "README.md",
    ROOT / "examples" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        for number, (info, text) in enumerate(BLOCK.findall(page.read_text(encoding="utf-8"))):
            if info.split()[: len(kind.split())] == kind.split():
                found.append((f"{page.relative_to(ROOT)}#{number}", f"{info}\n{text}"))
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like the repository root and may be written to, with `zis-calc` on the path."""
    folder = tmp_path_factory.mktemp("root")
    for entry in ROOT.iterdir():
        if not entry.name.startswith(".") and entry.name != "out":
            (folder / entry.name).symlink_to(entry)
    (folder / "bin").mkdir()
    program = folder / "bin" / "zis-calc"
    program.write_text(f"#!{sys.executable}\nfrom zis_calc.cli import main\nmain()\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return folder


# A plain call of zis-calc runs in this process, as quick as the command itself; anything else needs a shell.
PLAIN = re.compile(r"(?:mkdir -p (?P<folder>[\w/-]+) && )?zis-calc (?P<arguments>[^|;&<>$`]*)")


def run_command_line(command: str, place: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    plain = PLAIN.fullmatch(command)
    if plain is None:
        return subprocess.run(
            ["bash", "-c", command], cwd=place, env=environment, capture_output=True, text=True, check=False
        )
    if plain["folder"]:
        (place / plain["folder"]).mkdir(parents=True, exist_ok=True)
    arguments: list[str] = []
    for word in shlex.split(plain["arguments"], comments=True):
        found = sorted(str(path.relative_to(place)) for path in place.glob(word)) if "*" in word else []
        arguments += found or [word]
    return zis_here(*arguments, cwd=place, **{key: environment[key] for key in ("COLUMNS", "ZIS_CALC_LANG")})


@pytest.mark.parametrize(("name", "block"), blocks("console"), ids=lambda value: value[:60].split("\n")[0])
def test_commands_run_and_shown_lines_are_true(name: str, block: str, place: Path) -> None:
    info, _, text = block.partition("\n")
    environment = {
        **os.environ,
        "PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "110",
        "ZIS_CALC_LANG": "es" if "/es/" in name else "en",
    }
    printed = ""
    shown: list[str] = []
    for line in text.splitlines():
        if not line.startswith("$ "):
            shown.append(line.strip())
            continue
        command = line[2:]
        expected = re.search(r"# exit (\d)\s*$", command)
        done = run_command_line(command, place, environment)
        assert done.returncode == int(expected.group(1) if expected else 0), f"{command}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        printed += done.stdout + done.stderr
    if "check" in info.split():
        flat = " ".join(printed.split())
        for line in filter(None, shown):
            assert " ".join(line.split()) in flat, f"{line!r} is not printed by {name}"


@pytest.mark.parametrize(("name", "block"), blocks("yaml measure"), ids=lambda value: value[:60].split("\n")[0])
def test_measures_in_documents_compute(name: str, block: str, library: Library, tmp_path: Path) -> None:
    path = tmp_path / "measure.yaml"
    path.write_text(block.partition("\n")[2], encoding="utf-8")
    run = run_files(library, [path])
    assert [problem for problem in run.problems if problem.severity == ERROR] == [], name
    assert len(run.data["measures"]) == 1


@pytest.mark.parametrize(("name", "block"), blocks("yaml factor"), ids=lambda value: value[:60].split("\n")[0])
def test_factors_in_documents_are_sound(name: str, block: str, tmp_path: Path) -> None:
    content = block.partition("\n")[2]
    id = re.search(r"^id: (\S+)", content, re.MULTILINE)
    assert id is not None, name
    path = tmp_path / f"{id.group(1).replace('.', '/')}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    assert load_library([tmp_path]).problems == []


def test_both_languages_have_the_same_pages() -> None:
    pages = {
        language: {path.relative_to(ROOT / "docs" / language) for path in (ROOT / "docs" / language).rglob("*.md")}
        for language in ("es", "en")
    }
    assert pages["es"] == pages["en"]


def test_links_of_the_documents_lead_somewhere() -> None:
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} -> {target}")
    assert broken == []
