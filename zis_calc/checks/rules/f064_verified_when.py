"""F064: a verification lies between the publication and the reporting date."""

from collections.abc import Iterator
from typing import Any

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.reviews import reviewed
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.problems import Problem


@rule("F064")
def verified_when(file: LibraryFile, model: Any, library: LibraryFiles) -> Iterator[Problem]:
    """F064 verified-when: a verification lies between the publication and the reporting date.

    Nobody compared a number with a document that did not exist yet, or on a day that has not come.

    PASS
        kind: factor
        values:
          - from: 1990-01-01
            value: 56100
            source: ipcc_2006_v2_ch1
            locator: Table 1.4
            review: verified
            verified: {by: Ana Quispe, on: 2025-03-04, against: "IPCC 2006 Vol. 2 Ch. 1, p. 1.24"}
    FAIL
        kind: factor
        values:
          - from: 1990-01-01
            value: 56100
            source: ipcc_2006_v2_ch1
            locator: Table 1.4
            review: verified
            verified: {by: Ana Quispe, on: 2005-03-04, against: "IPCC 2006 Vol. 2 Ch. 1, p. 1.24"}
    #                                      ^
    """
    del model
    for at, value in file.once(reviewed):
        if value.verified is None:
            continue
        path: DataPath = (*at, "verified", "on")
        source = library.sources.get(value.source)
        if value.verified.on > library.today:
            what = f"la fecha de corte es {library.today}\x1fthe reporting date is {library.today}"
            yield file.problem("F064", path, date=value.verified.on, what=what)
        elif source is not None and source.year is not None and value.verified.on.year < source.year:
            what = f"la fuente es de {source.year}\x1fthe source is of {source.year}"
            yield file.problem("F064", path, date=value.verified.on, what=what)
