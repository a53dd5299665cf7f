"""F019: the parts of a scale leave no gap."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.checks.scales import scale_findings
from zis_calc.model.programme import Bands, CreditLine
from zis_calc.problems import Problem


@rule("F019", "credit_line", "bands")
def scale_gap(file: LibraryFile, model: CreditLine | Bands, library: LibraryFiles) -> Iterator[Problem]:
    """F019 scale-gap: the parts of a scale leave no gap.

    A value that falls between two bands, or below the first, has no name and no share.

    PASS
        kind: bands
        bands:
          - {id: low, name: {es: bajo, en: low}, below: 75 %}
          - {id: high, name: {es: alto, en: high}, from: 75 %}
    FAIL
        kind: bands
        bands:
          - {id: low, name: {es: bajo, en: low}, below: 75 %}
          - {id: high, name: {es: alto, en: high}, from: 80 %}
    #       ^
    """
    yield from scale_findings(file, model, library.units, "F019")
