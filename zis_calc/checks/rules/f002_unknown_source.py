"""F002: every source key is declared."""

from collections.abc import Iterator
from typing import Any

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.checks.sources import source_keys
from zis_calc.problems import Problem, did_you_mean


@rule("F002")
def unknown_source(file: LibraryFile, model: Any, library: LibraryFiles) -> Iterator[Problem]:
    """F002 unknown-source: every source that a file names is declared in sources.yaml.

    A number whose publication is not declared once, with title, publisher and year, can not be looked up by anybody.

    PASS
        kind: factor
        values:
          - {from: 1990-01-01, value: 56100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    FAIL
        kind: factor
        values:
          - {from: 1990-01-01, value: 56100, source: ipcc_2006_v2_ch11, locator: Table 1.4, review: recalled}
    #                                                ^
    """
    del model
    for path, key in file.once(source_keys):
        if key not in library.sources:
            yield file.problem("F002", path, source=key, suggestion=did_you_mean(key, library.sources))
