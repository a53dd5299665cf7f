"""`zis-calc verify`: a stored result computed again from what it records."""

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
)
from zis_calc.cli.flags import shared_flags
from zis_calc.problems import ERROR

FORMATS = ("text", "json", "csv", "md")


def add(app: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to `app`."""
    shared = shared_flags(_)

    @app.command(cls=command, help=_("Compute a stored result again from what it records, and say what differs."))
    def verify(
        result: Annotated[Path, typer.Argument(help=_("A stored result (JSON)."), metavar="RESULT")],
        root: Annotated[
            list[Path] | None,
            typer.Option(metavar="DIR", help=_("A folder from which the inputs are named (repeatable).")),
        ] = None,
        factors: Annotated[
            list[Path] | None,
            typer.Option(metavar="DIR", help=_("Own factors in place of those that the result names (repeatable).")),
        ] = None,
        absolute: float = shared.absolute,
        relative: float = shared.relative,
        format_: str | None = shared.format,
        json_: bool = shared.json,
        output: Path | None = shared.output,
        lang: str | None = shared.lang,
    ) -> None:
        del lang
        wanted = format_, json_, output
        end(lambda: _verify(result, root or [], factors, (absolute, relative), wanted, language), language)


def _verify(
    path: Path, roots: list[Path], own: list[Path] | None, tolerances: tuple[float, float],
    wanted: tuple[str | None, bool, Path | None], language: str,
) -> int:  # fmt: skip
    from zis_calc.comparing import checked_tolerance
    from zis_calc.report import differences as report
    from zis_calc.verifying import REPRODUCED, WITHIN, verify

    output = wanted[2]
    check_output(output, [path])
    chosen = output_format(*wanted, FORMATS)
    verified = verify(path, roots, own or None, checked_tolerance(*tolerances), language)
    data = report.verify_data(
        verified.comparison,
        verified.tolerance,
        verified.name,
        verified.outcome,
        [(one.recorded.file, one.recorded.sha256, one.digest) for one in verified.inputs],
        (verified.library, verified.library_now),
        (verified.version, verified.version_now),
        verified.refused_then,
    )
    if chosen == "json":
        from zis_calc.report.json_text import json_text

        text: str | None = json_text(data)
    elif chosen == "csv":
        text = report.differences_csv(data)
    elif chosen == "md":
        text = report.sheet_markdown(report.verify_sheet(data, language), language)
    else:
        text = on_screen(
            output, lambda console: report.print_sheet(report.verify_sheet(data, language), console, language)
        )
    if text is not None:
        emit(text, output, [path])
    refused = [one for one in verified.problems if one.severity == ERROR]
    say_problems(refused, language)
    return max(EXIT_OK if verified.outcome in (REPRODUCED, WITHIN) else EXIT_FOUND, exit_code(refused))
