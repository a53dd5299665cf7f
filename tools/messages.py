"""Collects the texts that people read, and keeps the Spanish catalogue in step with them.

    python tools/messages.py           writes zis_calc.pot, updates zis_calc.po, compiles zis_calc.mo
    python tools/messages.py --check   exits 1 if one of them is out of date or a Spanish text is missing

Texts are: the first argument of `_("...")`, `translate("...")` and `translator(x)("...")`, string constants that
start with `@` (without it), the messages and hints of problem_texts.CATALOGUE, and the titles and paragraphs of the
docstrings of the rules of `zis-calc check`.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from babel.messages.catalog import Catalog  # noqa: E402
from babel.messages.mofile import write_mo  # noqa: E402
from babel.messages.pofile import read_po, write_po  # noqa: E402

from zis_calc.checks.rule import all_rules  # noqa: E402
from zis_calc.problem_texts import CATALOGUE  # noqa: E402

LOCALE = ROOT / "zis_calc" / "locale"
POT = LOCALE / "zis_calc.pot"
PO = LOCALE / "es" / "LC_MESSAGES" / "zis_calc.po"
MO = PO.with_suffix(".mo")
CALLS = {"_", "translate"}
PLACEHOLDER = re.compile(r"\{(\w*)\}")


class DatelessCatalog(Catalog):
    """A catalogue whose header holds neither dates nor versions: the same texts give the same bytes."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        headers = [("Project-Id-Version", "zis-calc")]
        if self.locale is not None:
            headers += [("Language", str(self.locale)), ("Plural-Forms", "nplurals=2; plural=(n != 1);")]
        return [
            *headers,
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def is_translation(function: ast.expr) -> bool:
    """Whether a call is `_(...)`, `translate(...)` or `translator(language)(...)`."""
    if isinstance(function, ast.Call):
        return isinstance(function.func, ast.Name) and function.func.id == "translator"
    return isinstance(function, ast.Name) and function.id in CALLS


def texts_of(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and is_translation(node.func) and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value[:1] == "@":
            yield node.value[1:]


def collect() -> dict[str, set[str]]:
    """All texts, each with the files it stands in."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "zis_calc").rglob("*.py")):
        for text in texts_of(path.read_text(encoding="utf-8")):
            found.setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
    for entry in CATALOGUE.values():
        for text in (entry.message, entry.hint):
            found.setdefault(text, set()).add("zis_calc/problem_texts.py")
    for rule in all_rules():
        for text in (rule.page.title.partition(": ")[2], *rule.page.why):
            found.setdefault(text, set()).add("zis_calc/checks/rules")
    found.pop("", None)
    return found


def catalog(texts: dict[str, set[str]], locale: str | None = None) -> Catalog:
    made = DatelessCatalog(locale=locale, fuzzy=False, header_comment="# Texts of zis-calc. Made by tools/messages.py.")
    for text in sorted(texts):
        made.add(text, locations=[(file, 0) for file in sorted(texts[text])])
        made[text].flags.clear()
    return made


def translated(texts: dict[str, set[str]]) -> Catalog:
    """The texts with the Spanish of the present catalogue; a changed text keeps the old one, marked fuzzy."""
    made = catalog(texts, "es")
    if not PO.exists():
        return made
    old = read_po(io.BytesIO(PO.read_bytes()), locale="es")
    old.update(catalog(texts))
    for message in made:
        known = old.get(message.id) if message.id else None
        if known is not None:
            message.string = known.string
            message.flags |= known.flags & {"fuzzy"}
    return made


def po_bytes(made: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, made, width=110, include_lineno=False, ignore_obsolete=True)
    return out.getvalue()


def mo_bytes(made: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, made)
    return out.getvalue()


def faults(spanish: Catalog) -> list[str]:
    """Texts without Spanish, with Spanish of an older text, or with other placeholders than the English."""
    found = []
    for message in spanish:
        if not message.id:
            continue
        if not message.string:
            found.append(f"missing: {message.id}")
        elif message.fuzzy:
            found.append(f"fuzzy: {message.id}")
        elif set(PLACEHOLDER.findall(str(message.id))) != set(PLACEHOLDER.findall(str(message.string))):
            found.append(f"placeholders differ: {message.id}")
    return found


def main(arguments: list[str]) -> int:
    texts = collect()
    spanish = translated(texts)
    files = {POT: po_bytes(catalog(texts)), PO: po_bytes(spanish), MO: mo_bytes(spanish)}
    found = faults(spanish)
    if "--check" in arguments:
        found += [
            f"out of date: {path.relative_to(ROOT)} (run python tools/messages.py)"
            for path, content in files.items()
            if not path.exists() or path.read_bytes() != content
        ]
    else:
        PO.parent.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            path.write_bytes(content)
    for line in found:
        print(line)
    print(f"{len(texts)} texts, {len(found)} to correct")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
