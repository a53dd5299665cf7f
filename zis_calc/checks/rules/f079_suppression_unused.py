"""F079: a suppression silences something."""

from collections.abc import Iterator, Sequence

from zis_calc.checks.context import TextFile
from zis_calc.checks.rule import rule
from zis_calc.checks.suppress import Suppression
from zis_calc.problems import Problem


@rule("F079", on="suppressions")
def suppression_unused(text: TextFile, unused: Sequence[Suppression]) -> Iterator[Problem]:
    """F079 suppression-unused: a suppression silences something.

    What it silenced was mended, or it stands in the wrong place: left behind it would hide the next finding.

    PASS
        kind: factor
        region: Perú  # zis-calc: ignore F067 -- our own list of regions is in Spanish
    FAIL
        kind: factor
        region: PE  # zis-calc: ignore F067 -- our own list of regions is in Spanish
    #               ^
    """
    for one in unused:
        yield text.problem_at("F079", one.line, one.column, codes=", ".join(sorted(one.codes)))
