"""F020: the parts of a scale do not overlap."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.checks.scales import scale_findings
from zis_calc.model.programme import Bands, CreditLine
from zis_calc.problems import Problem


@rule("F020", "credit_line", "bands")
def scale_overlap(file: LibraryFile, model: CreditLine | Bands, library: LibraryFiles) -> Iterator[Problem]:
    """F020 scale-overlap: the parts of a scale do not overlap.

    A value that lies in two bands has two names, and two shares of the credit.

    PASS
        kind: bands
        bands:
          - {id: low, name: {es: bajo, en: low}, below: 75 %}
          - {id: high, name: {es: alto, en: high}, from: 75 %}
    FAIL
        kind: bands
        bands:
          - {id: low, name: {es: bajo, en: low}, below: 75 %}
          - {id: high, name: {es: alto, en: high}, from: 70 %}
    #       ^
    """
    yield from scale_findings(file, model, library.units, "F020")
