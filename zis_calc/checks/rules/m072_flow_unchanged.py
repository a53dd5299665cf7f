"""M072: a flow changes."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFiles
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.problems import Problem


@rule("M072", on="measures")
def flow_unchanged(measures: MeasureFiles) -> Iterator[Problem]:
    """M072 flow-unchanged: a flow changes.

    The same amount before and after saves nothing: one of the two was copied and not edited.

    PASS
        kind: measure
    FAIL
        kind: measure
        flows:
          - {item: natural_gas, baseline: 1000 m3/yr, project: 1000 m3/yr, end_use: boiler}
    #                                                          ^
    """
    for file in measures.files:
        for path, _stage, block in file.blocks():
            for index, flow in enumerate(block.flows):
                if flow.baseline.split() == flow.project.split():
                    place: DataPath = (*path, "flows", index, "project")
                    yield file.problem("M072", place, item=flow.item, amount=flow.baseline)
