"""F078: a suppression names known codes and gives its reason."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles, TextFile
from zis_calc.checks.rule import rule
from zis_calc.checks.suppress import suppressions_in
from zis_calc.problems import Problem


@rule("F078", on="text")
def suppression_reason(text: TextFile, library: LibraryFiles) -> Iterator[Problem]:
    """F078 suppression-reason: a suppression names known codes and gives its reason.

    `# zis-calc: ignore F030 -- the page carries no date` on a line (or above a block, or `ignore-file` for the
    whole file) silences a finding. The reason is for whoever reads the file next.

    PASS
        kind: factor
        region: Perú  # zis-calc: ignore F067 -- our own list of regions is in Spanish
    FAIL
        kind: factor
        region: PE  # zis-calc: ignore F067
    #               ^
    """
    del library
    for one in suppressions_in(text.text):
        if one.fault:
            yield text.problem_at("F078", one.line, one.column, reason=one.fault)
