"""Files written in a test, a docstring or a case file of a rule: completed, laid out in a folder, and checked."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from zis_calc.checking import CheckOptions, check_paths
from zis_calc.checks.rule import Rule
from zis_calc.problems import Problem

# What a file of each kind needs beside the lines that a snippet shows; a key that the snippet has is left out, and so
# is one that it writes without a value (`basis:`).
BASES = {
    "factor": """id: own.gas
quantity: emission_factor_co2
name: {es: Factor propio, en: Own factor}
unit: kg CO2/TJ
basis: lhv
region: PE
values:
  - {from: 1990-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
""",
    "item": """id: own.thing
name: {es: Cosa propia, en: Own thing}
type: process
scope: 1
unit: t
""",
    "method": """id: methods.own
name: {es: Método propio, en: Own method}
technology: motors
methodology: own
source: ipcc_2006_v2_ch1
review: recalled
applicability: {es: motores, en: motors}
limits: {es: ninguno, en: none}
parameters:
  power: {name: {es: potencia, en: power}, unit: kW, example: 10 kW}
  hours: {name: {es: horas, en: hours}, unit: h/yr, example: 4000 h/yr}
quantities:
  energy: {name: {es: energía, en: energy}, formula: power * hours, unit: kWh/yr}
flows:
  - {item: electricity, baseline: energy, project: energy * 0.5, unit: kWh/yr}
examples:
  - name: {es: un motor, en: one motor}
    kind: hand
    parameters: {power: 10 kW, hours: 4000 h/yr}
    expected: {energy: 40000 kWh/yr}
    tolerance: 0.000001
    source: ipcc_2006_v2_ch1
""",
    "sources": "sources: {}\n",
    "checks": "",
    "kinds": "kinds: {}\n",
    "target": """id: own.target
name: {es: Meta propia, en: Own target}
quantity: 20000 tCO2e
year: 2030
source: ipcc_2006_v2_ch1
locator: p. 1
review: recalled
""",
    "credit_line": """id: credit_lines.own
name: {es: Línea propia, en: Own line}
guarantee: 50 %
rounding: {mode: half_up, decimals: 2}
source: ipcc_2006_v2_ch1
locator: p. 1
review: recalled
""",
    "bands": """id: own.bands
name: {es: Bandas propias, en: Own bands}
source: ipcc_2006_v2_ch1
locator: p. 1
review: recalled
""",
    "cross_check": """id: own.check
name: {es: Comprobación, en: Cross-check}
source: ipcc_2006_v2_ch1
locator: p. 1
review: recalled
""",
    "indicator": """id: indicators.programme.own
framework: programme
name: {es: Propio, en: Own}
definition: {es: Una cifra propia, en: A figure of our own}
unit: USD
source: definition_common_practice
review: recalled
""",
    "settings": """gwp: AR5
ndc_rule: prorata_days
ndc_years: [2018, 2030]
as_of: 2025-12-31
currency: USD
discount_rate: 12 %
electricity: electricity.sein_average
plausible: {}
""",
    "measure": """id: boiler
name: Caldera
company: Empresa Uno
stage: feasibility
start: 2023-07-01
finance: {price_year: 2023}
flows:
  - {item: residual_oil_r500, baseline: 250000 gal/yr, project: 0 gal/yr, price: 2.10 USD/gal, end_use: boiler}
  - {item: natural_gas, baseline: 0 m3/yr, project: 1020000 m3/yr, price: 0.39 USD/m3, end_use: boiler}
""",
    "portfolio": """id: own
title: Cartera propia
measures: [boiler.yaml]
""",
}
ROOT_NAMES = {"sources": "sources.yaml", "checks": "checks.yaml", "kinds": "kinds.yaml", "settings": "settings.yaml"}
BOILER = "kind: measure\n" + BASES["measure"]


class Snippet(NamedTuple):
    """The files of a snippet by path, and the places (path, line, column) that its carets point at."""

    files: dict[str, str]
    places: set[tuple[str, int, int]]


def read_snippet(text: str) -> Snippet:
    """The files of a snippet of a docstring: lines indented by four, `# path:` before a file, `^` below a place."""
    lines = [line[4:] if line.startswith("    ") else line for line in text.rstrip("\n").split("\n")]
    parts: list[tuple[str, list[str], set[tuple[int, int]]]] = [("", [], set())]
    for line in lines:
        if line.startswith("# path:"):
            if parts[-1][1]:
                parts.append(("", [], set()))
            parts[-1] = (line.removeprefix("# path:").strip(), *parts[-1][1:])
        elif re.fullmatch(r"#? *\^(?: +\^)*", line):
            # A caret line is written four columns to the right of the file that it points into.
            shift = 4 if line.startswith("#") else 0
            for match in re.finditer(r"\^", line):
                parts[-1][2].add((len(parts[-1][1]), match.start() + 1 - shift))
        else:
            parts[-1][1].append(line)
    files: dict[str, str] = {}
    places: set[tuple[str, int, int]] = set()
    for path, content, marks in parts:
        body = complete("\n".join(content) + "\n")
        name = path or default_path(body)
        files[name] = body
        places |= {(name, line, column) for line, column in marks}
    return Snippet(files, places)


def complete(text: str) -> str:
    """A file with the keys that its kind needs and the text does not have."""
    kind = re.search(r"^kind: (\w+)", text, re.MULTILINE)
    if kind is None:
        return text
    keys = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    if "composition" in keys:
        keys.add("values")
    blocks = re.findall(r"^(\w+):(.*\n(?:[ -].*\n)*)", BASES[kind.group(1)], re.MULTILINE)
    # A key that is written without a value means: this file does not have it. Its line stays, so that places hold.
    kept = re.sub(r"^(basis|stage|flows|finance):\n(?![ -])", "# left out\n", text, flags=re.MULTILINE)
    return kept + "".join(f"{key}:{rest}" for key, rest in blocks if key not in keys)


def default_path(text: str) -> str:
    """Where a file lies: at its id, at the top for the files of the root, or under the name of its kind."""
    kind = re.search(r"^kind: (\w+)", text, re.MULTILINE)
    id = re.search(r"^id: (\S+)", text, re.MULTILINE)
    name = kind.group(1) if kind else "factor"
    if name in ROOT_NAMES:
        return ROOT_NAMES[name]
    if id is None or name in ("measure", "portfolio"):
        return f"{name}.yaml"
    return f"{id.group(1).replace('.', '/')}.yaml"


def check_snippet(snippet: Snippet, folder: Path) -> list[Problem]:
    """Everything that a check finds in the files of a snippet, notes too; places are relative to the folder."""
    for name, text in snippet.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if "portfolio.yaml" in snippet.files:
        (folder / "boiler.yaml").write_text(BOILER, encoding="utf-8")
    return check_paths([folder], [], CheckOptions(notes=True)).problems


def places_of(problems: Iterable[Problem], code: str, folder: Path) -> set[tuple[str, int, int]]:
    """Where a code was found: path inside the folder, line, column."""
    found = set()
    for one in problems:
        if one.code == code and one.place is not None:
            name = one.place.file.removeprefix(f"{folder}/")
            found.add((name, one.place.line or 0, one.place.column or 0))
    return found


def own_folder(rule: Rule, folder: Path) -> Path:
    """A folder for the files of a snippet; rules on a whole library need one that looks like a library."""
    target = folder / "own-library"
    target.mkdir(parents=True)
    if rule.on == "library":
        (target / "kinds.yaml").write_text("kind: kinds\nkinds: {}\n", encoding="utf-8")
    return target
