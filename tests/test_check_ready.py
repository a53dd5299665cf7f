"""What others build on: the template of a private library with its CI, the hooks, the action, and no dead address."""

import json
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml

from tests.conftest import ROOT
from tests.support import zis_here
from zis_calc import __version__
from zis_calc.files.templates import new_library, this_program

FACTOR = "electricity/my_contract/emission_factor_co2e.yaml"


def shell(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A step of a workflow as its runner takes it, with this program as `zis-calc` and a `gh` that writes down."""
    programs = folder.parent / "programs"
    programs.mkdir(exist_ok=True)
    texts = {
        "zis-calc": f"#!/bin/sh\nexec {sys.executable} -c 'from zis_calc.cli import main; main()' \"$@\"\n",
        "gh": f'#!/bin/sh\necho "$@" >> {folder.parent}/gh.txt\ncase $* in *edit-last*) exit 1;; esac\n',
        "python": f'#!/bin/sh\necho "$@" >> {folder.parent}/pip.txt\n',
    }
    for name, text in texts.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    known = {**os.environ, "PYTHONPATH": str(ROOT), "ZIS_CALC_LANG": "en", "RUNNER_TEMP": str(folder.parent)}
    known |= {"PATH": f"{programs}:{os.environ['PATH']}", "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md")}
    known |= {"GITHUB_OUTPUT": str(folder.parent / "output.txt"), **environment}
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], cwd=folder, env=known, capture_output=True, text=True, check=False
    )


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """A private library under git, whose one factor was changed after the first revision."""
    folder = tmp_path / "mine"
    new_library(folder)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "init", "-q", "-b", "main", "."], cwd=folder, check=True)
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    subprocess.run([*git, "commit", "-qm", "first"], cwd=folder, check=True)
    path = folder / FACTOR
    path.write_text(path.read_text(encoding="utf-8").replace("0.12", "0.15"), encoding="utf-8")
    return folder


@pytest.mark.skipif(os.name != "posix", reason="the steps are written for bash")
def test_the_ci_file_of_the_template_runs(private: Path) -> None:
    """0.12 -> 0.15 t/MWh is +25 %."""
    steps = yaml.safe_load((private / ".github/workflows/check.yml").read_text(encoding="utf-8"))["jobs"]["check"][
        "steps"
    ]
    scripts = [step["run"] for step in steps if "run" in step]
    assert scripts[0] == 'pip install "$ZIS_CALC"'
    for script in scripts[1:]:
        assert "${{" not in script, "text of a pull request must reach a shell through the environment"
        done = shell(script, private, BASE="HEAD", NUMBER="7", GH_TOKEN="x")
        assert done.returncode == 0, done.stderr
    assert "25" in (private / "changes.md").read_text(encoding="utf-8")
    assert (private.parent / "summary.md").read_text(encoding="utf-8") == (private / "changes.md").read_text(
        encoding="utf-8"
    )
    assert (private.parent / "gh.txt").read_text().splitlines() == [
        "pr comment 7 --edit-last --body-file changes.md",
        "pr comment 7 --body-file changes.md",
    ]
    broken = (private / FACTOR).read_text(encoding="utf-8").replace("locator: p. 1", "locator:")
    (private / FACTOR).write_text(broken, encoding="utf-8")
    assert shell(scripts[1], private).returncode == 1


@pytest.mark.skipif(os.name != "posix", reason="the steps are written for bash")
def test_the_action_checks_annotates_and_tells_what_moves(private: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    inputs = {name: str(one["default"]) for name, one in action["inputs"].items()}
    inputs |= {"sarif": "found.sarif", "diff": "HEAD", "factors": ".", "version": "zis-calc==9"}
    path = private / FACTOR
    path.write_text(path.read_text(encoding="utf-8").replace("region: PE", "region: Lima"), encoding="utf-8")
    for fails, code in (("error", 0), ("warning", 1)):
        inputs["fail-on"] = fails
        for step in action["runs"]["steps"]:
            given = {
                key: inputs[match.group(1)] if (match := re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", text)) else text
                for key, text in step["env"].items()
            }
            done = shell(step["run"], private, **given)
            assert done.returncode == (code if step["name"] == "Check" else 0), done.stderr
            if step["name"] == "Check":
                assert f"::warning file={FACTOR},line=" in done.stdout
    assert (private.parent / "pip.txt").read_text().splitlines()[0] == "-m pip install --quiet zis-calc==9"
    assert (
        json.loads((private / "found.sarif").read_text(encoding="utf-8"))["runs"][0]["results"][0]["ruleId"] == "F067"
    )
    summary = (private.parent / "summary.md").read_text(encoding="utf-8")
    assert "F067" in summary and "25" in summary
    told = (private.parent / "output.txt").read_text().splitlines()[-1].partition("=")
    assert told[0] == "changes" and "25" in Path(told[2]).read_text(encoding="utf-8")


def test_hooks_look_at_what_a_check_of_the_folder_looks_at(private: Path) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    files = [path.relative_to(private).as_posix() for path in private.rglob("*") if ".git/" not in path.as_posix()]
    for hook in hooks:
        passed = [name for name in files if re.search(hook["files"], name) and not re.search(hook["exclude"], name)]
        assert sorted(passed) == ["electricity/my_contract.yaml", FACTOR, "sources.yaml"]
        words = hook["entry"].split()
        assert words[0] == "zis-calc" and zis_here(*words[1:], *passed, cwd=private).returncode == 0


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (None, f"zis-calc=={__version__}"),
        ({"url": "file:///home/ana/zis-calc", "dir_info": {"editable": True}}, f"zis-calc=={__version__}"),
        (
            {
                "url": "https://example.org/z.git",
                "vcs_info": {"vcs": "git", "commit_id": "1a2b", "requested_revision": "v1"},
            },
            "zis-calc @ git+https://example.org/z.git@1a2b",
        ),
        ({"url": "https://example.org/z.whl", "archive_info": {}}, "zis-calc @ https://example.org/z.whl"),
    ],
)
def test_a_new_library_installs_what_was_installed_here(origin: Any, expected: str, tmp_path: Path) -> None:
    """PEP 610: pip writes down where a distribution came from."""
    told = mock.Mock(**{"read_text.return_value": json.dumps(origin) if origin else None})
    with mock.patch.object(metadata, "distribution", return_value=told):
        assert this_program() == expected
        new_library(tmp_path / "lib")
    workflow = yaml.safe_load((tmp_path / "lib/.github/workflows/check.yml").read_text(encoding="utf-8"))
    hook = yaml.safe_load((tmp_path / "lib/.pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"][
        0
    ]
    assert workflow["env"]["ZIS_CALC"] == expected
    assert hook["additional_dependencies"] == [expected]


def test_what_is_installed_may_be_named(tmp_path: Path) -> None:
    address = 'zis-calc @ https://example.org/a"b.whl'
    assert zis_here("factors", "init", "lib", "--install", address, cwd=tmp_path).returncode == 0
    text = (tmp_path / "lib/.github/workflows/check.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["env"]["ZIS_CALC"] == address


def test_findings_explain_themselves_without_an_address(private: Path) -> None:
    """A viewer of SARIF shows the rule itself: the documents have no address that is known here."""
    path = private / FACTOR
    path.write_text(path.read_text(encoding="utf-8").replace("region: PE", "region: Lima\nbasis: x"), encoding="utf-8")
    (private / "other.yaml").write_text("kind: factor\nregion: Lima\nid: [\n", encoding="utf-8")
    done = zis_here("check", ".", "--format", "sarif", cwd=private)
    rules = {one["id"]: one for one in json.loads(done.stdout)["runs"][0]["tool"]["driver"]["rules"]}
    assert rules and all("helpUri" not in one for one in rules.values())
    assert all(one["help"]["markdown"].startswith(f"# {code} ") for code, one in rules.items())
    assert all("](" not in one["help"]["markdown"] and one["help"]["text"] for one in rules.values())
