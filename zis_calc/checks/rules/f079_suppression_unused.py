"""F079: a suppression silences something."""

from collections.abc import Iterator, Mapping, Sequence

from zis_calc.checks.context import TextFile
from zis_calc.checks.rule import rule
from zis_calc.checks.suppress import Suppression
from zis_calc.problems import Problem


@rule("F079", on="suppressions")
def suppression_unused(text: TextFile, unused: Mapping[Suppression, Sequence[str]]) -> Iterator[Problem]:
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
    for one, names in unused.items():
        yield text.problem_at("F079", one.line, one.column, codes=", ".join(names))
