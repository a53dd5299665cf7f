"""Stage against stage over a portfolio: for each pair of stages the attainment and the bridge, and all together."""

from collections.abc import Mapping, Sequence

from zis_calc.model.library import Library
from zis_calc.pack import Case, Options
from zis_calc.portfolio.attainment import attainment_total, attainments
from zis_calc.portfolio.bridge import bridge_problems, bridge_total, bridges
from zis_calc.portfolio.pairs import NO_FIRST_STAGE, stage_pairs
from zis_calc.problems import Problem
from zis_calc.result import Data
from zis_calc.rows import Rows


def stages_data(
    library: Library,
    options: Options,
    compared: Mapping[tuple[str, str], Sequence[Case]],
    rows: Rows,
    around: Sequence[Case] = (),
) -> tuple[list[Data], list[Problem]]:
    """One entry per pair of stages, in the order of the stages, with what was found.

    `compared` gives, per pair (earlier, standing), the measures that have both; those of `rows` that stand at the later
    stage and lack the earlier one are named as missing. `around` holds what some of them act after.
    """
    standing = {key.id: (key, int(count)) for key, count in zip(rows.keys, rows.count.tolist(), strict=True)}
    found: list[Data] = []
    problems: list[Problem] = []
    for (first, last), cases in sorted(compared.items()):
        inside = sorted((case for case in cases if case.measure.id in standing), key=lambda case: case.measure.id)
        if not inside:
            continue
        pairs = stage_pairs(library, options, inside, first, last, around)
        problems += pairs.problems
        ids = {case.measure.id for case in inside}
        lacking = {id: count for id, (key, count) in standing.items() if key.stage == last and id not in ids}
        others = {id for pair, more in compared.items() if pair != (first, last) for id in _ids(more)}
        lacking = {id: count for id, count in lacking.items() if id not in others}
        each = bridges(library, options, pairs)
        problems += bridge_problems(pairs, each)
        found.append(
            {
                "from": first,
                "to": last,
                "measures": attainments(library, options, pairs),
                "bridges": each,
                "total": _covered(attainment_total(library, options, pairs), lacking),
                "bridge_total": _covered(bridge_total(options, pairs, each), lacking),
            }
        )
    return found, problems


def _ids(cases: Sequence[Case]) -> set[str]:
    return {case.measure.id for case in cases}


def _covered(total: Data, lacking: Mapping[str, int]) -> Data:
    """The total with the measures that lack the earlier stage in its coverage."""
    if not lacking:
        return total
    data = {}
    for name, block in total.items():
        coverage = block["coverage"]
        why = {**coverage["why"], NO_FIRST_STAGE: [*coverage["why"].get(NO_FIRST_STAGE, []), *lacking]}
        missing = [*coverage["missing"], *lacking]
        more = {"of": coverage["of"] + sum(lacking.values()), "missing": missing, "why": why}
        data[name] = {**block, "coverage": {**coverage, **more}}
    return data
