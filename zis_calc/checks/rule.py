"""A rule of `zis-calc check`: one function in one file with one code; its docstring says why, with PASS and FAIL.

A rule on `file` takes (file, model, library) and looks at one library file; on `library` it takes (library) and looks
at all; on `text` it takes (text, library) and looks at the characters of any file; on `suppressions` it takes (text,
unused) with what silenced nothing; on `measure` it takes (file) of one measure, on `measures` it takes (measures)
with all measure files of the run; on `results` it takes (results) with what they come to; on `portfolio` it takes
(portfolio). Every rule yields problems of its own code only.
"""

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import NamedTuple

from zis_calc.problems import CATALOGUE, ERROR, Entry, Problem

Check = Callable[..., Iterator[Problem]]


class Rule(NamedTuple):
    """A rule as it is run: its code, what it looks at, and how.

    `local`: its findings follow from the file and from what the root files declare (kinds, sources, settings, checks),
    so that they can be kept for an unchanged file. `at_load`: it also guards the library when a command opens it.
    """

    code: str
    on: str
    kinds: tuple[str, ...]
    check: Check
    local: bool
    at_load: bool

    @property
    def entry(self) -> Entry:
        """Its name in words, severity, message and remedy."""
        return CATALOGUE[self.code]

    @property
    def page(self) -> "Page":
        """Its docstring: why, and the snippets that pass and fail."""
        return read_page(inspect.getdoc(self.check) or "")


class Page(NamedTuple):
    """What the docstring of a rule says: the title, why (one text per paragraph), a file that passes, one that fails.

    In a file that fails, a comment line with `^` stands below each place that is reported.
    """

    title: str
    why: tuple[str, ...]
    passes: str
    fails: str


_REGISTRY: dict[str, Rule] = {}


def rule(
    code: str, *kinds: str, on: str = "file", local: bool = True, at_load: bool | None = None
) -> Callable[[Check], Check]:
    """Registers a function as the rule `code`; without `kinds` a rule on `file` looks at every kind of library file."""

    def register(check: Check) -> Check:
        guards = CATALOGUE[code].severity == ERROR and on in ("file", "library") if at_load is None else at_load
        _REGISTRY[code] = Rule(code, on, kinds, check, local and on in ("file", "text"), guards)
        return check

    return register


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code; each lies in a file of its own in `zis_calc.checks.rules`."""
    package = import_module("zis_calc.checks.rules")
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return tuple(_REGISTRY[code] for code in sorted(_REGISTRY))


def rules_on(subject: str, rules: Sequence[Rule] | None = None) -> list[Rule]:
    """The rules that look at `subject`: file, library, text, suppressions, measure, measures, results or portfolio."""
    return [one for one in (all_rules() if rules is None else rules) if one.on == subject]


def find_rule(text: str) -> Rule | None:
    """The rule with this code or name in words, or None."""
    wanted = text.strip().lower()
    return next((one for one in all_rules() if wanted in (one.code.lower(), one.entry.name)), None)


def find_code(text: str) -> str | None:
    """The code of the catalogue with this code or name in words, or None."""
    wanted = text.strip().lower()
    return next((code for code, entry in CATALOGUE.items() if wanted in (code.lower(), entry.name)), None)


def matching_codes(texts: Iterable[str]) -> tuple[frozenset[str], list[str]]:
    """The codes that texts such as `F012`, `F03`, `M` or `unit-dimension` name, and the texts that name none."""
    found: set[str] = set()
    unknown: list[str] = []
    for text in texts:
        wanted = text.strip()
        codes = {code for code in CATALOGUE if wanted and code.startswith(wanted.upper())}
        one = find_code(wanted)
        if one is not None:
            codes.add(one)
        if wanted.lower() == "all":
            codes = set(CATALOGUE)
        found |= codes
        if not codes:
            unknown.append(wanted)
    return frozenset(found), unknown


def read_page(docstring: str) -> Page:
    """The parts of a rule's docstring: a title line, paragraphs, then `PASS` and `FAIL` with an indented file each."""
    head, _, rest = docstring.partition("\nPASS\n")
    passes, _, fails = rest.partition("\nFAIL\n")
    title, _, body = head.strip().partition("\n")
    why = tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", body.strip()) if part.strip())
    return Page(title.strip(), why, passes.strip("\n") + "\n", fails.strip("\n") + "\n")
