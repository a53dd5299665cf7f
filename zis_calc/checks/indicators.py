"""Rules over indicator files: quantities, dimension of the result, framework."""

from collections.abc import Collection, Iterator

from zis_calc.indicators import PREFIX, framework_id, make_ready
from zis_calc.model.document import Document, field_text
from zis_calc.model.indicator import Indicator
from zis_calc.problems import Problem, did_you_mean, problem
from zis_calc.units import UnitTable


def indicator_rules(
    document: Document, indicator: Indicator, units: UnitTable, frameworks: Collection[str]
) -> Iterator[Problem]:
    """F022 and F023 (with U002 and E codes) of the formula; F024 and F025: the framework is known and is the folder."""
    for path, found in make_ready(indicator, units)[1]:
        yield problem(found.code, document.place(path), field_text(path), **dict(found.values))
    place = document.place(("framework",))
    if framework_id(indicator.framework) not in frameworks:
        hint = did_you_mean(indicator.framework, [id.removeprefix(PREFIX) for id in frameworks])
        yield problem("F024", place, "framework", framework=indicator.framework, suggestion=hint)
    elif not indicator.id.startswith(f"{framework_id(indicator.framework)}."):
        yield problem("F025", place, "framework", framework=indicator.framework, id=indicator.id)
