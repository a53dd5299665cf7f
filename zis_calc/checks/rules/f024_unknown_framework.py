"""F024: the framework of an indicator is in the library."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.indicators import PREFIX, framework_id
from zis_calc.model.indicator import Indicator
from zis_calc.problems import Problem, did_you_mean


@rule("F024", "indicator", local=False)
def unknown_framework(file: LibraryFile, indicator: Indicator, library: LibraryFiles) -> Iterator[Problem]:
    """F024 unknown-framework: the framework of an indicator is in the library.

    Indicators are reported by framework; one without its framework is in no table.

    PASS
        kind: indicator
        framework: programme
    FAIL
        kind: indicator
        framework: programm
    #              ^
    """
    known = [id for id, kind in library.ids.items() if kind == "framework"]
    if framework_id(indicator.framework) not in known:
        hint = did_you_mean(indicator.framework, [id.removeprefix(PREFIX) for id in known])
        yield file.problem("F024", ("framework",), framework=indicator.framework, suggestion=hint)
