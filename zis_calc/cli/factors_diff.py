"""`zis-calc factors diff`: two libraries (folders or git revisions) compared by what they give, and whom that moves."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import (
    EXIT_FOUND,
    EXIT_OK,
    check_output,
    emit,
    end,
    exit_code,
    on_screen,
    output_format,
    say_problems,
    settings_of,
)
from zis_calc.cli.flags import shared_flags
from zis_calc.problems import ERROR

FORMATS = ("text", "json", "csv", "md")


def add(factors: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to the group `factors`."""
    shared = shared_flags(_)

    @factors.command(
        "diff", cls=command, help=_("Every value that moves between two libraries (folders or git revisions), by year.")
    )
    def diff(
        a: Annotated[
            str, typer.Argument(help=_("The old library: a folder, a git revision or `shipped`."), metavar="A")
        ],
        b: Annotated[str, typer.Argument(help=_("The new library."), metavar="B")],
        years: Annotated[
            str | None,
            typer.Option(metavar="YEARS", help=_("Only these years: 2018-2030; else all that either library dates.")),
        ] = None,
        impact: Annotated[
            list[Path] | None,
            typer.Option(metavar="PATH", help=_("Measure files or folders: which of their results move (repeatable).")),
        ] = None,
        path: Annotated[
            str,
            typer.Option(metavar="DIR", help=_("The folder of the factors in a revision, from the repository's root.")),
        ] = "factors",
        own: Annotated[
            list[Path] | None,
            typer.Option("--factors", metavar="DIR", help=_("Own factors, searched before both (repeatable).")),
        ] = None,
        as_of: str | None = shared.as_of,
        gwp: str | None = shared.gwp,
        format_: str | None = shared.format,
        json_: bool = shared.json,
        output: Path | None = shared.output,
        quiet: bool = shared.quiet,
        lang: str | None = shared.lang,
    ) -> None:
        del lang
        flags = {"as_of": as_of, "gwp": gwp}
        wanted = format_, json_, output
        end(lambda: _diff((a, b), years, impact or [], path, own or [], flags, wanted, quiet, language), language)


def _diff(
    names: tuple[str, str], years: str | None, paths: list[Path], inside: str, own: list[Path], flags: dict[str, Any],
    wanted: tuple[str | None, bool, Path | None], quiet: bool, language: str,
) -> int:  # fmt: skip
    from zis_calc.comparing import compare_libraries, open_side, parse_years
    from zis_calc.report import library_differences as report
    from zis_calc.report.json_text import json_text, problem_data

    output = wanted[2]
    check_output(output, paths)
    chosen = output_format(*wanted, FORMATS)
    span = parse_years(years)
    # Own folders of the settings stay out: they would hide the difference if one of them is compared here.
    found = {key: setting for key, setting in settings_of(flags).items() if key != "factors"}
    old, new = (open_side(name, inside, own) for name in names)
    done = compare_libraries(old, new, span, paths, found, language)
    problems = list(dict.fromkeys((*old.problems, *new.problems, *(done.impact.problems if done.impact else ()))))
    errors = [one for one in problems if one.severity == ERROR]
    sides = [(side.name, side.kind, side.commit, side.library.digest) for side in (old, new)]
    impact = done.impact
    data = {
        **report.changes_data(done.changes, sides, (old.library, new.library), span, done.moves),
        "impact": report.impact_data(impact.comparison, impact.paths, impact.outcomes, impact.portfolio)
        if impact
        else None,
        "problems": [problem_data(one, language) for one in errors],
    }
    if chosen == "json":
        text: str | None = json_text(data)
    elif chosen == "csv":
        text = report.changes_csv(data)
    elif chosen == "md":
        text = report.changes_markdown(data, language)
    else:
        text = on_screen(output, lambda console: report.print_changes(data, console, language))
    if text is not None:
        emit(text, output, paths)
    say_problems(errors, language, quiet)
    return max(EXIT_FOUND if done.moves else EXIT_OK, exit_code(errors))
