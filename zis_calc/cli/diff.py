"""`zis-calc diff`: two results, or what two measure files or folders give, compared within tolerances."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import (
    EXIT_FOUND,
    EXIT_OK,
    check_output,
    check_stage,
    emit,
    end,
    exit_code,
    library_folders,
    on_screen,
    output_format,
    say_problems,
    settings_of,
)
from zis_calc.cli.flags import shared_flags
from zis_calc.problems import ERROR

FORMATS = ("text", "json", "csv", "md")


def add(app: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to `app`."""
    shared = shared_flags(_)

    @app.command(cls=command, help=_("Compare two results (JSON), or what two measure files or folders give."))
    def diff(
        a: Annotated[Path, typer.Argument(help=_("The old side: a result, a measure file or a folder."), metavar="A")],
        b: Annotated[Path, typer.Argument(help=_("The new side."), metavar="B")],
        absolute: float = shared.absolute,
        relative: float = shared.relative,
        stage: str | None = shared.stage,
        as_of: str | None = shared.as_of,
        gwp: str | None = shared.gwp,
        factors: list[Path] | None = shared.factors,
        format_: str | None = shared.format,
        json_: bool = shared.json,
        output: Path | None = shared.output,
        quiet: bool = shared.quiet,
        lang: str | None = shared.lang,
    ) -> None:
        del lang
        flags = {"as_of": as_of, "gwp": gwp, "factors": factors or None}
        wanted = format_, json_, output
        end(lambda: _diff((a, b), (absolute, relative), stage, flags, wanted, quiet, language), language)


def _diff(
    paths: tuple[Path, Path], tolerances: tuple[float, float], stage: str | None, flags: dict[str, Any],
    wanted: tuple[str | None, bool, Path | None], quiet: bool, language: str,
) -> int:  # fmt: skip
    from zis_calc.comparing import checked_tolerance, compared, read_sides
    from zis_calc.report import differences as report

    output = wanted[2]
    check_output(output, paths)
    chosen = output_format(*wanted, FORMATS)
    check_stage(stage)
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
