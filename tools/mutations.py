"""Breaks good files in 300 ways, one at a time, and prints the share that the gate notices.

    python tools/mutations.py [--count 300] [--seed 1] [--list]

Each mutation changes one file of a copy of factors/ and examples/. It counts as noticed by the rules where
`zis-calc check` reports something that it did not report before; and as noticed by the stored numbers where the
snapshot of the library or a stored result of an example no longer agrees (the tests of this repository hold both).
A mutation that changes neither a number, a unit, a date, a link nor a formula changes no result and is counted apart.
"""

import argparse
import json
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from zis_calc.checking import check_paths  # noqa: E402
from zis_calc.checks.shape import read_model  # noqa: E402
from zis_calc.files.documents import parse_document  # noqa: E402
from zis_calc.files.library import load_library  # noqa: E402
from zis_calc.files.settings import Setting  # noqa: E402
from zis_calc.gathering import gather  # noqa: E402
from zis_calc.model.registry import model_of  # noqa: E402
from zis_calc.options import make_options  # noqa: E402
from zis_calc.problems import NOTE, ProblemError  # noqa: E402
from zis_calc.reporting import run_portfolio  # noqa: E402
from zis_calc.run import read_measures, run_measures  # noqa: E402

SNAPSHOT = ROOT / "tests" / "snapshots" / "factors.json"
# What people read and no result rests on.
PROSE = {
    "name", "note", "words", "locator", "title", "description", "footnotes", "seen_in", "reason", "applicability",
    "limits", "methodology", "equation", "default_source", "definition", "publisher", "url", "author",
    "recall_confidence", "level_of_confidence", "working", "evidence", "notes", "company", "zone", "usual", "examples",
    "example",
}  # fmt: skip
Mutation = Callable[[str, random.Random], str | None]


def _number(pattern: str, change: Callable[[str, random.Random], str]) -> Mutation:
    def mutate(text: str, chance: random.Random) -> str | None:
        found = list(re.finditer(pattern, text, re.MULTILINE))
        if not found:
            return None
        one = chance.choice(found)
        changed = change(one.group(2), chance)
        return None if changed == one.group(2) else text[: one.start(2)] + changed + text[one.end(2) :]

    return mutate


def _shift(number: str, chance: random.Random) -> str:
    return f"{float(number) * chance.choice((10, 0.1, 100, 0.01, 1000, 0.001)):.10g}"


def _swap_digits(number: str, chance: random.Random) -> str:
    places = [i for i in range(len(number) - 1) if number[i : i + 2].isdigit() and number[i] != number[i + 1]]
    if not places:
        return number
    i = chance.choice(places)
    return number[:i] + number[i + 1] + number[i] + number[i + 2 :]


_SIGNS = (("*", "/"), ("-", "+"), ("/", "*"))
_UNITS = {"t": "kg", "kg": "g", "g": "kg", "TJ": "GJ", "GJ": "TJ", "Gg": "kg", "MWh": "kWh", "kWh": "MWh", "gal": "L",
          "L": "gal", "m3": "L", "µg": "mg", "CO2": "CH4", "CH4": "N2O", "CO2e": "CO2", "h": "day", "kW": "W",
          "USD": "PEN", "yr": "month", "PEN": "USD"}  # fmt: skip


def _other_unit(text: str, chance: random.Random) -> str:
    known = [match for match in re.finditer(r"[^\W\d_]\w*", text) if match.group() in _UNITS]
    if not known:
        return text
    one = chance.choice(known)
    return text[: one.start()] + _UNITS[one.group()] + text[one.end() :]


def _move_year(date: str, chance: random.Random) -> str:
    return f"{int(date[:4]) + chance.choice((-20, -10, -2, -1, 1, 2, 10, 20))}{date[4:]}"


def _lines(pattern: str, change: Callable[[str, random.Random], str | None]) -> Mutation:
    def mutate(text: str, chance: random.Random) -> str | None:
        lines = text.split("\n")
        chosen = [i for i, line in enumerate(lines) if re.search(pattern, line)]
        if not chosen:
            return None
        i = chance.choice(chosen)
        changed = change(lines[i], chance)
        return "\n".join([*lines[:i], *([] if changed is None else [changed]), *lines[i + 1 :]])

    return mutate


def _blend(text: str, chance: random.Random) -> str | None:
    found = list(re.finditer(r"([\w.]+: )(0\.\d+)(?=[,}])", text)) if "composition:" in text else []
    if not found:
        return None
    one = chance.choice(found)
    return text[: one.start(2)] + f"{float(one.group(2)) + chance.choice((0.01, -0.01, 0.1)):g}" + text[one.end(2) :]


_VALUE = r"((?:value|lower|upper|air|water|land|product|residue): )(\d[\d.e+-]*)(?=[,}\s]|$)"
_AMOUNT = r"((?:baseline|project|price|investment|grant|per|operating|lifetime): )(\d[\d.e+]*)(?= )"
MUTATIONS: dict[str, Mutation] = {
    "a changed unit": _number(r"^(\s*(?:unit|x_unit|y_unit): )([^\"\n]+)$", _other_unit),
    "a shifted decimal": _number(_VALUE, _shift),
    "two digits swapped": _number(_VALUE, _swap_digits),
    "a flipped sign": _number(_VALUE, lambda number, _: f"-{number}"),
    "a dropped source": _lines(r"^\s*(- )?source: ", lambda *_: None),
    "a misspelt source": _number(r"^(\s*source: )(\w+)", lambda key, _: key[:-1] + ("x" if key[-1] != "x" else "y")),
    "a swapped basis": _number(r"^(basis: )(lhv|hhv)", lambda basis, _: "hhv" if basis == "lhv" else "lhv"),
    "a moved date": _number(r"((?:from|until): )(\d{4}-\d\d-\d\d)", _move_year),
    "another GWP set": _number(r"(set: )(\w+)", lambda _, chance: chance.choice(("SAR", "AR4", "AR5", "AR6"))),
    "a duplicated key": _lines(r"^\w+: ", lambda line, _: f"{line}\n{line}"),
    "a dropped line": _lines(r"^\s+(value|from|until|unit|formula|factors|baseline|project): ?", lambda *_: None),
    "an unclosed bracket": _lines(r"[\]}]", lambda line, _: line[: max(line.rfind("}"), line.rfind("]"))]),
    "a broken link": _number(r"^(  [\w]+: \[?)([a-z_]+\.[a-z0-9_.]+)", lambda id, _: id[:-1]),
    "another id": _number(r"^(id: )(\S+)", lambda id, _: f"{id}_2"),
    "an invisible character": _number(r"^(id: \w)(\w)", lambda letter, *_: f"​{letter}"),
    "verified by nobody": _number(r"^(\s*review: )(recalled|secondary-copy)", lambda *_: "verified"),
    "a share of a blend": _blend,
    "a changed formula": _number(
        r"(formula: )([^\n]+)",
        lambda text, chance: text.replace(*chance.choice(_SIGNS), 1),
    ),
    "a number as text": _number(_VALUE, lambda number, _: f'"{number}"'),
    "an amount of a measure, shifted": _number(_AMOUNT, _shift),
    "a unit of a measure": _number(r"((?:baseline|project|price|investment): [\d.e+]+ )([^\s,}#]+)", _other_unit),
}


def targets(folder: Path) -> list[Path]:
    """The files that are broken: every factor, item, method, target and credit line, and the examples."""
    left_out = {"sources.yaml", "checks.yaml"}
    return [path for path in sorted(folder.rglob("*.yaml")) if path.name not in left_out]


def content(text: str) -> Any:
    """What of a file results rest on, or None where it can not be read."""
    try:
        document = parse_document(text.encode(), "file")
    except ProblemError:
        return None
    kind = document.data.get("kind")
    model, _ = read_model(document, model_of(kind), kind) if isinstance(kind, str) else (None, [])
    if model is None:
        return None
    data = model.model_dump(mode="json", by_alias=True)
    if kind == "item":
        data.pop("unit")  # only how amounts are shown
    if kind == "method":
        for parameter in data["parameters"].values():
            parameter["unit"] = parameter["unit"] or "1"  # what a number without a unit is
    return without_prose(data)


def without_prose(data: Any) -> Any:
    """Plain data without what only people read."""
    if isinstance(data, dict):
        return {key: without_prose(value) for key, value in data.items() if key not in PROSE and key != "review"}
    return [without_prose(one) for one in data] if isinstance(data, list) else data


def findings(folder: Path) -> Counter[tuple[str, str, str]]:
    """How often each finding is reported, without its line."""
    found = check_paths([folder / "factors", folder / "examples"], []).problems
    return Counter((one.code, one.place.file if one.place else "", one.field) for one in found if one.severity != NOTE)


def stored_numbers(folder: Path) -> dict[str, Any]:
    """Every resolved value of the library and every result of the examples, measures and portfolios."""
    from tests.test_factors import resolved
    from tests.test_methods_snapshot import method_numbers, other_numbers

    loaded = load_library([folder / "factors"])
    options = make_options(loaded.library, {"as_of": Setting("2025-11-25", "tools")})
    found: dict[str, Any] = {"factors": resolved(loaded.library), "methods": method_numbers(loaded.library)}
    found["others"] = other_numbers(loaded.library)
    for path in sorted((folder / "examples").rglob("*.yaml")):
        if re.search(r"^kind: portfolio", path.read_text(encoding="utf-8"), re.MULTILINE):
            run = run_portfolio(loaded.library, options, gather([path]), None)
            kept = {key: value for key, value in run.data.items() if key not in ("inputs", "tool")}
        else:
            cases, problems, refused = read_measures([(path, path.name)], None, [])
            data = run_measures(loaded.library, options, cases, refused, problems).data["measures"]
            kept = [{key: one[key] for key in ("id", "ghg", "copni", "energy", "finance", "ndc")} for one in data]
        found[path.name] = json.dumps(kept, default=str, sort_keys=True)
    return found


def main(arguments: list[str]) -> int:
    """Runs the mutations and prints the shares; 1 where one that changes a result went unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="print every mutation")
    asked = parser.parse_args(arguments)
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("factors", "examples"):
            shutil.copytree(ROOT / part, folder / part)
        return _run(folder, chance, asked.count, asked.list)


def _run(folder: Path, chance: random.Random, count: int, show: bool) -> int:
    before, numbers = findings(folder), stored_numbers(folder)
    files = targets(folder)
    tallies: dict[str, Counter[str]] = {kind: Counter() for kind in MUTATIONS}
    unnoticed: list[str] = []
    only_numbers: list[str] = []
    kinds = list(MUTATIONS)
    made = 0
    while made < count:
        kind = kinds[made % len(kinds)]
        path = chance.choice(files)
        text = path.read_text(encoding="utf-8")
        changed = MUTATIONS[kind](text, chance)
        if changed is None or changed == text:
            continue
        made += 1
        path.write_text(changed, encoding="utf-8")
        now = findings(folder)
        by_rules = bool(now - before)
        matters = content(changed) != content(text)
        by_numbers = not by_rules and matters and stored_numbers(folder) != numbers
        if path.is_relative_to(folder / "examples"):
            matters = by_rules or by_numbers  # an amount of nothing may be in any unit
        path.write_text(text, encoding="utf-8")
        verdict = "rules" if by_rules else "numbers" if by_numbers else "unnoticed" if matters else "no result"
        tallies[kind][verdict] += 1
        said = f"{verdict:<10} {kind}: {path.relative_to(folder)}: {_difference(text, changed)}"
        if show:
            print(said, flush=True)
        if verdict == "unnoticed":
            unnoticed.append(said)
        elif verdict == "numbers":
            only_numbers.append(said)
    return _report(tallies, unnoticed, only_numbers)


def _difference(before: str, after: str) -> str:
    pairs = zip(before.split("\n"), after.split("\n"), strict=False)
    return next((f"{one.strip()} -> {other.strip()}" for one, other in pairs if one != other), "")[:160]


def _report(tallies: dict[str, Counter[str]], unnoticed: list[str], only_numbers: list[str]) -> int:
    total: Counter[str] = Counter()
    print(f"{'mutation':<34}{'rules':>8}{'numbers':>9}{'unnoticed':>11}{'no result':>11}")
    for kind, tally in tallies.items():
        total += tally
        print(f"{kind:<34}{tally['rules']:>8}{tally['numbers']:>9}{tally['unnoticed']:>11}{tally['no result']:>11}")
    matter = total["rules"] + total["numbers"] + total["unnoticed"]
    print()
    for line in (*only_numbers, *unnoticed):
        print(line)
    print()
    print(f"{sum(total.values())} mutations; {total['no result']} change no result and break no rule")
    print(f"noticed by the rules alone: {total['rules']} of {matter} = {total['rules'] / matter:.1%}")
    noticed = total["rules"] + total["numbers"]
    print(f"noticed by the gate (rules, snapshot, stored results): {noticed} of {matter} = {noticed / matter:.1%}")
    print(f"unnoticed: {len(unnoticed)}")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
