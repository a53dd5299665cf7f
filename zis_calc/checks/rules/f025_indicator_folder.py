"""F025: an indicator stands in the folder of its framework."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.indicators import framework_id
from zis_calc.model.indicator import Indicator
from zis_calc.problems import Problem


@rule("F025", "indicator", local=False)
def indicator_folder(file: LibraryFile, indicator: Indicator, library: LibraryFiles) -> Iterator[Problem]:
    """F025 indicator-folder: an indicator stands in the folder of its framework.

    The id says the framework: whoever reads `indicators.gef.x` expects the definition of the GEF.

    PASS
        kind: indicator
        id: indicators.programme.own
        framework: programme
    FAIL
        # path: indicators/gef/own.yaml
        kind: indicator
        id: indicators.gef.own
        framework: programme
    #              ^
    """
    wanted = framework_id(indicator.framework)
    if library.ids.get(wanted) == "framework" and not indicator.id.startswith(f"{wanted}."):
        yield file.problem("F025", ("framework",), framework=indicator.framework, id=indicator.id)
