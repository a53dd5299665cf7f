"""F030: a source has a title, a publisher or author, and a year."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Sources
from zis_calc.problems import Problem


@rule("F030", "sources")
def source_incomplete(file: LibraryFile, sources: Sources, library: LibraryFiles) -> Iterator[Problem]:
    """F030 source-incomplete: a source has a title, a publisher or author, and a year.

    A reader must be able to find the publication. A web page without a date is suppressed with its reason.

    PASS
        kind: sources
        sources:
          ipcc_2006_v2_ch1: {title: Guidelines, publisher: IPCC, year: 2006}
    FAIL
        kind: sources
        sources:
          ipcc_2006_v2_ch1: {title: Guidelines, publisher: IPCC}
    #     ^
    """
    del library
    for key, source in sources.sources.items():
        missing = [name for name in ("publisher", "year") if getattr(source, name) is None]
        if source.author is not None and "publisher" in missing:
            missing.remove("publisher")
        if missing:
            yield file.key_problem("F030", ("sources", key), source=key, missing=", ".join(missing))
