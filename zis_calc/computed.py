"""Cases through gate and engine: the batch, its results, and the earlier estimates that count until replaced."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from zis_calc.engine.compute import Inputs, Results, compute
from zis_calc.engine.ndc import Earlier
from zis_calc.model.library import Library
from zis_calc.model.measure import STAGES
from zis_calc.pack import Batch, Case, Options, pack
from zis_calc.problems import ERROR, Problem, problem


class Computed(NamedTuple):
    """A batch with its results, what was found in it, and the rows of the reduction that earlier estimates gave."""

    batch: Batch
    results: Results
    problems: list[Problem]


@contextmanager
def without_collector() -> Iterator[None]:
    """Rows are only made here, none is thrown away: looking for garbage among them costs a fifth of a large run."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def computed(library: Library, options: Options, cases: Sequence[Case]) -> Computed:
    """All results of `cases`; where a stage applies only from a date, the stage before it counts until then."""
    batch, problems = pack(library, options, cases)
    earlier, found = _earlier(library, options, cases, batch)
    results = _compute(batch, options, earlier)
    return Computed(batch, results, [*problems, *found])


def comes_after(case: Case) -> frozenset[str]:
    """The measures that a measure comes `after`, at the stage it stands at or at another."""
    blocks = (case.block, *(case.measure.stages or {}).values())
    return frozenset(id for block in blocks for id in block.after)


# What follows from other measures, and what a measure lacks only because a cell of it could not be read.
_FOLLOWS = frozenset(("M017", "E019", "E024"))


def other_errors(library: Library, options: Options, cases: Sequence[Case]) -> list[Problem]:
    """What else is wrong with measures that are refused anyway, so that all is said at once."""
    if not cases:
        return []
    _, problems = pack(library, options, cases)
    return [one for one in problems if one.severity == ERROR and one.code not in _FOLLOWS]


def inputs_of(batch: Batch, earlier: tuple[Earlier, ...] = ()) -> Inputs:
    """The tables of a batch as arrays."""
    return Inputs(
        flows=batch.flows.arrays(),
        flow_measure=batch.flow_codes("measure"),
        flow_side=batch.flow_codes("side"),
        flow_scope=batch.flow_codes("scope"),
        flow_has_factor=batch.flow_codes("has_factor") > 0,
        releases=batch.releases.arrays(),
        release_measure=batch.release_codes("measure"),
        release_side=batch.release_codes("side"),
        release_vector=batch.release_codes("vector"),
        release_status=batch.release_codes("status"),
        measures=batch.measures.arrays(),
        other_costs_known=batch.known("other_costs"),
        start=batch.days("start"),
        end=batch.days("end"),
        earlier=earlier,
        support=batch.support.arrays(),
        support_measure=np.asarray([row.measure for row in batch.support_rows], dtype=np.int64),
    )


def _compute(batch: Batch, options: Options, earlier: tuple[Earlier, ...] = ()) -> Results:
    return compute(inputs_of(batch, earlier), options.as_of, options.ndc_rule, options.ndc_years)


def replaced(case: Case) -> tuple[Case, int] | None:
    """The estimate that counted before this one applied, and the day from which this one does (an ordinal)."""
    since, stages = case.block.applies_from, case.measure.stages
    if since is None or stages is None:
        return None
    before = [name for name in STAGES[: STAGES.index(case.stage)] if name in stages]
    if not before:
        return None
    return Case(case.document, case.measure, before[-1], stages[before[-1]], ("stages", before[-1])), since.toordinal()


def _earlier(
    library: Library, options: Options, cases: Sequence[Case], batch: Batch
) -> tuple[tuple[Earlier, ...], list[Problem]]:
    """The replaced estimates of the measures of `batch`, the oldest first, and what is wrong with them."""
    position = {case.measure.id: index for index, case in enumerate(batch.cases)}
    current = {case.measure.id: case for case in batch.cases}
    problems: list[Problem] = []
    levels: list[Earlier] = []
    while True:
        found = {id: one for id, case in current.items() if (one := replaced(case)) is not None}
        if not found:
            return tuple(reversed(levels)), problems
        # A measure after others needs them in its batch; they are computed again at the stage they stand at.
        whole = any(case.block.after for case, _ in found.values())
        others = [case for case in cases if whole and case.measure.id not in found]
        past, _ = pack(library, options, [*others, *(case for case, _ in found.values())])
        reductions = _compute(past, options).measures["ghg_reduction"]
        values, until = np.zeros(len(batch.cases)), np.zeros(len(batch.cases), dtype=np.int64)
        known = {case.measure.id: reductions[index] for index, case in enumerate(past.cases)}
        for id, (case, day) in found.items():
            reduction = known.get(id, np.nan)
            if np.isnan(reduction):
                path = (*current[id].path, "applies_from")
                place = case.document.place(path)
                problems.append(problem("P031", place, "applies_from", id, stage=f"@{case.stage}"))
                continue
            values[position[id]], until[position[id]] = reduction, day
        levels.append(Earlier(values, until))
        current = {id: case for id, (case, _) in found.items()}
