"""A job: one book or a folder of them, on several processes, resumed where it stopped, written whole or not at all."""

import hashlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from zis_calc.batching.book import BookResult, compute_book
from zis_calc.batching.ours import errors_beside, is_changed, was_changed
from zis_calc.batching.outputs import check_length, content_of, measure_lines, own_columns, write_output
from zis_calc.batching.state import Kept, from_bytes, to_bytes
from zis_calc.computed import without_collector
from zis_calc.files.aside import content_of as read_content
from zis_calc.files.aside import digest_of, remove_leftovers, write_whole
from zis_calc.files.check_cache import code_stamp
from zis_calc.files.library import load_library
from zis_calc.files.limits import Limits
from zis_calc.files.workbook_read import read_book
from zis_calc.intake.findings import Finding
from zis_calc.model.library import Library
from zis_calc.pack import Options
from zis_calc.problems import ERROR, Place, Problem, ProblemError, problem
from zis_calc.result import factor_data
from zis_calc.rows import Rows, joined

STATE = ".zis-calc"


@dataclass(frozen=True)
class Order:
    """What every book of a job is computed with; `force` replaces results that somebody changed."""

    folders: tuple[Path, ...]
    options: Options
    stage: str | None
    limits: Limits
    kind: str
    language: str
    force: bool = False


class Task(NamedTuple):
    """One book: its path, its name in messages, its output (None where only all together are written), its state."""

    path: Path
    name: str
    output: Path | None
    state: Path | None


class Done(NamedTuple):
    """A finished book: how many rows, errors and warnings, whether it was taken over from an earlier run."""

    name: str
    rows: int
    errors: int
    resumed: bool
    kept: Kept | None


def order_key(order: Order, library: Library) -> str:
    """The digest of all that an output depends on beside its input."""
    said = (
        code_stamp(), library.digest, repr(order.options), order.stage, repr(order.limits), order.kind,
        order.language,
    )  # fmt: skip
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def do_task(task: Task, order: Order, library: Library) -> Done:
    """Computes one book and writes its output and state; a book that cannot be read is named, never raised.

    An output that somebody changed after it was written stays as it is (X083), unless the order forces it.
    """
    before = _before(task)
    changed = _changed(task, order, before)
    if before is not None and not changed and _still_stands(task, before):
        digest = digest_of(task.path)
        if digest and before.key == _key(task, order, library, digest):
            return _done(task, before, True)
    return _made(task, changed, lambda one: _compute(one, order, library))


def _before(task: Task) -> Kept | None:
    """What an earlier run kept of a book, if anything."""
    content = read_content(task.state) if task.state is not None else None
    return from_bytes(content) if content is not None else None


def _changed(task: Task, order: Order, before: Kept | None) -> bool:
    """Whether somebody changed a book's output, and it is to be kept."""
    kept = before.output if before is not None else ""
    return task.output is not None and not order.force and is_changed(task.output, kept)


def _made(task: Task, changed: bool, make: Callable[[Task], Kept]) -> Done:
    """What `make` makes of a book; of one whose output was changed nothing is written."""
    try:
        with without_collector():
            kept = make(task._replace(output=None, state=None) if changed else task)
    except ProblemError as error:  # its output cannot be written: the other books still can
        kept = _refused(task, error.problems, "", "")
    if changed and task.output is not None:
        kept = kept._replace(found=[Finding(was_changed(task.output), 1, ""), *kept.found])
    return _done(task, kept, False)


def _key(task: Task, order: Order, library: Library, digest: str) -> str:
    """The digest of a book's bytes and of all else that its output depends on."""
    return hashlib.sha256(f"{order_key(order, library)} {digest} {task.name}".encode()).hexdigest()


def _done(task: Task, kept: Kept, resumed: bool) -> Done:
    errors = sum(one.problem.severity == ERROR for one in kept.found)
    rows = sum(count.read for count in kept.counts if count.kind in ("measures", "wide"))
    return Done(task.name, rows, errors, resumed, kept)


def _still_stands(task: Task, kept: Kept) -> bool:
    """Whether a book's output, and the problems beside it, still are what an earlier run wrote."""
    if task.output is None:
        return True
    return (digest_of(task.output), digest_of(errors_beside(task.output))) == (kept.output, kept.errors)


def _compute(task: Task, order: Order, library: Library) -> Kept:
    result: BookResult | None = None
    try:
        book, notes = read_book(task.path, task.name, order.limits, order.options.decimal)
        if task.output is not None:
            longest = max((grid.first_row + grid.size - 1 for grid in book.grids), default=0)
            check_length(order.kind, longest, task.name)
        result = compute_book(library, order.options, book, notes, order.stage, order.kind == "jsonl")
        # The bytes that were read decide, not those of a moment before: the file may be changed during the run.
        kept = _keep(result, library, _key(task, order, library, book.digest))
    except ProblemError as error:
        digest = digest_of(task.path)
        kept = _refused(task, error.problems, _key(task, order, library, digest), digest)
    return _written(task, order, library, kept, result)


def _written(task: Task, order: Order, library: Library, kept: Kept, result: BookResult | None) -> Kept:
    """Writes the output and the state of a book; what is kept of it."""
    if result is not None and kept.rows is not None:
        kept = kept._replace(own=own_columns(result.whole, result.chosen, result.position))
    lines = measure_lines(result.measures, kept.own) if result is not None else iter(())
    if task.output is not None:
        if result is not None:
            result.whole.forget()
        bounds = result.whole.bounds if result is not None and order.kind == "xlsx" else ()
        content = content_of([kept], kept.rows, order.options, library, bounds, order.stage)
        output, errors = write_output(task.output, order.kind, content, library, order.language, lines)
        kept = kept._replace(output=output, errors=errors)
    else:
        kept = kept._replace(lines=b"".join(lines))
    if task.state is not None:
        write_whole(task.state, to_bytes(kept))
    return kept


def _keep(result: BookResult, library: Library, key: str) -> Kept:
    uses = result.uses
    file = {"file": result.book.file, "sha256": result.book.digest, "set": []}
    return Kept(
        key, result.rows, result.found, result.counts, result.refused,
        [factor_data(library, uses[one]) for one in sorted(uses)], sorted(result.schemes), result.factors,
        result.unpriced, result.whole.unread, file, "",
    )  # fmt: skip


def _refused(task: Task, problems: Sequence[Problem], key: str, digest: str) -> Kept:
    found = [Finding(one, 1, one.place.cell if one.place else "") for one in problems]
    file = {"file": task.name, "sha256": digest, "set": []}
    return Kept(key, None, found, [], [], [], [], [], [], {}, file, "")


def together(kept: Sequence[Kept]) -> Rows | None:
    """The rows of all books, in their order."""
    parts = [one.rows for one in kept if one.rows is not None and len(one.rows)]
    return joined(parts) if parts else None


def codes_in_several(kept: Sequence[Kept]) -> list[Finding]:
    """X054: codes that stand in more than one book, which count each time in the totals of all together."""
    first: dict[str, str] = {}
    twice: dict[tuple[str, str], list[str]] = {}
    for one in kept:
        file = str(one.input["file"])
        for key in one.rows.keys if one.rows is not None else ():
            if first.setdefault(key.id, file) != file:
                twice.setdefault((first[key.id], file), []).append(key.id)
    found = []
    for (other, file), ids in twice.items():
        names = ", ".join(ids[:10]) + (f" … +{len(ids) - 10}" if len(ids) > 10 else "")
        found.append(Finding(problem("X054", Place(file), count=len(ids), names=names, other=other), len(ids), ""))
    return found


_worker: dict[str, Any] = {}


def _start(order: Order) -> None:
    """Prepares a worker: the library once; it ends when the process that started it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker["library"] = load_library(order.folders).library
    _worker["order"] = order
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _work(task: Task) -> Done:
    return do_task(task, _worker["order"], _worker["library"])


def run_job(
    tasks: Sequence[Task], order: Order, library: Library, jobs: int, tell: Callable[[int, Done], None]
) -> list[Done]:
    """All books of a job in their order, on `jobs` processes; `tell` hears of each as it is finished."""
    for folder in {task.output.parent for task in tasks if task.output is not None}:
        remove_leftovers(folder)
    if jobs <= 1 or len(tasks) <= 1:
        done = []
        for number, task in enumerate(tasks):
            done.append(do_task(task, order, library))
            tell(number + 1, done[-1])
        return done
    found: dict[int, Done] = {}
    try:
        with _pool(order, min(jobs, len(tasks))) as pool:
            for number, one in _finished(pool, tasks):
                found[number] = one
                tell(len(found), one)
    except BrokenProcessPool:  # the system ended a process, as it does where memory is short
        left = [number for number in range(len(tasks)) if number not in found]
        for number, one in zip(left, _one_by_one([tasks[number] for number in left], order, library), strict=True):
            found[number] = one
            tell(len(found), one)
    finally:
        for folder in {task.output.parent for task in tasks if task.output is not None}:
            remove_leftovers(folder)
    return [found[number] for number in range(len(tasks))]


@contextmanager
def _pool(order: Order, size: int) -> Iterator[ProcessPoolExecutor]:
    """Processes for books; when the block does not end well they are ended and waited for."""
    pool = ProcessPoolExecutor(size, initializer=_start, initargs=(order,))
    try:
        yield pool
    except BaseException:
        workers = list((getattr(pool, "_processes", None) or {}).values())
        for process in workers:
            process.terminate()
        for process in workers:
            process.join(5)
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _one_by_one(tasks: Sequence[Task], order: Order, library: Library) -> Iterator[Done]:
    """Each book in the only process there is, so that the one that ends it can be named (X066); the others go on."""
    left = list(tasks)
    while left:
        try:
            with _pool(order, 1) as pool:
                while left:
                    yield pool.submit(_work, left[0]).result()
                    left.pop(0)
        except BrokenProcessPool:
            yield _ended(left.pop(0), order, library)


def _ended(task: Task, order: Order, library: Library) -> Done:
    """The result of a book that says that its process was ended (X066); the next run tries it again."""
    kept = _refused(task, [problem("X066", Place(task.name))], "", digest_of(task.path))
    alone = task._replace(state=None)
    changed = _changed(task, order, _before(task))
    return _made(alone, changed, lambda one: _written(one, order, library, kept, None))


def _finished(pool: ProcessPoolExecutor, tasks: Sequence[Task]) -> Iterator[tuple[int, Done]]:
    waiting: dict[Future[Done], int] = {pool.submit(_work, task): number for number, task in enumerate(tasks)}
    while waiting:
        ready, _ = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
        for future in ready:
            number = waiting.pop(future)
            yield number, future.result()


def tasks_of(inputs: Sequence[tuple[Path, str]], roots: Sequence[Path], output: Path, kind: str) -> list[Task]:
    """The tasks of a job whose output is a folder: one output per input, below the same folders; ProblemError X047."""
    tasks: list[Task] = []
    taken: dict[str, str] = {}
    for path, name in inputs:
        root = next((one for one in roots if one.is_dir() and path.is_relative_to(one)), path.parent)
        relative = path.relative_to(root)
        target = output / relative.parent / f"{relative.stem}.result.{kind}"
        spelled = str(target).lower()
        if spelled in taken:
            target = output / relative.parent / f"{relative.name.replace('.', '_')}.result.{kind}"
            spelled = str(target).lower()
        if spelled in taken:
            raise ProblemError(problem("X047", one=taken[spelled], other=name))
        taken[spelled] = name
        state = output / STATE / relative.parent / f"{target.name}.state"
        tasks.append(Task(path, name, target, state))
    return tasks
