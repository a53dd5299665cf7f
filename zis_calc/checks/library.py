"""Runs the rules over the files of a factor library."""

from collections.abc import Iterator, Sequence

from zis_calc.checks.context import LibraryFile, LibraryFiles, expected_id
from zis_calc.checks.rule import Rule, all_rules
from zis_calc.problems import Problem

__all__ = ["LibraryFile", "LibraryFiles", "check_file", "check_library", "expected_id", "loading_rules"]


def loading_rules() -> list[Rule]:
    """The rules that guard a library when a command opens it: those of its errors, and the plausible ranges."""
    return [one for one in all_rules() if one.at_load]


def check_library(library: LibraryFiles, rules: Sequence[Rule] | None = None) -> Iterator[Problem]:
    """Every problem of the files under check, by `rules` (without them: those that guard the library)."""
    chosen = loading_rules() if rules is None else rules
    for file in library.files:
        yield from check_file(file, library, chosen)
    for one in chosen:
        if one.on == "library":
            yield from one.check(library)


def check_file(file: LibraryFile, library: LibraryFiles, rules: Sequence[Rule]) -> Iterator[Problem]:
    """What the rules on one file find in `file`."""
    kind = file.model.kind
    for one in rules:
        if one.on == "file" and (not one.kinds or kind in one.kinds):
            yield from one.check(file, file.model, library)
