"""Every rule: what its docstring and its case file say fails is found at its place, and what passes is silent."""

import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.rule_support import Snippet, check_snippet, complete, default_path, own_folder, places_of, read_snippet
from zis_calc.checks.rule import Rule, all_rules, find_rule, matching_codes
from zis_calc.problems import CATALOGUE

CASES = ROOT / "tests" / "rules"
# What a file that passes may still have: findings of its own small library, and of a measure without money or years.
NEVER = ("Y", "S", "C", "U")


def _id(rule: Rule) -> str:
    return f"{rule.code}-{rule.entry.name}"


@pytest.mark.parametrize("rule", all_rules(), ids=_id)
def test_what_the_docstring_says_fails_is_found_there(rule: Rule, tmp_path: Path) -> None:
    folder = own_folder(rule, tmp_path)
    snippet = read_snippet(rule.page.fails)
    assert snippet.places, "the FAIL snippet points at no place"
    found = check_snippet(snippet, folder)
    assert places_of(found, rule.code, folder) == snippet.places, [(one.code, one.place) for one in found]


@pytest.mark.parametrize("rule", all_rules(), ids=_id)
def test_what_the_docstring_says_passes_is_silent(rule: Rule, tmp_path: Path) -> None:
    folder = own_folder(rule, tmp_path)
    snippet = read_snippet(rule.page.passes)
    assert not snippet.places
    found = check_snippet(snippet, folder)
    assert [one for one in found if one.code == rule.code or one.code.startswith(NEVER)] == []


def _cases() -> list[tuple[str, dict[str, Any]]]:
    return [
        (path.stem, case)
        for path in sorted(CASES.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
    ]


@pytest.mark.parametrize(
    ("code", "case"), _cases(), ids=lambda value: value if isinstance(value, str) else value["name"]
)
def test_case_file(code: str, case: dict[str, Any], tmp_path: Path) -> None:
    rule = find_rule(code)
    assert rule is not None
    folder = own_folder(rule, tmp_path)
    texts = case["files"] if "files" in case else {"": case["file"]}
    files = {path or default_path(complete(text)): complete(text) for path, text in texts.items()}
    found = check_snippet(Snippet(files, set()), folder)
    first = next(iter(files))
    expected = set()
    for at in case.get("at", []):
        *path, line, column = str(at).split(":")
        expected.add((path[0] if path else first, int(line), int(column)))
    assert places_of(found, code, folder) == expected, [(one.code, one.place) for one in found]
    if "says" in case:
        from zis_calc.language import translator
        from zis_calc.report.words import render_problem

        said = " ".join(
            text for one in found if one.code == code for text in render_problem(one, translator("en"), "en")
        )
        assert case["says"] in said


def test_every_rule_has_a_case_file_that_passes_and_fails() -> None:
    for rule in all_rules():
        path = CASES / f"{rule.code}.yaml"
        assert path.exists(), f"tests/rules/{rule.code}.yaml is missing"
        cases = yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
        assert any(case.get("at") for case in cases), rule.code
        assert any(not case.get("at") for case in cases), rule.code


def test_one_rule_is_one_function_in_one_file_with_one_code() -> None:
    for rule in all_rules():
        path = Path(inspect.getfile(rule.check))
        assert path.name.startswith(f"{rule.code.lower()}_"), path.name
        assert path.read_text(encoding="utf-8").count("@rule(") == 1
        assert rule.page.title.startswith(f"{rule.code} {rule.entry.name}:"), rule.page.title
        assert rule.page.why and rule.page.passes.strip() and rule.page.fails.strip()
    assert len({rule.code for rule in all_rules()}) == len(all_rules())
    assert len(list((ROOT / "zis_calc" / "checks" / "rules").glob("[a-z][0-9]*.py"))) == len(all_rules())


def test_names_in_words_are_their_own() -> None:
    names = [entry.name for entry in CATALOGUE.values()]
    assert {name for name in names if names.count(name) > 1} == set()


def test_there_are_more_than_fifty_rules_over_all_kinds_of_files() -> None:
    assert len(all_rules()) >= 50
    kinds = {kind for rule in all_rules() for kind in rule.kinds} | {rule.on for rule in all_rules()}
    assert {"factor", "sources", "kinds", "method", "target", "measures", "results", "portfolio"} <= kinds


def test_codes_are_chosen_by_code_by_beginning_and_by_name() -> None:
    assert matching_codes(["F004"])[0] == {"F004"}
    assert matching_codes(["unit-dimension"])[0] == {"F004"}
    assert {"F030", "F039"} <= matching_codes(["F03"])[0]
    assert matching_codes(["nothing-of-this"])[1] == ["nothing-of-this"]
