"""F071: the amounts of settings.yaml can be read."""

from collections.abc import Iterator

from zis_calc.checks.amounts import read_share
from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.programme import Settings
from zis_calc.problems import Problem, ProblemError


@rule("F071", "settings")
def settings_value(file: LibraryFile, settings: Settings, library: LibraryFiles) -> Iterator[Problem]:
    """F071 settings-value: the amounts of settings.yaml can be read.

    The defaults and the plausibility limits serve every run: one that can not be read would stop or silence all
    of them.

    PASS
        kind: settings
        discount_rate: 12 %
    FAIL
        kind: settings
        discount_rate: 12 percent a year
    #                  ^
    """
    rate = read_share(library.units, settings.discount_rate)
    if rate is None:
        yield file.problem("F071", ("discount_rate",), value=settings.discount_rate, expected="0 % … 100 %")
    for name, limit in settings.plausible.items():
        for side in ("above", "below"):
            text = getattr(limit, side)
            try:
                amount = library.units.amount(text, "point") if text is not None else None
            except ProblemError:
                yield file.problem("F071", ("plausible", name, side), value=text, expected="@a number with its unit")
                continue
            if amount is not None and amount.value < 0:
                yield file.problem("F071", ("plausible", name, side), value=text, expected=">= 0")
    if library.ids.get(settings.electricity) != "item":
        expected = "@an item of the library"
        yield file.problem("F071", ("electricity",), value=settings.electricity, expected=expected)
