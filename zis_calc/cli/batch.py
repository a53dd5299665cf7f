"""`zis-calc batch`: workbooks, CSV, Parquet and folders of them; row results, problems with their cells, totals."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import (
    check_output,
    end,
    exit_code,
    library_folders,
    limits_of,
    say_problems,
    say_sources,
    settings_of,
    split_settings,
)
from zis_calc.cli.flags import shared_flags
from zis_calc.problems import ERROR, WARNING, Problem, ProblemError, problem


def add(app: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to `app`."""
    shared = shared_flags(_)

    @app.command(cls=command, help=_("Compute workbooks, CSV files or folders of them; every problem with its cell."))
    def batch(
        paths: Annotated[
            list[Path],
            typer.Argument(metavar="PATH", readable=False, help=_("Workbooks, CSV or Parquet files, folders.")),
        ],
        output: Annotated[
            Path,
            typer.Option(
                "-o", "--output", metavar="OUT", help=_("A file (.xlsx, .csv, .jsonl, .parquet) or a folder.")
            ),
        ],
        stage: Annotated[
            str | None, typer.Option(help=_("The stage to compute; else the most advanced of each measure."))
        ] = None,
        format_: Annotated[
            str, typer.Option("--format", help=_("Of the outputs in a folder: xlsx, csv, jsonl or parquet."))
        ] = "xlsx",
        jobs: Annotated[int | None, typer.Option("--jobs", help=_("How many processes (default: all cores)."))] = None,
        set_: list[str] | None = shared.decimal,
        limit: list[str] | None = shared.limit,
        as_of: str | None = shared.as_of,
        gwp: str | None = shared.gwp,
        factors: list[Path] | None = shared.factors,
        strict: bool = shared.strict,
        quiet: bool = shared.quiet,
        verbose: bool = shared.verbose,
        lang: str | None = shared.lang,
    ) -> None:
        del lang
        flags = {"as_of": as_of, "gwp": gwp, "factors": factors or None}
        end(
            lambda: _batch(
                paths, output, stage, format_, jobs, set_ or [], limit or [], flags, strict, quiet, verbose, language, _
            ),
            language,
        )


def _batch(
    paths: list[Path], output: Path, stage: str | None, kind: str, jobs: int | None, pairs: list[str],
    limits: list[str], flags: dict[str, Any], strict: bool, quiet: bool, verbose: bool, language: str,
    _: Callable[[str], str],
) -> int:  # fmt: skip
    from zis_calc.batching.job import Order, Task, codes_in_several, run_job, tasks_of
    from zis_calc.batching.outputs import FORMATS
    from zis_calc.files.workbook_read import find_inputs
    from zis_calc.options import make_options
    from zis_calc.run import open_library

    settings, changes = split_settings(pairs)
    if changes:
        raise ProblemError(problem("C003", text=changes[0][1]))
    found = settings_of(flags, settings)
    library, library_problems = open_library(library_folders(found))
    if verbose:
        say_sources(library, found)
    options = make_options(library, found)
    whole_file = output.suffix.lower().removeprefix(".") if not output.is_dir() else ""
    if whole_file and whole_file not in FORMATS:
        raise ProblemError(problem("X046", output=output, known=", ".join(f".{one}" for one in FORMATS)))
    if kind not in FORMATS:
        raise ProblemError(
            problem("C002", field="format", key="format", value=kind, expected=", ".join(FORMATS), origin="--format")
        )
    inputs, problems = find_inputs(paths, output)
    check_output(output, [path for path, _name in inputs])
    if not inputs:
        say_problems([*library_problems, *problems], language, quiet)
        return exit_code(problems) or 1
    kind = whole_file or kind
    order = Order(tuple(library_folders(found)), options, stage, limits_of(found, limits), kind, language)
    if whole_file:
        only = len(inputs) == 1
        hidden = output.parent / f".{output.name}.zis-calc"
        tasks = [
            Task(path, name, output if only else None, None if only else hidden / f"{number:05d}.state")
            for number, (path, name) in enumerate(inputs)
        ]
    else:
        tasks = tasks_of(inputs, paths, output, kind)
        for written in (output / f"portfolio.{kind}", *(task.output or output for task in tasks)):
            check_output(written, [path for path, _name in inputs])
    progress = _Progress(len(tasks), quiet, _)
    try:
        done = run_job(tasks, order, library, jobs or os.cpu_count() or 1, progress.tell)
    except KeyboardInterrupt:
        if not quiet and len(tasks) > 1:
            print(_("Stopped. The same command goes on where it stopped."), file=sys.stderr)
        raise
    said = codes_in_several([book.kept for book in done if book.kept is not None])
    problems += [one.problem for one in said]
    every = [*library_problems, *problems, *(one.problem for book in done if book.kept for one in book.kept.found)]
    _say(done, [*library_problems, *problems], quiet, language, _)
    if len(tasks) > 1 or not whole_file:
        _write_together(tasks, done, said, order, library, output, whole_file)
    unreadable = len(tasks) == 1 and done[0].kept is not None and done[0].kept.rows is None and not done[0].kept.counts
    return (
        2
        if unreadable
        else max(
            exit_code([one for one in every if not one.code.startswith("Y")], strict),
            1 if any(one.code.startswith("Y") for one in every) else 0,
        )
    )


def _write_together(
    tasks: Sequence[Any], done: Sequence[Any], said: Sequence[Any], order: Any, library: Any, output: Path,
    whole_file: str,
) -> None:  # fmt: skip
    """The result of all books together: the output itself, or `portfolio` in the output folder."""
    import shutil
    from itertools import chain

    from zis_calc.batching.job import together
    from zis_calc.batching.outputs import MEASURE_LINE, check_length, content_of, write_output
    from zis_calc.files.aside import lines_of

    kept = [book.kept for book in done if book.kept is not None]
    rows = together(kept)
    content = content_of(kept, rows, order.options, library, stage=order.stage, said=said)
    target = output if whole_file else output / f"portfolio.{order.kind}"
    check_length(order.kind, len(rows) if rows is not None else 0, str(target))
    outputs = [task.output for task in tasks] if order.kind == "jsonl" and not whole_file else []
    written = (line for one in outputs for line in lines_of(one, MEASURE_LINE))
    lines = chain(written, (one.lines for one in kept))
    write_output(target, order.kind, content, library, order.language, lines)
    if whole_file:
        shutil.rmtree(output.parent / f".{output.name}.zis-calc", ignore_errors=True)


class _Progress:
    """Says on stderr how far a job is, how fast, and how long it will take."""

    def __init__(self, total: int, quiet: bool, _: Callable[[str], str]) -> None:
        self.total, self.quiet, self._ = total, quiet, _
        self.start = time.monotonic()
        self.rows = self.computed = 0

    def tell(self, number: int, done: Any) -> None:
        """Called for each finished book."""
        self.rows += 0 if done.resumed else done.rows
        self.computed += 0 if done.resumed else 1
        if self.quiet:
            return
        _ = self._
        seconds = max(time.monotonic() - self.start, 1e-3)
        # What was taken over took no time, and says nothing of the time that the others take.
        left = seconds / max(self.computed, 1) * (self.total - number)
        text = _("[{number}/{total}] {name}: {rows} rows, {errors} errors · {rate} rows/s · {left} left")
        if done.resumed:
            text = _("[{number}/{total}] {name}: {rows} rows, {errors} errors · taken over from the earlier run")
        rate = f"{self.rows / seconds:,.0f}"
        clock = f"{int(left // 60):02d}:{int(left % 60):02d}"
        values = {"number": number, "total": self.total, "name": done.name, "rows": f"{done.rows:,}"}
        said = text.format(**values, errors=done.errors, rate=rate, left=clock)
        print(said, file=sys.stderr, flush=True)


def _say(done: Sequence[Any], others: Sequence[Problem], quiet: bool, language: str, _: Callable[[str], str]) -> None:
    """The first problems of each book on stderr; all stand in the outputs."""
    shown: list[Problem] = list(others)
    left = 0
    for book in done:
        found = [one.problem for one in book.kept.found] if book.kept is not None else []
        errors = [one for one in found if one.severity == ERROR]
        warnings = [] if quiet else [one for one in found if one.severity == WARNING]
        shown += errors[:30] + warnings[:5]
        left += len(errors[30:]) + len(warnings[5:])
    say_problems(shown, language, quiet)
    if left:
        print(
            _("… and {count} more: all stand on the sheet of errors and in the .errors.json file").format(count=left),
            file=sys.stderr,
        )
