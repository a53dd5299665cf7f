"""`zis-calc portfolio`: what a programme reports."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import (
    check_output,
    emit,
    exit_code,
    library_folders,
    output_format,
    say_problems,
    settings_of,
    split_settings,
)
from zis_calc.problems import ERROR, Problem, ProblemError, problem

FORMATS = ("text", "json", "csv", "md")


def add(app: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to `app`."""

    @app.command(
        cls=command,
        help=_("Report a portfolio: totals by company, sector, zone, stage and year, NDC, support, indicators."),
    )
    def portfolio(
        paths: Annotated[
            list[Path], typer.Argument(help=_("Portfolio files, folders of measures or measure files."), metavar="PATH")
        ],
        stage: Annotated[
            str | None, typer.Option(help=_("The stage to compute; else the most advanced of each file."))
        ] = None,
        set_: Annotated[
            list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help=_("Change a setting for this run."))
        ] = None,
        as_of: Annotated[
            str | None,
            typer.Option(metavar="DATE", help=_("Reporting date: years that ended by then count (or `today`).")),
        ] = None,
        gwp: Annotated[str | None, typer.Option(help=_("GWP set: SAR, AR4, AR5, AR5_ccf, AR6."))] = None,
        factors: Annotated[
            list[Path] | None,
            typer.Option(metavar="DIR", help=_("A folder of own factors, searched first (repeatable).")),
        ] = None,
        format_: Annotated[str | None, typer.Option("--format", help=_("text, json, csv or md."))] = None,
        json_: Annotated[bool, typer.Option("--json", help=_("Short for --format json."))] = False,
        output: Annotated[
            Path | None,
            typer.Option("-o", "--output", metavar="FILE", help=_("Write to a file (- is stdout).")),
        ] = None,
        strict: Annotated[bool, typer.Option(help=_("Exit with 1 also for warnings."))] = False,
        quiet: Annotated[bool, typer.Option("-q", "--quiet", help=_("Only errors on stderr."))] = False,
        lang: Annotated[str | None, typer.Option(help=_("Language of texts: es or en."))] = None,
    ) -> None:
        del lang
        flags = {"as_of": as_of, "gwp": gwp, "factors": factors or None}
        wanted = format_, json_, output
        try:
            code = _portfolio(paths, stage, set_ or [], flags, wanted, strict, quiet, language)
        except ProblemError as error:
            say_problems(error.problems, language)
            code = exit_code(error.problems)
        raise typer.Exit(code)


def _portfolio(
    paths: list[Path], stage: str | None, pairs: list[str], flags: dict[str, Any],
    wanted: tuple[str | None, bool, Path | None], strict: bool, quiet: bool, language: str,
) -> int:  # fmt: skip
    from zis_calc.gathering import gather
    from zis_calc.reporting import portfolio_options, run_portfolio
    from zis_calc.run import open_library

    output = wanted[2]
    if output is not None and str(output) != "-":
        check_output(output, [path for path in paths if path.is_file()])
    chosen = output_format(*wanted, FORMATS)
    settings, changes = split_settings(pairs)
    if changes:
        raise ProblemError(*(problem("C003", text=text) for _, text, _ in changes))
    found = settings_of(flags, settings)
    library, library_problems = open_library(library_folders(found))
    gathered = gather(paths)
    if output is not None and str(output) != "-":  # nor over a file that a folder or portfolio file names
        check_output(output, [*(head.path for head in gathered.heads), *(one.path for one in gathered.sources)])
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
    from zis_calc.report.console import make_console, print_report

    if output is None or str(output) == "-":
        print_report(report, make_console(sys.stdout), language)
        return None
    import io

    buffer = io.StringIO()
    print_report(report, make_console(buffer), language)
    return buffer.getvalue()
