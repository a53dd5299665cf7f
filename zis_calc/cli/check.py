"""`zis-calc check`: are factor and measure files sound? Findings on stdout, exit code 0, 1 or 2."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import exit_code, library_folders, output_format, say_problems, settings_of
from zis_calc.problems import ERROR, NOTE, WARNING, ProblemError

FORMATS = ("text", "json")


def add(app: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to `app`."""

    @app.command(cls=command, help=_("Check factor and measure files: shape, units, sources, dates, ids."))
    def check(
        paths: Annotated[list[Path], typer.Argument(help=_("Files or folders."), metavar="PATH")],
        factors: Annotated[
            list[Path] | None,
            typer.Option(metavar="DIR", help=_("A folder of own factors, searched first (repeatable).")),
        ] = None,
        format_: Annotated[str | None, typer.Option("--format", help=_("text or json."))] = None,
        json_: Annotated[bool, typer.Option("--json", help=_("Short for --format json."))] = False,
        strict: Annotated[bool, typer.Option(help=_("Exit with 1 also for warnings."))] = False,
        quiet: Annotated[bool, typer.Option("-q", "--quiet", help=_("Only errors."))] = False,
        lang: Annotated[str | None, typer.Option(help=_("Language of texts: es or en."))] = None,
    ) -> None:
        from zis_calc.checking import check_paths

        del lang
        try:
            chosen = output_format(format_, json_, None, FORMATS)
            found = settings_of({"factors": factors or None})
            checked = check_paths(paths, library_folders(found))
        except ProblemError as error:
            say_problems(error.problems, language)
            raise typer.Exit(exit_code(error.problems)) from None
        shown = [one for one in checked.problems if one.severity != NOTE and not (quiet and one.severity == WARNING)]
        if chosen == "json":
            from zis_calc.report.json_text import check_json

            sys.stdout.write(check_json(checked.files, shown, language))
        elif shown:
            from zis_calc.report.console import make_console, print_problems

            print_problems(shown, make_console(sys.stdout), language)
        errors = sum(one.severity == ERROR for one in shown)
        warnings = sum(one.severity == WARNING for one in shown)
        if not quiet:
            summary = _("{files} files checked: {errors} errors, {warnings} warnings")
            print(summary.format(files=checked.files, errors=errors, warnings=warnings), file=sys.stderr)
        raise typer.Exit(exit_code(checked.problems, strict))
