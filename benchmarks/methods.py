"""What 10,000 measures of one method cost beside one evaluation of its formulas over arrays, plus reading the files.

    python benchmarks/methods.py [--measures 10000]

Prints seconds and the ratio of the whole (reading, gate, engine) to reading plus one array evaluation.
Required: at most 3.
"""

import argparse
import tempfile
import time
from pathlib import Path

from zis_calc.methods import compute_method, make_ready
from zis_calc.model.method import Method
from zis_calc.options import make_options
from zis_calc.run import open_library, read_measures, run_measures

TEXT = """kind: measure
id: m{number:05}
name: LED {number}
stage: feasibility
start: 2023-07-01
lifetime: 10 yr
method: led-lighting
parameters:
  fixtures_before: {fixtures}
  fixtures_after: {fixtures}
  power_before: 88 W
  power_after: 36 W
  control_saving: 0 %
  hours: 3600 h/yr
"""


def main() -> None:
    """Writes the files, reads and computes them, and prints the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measures", type=int, default=10_000)
    count = parser.parse_args().measures
    library, _ = open_library([])
    options = make_options(library, {})
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number in range(count):
            path = Path(folder) / f"m{number:05}.yaml"
            path.write_text(TEXT.format(number=number, fixtures=100 + number % 900), encoding="utf-8")
            files.append((path, path.name))
        start = time.perf_counter()
        cases, problems, refused = read_measures(files, None, [])
        reading = time.perf_counter() - start
    method = Method.model_validate_json(library.entries[library.method_id("led-lighting")].json)
    ready, _ = make_ready(method, library.units)
    assert ready is not None
    given = [
        {"fixtures_before": 100.0 + number % 900, "power_before": 88.0, "power_after": 36.0, "hours": 3600 * 3600.0}
        for number in range(count)
    ]
    start = time.perf_counter()
    compute_method(ready, given)
    arrays = time.perf_counter() - start
    start = time.perf_counter()
    run = run_measures(library, options, cases, refused, problems)
    computing = time.perf_counter() - start
    assert len(run.data["measures"]) == count
    ratio = (reading + computing) / (reading + arrays)
    print(
        f"{count} measures: reading {reading:.2f} s, one array evaluation {arrays:.3f} s, computing {computing:.2f} s"
    )
    print(f"whole / (reading + one array evaluation) = {ratio:.2f}  (required: at most 3)")


if __name__ == "__main__":
    main()
