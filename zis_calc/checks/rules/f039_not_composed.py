"""F039: letters with accents are single characters (Unicode NFC)."""

import re
import unicodedata
from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles, TextFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("F039", on="text")
def not_composed(text: TextFile, library: LibraryFiles) -> Iterator[Problem]:
    """F039 not-composed: letters with accents are single characters (Unicode NFC).

    An `é` can be one character or an `e` with a mark behind it. The two look the same and are not equal in a
    search. `--fix` composes them.

    PASS
        kind: factor
        words: [eléctrico]
    FAIL
        kind: factor
        words: [ele\u0301ctrico]
    #           ^
    """
    del library
    for number, line in enumerate(text.lines, 1):
        if line.isascii() or unicodedata.is_normalized("NFC", line):
            continue
        for match in re.finditer(r"\S+", line):
            if not unicodedata.is_normalized("NFC", match.group()):
                word = match.group().strip("[]{},:\"'")
                column = match.start() + match.group().find(word) + 1
                yield text.problem_at("F039", number, column, word=unicodedata.normalize("NFC", word))
