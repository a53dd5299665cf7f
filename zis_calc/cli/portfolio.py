"""`zis-calc portfolio`: what a programme reports."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import (
    check_output,
    check_stage,
    emit,
    end,
    exit_code,
    library_folders,
    limits_of,
    on_screen,
    output_format,
    say_problems,
    say_sources,
    settings_of,
    split_settings,
)
from zis_calc.cli.flags import shared_flags
from zis_calc.problems import ERROR, Problem, ProblemError, problem

FORMATS = ("text", "json", "csv", "md")


def add(app: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to `app`."""
    shared = shared_flags(_)

    @app.command(
        cls=command,
        help=_("Report a portfolio: totals by company, sector, zone, stage and year, NDC, support, indicators."),
    )
    def portfolio(
        paths: Annotated[
            list[Path], typer.Argument(help=_("Portfolio files, measure files, workbooks, folders."), metavar="PATH")
        ],
        stage: str | None = shared.stage,
        set_: Annotated[
            list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help=_("Change a setting for this run."))
        ] = None,
        limit: list[str] | None = shared.limit,
        as_of: str | None = shared.as_of,
        gwp: str | None = shared.gwp,
        factors: list[Path] | None = shared.factors,
        format_: str | None = shared.format,
        json_: bool = shared.json,
        output: Path | None = shared.output,
        strict: bool = shared.strict,
        quiet: bool = shared.quiet,
        verbose: bool = shared.verbose,
        lang: str | None = shared.lang,
    ) -> None:
        del lang
        flags = {"as_of": as_of, "gwp": gwp, "factors": factors or None}
        wanted, texts = (format_, json_, output), (set_ or [], limit or [])
        end(lambda: _portfolio(paths, stage, texts, flags, wanted, strict, quiet, verbose, language), language)


def _portfolio(
    paths: list[Path], stage: str | None, texts: tuple[list[str], list[str]], flags: dict[str, Any],
    wanted: tuple[str | None, bool, Path | None], strict: bool, quiet: bool, verbose: bool, language: str,
) -> int:  # fmt: skip
    from zis_calc.gathering import gather
    from zis_calc.reporting import portfolio_options, run_portfolio
    from zis_calc.run import open_library

    output = wanted[2]
    check_output(output, [path for path in paths if path.is_file()])
    chosen = output_format(*wanted, FORMATS)
    check_stage(stage)
    pairs, limits = texts
    settings, changes = split_settings(pairs)
    if changes:
        raise ProblemError(*(problem("C003", text=text) for _, text, _ in changes))
    found = settings_of(flags, settings)
    library, library_problems = open_library(library_folders(found))
    if verbose:
        say_sources(library, found)
    gathered = gather(paths, output, limits_of(found, limits))
    named = [*(head.path for head in gathered.heads), *(one.path for one in gathered.sources)]
    check_output(output, named)  # nor over a file that a folder or portfolio file names
    options = portfolio_options(library, found, gathered.heads)
    run = run_portfolio(library, options, gathered, stage)
    every: list[Problem] = [*library_problems, *run.problems]
    text = _rendered(run.data, every, chosen, output, language)
    if text is not None:
        emit(text, output, [])
    shown_in_place = chosen in ("text", "md", "json") and run.data["measures"]
    say_problems([one for one in every if one.severity == ERROR or not shown_in_place], language, quiet)
    return exit_code(every, strict)


def _rendered(
    data: Any, problems: list[Problem], chosen: str, output: Path | None, language: str
) -> str | Iterable[str] | None:
    """The result as text, or None where it was printed on the terminal already."""
    if chosen == "json":
        from zis_calc.report.json_text import rows_json

        return rows_json(data, problems, language)
    if chosen == "csv":
        from zis_calc.report.portfolio_csv import portfolio_csv

        return portfolio_csv(data, problems, language)
    from zis_calc.report.portfolio import portfolio_report

    report = portfolio_report(data, problems, language)
    if chosen == "md":
        from zis_calc.report.markdown import report_markdown

        text: str = report_markdown(report, language)
        return text
    from zis_calc.report.console import print_report

    return on_screen(output, lambda console: print_report(report, console, language))
