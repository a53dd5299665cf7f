"""The flow of `zis-calc batch`: which outputs there will be, the books one after another, all of them together."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from zis_calc.batching.job import STATE, Done, Order, Task, codes_in_several, run_job, tasks_of, together
from zis_calc.batching.ours import is_changed, refuse_foreign, was_changed
from zis_calc.batching.outputs import FORMATS, MEASURE_LINE, check_length, content_of, write_output
from zis_calc.batching.state import Kept
from zis_calc.files.aside import content_of as read_content
from zis_calc.files.aside import lines_of, refuse_inputs, write_whole
from zis_calc.intake.findings import Finding
from zis_calc.model.library import Library
from zis_calc.problems import Place, Problem, ProblemError, problem


@dataclass(frozen=True)
class Plan:
    """The books of a job, the output of all together (None for a single file of one book), the folder of the job.

    `digest` is the file that keeps the digest of the output of all together, where the job has a folder. `hidden`
    keeps the books while several become one file, and is gone when that file is written.
    """

    tasks: list[Task]
    together: Path | None
    folder: Path | None = None
    digest: Path | None = None
    hidden: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """The finished books, what is said of several of them, and whether the only book could not be read at all."""

    done: list[Done]
    said: list[Finding]
    unreadable: bool

    @property
    def kept(self) -> list[Kept]:
        """What is kept of the books that were computed."""
        return [one.kept for one in self.done if one.kept is not None]

    @property
    def problems(self) -> list[Problem]:
        """Everything that was found in the books and between them."""
        return [*(one.problem for one in self.said), *(one.problem for book in self.kept for one in book.found)]


def kind_of_output(output: Path, is_folder: bool, kind: str) -> tuple[str, bool]:
    """The kind of the outputs, and whether `output` is a folder; ProblemError C002, X046."""
    if kind not in FORMATS:
        expected = ", ".join(FORMATS)
        raise ProblemError(
            problem("C002", field="format", key="format", value=kind, expected=expected, origin="--format")
        )
    ending = output.suffix.lower().removeprefix(".")
    if is_folder or output.is_dir() or not ending:
        return kind, True
    if ending not in FORMATS:
        raise ProblemError(problem("X046", output=output, known=", ".join(f".{one}" for one in FORMATS)))
    return ending, False


def plan_of(
    inputs: Sequence[tuple[Path, str]], roots: Sequence[Path], output: Path, is_folder: bool, kind: str, force: bool
) -> Plan:
    """The tasks of a job and where it writes; ProblemError C005, C012, X047, X083 before anything is computed."""
    paths = [path for path, _ in inputs]
    if is_folder:
        tasks = tasks_of(inputs, roots, output, kind)
        target = output / f"portfolio.{kind}"
        plan = Plan(tasks, target, output, output / STATE / f"{target.name}.state")
    elif len(inputs) == 1:
        plan = Plan([Task(*inputs[0], output, None)], None)
    else:
        hidden = output.parent / f".{output.name}.zis-calc"
        tasks = [Task(path, name, None, hidden / f"{number:05d}.state") for number, (path, name) in enumerate(inputs)]
        plan = Plan(tasks, output, hidden=hidden)
    outputs = [(task.output, task.state) for task in plan.tasks if task.output is not None]
    outputs += [(plan.together, plan.digest)] if plan.together is not None else []
    for written in (output, *(one for one, _ in outputs)):
        refuse_inputs(written, paths)
    if not force:
        refuse_foreign(outputs)
        if plan.hidden is not None and is_changed(output):
            raise ProblemError(was_changed(output))
    return plan


def run_plan(plan: Plan, order: Order, library: Library, jobs: int, tell: Callable[[int, Done], None]) -> Outcome:
    """Computes all books of a plan, on `jobs` processes; `tell` hears of each as it is finished."""
    done = run_job(plan.tasks, order, library, jobs, tell)
    said = codes_in_several([book.kept for book in done if book.kept is not None])
    only = done[0].kept if len(done) == 1 else None
    return Outcome(done, said, only is not None and only.rows is None and not only.counts)


def write_together(plan: Plan, outcome: Outcome, order: Order, library: Library) -> list[Problem]:
    """Writes the result of all books together; X083 where somebody changed it, X084 for what is left of others."""
    target = plan.together
    if target is None:
        return []
    known = read_content(plan.digest) if plan.digest is not None else None
    if not order.force and is_changed(target, (known or b"").decode("utf-8", "replace")):
        return [was_changed(target), *_left_over(plan, order.kind)]
    kept = outcome.kept
    rows = together(kept)
    content = content_of(kept, rows, order.options, library, stage=order.stage, said=outcome.said)
    check_length(order.kind, len(rows) if rows is not None else 0, str(target))
    lines = chain.from_iterable(_lines(task, done.kept) for task, done in zip(plan.tasks, outcome.done, strict=True))
    digest, _ = write_output(target, order.kind, content, library, order.language, lines)
    if plan.digest is not None:
        write_whole(plan.digest, digest.encode())
    if plan.hidden is not None:
        shutil.rmtree(plan.hidden, ignore_errors=True)
    return _left_over(plan, order.kind)


def _lines(task: Task, kept: Kept | None) -> Iterator[bytes]:
    """The lines of a book's measures in a file of JSON lines: from its own output, or as they were kept."""
    if kept is not None and kept.output and task.output is not None and task.output.suffix == ".jsonl":
        yield from lines_of(task.output, MEASURE_LINE)
    elif kept is not None:
        yield kept.lines


def _left_over(plan: Plan, kind: str) -> list[Problem]:
    """X084: results in the folder of a job whose books are no longer among its inputs."""
    if plan.folder is None:
        return []
    states = plan.folder / STATE
    now = {task.state for task in plan.tasks}
    left = []
    for state in sorted(states.rglob(f"*.result.{kind}.state")):
        output = plan.folder / state.relative_to(states).with_suffix("")
        if state not in now and output.exists():
            left.append(output.relative_to(plan.folder).as_posix())
    if not left:
        return []
    names = ", ".join(left[:20])
    return [problem("X084", Place(plan.folder.as_posix()), count=len(left), names=names)]
