"""How `zis-calc portfolio` grows: the same measures as a folder and as one file, from 1,000 to 100,000.

Each size runs in a process of its own; its CPU seconds and peak memory are divided by those of the floor: reading the
same bytes and parsing them as YAML events with libyaml, nothing built. Linear growth is a ratio of 1 between sizes in
seconds per measure. Usage: python benchmarks/portfolio.py [1000 10000 100000]
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

MEASURE = """kind: measure
id: m-{number:06d}
name: Cambio de combustible {number}
company: Empresa {company} S.A.C.
sector: C{sector}
zone: Zona {zone}
technology: fuel-switch
start: 20{year}-{month:02d}-{day:02d}
lifetime: {lifetime} yr
stage: feasibility
flows:
  - {{item: residual_oil_r500, baseline: {oil} gal/yr, project: 0 gal/yr, price: 2.10 USD/gal, end_use: boiler}}
  - {{item: natural_gas, baseline: 0 m3/yr, project: {gas} m3/yr, price: 0.29 USD/m3, end_use: boiler}}
finance:
  price_year: 2023
  investment: {investment} USD
  grant: {grant} USD
  discount_rate: 12 %
"""


def measure(number: int) -> str:
    """One measure file, different from all others."""
    return MEASURE.format(
        number=number, company=number // 3, sector=1300 + number % 40, zone=number % 9, year=19 + number % 5,
        month=1 + number % 12, day=1 + number % 28, lifetime=8 + number % 8, oil=20000 + 3 * number,
        gas=70000 + 11 * number, investment=10000 + number, grant=1000 + number % 100,
    )  # fmt: skip


def write(folder: Path, count: int) -> tuple[Path, Path]:
    """A folder of `count` measure files, and a portfolio file with the same measures inline."""
    many, one = folder / f"folder-{count}", folder / f"portfolio-{count}.yaml"
    many.mkdir()
    with one.open("w", encoding="utf-8") as file:
        file.write("kind: portfolio\nid: benchmark\ntitle: Benchmark\nmeasures:\n")
        for number in range(count):
            text = measure(number)
            (many / f"m{number:06d}.yaml").write_text(text, encoding="utf-8")
            first, *rest = text.splitlines(keepends=True)
            file.write("  - " + first + "".join("    " + line for line in rest))
    return many, one


FLOOR = """
import pathlib, sys, yaml
path = pathlib.Path(sys.argv[1])
for file in sorted(path.iterdir()) if path.is_dir() else [path]:
    for event in yaml.parse(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
        pass
"""


def run(arguments: list[str]) -> tuple[float, float]:
    """CPU seconds and peak memory [MB] of a process that must succeed."""
    script = (
        "import resource, subprocess, sys, json\n"
        "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode\n"
        "use = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([code, use.ru_utime + use.ru_stime, use.ru_maxrss / 1024]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    code, seconds, memory = json.loads(done.stdout)
    if code != 0:
        raise SystemExit(f"{arguments} ended with {code}")
    return seconds, memory


def main() -> None:
    """Prints one line per size and form."""
    sizes = [int(size) for size in sys.argv[1:]] or [1000, 10_000, 100_000]
    command = [sys.executable, "-c", "from zis_calc.cli import main; main()", "portfolio"]
    before: dict[str, float] = {}
    print(
        f"{'measures':>9} {'form':<7} {'CPU s':>8} {'ms each':>8} {'floor s':>8} {'ratio':>6} {'MB':>7} {'growth':>7}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for count in sizes:
            for form, path in zip(("folder", "file"), write(Path(folder), count), strict=True):
                floor, _ = run([sys.executable, "-c", FLOOR, str(path)])
                seconds, memory = run([*command, str(path), "--json", "-o", os.devnull])
                each = seconds / count
                growth = f"{each / before[form]:.2f}" if form in before else "–"
                before[form] = each
                print(
                    f"{count:>9,} {form:<7} {seconds:>8.1f} {1000 * each:>8.2f} {floor:>8.1f} "
                    f"{seconds / floor:>6.1f} {memory:>7.0f} {growth:>7}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
