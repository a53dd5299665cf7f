"""`zis-calc batch`: workbooks, CSV, Parquet and folders of them; row results, problems with their cells, totals."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import (
    EXIT_COULD_NOT_RUN,
    EXIT_FOUND,
    EXIT_OK,
    check_stage,
    end,
    exit_code,
    library_folders,
    limits_of,
    names_folder,
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
            str,
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
        force: Annotated[
            bool, typer.Option("--force", help=_("Replace results that were changed, and files of others."))
        ] = False,
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
                paths,
                output,
                stage,
                format_,
                jobs,
                set_ or [],
                limit or [],
                flags,
                (force, strict, quiet, verbose),
                language,
                _,
            ),
            language,
        )


def _batch(
    paths: list[Path], output: str, stage: str | None, kind: str, jobs: int | None, pairs: list[str],
    limits: list[str], flags: dict[str, Any], switches: tuple[bool, bool, bool, bool], language: str,
    _: Callable[[str], str],
) -> int:  # fmt: skip
    from zis_calc.batching.flow import kind_of_output, plan_of, run_plan, write_together
    from zis_calc.batching.job import Order
    from zis_calc.files.workbook_read import find_inputs
    from zis_calc.options import make_options
    from zis_calc.run import open_library

    force, strict, quiet, verbose = switches
    check_stage(stage)
    if jobs is not None and jobs < 1:
        expected = "@a whole number from 1"
        raise ProblemError(problem("C002", field="jobs", key="jobs", value=jobs, expected=expected, origin="--jobs"))
    settings, changes = split_settings(pairs)
    if changes:
        raise ProblemError(problem("C003", text=changes[0][1]))
    found = settings_of(flags, settings)
    library, library_problems = open_library(library_folders(found))
    if verbose:
        say_sources(library, found)
    options = make_options(library, found)
    target = Path(output)
    kind, is_folder = kind_of_output(target, names_folder(output), kind)
    inputs, problems = find_inputs(paths, target)
    if not inputs:
        say_problems([*library_problems, *problems], language, quiet)
        return EXIT_COULD_NOT_RUN
    plan = plan_of(inputs, paths, target, is_folder, kind, force)
    order = Order(tuple(library_folders(found)), options, stage, limits_of(found, limits), kind, language, force)
    progress = _Progress(len(plan.tasks), quiet, _)
    try:
        outcome = run_plan(plan, order, library, jobs or os.cpu_count() or 1, progress.tell)
    except KeyboardInterrupt:
        if not quiet and len(plan.tasks) > 1:
            print(_("Stopped. The same command goes on where it stopped."), file=sys.stderr)
        raise
    _say(outcome.done, [*library_problems, *problems, *(one.problem for one in outcome.said)], quiet, language, _)
    last = write_together(plan, outcome, order, library)
    say_problems(last, language, quiet)
    if outcome.unreadable:
        return EXIT_COULD_NOT_RUN
    every = [*library_problems, *problems, *outcome.problems, *last]
    # A book that cannot be read is one of the books that were refused: the job itself could run.
    code = exit_code([one for one in every if not one.code.startswith("Y")], strict)
    return max(code, EXIT_FOUND if any(one.code.startswith("Y") for one in every) else EXIT_OK)


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
