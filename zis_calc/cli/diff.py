"""`zis-calc diff`: two results, or what two measure files or folders give, compared within tolerances."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import (
    EXIT_FOUND,
    EXIT_OK,
    check_output,
    emit,
    exit_code,
    library_folders,
    on_screen,
    output_format,
    say_problems,
    settings_of,
)
from zis_calc.problems import ERROR, ProblemError

FORMATS = ("text", "json", "csv", "md")


def add(app: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to `app`."""

    @app.command(cls=command, help=_("Compare two results (JSON), or what two measure files or folders give."))
    def diff(
        a: Annotated[Path, typer.Argument(help=_("The old side: a result, a measure file or a folder."), metavar="A")],
        b: Annotated[Path, typer.Argument(help=_("The new side."), metavar="B")],
        absolute: Annotated[
            float, typer.Option("--abs", metavar="X", help=_("Absolute tolerance, in the unit of each number."))
        ] = 0.0,
        relative: Annotated[
            float, typer.Option("--rel", metavar="Y", help=_("Relative tolerance, as a share of A: 0.001 is 0.1 %."))
        ] = 0.0,
        stage: Annotated[
            str | None, typer.Option(help=_("The stage to compute; else the most advanced of each file."))
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
        quiet: Annotated[bool, typer.Option("-q", "--quiet", help=_("Only errors on stderr."))] = False,
        lang: Annotated[str | None, typer.Option(help=_("Language of texts: es or en."))] = None,
    ) -> None:
        del lang
        flags = {"as_of": as_of, "gwp": gwp, "factors": factors or None}
        wanted = format_, json_, output
        try:
            code = _diff((a, b), (absolute, relative), stage, flags, wanted, quiet, language)
        except ProblemError as error:
            say_problems(error.problems, language)
            code = exit_code(error.problems)
        raise typer.Exit(code)


def _diff(
    paths: tuple[Path, Path], tolerances: tuple[float, float], stage: str | None, flags: dict[str, Any],
    wanted: tuple[str | None, bool, Path | None], quiet: bool, language: str,
) -> int:  # fmt: skip
    from zis_calc.comparing import checked_tolerance, compared, read_sides
    from zis_calc.report import differences as report

    output = wanted[2]
    if output is not None and str(output) != "-":
        check_output(output, paths)
    chosen = output_format(*wanted, FORMATS)
    tolerance = checked_tolerance(*tolerances)
    found = settings_of(flags)
    sides = read_sides(paths, library_folders(found), found, stage, language)
    problems = [one for side in sides for one in side.problems if one.severity == ERROR]
    comparison = compared(sides[0], sides[1], tolerance)
    data = report.diff_data(comparison, tolerance, [(side.name, side.kind) for side in sides])
    if chosen == "json":
        from zis_calc.report.json_text import json_text

        text: str | None = json_text(data)
    elif chosen == "csv":
        text = report.differences_csv(data)
    elif chosen == "md":
        text = report.sheet_markdown(report.diff_sheet(data, language), language)
    else:
        text = on_screen(
            output, lambda console: report.print_sheet(report.diff_sheet(data, language), console, language)
        )
    if text is not None:
        emit(text, output, paths)
    say_problems(list(dict.fromkeys(problems)), language, quiet)
    return max(EXIT_OK if comparison.same else EXIT_FOUND, exit_code(problems))
