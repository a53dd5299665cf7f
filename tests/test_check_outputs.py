"""`zis-calc check`: its formats, what is chosen and silenced, what is mended, what is kept between runs."""

import json
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.conftest import ROOT
from tests.rule_support import BOILER, complete
from tests.support import zis_here
from zis_calc.checking import CheckOptions, check_paths
from zis_calc.checking.fixing import fixed_files
from zis_calc.checks.baseline import baseline_text, read_baseline
from zis_calc.files.documents import parse_document
from zis_calc.files.templates import new_library
from zis_calc.problems import Place, problem
from zis_calc.report.findings import findings_text

FORMATS = ("text", "json", "github", "sarif", "junit", "md")
BAD = "kind: factor\nid: own.gas\nunit: kg CO2/Tj  # slip\nregion: Lima\n"


def zis(*arguments: str, cwd: Path = ROOT, lang: str = "en") -> subprocess.CompletedProcess[str]:
    return zis_here(*arguments, cwd=cwd, ZIS_CALC_LANG=lang)


def sarif_faults(data: Any) -> list[Any]:
    schema = json.loads((ROOT / "tests" / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8-sig"))
    return list(jsonschema.validators.validator_for(schema)(schema).iter_errors(data))


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A small library with an error (a unit) and a warning (a region)."""
    folder = tmp_path / "lib"
    (folder / "own").mkdir(parents=True)
    (folder / "sources.yaml").write_text("kind: sources\nsources: {}\n", encoding="utf-8")
    (folder / "own" / "gas.yaml").write_text(complete(BAD), encoding="utf-8")
    return folder


def test_text_shows_the_line_and_a_caret_below_the_value(library: Path) -> None:
    shown = zis("check", "lib", cwd=library.parent).stdout.splitlines()
    at = next(number for number, line in enumerate(shown) if "U002" in line)
    assert shown[at].startswith("lib/own/gas.yaml:3:7  error U002 unknown-unit")
    assert shown[at + 1] == "   3 | unit: kg CO2/Tj  # slip"
    assert shown[at + 2] == "     |       ^~~~~~~~~"


@pytest.mark.parametrize(
    ("before", "shown", "blanks"),
    [
        ("gas", "gas", 21),
        ("eléctrico", "eléctrico", 27),
        ("ele\u0301ctrico", "ele\u0301ctrico", 27),
        ("電気", "電気", 22),
        ("a\tb", "a b", 21),
        ("a\u200bb", "a b", 21),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_caret_stands_below_the_value(
    tmp_path: Path, before: str, shown: str, blanks: int, end: str, mark: str
) -> None:
    """Columns of a terminal, counted by hand: `{locator: gas, from: ` takes 21; a tab and an invisible sign are
    shown as one blank, a mark above a letter takes none, a wide letter two. The place counts characters.
    """
    line = f"{{locator: {before}, from: 2020/1/1}}"
    text = f"kind: factor\nvalues: [\n{line}]\n".replace("\n", end)
    (tmp_path / "gas.yaml").write_bytes((mark + text).encode())
    found = zis("check", "gas.yaml", "--select", "F040", cwd=tmp_path).stdout.splitlines()
    assert found[0].startswith(f"gas.yaml:3:{line.index('2020') + 1}  error F040 date-form")
    assert found[1:3] == [f"   3 | {{locator: {shown}, from: 2020/1/1}}]", "     | " + " " * blanks + "^~~~~~~~"]


def test_a_value_far_to_the_right_and_one_beyond_the_line_are_shown_too() -> None:
    def shown(line: str, column: int) -> list[str]:
        found = problem("S001", Place("x.yaml", 1, column), key="k", expected="", suggestion="")
        return findings_text([found], lambda _: line, "en").splitlines()[1:3]

    source, caret = shown("x" * 300 + " unit: kg", 308)
    assert source.endswith("x unit: kg") and caret.endswith("^~") and len(source) == len(caret) < 180
    assert shown("abc", 9)[1] == "     |         ^"


def test_every_format_ends_with_the_same_code_and_says_the_same_findings(library: Path) -> None:
    findings = {"U002", "F067"}
    for format_ in FORMATS:
        done = zis("check", "lib", "--format", format_, cwd=library.parent)
        assert done.returncode == 1, format_
        assert findings <= {code for code in findings if code in done.stdout}, format_
        again = zis("check", "lib", "--format", format_, cwd=library.parent)
        without = zis_here("check", "lib", "--format", format_, cwd=library.parent, ZIS_CALC_CACHE="off")
        assert again.stdout == without.stdout == done.stdout, format_


STRANGE = {
    "a,b:c|d.yaml": complete(BAD),
    "e f%20.yaml": complete(BAD),
    "line\nend.yaml": complete(BAD),
    "esc\x1b[31m\u202e.yaml": complete(BAD),
    "empty.yaml": "",
    "list.yaml": "- a\n",
    "broken.yaml": "kind: [factor\n",
    "two.yaml": "kind: factor\n---\nkind: factor\n",
    "markup.yaml": 'kind: factor\nname: "a\\x00\\x1b[31m<b>&\\"|\\n]]>"\n',
    "deep.yaml": "[" * 500 + "]" * 500,
    "number.yaml": "kind: 5\n",
    "old-mac.yaml": complete(BAD).replace("\n", "\r"),
    "form-feed.yaml": complete(BAD).replace("unit", "\x0cunit"),
    "surrogate.yaml": 'kind: factor\nname: "\\ud800"\n',
    "long.yaml": f"kind: factor\nname: {'x' * 200000}\n",
    "infinite.yaml": complete("kind: factor\n").replace("56100", ".inf"),
    "huge.yaml": complete("kind: factor\n").replace("56100", "9" * 400),
    "hidden.yaml": complete(BAD) + "# zis-calc: ignore all\n# zis-calc: what\n",
    "portfolio.yaml": 'kind: portfolio\nid: p\ntitle: T\nmeasures: [nowhere.yaml, "\\0", "", list.yaml]\n',
}


@pytest.mark.parametrize("name", STRANGE, ids=lambda name: ascii(name))
def test_strange_files_are_said_in_every_format_with_one_exit_code(tmp_path: Path, name: str) -> None:
    """No format breaks, none lets a control character through, and none ends in another way."""
    (tmp_path / name).write_text(STRANGE[name], encoding="utf-8")
    (tmp_path / "list.yaml").write_text("- a\n", encoding="utf-8")
    done = {one: zis("check", name, "--notes", "--format", one, cwd=tmp_path) for one in FORMATS}
    assert {one.returncode for one in done.values()} == {1}
    found = json.loads(done["json"].stdout)["problems"]
    assert found
    assert [one.message for one in sarif_faults(json.loads(done["sarif"].stdout))] == []
    cases = ElementTree.fromstring(done["junit"].stdout)[0]
    assert len(cases.findall("*/failure")) + len(cases.findall("*/system-out")) == len(found)
    assert len(done["github"].stdout.splitlines()) == len(found)
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in done["github"].stdout.splitlines())
    assert len(done["md"].stdout.splitlines()) == len(found) + 4
    for one in ("text", "github", "junit", "md"):
        assert not {"\x1b", "\x00", "\u202e", "\r"} & set(done[one].stdout), one


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text there")
def test_a_file_name_that_is_not_utf_8_is_shown_as_well_as_can_be(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.yaml"
    Path(os.fsdecode(path)).write_text(complete(BAD), encoding="utf-8")
    for one in FORMATS:
        done = zis("check", ".", "--format", one, cwd=tmp_path)
        assert done.returncode == 1 and "caf\ufffd.yaml" in done.stdout.replace("%EF%BF%BD", "\ufffd"), one
    assert zis("check", ".", "--fix", cwd=tmp_path).returncode == 0


def test_a_file_that_only_a_portfolio_names_is_said_with_it(tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text(complete("kind: portfolio\n"), encoding="utf-8")
    (tmp_path / "boiler.yaml").write_text(BOILER.replace("natural_gas", "unnatural_gas"), encoding="utf-8")
    alone = check_paths([tmp_path / "portfolio.yaml"], []).problems
    together = check_paths([tmp_path], []).problems
    for found in (alone, together):
        assert [(one.code, Path(one.place.file).name) for one in found if one.place] == [("M001", "boiler.yaml")]


def test_sarif_is_valid_by_its_schema(library: Path) -> None:
    (library / "own" / "quiet.yaml").write_text(
        complete(
            "kind: factor\nid: own.quiet\nname: {es: q, en: q}\nregion: Lima  # zis-calc: ignore F067 -- by department\n"
        ),
        encoding="utf-8",
    )
    data = json.loads(zis("check", "lib", "--format", "sarif", cwd=library.parent).stdout)
    assert [error.message for error in sarif_faults(data)] == []
    results = data["runs"][0]["results"]
    unit = next(one for one in results if one["ruleId"] == "U002")
    assert unit["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "lib/own/gas.yaml"},
        "region": {"startLine": 3, "startColumn": 7},
    }
    silenced = [one for one in results if one.get("suppressions")]
    assert [one["suppressions"][0]["justification"] for one in silenced] == ["by department"]
    rules = data["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in results)


def test_github_annotations_name_file_line_and_column(library: Path) -> None:
    lines = zis("check", "lib", "--format", "github", cwd=library.parent).stdout.splitlines()
    unit = next(line for line in lines if "U002" in line)
    assert unit.startswith("::error file=lib/own/gas.yaml,line=3,col=7,title=U002 unknown-unit::")


def test_junit_counts_files_and_failures(library: Path) -> None:
    suite = ElementTree.fromstring(zis("check", "lib", "--format", "junit", cwd=library.parent).stdout)[0]
    cases = {case.get("name"): case for case in suite}
    assert set(cases) == {"lib/own/gas.yaml", "lib/sources.yaml"}
    failures = [failure for case in cases.values() for failure in case.findall("failure")]
    assert suite.get("failures") == str(len(failures)) and len(failures) >= 2


def test_select_ignore_and_fail_on(library: Path) -> None:
    def codes(*arguments: str) -> tuple[int, set[str]]:
        done = zis("check", "lib", "--json", *arguments, cwd=library.parent)
        return done.returncode, {one["code"] for one in json.loads(done.stdout)["problems"]}

    assert codes("--select", "F067") == (0, {"F067"})
    assert codes("--select", "F067", "--fail-on", "warning") == (1, {"F067"})
    assert codes("--select", "unknown-region", "--strict") == (1, {"F067"})
    assert codes("--ignore", "U,F") == (0, set())
    assert codes("--fail-on", "never")[0] == 0
    assert zis("check", "lib", "--select", "F999", cwd=library.parent).returncode == 2
    assert zis("check", "lib", "--fail-on", "sometimes", cwd=library.parent).returncode == 2


def test_a_baseline_hides_what_was_there_and_shows_what_is_new(library: Path) -> None:
    known = library.parent / "known.json"
    assert zis("check", "lib", "--write-baseline", str(known), cwd=library.parent).returncode == 0
    assert zis("check", "lib", "--baseline", str(known), cwd=library.parent).returncode == 0
    path = library / "own" / "gas.yaml"
    path.write_text("# a line more\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert zis("check", "lib", "--baseline", str(known), cwd=library.parent).returncode == 0
    path.write_text(path.read_text(encoding="utf-8").replace("quantity: e", "quantity: x"), encoding="utf-8")
    done = zis("check", "lib", "--baseline", str(known), "--json", "--fail-on", "warning", cwd=library.parent)
    assert done.returncode == 1
    assert {one["code"] for one in json.loads(done.stdout)["problems"]} == {"F003"}
    problems = check_paths([library], []).problems
    assert read_baseline(baseline_text(problems)) is not None
    known.write_text("{}", encoding="utf-8")
    done = zis("check", "lib", "--baseline", str(known), cwd=library.parent)
    assert done.returncode == 2 and "C011" in done.stderr
    assert read_baseline("{}") is None and read_baseline("no") is None


def test_explain_says_why_and_shows_what_passes_and_fails() -> None:
    said = zis("check", "--explain", "F052").stdout
    assert "44/12" in said and "Passes:" in said and "Fails:" in said and "^" in said
    assert "carbono" in zis("check", "--explain", "carbon-balance", lang="es").stdout
    assert "not valid YAML" in zis("check", "--explain", "Y006").stdout
    assert zis("check", "--explain", "X999").returncode == 2
    assert zis("check", "--explain").returncode == 2
    assert "F004" in zis("check", "--rules").stdout


MENDABLE = """# our gas
kind: factor
id: own.gas
unit: kgCO2/TJ          # as the supplier prints it
quantity: emission_factor_co2
name: {es: Gas ele\u0301ctrico, en: Gas}
basis: lhv
region: PE
# the numbers
values:
  - from: 2020/1/1   # first day
    value: 56100
    source: ipcc_2006_v2_ch1
    locator: Table 1.4
    review: recalled
"""


def test_fix_keeps_comments_and_meaning_and_changes_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "own" / "gas.yaml"
    path.parent.mkdir()
    path.write_text(MENDABLE, encoding="utf-8")
    shown = fixed_files([tmp_path], [], write=False)
    assert path.read_text(encoding="utf-8") == MENDABLE
    assert "+  - from: 2020-01-01   # first day" in shown[0].difference()
    fixed = fixed_files([tmp_path], [], write=True)
    assert [one.codes for one in fixed] == [("F039", "F040", "F041", "F042")]
    text = path.read_text(encoding="utf-8")
    for comment in ("# our gas", "# as the supplier prints it", "# the numbers", "# first day"):
        assert comment in text
    assert "unit: kg CO2/TJ          # as the supplier prints it" in text
    assert text.index("quantity:") < text.index("unit:")
    assert "el\u00e9ctrico" in text
    assert fixed_files([tmp_path], [], write=True) == []
    codes = {one.code for one in check_paths([tmp_path], [], CheckOptions(notes=True)).problems}
    assert not codes & {"F039", "F040", "F041", "F042"}


def test_fix_leaves_alone_what_it_can_not_read(tmp_path: Path) -> None:
    path = tmp_path / "gas.yaml"
    for text in ("kind: factor\nunit: [kgCO2/TJ\n", "- kgCO2\n", "kind: factor\nvalues:\n  - {from: 01/02/2020}\n"):
        path.write_text(text, encoding="utf-8")
        assert fixed_files([tmp_path], [], write=True) == []
        assert path.read_text(encoding="utf-8") == text


def test_a_fix_changes_no_value_of_the_shipped_library() -> None:
    assert fixed_files([ROOT / "factors"], [], write=False) == []


def test_a_changed_file_is_looked_at_again_and_an_unchanged_one_is_not(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("ZIS_CALC_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "lib"
    shutil.copytree(ROOT / "docs" / "own-factors", folder)
    assert not check_paths([folder], []).from_cache
    assert check_paths([folder], []).from_cache
    path = folder / "electricity" / "my_contract.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("unit: MWh", "unit: MWhh"), encoding="utf-8")
    changed = check_paths([folder], [])
    assert not changed.from_cache and "U002" in {one.code for one in changed.problems}
    path.write_text(path.read_text(encoding="utf-8").replace("unit: MWhh", "unit: MWh"), encoding="utf-8")
    assert "U002" not in {one.code for one in check_paths([folder], []).problems}


def test_what_a_portfolio_names_is_looked_at_again_wherever_it_lies(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("ZIS_CALC_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "lib" / "portfolio.yaml"
    path.parent.mkdir()
    path.write_text(complete("kind: portfolio\n"), encoding="utf-8")
    assert {one.code for one in check_paths([path], []).problems} == {"P002"}
    (tmp_path / "lib" / "boiler.yaml").write_text(BOILER, encoding="utf-8")
    assert "P002" not in {one.code for one in check_paths([path], []).problems}


def test_a_new_source_in_the_root_file_reaches_unchanged_files(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("ZIS_CALC_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "lib"
    (folder / "own").mkdir(parents=True)
    text = complete("kind: factor\nid: own.gas\n").replace("ipcc_2006_v2_ch1", "my_report")
    (folder / "own" / "gas.yaml").write_text(text, encoding="utf-8")
    (folder / "sources.yaml").write_text("kind: sources\nsources: {}\n", encoding="utf-8")
    assert "F002" in {one.code for one in check_paths([folder], []).problems}
    source = "kind: sources\nsources:\n  my_report: {title: R, publisher: P, year: 2024}\n"
    (folder / "sources.yaml").write_text(source, encoding="utf-8")
    assert "F002" not in {one.code for one in check_paths([folder], []).problems}


def test_a_library_of_two_thousand_files_is_checked_in_seconds(tmp_path: Path, monkeypatch: Any) -> None:
    """Generous here, because machines are shared; benchmarks/check.py prints the figures."""
    monkeypatch.setenv("ZIS_CALC_CACHE", str(tmp_path / "cache"))
    folder = many_files(tmp_path / "lib", 2000)
    check_paths([folder], [])
    began = time.process_time()
    assert check_paths([folder], []).from_cache
    assert time.process_time() - began < 3


def many_files(folder: Path, count: int) -> Path:
    """A library of `count` factors."""
    base = complete("kind: factor\nid: own.ID\nname: {es: NAME, en: NAME}\n")
    (folder / "own").mkdir(parents=True)
    for number in range(count):
        text = base.replace("ID", f"gas{number}").replace("NAME", f"Gas {number}").replace("56100", str(50000 + number))
        (folder / "own" / f"gas{number}.yaml").write_text(text, encoding="utf-8")
    (folder / "sources.yaml").write_text("kind: sources\nsources: {}\n", encoding="utf-8")
    return folder


def test_the_template_of_a_private_library_is_clean_and_never_overwrites(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    written = new_library(folder)
    assert {".github/workflows/check.yml", ".pre-commit-config.yaml", ".schemas/any.json", "sources.yaml"} <= set(
        written
    )
    assert check_paths([folder], []).problems == []
    done = zis("factors", "init", str(folder))
    assert done.returncode == 2 and "C010" in done.stderr
    for name in (".github/workflows/check.yml", ".pre-commit-config.yaml"):
        assert isinstance(yaml.safe_load((folder / name).read_text(encoding="utf-8")), dict)
    schema = json.loads((folder / ".schemas" / "factor.json").read_text(encoding="utf-8"))
    factor = parse_document((folder / "electricity/my_contract/emission_factor_co2e.yaml").read_bytes(), "f").data
    plain = json.loads(json.dumps(factor, default=str))
    jsonschema.validate(plain, schema)


def test_schemas_and_pages_of_the_tree_are_current() -> None:
    for tool in ("schemas.py", "rules.py"):
        done = subprocess.run(
            [sys.executable, str(ROOT / "tools" / tool), "--check"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout


def test_the_shipped_library_is_clean_with_every_suppression_used() -> None:
    checked = check_paths([ROOT / "factors"], [])
    assert [(one.code, one.place) for one in checked.problems] == []
    assert all(len(reason) >= 10 for _, reason in checked.suppressed)


def test_hooks_and_action_are_whole() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert all({"id", "name", "entry", "language"} <= set(hook) for hook in hooks)
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert action["runs"]["using"] == "composite"
    assert all(step.get("shell") == "bash" for step in action["runs"]["steps"])


def test_the_readme_says_the_state_of_the_library() -> None:
    reviews = []
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "factors").rglob("*.yaml")]
    factors = [yaml.load(text, yaml.CSafeLoader) for text in texts if "\nkind: factor\n" in f"\n{text}"]
    for factor in factors:
        reviews += [value["review"] for value in factor.get("values") or [factor]]
    counts = [reviews.count(name) for name in ("verified", "secondary-copy", "recalled", "computed")]
    state = (
        f"State of the library: {len(factors)} factors with {len(reviews)} values; {counts[0]} verified, "
        f"{counts[1]} secondary copies, {counts[2]} recalled, {counts[3]} computed."
    )
    assert state in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["check", "measure"])
def test_a_workbook_is_called_a_workbook_once(command: str) -> None:
    done = zis(command, "examples/excel/diagnostico-planta.xlsx")
    said = done.stdout + done.stderr
    assert done.returncode == 1 and said.count("error Y016") == 1 and "F037" not in said and "zis-calc batch" in said


def test_rules_on_text_leave_what_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"kind: measure\nid: a\xff\x00\x00b\n")
    done = zis("check", "a.yaml", cwd=tmp_path)
    assert done.returncode == 1 and "Y003" in done.stdout and "F037" not in done.stdout
