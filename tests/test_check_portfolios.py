"""`zis-calc check` of portfolios and their measures: one fault is one finding, at its line, wherever it is found."""

from pathlib import Path

import pytest

from tests.rule_support import BOILER
from zis_calc.checking import check_paths

PORTFOLIO = "kind: portfolio\nid: p\ntitle: T\nmeasures: [one.yaml, two.yaml]\n"


def write(folder: Path, **changes: tuple[str, str]) -> None:
    """A portfolio with two measures: of one company, with equipment and flows of their own, unless `changes` say."""
    other = BOILER.replace("id: boiler", "id: two").replace("250000", "130000").replace("1020000", "530000")
    texts = {"one": BOILER.replace("id: boiler", "id: one") + "equipment: caldera 1\n", "two": other}
    texts["two"] += "equipment: caldera 2\n"
    for name, (before, after) in changes.items():
        assert before in texts[name]
        texts[name] = texts[name].replace(before, after)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")


def found(*paths: Path) -> list[tuple[str, str, int | None]]:
    """What is counted twice; that a second measure burns more than the first leaves is said besides."""
    problems = [one for one in check_paths(paths, []).problems if one.code != "M073"]
    return [(one.code, Path(one.place.file).name, one.place.line) for one in problems if one.place]


@pytest.mark.parametrize(
    ("change", "of_files", "of_portfolio"),
    [
        (("id: two", "id: two"), [], []),
        (("Empresa Uno", "EMPRESA UNO"), [("M074", "two.yaml", 4)], [("P011", "two.yaml", 4)]),
        (("caldera 2", "Caldera 1"), [("M079", "two.yaml", 11)], [("P013", "two.yaml", 11)]),
        (("caldera 2", "caldera 1\nafter: [one]"), [], []),
    ],
    ids=["sound", "a company in two spellings", "one equipment", "one equipment, one after the other"],
)
def test_what_two_rules_see_is_said_once(
    tmp_path: Path,
    change: tuple[str, str],
    of_files: list[tuple[str, str, int]],
    of_portfolio: list[tuple[str, str, int]],
) -> None:
    write(tmp_path, two=change)
    files = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    assert found(*files) == of_files
    assert found(tmp_path) == of_files
    said = found(tmp_path / "portfolio.yaml")
    assert [code for code, _, _ in said] == [code for code, _, _ in of_portfolio]
    assert {file for _, file, _ in said} <= {"one.yaml", "two.yaml"} and all(line for _, _, line in said)


def test_a_measure_copied_is_said_once_though_equipment_and_figures_are_the_same_too(tmp_path: Path) -> None:
    copied = BOILER.replace("id: boiler", "id: two") + "equipment: caldera 1\n"
    write(tmp_path)
    (tmp_path / "two.yaml").write_text(copied, encoding="utf-8")
    assert found(tmp_path) == [("M078", "two.yaml", 2)]
    assert found(tmp_path / "portfolio.yaml") == [("P010", "two.yaml", 2)]


def test_a_spelling_that_the_portfolio_lists_may_be_written(tmp_path: Path) -> None:
    write(tmp_path, two=("Empresa Uno", "EMPRESA UNO"))
    listed = PORTFOLIO + "companies:\n  - {name: Empresa Uno, aliases: [EMPRESA UNO]}\n"
    (tmp_path / "portfolio.yaml").write_text(listed, encoding="utf-8")
    assert "M074" not in {code for code, _, _ in found(tmp_path)}


def test_measures_inside_a_portfolio_are_said_at_their_lines(tmp_path: Path) -> None:
    text = PORTFOLIO.replace("measures: [one.yaml, two.yaml]\n", "measures:\n")
    for name, equipment, amount in (("one", "caldera 1", "250000"), ("two", "Caldera 1", "240000")):
        measure = BOILER.replace("id: boiler", f"id: {name}").replace("250000", amount) + f"equipment: {equipment}\n"
        text += "".join(f"    {line}\n" for line in measure.splitlines()).replace("    kind", "  - kind", 1)
    (tmp_path / "portfolio.yaml").write_text(text, encoding="utf-8")
    line = text.splitlines().index("    equipment: Caldera 1") + 1
    assert found(tmp_path) == [("P013", "portfolio.yaml", line)]


def test_stages_that_a_total_adds_up_are_said_at_the_measures(tmp_path: Path) -> None:
    write(tmp_path, two=("stage: feasibility", "stage: implemented"))
    assert found(tmp_path) == [("M050", "portfolio.yaml", 4)]


@pytest.mark.parametrize(("lifetime", "codes"), [("200 yr", ["U010"]), ("60 yr", ["M080"]), ("20 yr", [])])
def test_a_value_that_is_refused_is_not_called_unusual_too(tmp_path: Path, lifetime: str, codes: list[str]) -> None:
    (tmp_path / "one.yaml").write_text(BOILER + f"lifetime: {lifetime}\n", encoding="utf-8")
    assert [code for code, _, _ in found(tmp_path)] == codes
