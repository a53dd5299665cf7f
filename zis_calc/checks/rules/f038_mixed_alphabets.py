"""F038: a word is written in one alphabet."""

import re
import unicodedata
from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles, TextFile
from zis_calc.checks.names import scripts_of
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("F038", on="text")
def mixed_alphabets(text: TextFile, library: LibraryFiles) -> Iterator[Problem]:
    """F038 mixed-alphabets: a word is written in one alphabet.

    A Cyrillic or Greek letter that looks like a Latin one makes a word that nobody finds and no id that
    matches.

    PASS
        kind: factor
        words: [gas]
    FAIL
        kind: factor
        words: [g\u0430s]
    #            ^
    """
    del library
    for number, line in enumerate(text.lines, 1):
        if line.isascii():
            continue
        for match in re.finditer(r"[^\W\d_]+", line):
            scripts = scripts_of(match.group())
            if len(scripts) > 1 and "LATIN" in scripts:
                offset = next(i for i, letter in enumerate(match.group()) if scripts_of(letter) - {"LATIN"})
                letter = match.group()[offset]
                shown = f"U+{ord(letter):04X} {unicodedata.name(letter, '')}"
                names = ", ".join(sorted(name.title() for name in scripts))
                yield text.problem_at(
                    "F038", number, match.start() + offset + 1, word=match.group(), scripts=names, character=shown
                )
