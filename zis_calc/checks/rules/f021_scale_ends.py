"""F021: a part of a scale has one lower and one upper end."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.checks.scales import scale_findings
from zis_calc.model.programme import Bands, CreditLine
from zis_calc.problems import Problem


@rule("F021", "credit_line", "bands")
def scale_ends(file: LibraryFile, model: CreditLine | Bands, library: LibraryFiles) -> Iterator[Problem]:
    """F021 scale-ends: a part of a scale has one lower and one upper end.

    `from` and `above` together, or an upper end below the lower one, leave open where the part begins.

    PASS
        kind: bands
        bands:
          - {id: low, name: {es: bajo, en: low}, below: 75 %}
          - {id: high, name: {es: alto, en: high}, from: 75 %}
    FAIL
        kind: bands
        bands:
          - {id: low, name: {es: bajo, en: low}, below: 75 %}
          - {id: high, name: {es: alto, en: high}, from: 75 %, above: 75 %}
    #       ^
    """
    yield from scale_findings(file, model, library.units, "F021")
