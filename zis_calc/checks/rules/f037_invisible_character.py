"""F037: a file holds no character that cannot be seen."""

import unicodedata
from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles, TextFile
from zis_calc.checks.names import invisible
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("F037", on="text")
def invisible_character(text: TextFile, library: LibraryFiles) -> Iterator[Problem]:
    """F037 invisible-character: a file holds no character that cannot be seen.

    A zero-width blank, a soft hyphen or a mark that turns the direction of writing makes two ids that look the
    same different, and hides what a line says.

    PASS
        kind: factor
        words: [gas]
    FAIL
        kind: factor
        words: [ga\u200bs]
    #             ^
    """
    del library
    for number, line in enumerate(text.lines, 1):
        if line.isascii():
            continue
        for column, character in enumerate(line, 1):
            if invisible(character) and not (number == 1 and column == 1 and character == "\ufeff"):
                shown = f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
                yield text.problem_at("F037", number, column, character=shown)
