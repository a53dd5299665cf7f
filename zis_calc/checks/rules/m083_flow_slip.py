"""M083: a flow does not shrink or grow by powers of ten."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFiles
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.problems import Problem, ProblemError


@rule("M083", on="measures")
def flow_slip(measures: MeasureFiles) -> Iterator[Problem]:
    """M083 flow-slip: a flow does not shrink or grow by powers of ten.

    Megawatt-hours before and kilowatt-hours after save 99.9 %: one of the two units or decimal points is wrong.
    A flow that ends or begins (0 on one side) is not meant.

    PASS
        kind: measure
        flows:
          - {item: electricity, baseline: 21.6 MWh/yr, project: 10.8 MWh/yr}
    FAIL
        kind: measure
        flows:
          - {item: electricity, baseline: 21.6 MWh/yr, project: 10.8 kWh/yr}
    #                                                           ^
    """
    limit = measures.library.limit("flow_ratio")
    if limit is None:
        return
    for file in measures.files:
        for path, _stage, block in file.blocks():
            for index, flow in enumerate(block.flows):
                try:
                    before, after = (measures.library.units.amount(text) for text in (flow.baseline, flow.project))
                except ProblemError:
                    continue
                one, other = before.value * before.unit.factor, after.value * after.unit.factor
                if before.unit.dimension != after.unit.dimension or one <= 0 or other <= 0:
                    continue
                if max(one / other, other / one) > limit.value:
                    place: DataPath = (*path, "flows", index, "project")
                    texts = {"before": flow.baseline, "after": flow.project, "ratio": f"{other / one:.3g}"}
                    yield file.problem("M083", place, **texts, reason=f"{limit.reason.es}\x1f{limit.reason.en}")
