"""F045: a release without a number is written NA, ND or unknown."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles, TextFile
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("F045", on="text")
def release_code(text: TextFile, library: LibraryFiles) -> Iterator[Problem]:
    """F045 release-code: a release without a number is written NA, ND or unknown.

    NA (not expected) and ND (no factor known) are two different things and neither is zero. `n/a`, `N.D.` or
    `-` leave open which one is meant. `--fix` writes those that can only mean one.

    PASS
        kind: factor
        quantity: release_vector
        unit: µg TEQ/t
        values:
          - from: 1990-01-01
            vectors: {air: 10, water: ND, land: NA, product: NA, residue: ND}
            source: unep_toolkit_2013
            locator: Annex 4
            review: recalled
    FAIL
        kind: factor
        quantity: release_vector
        unit: µg TEQ/t
        values:
          - from: 1990-01-01
            vectors: {air: 10, water: n.d., land: NA, product: NA, residue: ND}
    #                                 ^
            source: unep_toolkit_2013
            locator: Annex 4
            review: recalled
    """
    if text.kind != "factor" or not ("vectors" in text.text or "residue_detail" in text.text):
        return
    for path, value in text.scalars():
        inside = "vectors" in path or "residue_detail" in path
        if inside and isinstance(value, str) and value not in ("NA", "ND", "unknown"):
            meant = library.checks.code_spellings.get(value.strip().lower())
            yield text.problem("F045", path, value=value, meant=f": {meant}" if meant else "")
