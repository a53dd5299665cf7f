"""M079: measures on the same equipment say which acts after which."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFile, MeasureFiles
from zis_calc.checks.names import plain_name
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("M079", on="measures")
def overlap_without_after(measures: MeasureFiles) -> Iterator[Problem]:
    """M079 overlap-without-after: measures on the same equipment say which acts after which.

    Two measures that both take the whole bill of one boiler as their baseline save part of it twice. `after:`
    scales the second to what the first leaves.

    PASS
        # path: one.yaml
        kind: measure
        id: one
        equipment: caldera 2
        # path: two.yaml
        kind: measure
        id: two
        equipment: caldera 2
        after: [one]
        flows:
          - {item: natural_gas, baseline: 1000 m3/yr, project: 900 m3/yr, end_use: boiler}
    FAIL
        # path: one.yaml
        kind: measure
        id: one
        equipment: caldera 2
        # path: two.yaml
        kind: measure
        id: two
        equipment: Caldera 2
    #              ^
        flows:
          - {item: natural_gas, baseline: 1000 m3/yr, project: 900 m3/yr, end_use: boiler}
    """
    first: dict[tuple[str, str, str], MeasureFile] = {}
    for file in measures.files:
        if not file.measure.company or not file.measure.equipment:
            continue
        named = {id for _, _, block in file.blocks() for id in block.after}
        items = sorted({flow.item for _, _, block in file.blocks() for flow in block.flows})
        for item in items:
            key = (plain_name(file.measure.company), plain_name(file.measure.equipment), item)
            other = first.setdefault(key, file)
            theirs = {id for _, _, block in other.blocks() for id in block.after}
            if other is not file and other.measure.id not in named and file.measure.id not in theirs:
                texts = {"equipment": file.measure.equipment, "item": item, "other": other.measure.id}
                yield file.problem("M079", ("equipment",), **texts, file=other.document.file)
                break
