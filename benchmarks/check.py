"""What `zis-calc check` costs on a library of 2,000 factors: cold, one file changed, nothing changed.

python benchmarks/check.py [--files 2000]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = """kind: factor
id: plant{group}.gas{number}
quantity: emission_factor_co2
name: {{es: Gas {number}, en: Gas {number}}}
unit: kg CO2/TJ
basis: lhv
region: PE
values:
  - {{from: 1990-01-01, value: {value}, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}}
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=2000)
    count = parser.parse_args().files
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "library"
        for number in range(count):
            path = folder / f"plant{number % 40}" / f"gas{number}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(TEXT.format(group=number % 40, number=number, value=50000 + number), encoding="utf-8")
        (folder / "sources.yaml").write_text("kind: sources\nsources: {}\n", encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "ZIS_CALC_CACHE": str(Path(name) / "cache")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(Path(name) / "compiled")
        program = [sys.executable, "-c", "from zis_calc.cli import main; main()", "check", str(folder), "--lang", "en"]
        subprocess.run([*program[:-3], str(folder / "sources.yaml")], env=environment, capture_output=True, check=False)
        for what in ("first run", "one file changed", "nothing changed"):
            if what == "one file changed":
                path = folder / "plant1" / "gas1.yaml"
                path.write_text(path.read_text(encoding="utf-8").replace("Gas 1,", "Gas one,"), encoding="utf-8")
            began, used = time.perf_counter(), os.times()
            done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
            wall, now = time.perf_counter() - began, os.times()
            spent = now.children_user + now.children_system - used.children_user - used.children_system
            print(
                f"{count} files, {what}: {wall:.2f} s, of them {spent:.2f} s on the processor; exit {done.returncode}"
            )
            print(f"    {done.stderr.strip().splitlines()[-1] if done.stderr else ''}")


if __name__ == "__main__":
    main()
