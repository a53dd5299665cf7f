"""Measures on the same equipment: one that comes `after` others acts on what they left of each item.

The factor is project over baseline of each earlier measure for the item; it scales both sides of the later measure, so
that savings are not counted twice.
"""

from collections.abc import Sequence

from zis_calc.pack.batch import Batch, FlowRow, Origin, Part, ReleaseRow, Table
from zis_calc.pack.context import Gate, Reader


def check_after(readers: Sequence[Reader]) -> None:
    """E019 for an unknown measure, E020 for a circle; the measures concerned are refused."""
    waits = {reader.case.measure.id: list(reader.case.block.after) for reader in readers}
    for reader in readers:
        path = (*reader.case.path, "after")
        for id in reader.case.block.after:
            if id not in waits:
                reader.refuse("E019", path, id=id)
        circle = _circle(reader.case.measure.id, waits)
        if circle:
            reader.refuse("E020", path, ids=" → ".join(circle))


def _circle(start: str, waits: dict[str, list[str]]) -> list[str]:
    """The way from `start` back to itself, or nothing."""
    pending = [[start]]
    seen: set[str] = set()
    while pending:
        way = pending.pop()
        for id in waits.get(way[-1], []):
            if id == start:
                return [*way, id]
            if id not in seen:
                seen.add(id)
                pending.append([*way, id])
    return []


def in_turn(readers: Sequence[Reader]) -> list[Reader]:
    """The readers so that each comes after those it waits for; otherwise in their order."""
    waits = {reader.case.measure.id: list(reader.case.block.after) for reader in readers}
    return sorted(readers, key=lambda reader: len(before(reader.case.measure.id, waits)))


def before(id: str, waits: dict[str, list[str]]) -> list[str]:
    """All measures that act before `id`, directly or through others, the earliest first."""
    found: dict[str, None] = {}
    # Each measure that is waited for comes once those that it waits for are found: a way down, then back up.
    way: list[tuple[str, list[str]]] = [(id, list(waits.get(id, [])))]
    while way:
        here, left = way[-1]
        if left:
            other = left.pop(0)
            if other not in found and all(other != one for one, _ in way):
                way.append((other, list(waits.get(other, []))))
            continue
        way.pop()
        if way:
            found.setdefault(here)
    return list(found)


def refuse_after_refused(reader: Reader, refused: set[str]) -> None:
    """E024: what the others left is not known where one of them was refused."""
    for id in reader.case.block.after:
        if id in refused:
            reader.refuse("E024", (*reader.case.path, "after"), id=id)


def apply_after(gate: Gate, batch: Batch) -> None:
    """Scales the rows and resources of each measure that has `after`, and says by how much and in which order."""
    index_of = {case.measure.id: index for index, case in enumerate(batch.cases)}
    left = [_left(batch, index) for index in range(len(batch.cases))]
    waits = {case.measure.id: list(case.block.after) for case in batch.cases}
    flows, releases = _numbers(batch.flow_rows), _numbers(batch.release_rows)
    for index, case in enumerate(batch.cases):
        earlier = before(case.measure.id, waits)
        if not earlier:
            continue
        of_process = any(not batch.release_rows[number].item for number in releases.get(index, ()))
        if of_process or _has_costs(batch, index):
            Reader(gate, case).say("E025", "after")
        items = {resource.item for resource in batch.resources[index]}
        parts = {
            item: tuple(
                Part(f"después de\x1fafter {id}", left[index_of[id]][item], (*case.path, "after"))
                for id in earlier
                if item in left[index_of[id]]
            )
            for item in items
        }
        _scale(batch, index, parts, flows.get(index, []), releases.get(index, []))
        details = ", ".join(
            f"{item} × {part.value:.6g}" for item, factors in sorted(parts.items()) for part in factors
        )  # fmt: skip
        Reader(gate, case).say(
            "E021",
            "after",
            others=", ".join(earlier),
            details=details or "×1",
            order=" → ".join([*earlier, case.measure.id]),
        )


def _has_costs(batch: Batch, index: int) -> bool:
    """Whether the measure has yearly costs beside its flows."""
    return batch.measures.columns["other_costs"][index] != 0


def _left(batch: Batch, index: int) -> dict[str, float]:
    """Project over baseline of each item of a measure; items that it did not use before are not in it."""
    before: dict[str, float] = {}
    after: dict[str, float] = {}
    for resource in batch.resources[index]:
        before[resource.item] = before.get(resource.item, 0.0) + resource.baseline
        after[resource.item] = after.get(resource.item, 0.0) + resource.project
    return {item: after[item] / value for item, value in before.items() if value > 0}


def _numbers(rows: Sequence[FlowRow | ReleaseRow]) -> dict[int, list[int]]:
    """The numbers of the rows of each measure."""
    found: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        found.setdefault(row.measure, []).append(number)
    return found


def _scale(
    batch: Batch, index: int, parts: dict[str, tuple[Part, ...]], flows: Sequence[int], releases: Sequence[int]
) -> None:
    scales = {item: _product(factors) for item, factors in parts.items()}
    batch.resources[index] = [
        resource._replace(
            baseline=resource.baseline * scales[resource.item], project=resource.project * scales[resource.item]
        )
        for resource in batch.resources[index]
    ]
    for number in flows:
        _scale_cell(batch.flows, number, parts[batch.flow_rows[number].item])
    for number in releases:
        if batch.release_rows[number].item in parts:
            _scale_cell(batch.releases, number, parts[batch.release_rows[number].item])


def _product(factors: tuple[Part, ...]) -> float:
    total = 1.0
    for part in factors:
        total *= part.value
    return total


def _scale_cell(table: Table, number: int, factors: tuple[Part, ...]) -> None:
    if not factors:
        return
    value = table.columns["activity"][number] * _product(factors)
    origin = table.origins["activity"][number]
    table.columns["activity"][number] = value
    if origin is not None:
        table.origins["activity"][number] = Origin(value, origin.unit, (*origin.parts, *factors))
