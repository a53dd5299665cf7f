"""M077: two stages of one flow are not a power of ten apart."""

from collections.abc import Iterator

from zis_calc.checks.context import MeasureFiles
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem, ProblemError
from zis_calc.units import Dimension


@rule("M077", on="measures")
def stages_far_apart(measures: MeasureFiles) -> Iterator[Problem]:
    """M077 stages-far-apart: two stages of one flow are not a power of ten apart.

    The feasibility study and the verification differ by tens of percents. Ten times more or less is a shifted
    decimal point or another unit.

    PASS
        kind: measure
        stage:
        flows:
        finance:
        stages:
          feasibility: {flows: [{item: natural_gas, baseline: 250000 m3/yr, project: 200000 m3/yr, end_use: boiler}]}
          verified:
            flows: [{item: natural_gas, baseline: 240000 m3/yr, project: 180000 m3/yr, end_use: boiler}]
            evidence: [{what: medición, title: Informe de verificación}]
    FAIL
        kind: measure
        stage:
        flows:
        finance:
        stages:
          feasibility: {flows: [{item: natural_gas, baseline: 250000 m3/yr, project: 200000 m3/yr, end_use: boiler}]}
          verified:
            flows: [{item: natural_gas, baseline: 24000 m3/yr, project: 180000 m3/yr, end_use: boiler}]
    #                                             ^
            evidence: [{what: medición, title: Informe de verificación}]
    """
    limit = measures.library.limit("stage_ratio")
    if limit is None:
        return
    for file in measures.files:
        seen: dict[tuple[str, int, str], tuple[float, Dimension, str, str]] = {}
        for path, stage, block in file.blocks():
            counted: dict[str, int] = {}
            for index, flow in enumerate(block.flows):
                number = counted[flow.item] = counted.get(flow.item, -1) + 1
                for side in ("baseline", "project"):
                    text = getattr(flow, side)
                    try:
                        amount = measures.library.units.amount(text)
                    except ProblemError:
                        continue
                    base = amount.value * amount.unit.factor
                    known = seen.setdefault((flow.item, number, side), (base, amount.unit.dimension, text, stage))
                    if known[1] != amount.unit.dimension or not known[0] or not base or flow.per is not None:
                        continue
                    ratio = base / known[0]
                    if not 1 / limit.value < ratio < limit.value:
                        texts = {"item": flow.item, "side": side, "value": text, "other": known[2], "stage": known[3]}
                        yield file.problem("M077", (*path, "flows", index, side), **texts, ratio=f"{ratio:.3g}")
