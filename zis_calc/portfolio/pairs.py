"""Measures at two stages: both estimates through the gate, and the earlier one again with the later one's hours."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from zis_calc.computed import inputs_of
from zis_calc.engine.compute import compute
from zis_calc.model.library import Library
from zis_calc.model.measure import CopniChange, MethodUse, StageBlock
from zis_calc.model.method import Method
from zis_calc.pack import Batch, Case, Options, pack
from zis_calc.problems import ERROR, Problem
from zis_calc.rows import Rows, rows_of
from zis_calc.units import Dimension

TIME_PER_YEAR: Dimension = (("second", 1), ("year", -1))
NO_YEARS = (1, 0)  # an empty range: stages are compared by their yearly figures, without NDC years
NO_FIRST_STAGE, NO_LAST_STAGE, REFUSED = "no_first_stage", "no_last_stage", "refused"


class Estimates(NamedTuple):
    """The estimates of one stage: the batch, its columns, and for each measure its place and its row numbers."""

    batch: Batch
    rows: Rows
    position: dict[str, int]
    flows: list[list[int]]
    releases: list[list[int]]


@dataclass(frozen=True)
class Pairs:
    """The measures that have an estimate at both stages, in the order given, and why the others are missing.

    `hours` holds the estimates of the first stage with the hours and outputs of the last, for those where they differ;
    `unsplit` names those whose hours do not go into each other. `problems` are the errors of estimates refused.
    """

    first: str
    last: str
    ids: tuple[str, ...]
    cases: dict[str, tuple[Case, Case]]
    before: Estimates
    hours: Estimates
    after: Estimates
    counts: dict[str, int]
    missing: dict[str, list[str]]
    unsplit: frozenset[str]
    problems: list[Problem]


def stage_pairs(
    library: Library, options: Options, cases: Sequence[Case], first: str, last: str, around: Sequence[Case] = ()
) -> Pairs:
    """Both estimates of every measure of `cases` that has the stages `first` and `last`.

    A measure that acts `after` others is computed after their estimates of the same stage, or after the one that
    `cases` or `around` chose for them where they lack that stage; `around` is compared with nothing itself.
    """
    found = [(case, at_stage(case, first), at_stage(case, last)) for case in cases]
    wanted = {case.measure.id: (one, other) for case, one, other in found if one and other}
    known = [*around, *cases]
    before, problems = estimates(library, options, _with_others(known, [one for one, _ in wanted.values()], first))
    after, others = estimates(library, options, _with_others(known, [other for _, other in wanted.values()], last))
    problems = [one for one in [*problems, *others] if one.severity == ERROR]
    ids = tuple(id for id in wanted if id in before.position and id in after.position)
    missing: dict[str, list[str]] = {}
    for case, one, other in found:
        if case.measure.id not in ids:
            why = NO_FIRST_STAGE if one is None else NO_LAST_STAGE if other is None else REFUSED
            missing.setdefault(why, []).append(case.measure.id)
    kept = {id: wanted[id] for id in ids}
    hours, unsplit = _with_hours(library, options, kept, before, after)
    counts = {case.measure.id: _count(case) for case in cases}
    counts.update({id: _count(other) for id, (_, other) in kept.items()})
    return Pairs(first, last, ids, kept, before, hours, after, counts, missing, unsplit, problems)


def _count(case: Case) -> int:
    """For how many measures the file stands."""
    return case.block.reported.count if case.block.reported is not None else 1


def at_stage(case: Case, stage: str) -> Case | None:
    """The estimate of the same measure at `stage`, or None where it has none."""
    measure = case.measure
    if measure.stages is None:
        return case if measure.stage == stage else None
    block: StageBlock | None = measure.stages.get(stage)  # type: ignore[call-overload]
    if block is None:
        return None
    start = case.path[:-2] if case.path[-2:-1] == ("stages",) else ()
    return Case(case.document, measure, stage, block, (*start, "stages", stage))


def estimates(library: Library, options: Options, cases: Sequence[Case]) -> tuple[Estimates, list[Problem]]:
    """The cases without an error as estimates, and the problems of all."""
    batch, problems = pack(library, options, cases)
    results = compute(inputs_of(batch), options.as_of, options.ndc_rule, NO_YEARS)
    flows: list[list[int]] = [[] for _ in batch.cases]
    releases: list[list[int]] = [[] for _ in batch.cases]
    for number, row in enumerate(batch.flow_rows):
        flows[row.measure].append(number)
    for number, release in enumerate(batch.release_rows):
        releases[release.measure].append(number)
    position = {case.measure.id: index for index, case in enumerate(batch.cases)}
    return Estimates(batch, rows_of(batch, results), position, flows, releases), problems


def _with_others(cases: Sequence[Case], chosen: Sequence[Case], stage: str) -> list[Case]:
    """The chosen cases and all that they act after, directly or through others."""
    known = {case.measure.id: case for case in cases}
    found = {case.measure.id: case for case in chosen}
    waiting = [id for case in chosen for id in case.block.after]
    while waiting:
        id = waiting.pop()
        if id in found or id not in known:
            continue
        found[id] = at_stage(known[id], stage) or known[id]
        waiting += found[id].block.after
    return list(found.values())


def _with_hours(
    library: Library, options: Options, pairs: dict[str, tuple[Case, Case]],
    before: Estimates, after: Estimates,
) -> tuple[Estimates, frozenset[str]]:  # fmt: skip
    """The first estimates with the hours of the last, where they differ, and for which measures that cannot be done."""
    exchanged: dict[str, Case] = {}
    parameters: dict[str, frozenset[str]] = {}
    for id, (one, other) in pairs.items():
        flows = matched(flow_keys(before, id), flow_keys(after, id), FLOW_KEYS)
        block = _block_with_hours(library, one.block, other.block, flows, parameters)
        if block is not None:
            exchanged[id] = Case(one.document, one.measure, one.stage, block, one.path)
    everyone = {case.measure.id: case for case in before.batch.cases} | exchanged
    needed = _with_others(list(everyone.values()), list(exchanged.values()), "")
    hours, _ = estimates(library, options, needed)
    unsplit = [
        id for id in exchanged
        if id not in hours.position or not _alike(hours, hours.position[id], before, before.position[id])
    ]  # fmt: skip
    for id in {*unsplit, *hours.position} - (exchanged.keys() - set(unsplit)):
        hours.position.pop(id, None)
    return hours, frozenset(unsplit)


def _alike(one: Estimates, place: int, other: Estimates, there: int) -> bool:
    """Whether two estimates have the same rows, so that only their numbers differ."""
    return len(one.flows[place]) == len(other.flows[there]) and len(one.releases[place]) == len(other.releases[there])


def _block_with_hours(
    library: Library, one: StageBlock, other: StageBlock, flows: Iterable["Match"], parameters: dict[str, Any]
) -> StageBlock | None:
    """The block `one` with the hours and outputs of `other`, or None where they say the same."""
    update: dict[str, Any] = {}
    written = list(one.flows)
    for place, there in flows:
        if place is None or there is None or place >= len(one.flows) or there >= len(other.flows):
            continue
        change = _changed(one.flows[place], other.flows[there], ("per", "operating"))
        if change:
            written[place] = one.flows[place].model_copy(update=change)
            update["flows"] = written
    sources = list(one.copni)
    for place, there in matched(one.copni, other.copni, (_sources, type)):
        if place is not None and there is not None:
            change = _changed(one.copni[place], other.copni[there], ("operating",))
            if change:
                sources[place] = one.copni[place].model_copy(update=change)
                update["copni"] = sources
    if one.method is not None and other.method is not None:
        uses = [MethodUse(method=block.method or "", parameters=block.parameters) for block in (one, other)]
        given = _parameters(library, uses[0], uses[1], parameters)
        if given is not None:
            update["parameters"] = given
    methods = list(one.methods)
    for place, there in matched(one.methods, other.methods, (lambda use: library.method_id(use.method),)):
        if place is not None and there is not None:
            given = _parameters(library, one.methods[place], other.methods[there], parameters)
            if given is not None:
                methods[place] = one.methods[place].model_copy(update={"parameters": given})
                update["methods"] = methods
    return one.model_copy(update=update) if update else None


def _changed(one: Any, other: Any, keys: Sequence[str]) -> dict[str, str]:
    """The keys that both give, with the value of `other` where it differs."""
    pairs = ((key, getattr(one, key), getattr(other, key)) for key in keys)
    return {key: theirs for key, ours, theirs in pairs if ours is not None and theirs is not None and ours != theirs}


def _sources(change: CopniChange) -> Hashable:
    return tuple(side.source if side else "" for side in (change.baseline, change.project))


def _parameters(
    library: Library, one: MethodUse, other: MethodUse, known: dict[str, frozenset[str]]
) -> dict[str, Any] | None:
    """The parameters of `one` with the hours and outputs that `other` gives, or None where nothing changes."""
    id = library.method_id(one.method)
    if library.method_id(other.method) != id:
        return None
    if id not in known:
        method = Method.model_validate_json(library.entries[id].json)
        known[id] = frozenset(
            name
            for name, parameter in method.parameters.items()
            if parameter.unit is not None
            and (parameter.output or library.units.unit(parameter.unit).dimension == TIME_PER_YEAR)
        )
    given = {name: value for name, value in other.parameters.items() if name in known[id]}
    merged = {**one.parameters, **given}
    return merged if merged != one.parameters else None


Match = tuple[int | None, int | None]


class FlowKey(NamedTuple):
    """What a flow is told by: its item, the name and end use that the file gives it, whether it is electricity."""

    item: str
    name: str
    end_use: str
    electricity: bool


# From the closest likeness to the widest; electricity of another scheme is the same electricity by another factor.
FLOW_KEYS: tuple[Callable[[FlowKey], Hashable], ...] = (
    lambda key: (key.item, key.name, key.end_use),
    lambda key: key.item,
    lambda key: "electricity" if key.electricity else key.item,
)


def flow_keys(stage: Estimates, id: str) -> list[FlowKey]:
    """The flows of a measure in the order of their rows (two rows each)."""
    place = stage.position[id]
    written = stage.batch.cases[place].block.flows
    found = []
    for number in stage.flows[place][::2]:
        row = stage.batch.flow_rows[number]
        flow = written[row.flow] if row.flow < len(written) else None
        name, end_use = (flow.name or "", flow.end_use or "") if flow is not None else ("", "")
        found.append(FlowKey(row.item, name, end_use, row.type == "electricity"))
    return found


def matched(first: Sequence[Any], last: Sequence[Any], keys: Sequence[Callable[[Any], Hashable]]) -> list[Match]:
    """Which entry of `last` each entry of `first` became: by the first key on which they agree, in their order.

    Entries of one list only stand with None on the other side; those of `last` come at the end.
    """
    partner: dict[int, int] = {}
    free = dict.fromkeys(range(len(last)))
    for key in keys:
        waiting: dict[Hashable, list[int]] = {}
        for number in reversed(free):
            waiting.setdefault(key(last[number]), []).append(number)
        for number, entry in enumerate(first):
            others = waiting.get(key(entry)) if number not in partner else None
            if others:
                partner[number] = others.pop()
                del free[partner[number]]
    return [*((number, partner.get(number)) for number in range(len(first))), *((None, number) for number in free)]
