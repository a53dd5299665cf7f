"""F026: `part_of` names another band of the file."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.programme import Bands
from zis_calc.problems import Problem


@rule("F026", "bands")
def unknown_band(file: LibraryFile, bands: Bands, library: LibraryFiles) -> Iterator[Problem]:
    """F026 unknown-band: `part_of` names another band of the file.

    A band that is also counted in a wider one names it; a misspelt name leaves its values out of the count.

    PASS
        kind: bands
        bands:
          - {id: low, name: {es: bajo, en: low}, below: 75 %}
          - {id: high, name: {es: alto, en: high}, from: 75 %, part_of: low}
    FAIL
        kind: bands
        bands:
          - {id: low, name: {es: bajo, en: low}, below: 75 %}
          - {id: high, name: {es: alto, en: high}, from: 75 %, part_of: lou}
    #                                                                   ^
    """
    del library
    known = [band.id for band in bands.bands]
    for index, band in enumerate(bands.bands):
        if band.part_of is not None and (band.part_of not in known or band.part_of == band.id):
            yield file.problem("F026", ("bands", index, "part_of"), band=band.part_of, known=", ".join(known))
