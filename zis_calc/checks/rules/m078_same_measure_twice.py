"""M078: one measure stands in one file."""

import json
from collections.abc import Iterator

from zis_calc.checks.context import MeasureFile, MeasureFiles
from zis_calc.checks.names import plain_name
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("M078", on="measures")
def same_measure_twice(measures: MeasureFiles) -> Iterator[Problem]:
    """M078 measure-copied: one measure stands in one file.

    The same company with the same flows under two ids counts its tonnes twice in every total.

    PASS
        # path: one.yaml
        kind: measure
        id: one
        # path: two.yaml
        kind: measure
        id: two
        flows:
          - {item: natural_gas, baseline: 1000 m3/yr, project: 900 m3/yr, end_use: boiler}
    FAIL
        # path: one.yaml
        kind: measure
        id: one
        # path: two.yaml
        kind: measure
        id: two
    #       ^
    """
    first: dict[str, MeasureFile] = {}
    for file in measures.files:
        if not file.measure.company:
            continue
        for _path, stage, block in file.blocks():
            flows = sorted(
                (flow.item, "".join(flow.baseline.split()), "".join(flow.project.split()), flow.per or "")
                for flow in block.flows
            )
            if not flows:
                continue
            other = first.setdefault(json.dumps([plain_name(file.measure.company), stage, flows]), file)
            if other is not file and other.measure.id != file.measure.id:
                yield file.problem("M078", ("id",), other=other.measure.id, file=other.document.file)
                break
