"""Writes the JSON Schemas of all kinds of files to schemas/, where editors and other programs find them.

python tools/schemas.py           writes schemas/*.json
python tools/schemas.py --check   exits 1 if one is missing, out of date or left over
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from zis_calc.files.templates import any_schema  # noqa: E402
from zis_calc.model.registry import SCHEMAS, json_schema  # noqa: E402

FOLDER = ROOT / "schemas"


def schemas() -> dict[Path, str]:
    """Every schema with its text."""
    found = {FOLDER / f"{kind}.json": json_schema(kind) for kind in SCHEMAS}
    found[FOLDER / "any.json"] = any_schema()
    return {path: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for path, schema in found.items()}


def main(arguments: list[str]) -> int:
    wanted = schemas()
    present = set(FOLDER.glob("*.json"))
    stale = [path for path, text in wanted.items() if path not in present or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        for path in sorted({*stale, *(present - wanted.keys())}):
            print(f"out of date: {path.relative_to(ROOT)} (run python tools/schemas.py)")
        return 1 if stale or present - wanted.keys() else 0
    FOLDER.mkdir(exist_ok=True)
    for path in present - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    print(f"{len(wanted)} schemas")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
