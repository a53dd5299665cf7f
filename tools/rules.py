"""Writes the pages of the rules of `zis-calc check` from their docstrings, in both languages.

python tools/rules.py           writes docs/en/rules and docs/es/rules
python tools/rules.py --check   exits 1 if a page is missing, out of date or left over
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from zis_calc.checks.rule import all_rules  # noqa: E402
from zis_calc.report.rule_page import rule_markdown, rules_index  # noqa: E402


def pages() -> dict[Path, str]:
    """Every page with its text."""
    found: dict[Path, str] = {}
    for language in ("en", "es"):
        folder = ROOT / "docs" / language / "rules"
        found[folder / "README.md"] = rules_index(language)
        for rule in all_rules():
            found[folder / f"{rule.code}.md"] = rule_markdown(rule, language)
    return found


def main(arguments: list[str]) -> int:
    wanted = pages()
    present = {path for language in ("en", "es") for path in (ROOT / "docs" / language / "rules").glob("*.md")}
    if "--check" in arguments:
        stale = [
            path for path, text in wanted.items() if path not in present or path.read_text(encoding="utf-8") != text
        ]
        for path in sorted({*stale, *(present - wanted.keys())}):
            print(f"out of date: {path.relative_to(ROOT)} (run python tools/rules.py)")
        return 1 if stale or present - wanted.keys() else 0
    for path in present - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"{len(wanted)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
