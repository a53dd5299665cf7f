"""What a command costs before and beside its arithmetic, as ratios to a bare `python -c pass` of the same run.

    python benchmarks/startup.py [--rounds 7]

Each command runs in a process of its own, with a warm cache; the best of the rounds counts. "without the cache" is one
run after the cache folder was taken away. Required: --help at most 14 bare starts, one measure at most 45.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "caldera-gas-natural.yaml"
PROGRAM = [sys.executable, "-c", "from zis_calc.cli import main; main()"]
LIMITS = {"--help": 14, "one measure": 45}


def best(command: list[str], rounds: int, environment: dict[str, str]) -> float:
    """The shortest wall time [s] of `command` in `rounds` runs; a failing command stops the benchmark."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        times.append(time.perf_counter() - start)
        if done.returncode:
            sys.exit(f"{command} failed: {done.stderr.decode()[-500:]}")
    return min(times)


def main() -> None:
    """Runs all and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ZIS_CALC_CACHE": f"{folder}/cache", "PYTHONPATH": str(ROOT)}
        # Compiled modules as an installation has them, kept out of the tree.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"
        best([*PROGRAM, "measure", str(EXAMPLE)], 1, environment)
        many = []
        text = EXAMPLE.read_text(encoding="utf-8")
        for number in range(1000):
            path = Path(folder) / f"m{number:04}.yaml"
            path.write_text(text.replace("id: caldera-gas-natural", f"id: m{number:04}"), encoding="utf-8")
            many.append(str(path))
        bare = best([sys.executable, "-c", "pass"], max(rounds, 15), environment)
        rows = [
            ("--help", ["--help"], rounds),
            ("factors list", ["factors", "list"], rounds),
            ("factors show", ["factors", "show", "natural_gas"], rounds),
            ("one measure", ["measure", str(EXAMPLE)], rounds),
            ("one measure, json", ["measure", str(EXAMPLE), "--json"], rounds),
            ("1,000 measures, json", ["measure", *many, "--json"], 1),
        ]
        (Path(folder) / "cache").rename(Path(folder) / "first")
        cold = best([*PROGRAM, "measure", str(EXAMPLE)], 1, environment)
        print(f"bare python -c pass: {bare * 1000:.1f} ms = 1.0 (Python {sys.version.split()[0]})")
        print(f"{'without the cache':22} {cold * 1000:8.1f} ms  {cold / bare:6.1f} bare starts")
        for name, arguments, times in rows:
            took = best([*PROGRAM, *arguments], times, environment)
            limit = f"  (limit {LIMITS[name]})" if name in LIMITS else ""
            print(f"{name:22} {took * 1000:8.1f} ms  {took / bare:6.1f} bare starts{limit}")


if __name__ == "__main__":
    main()
