"""`zis-calc factors init DIR`: a folder for a private factor library, with its own CI file, hooks and schemas."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import EXIT_OK, exit_code, say_problems
from zis_calc.cli.flags import shared_flags
from zis_calc.problems import ProblemError


def add(factors: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to the group `factors`."""
    shared = shared_flags(_)

    @factors.command(
        "init", cls=command, help=_("Start a factor library of your own: example files, README, CI, hooks, schemas.")
    )
    def init(
        folder: Annotated[Path, typer.Argument(help=_("The folder; no file is overwritten."), metavar="DIR")],
        install: Annotated[
            str | None,
            typer.Option(
                metavar="REQUIREMENT",
                help=_("What its CI and hooks give to pip (default: what is installed here)."),
            ),
        ] = None,
        lang: str | None = shared.lang,
    ) -> None:
        from zis_calc.files.templates import new_library

        del lang
        try:
            written = new_library(folder, install)
        except ProblemError as error:
            say_problems(error.problems, language)
            raise typer.Exit(exit_code(error.problems)) from None
        for name in written:
            print((folder / name).as_posix())
        said = _("{count} files. Next: zis-calc check {folder}")
        print(said.format(count=len(written), folder=folder), file=sys.stderr)
        raise typer.Exit(EXIT_OK)
