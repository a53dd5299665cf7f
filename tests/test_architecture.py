"""The house: imports run one way, and each heavy library is imported in its own room only."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

PACKAGE = ROOT / "zis_calc"

# From the ground up; rooms on one floor are strangers. A room may import from lower floors and from itself.
FLOORS: list[set[str]] = [
    {"problem_texts", "columns", "language", "compare", "__init__"},
    {"problems"},
    {"units"},
    {"engine"},
    {"formula"},
    {"model"},
    {"methods", "indicators"},
    {"pack"},
    {"result", "support", "explain", "totals", "checks", "rows", "computed", "factor_changes"},
    {"portfolio"},
    {"report", "files"},
    {"options", "catalogue", "draft"},
    {"run", "checking", "gathering", "reporting"},
    {"comparing", "verifying"},
    {"cli", "__main__"},
]
WITHIN_FLOOR = {
    ("result", "support"),
    ("totals", "result"),
    ("explain", "result"),
    ("rows", "result"),
    ("totals", "rows"),
    ("reporting", "gathering"),
    ("reporting", "run"),
    ("checking", "reporting"),
    ("checking", "gathering"),
    ("verifying", "comparing"),
}
THIRD_PARTY = {
    "pint": {"units"},
    "yaml": {"files"},
    "openpyxl": {"files", "report"},
    "rich": {"report"},
    "typer": {"cli"},
    "numpy": {
        "engine",
        "formula",
        "methods",
        "pack",
        "totals",
        "result",
        "explain",
        "checks",
        "rows",
        "computed",
        "portfolio",
    },
    "pydantic": {"model", "checks"},
}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "zis_calc":
                yield from (f"zis_calc.{alias.name}" for alias in node.names)


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def test_imports_run_one_way() -> None:
    broken = []
    for path in PACKAGE.rglob("*.py"):
        here = room(path)
        for name in imports(path):
            if not name.startswith("zis_calc."):
                continue
            there = name.split(".")[1]
            if there in ("__version__",) or there == here or (here, there) in WITHIN_FLOOR:
                continue
            if floor(there) >= floor(here):
                broken.append(f"{path.relative_to(ROOT)} imports {name}")
    assert broken == []


def test_heavy_libraries_stay_in_their_rooms() -> None:
    broken = []
    for path in PACKAGE.rglob("*.py"):
        for name in imports(path):
            top = name.split(".")[0]
            if top in THIRD_PARTY and room(path) not in THIRD_PARTY[top]:
                broken.append(f"{path.relative_to(ROOT)} imports {name}")
    assert broken == []


def test_only_files_opens_files() -> None:
    broken = []
    for path in PACKAGE.rglob("*.py"):
        if room(path) == "files":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in ("open", "read_text", "read_bytes", "write_text", "write_bytes") and name != "open":
                    broken.append(str(path.relative_to(ROOT)))
                if name == "open" and isinstance(node.func, ast.Name):
                    broken.append(str(path.relative_to(ROOT)))
    assert broken == []


def test_no_number_of_a_ministry_in_python() -> None:
    """GWP, targets, rates and emission factors stand in factors/, not in code."""
    suspicious = {
        28.0,
        265.0,
        34.0,
        298.0,
        29.8,
        27.9,
        273.0,
        0.12,
        56100.0,
        77400.0,
        20000.0,
        1400.0,
        3.74,
        0.07,
    }
    broken = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, float) and node.value in suspicious:
                broken.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.value}")
    assert broken == []


def test_files_answer_one_question() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in PACKAGE.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 420
    }
    assert long == {}
