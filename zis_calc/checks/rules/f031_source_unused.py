"""F031: every declared source is used."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.checks.sources import source_keys
from zis_calc.model.factor import Sources
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("F031", on="library")
def source_unused(library: LibraryFiles) -> Iterator[Problem]:
    """F031 source-unused: every declared source is used.

    A source that no number names is a leftover, or the key of a number that was mistyped.

    PASS
        # path: sources.yaml
        kind: sources
        sources:
          my_report: {title: Report, publisher: Plant, year: 2024}
        # path: own/gas.yaml
        kind: factor
        values:
          - {from: 1990-01-01, value: 56100, source: my_report, locator: p. 3, review: recalled}
    FAIL
        # path: sources.yaml
        kind: sources
        sources:
          my_report: {title: Report, publisher: Plant, year: 2024}
    #     ^
    """
    declared = [file for file in library.files if isinstance(file.model, Sources)]
    if not declared:
        return
    named: set[str] = set()
    for file in library.everything:
        named |= file.once(_named)
    for file in declared:
        for key in file.model.sources:
            if key not in named:
                yield file.key_problem("F031", ("sources", key), source=key)


def _named(file: LibraryFile) -> set[str]:
    """The sources that a file names anywhere."""
    named = {key for _, key in file.once(source_keys)}
    if isinstance(file.model, Method):
        named.update(one.default_source for one in file.model.parameters.values() if one.default_source)
    return named
