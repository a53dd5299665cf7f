"""`zis-calc schema KIND`: JSON Schema for editors and for whoever reads results."""

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from zis_calc.cli.common import EXIT_COULD_NOT_RUN, say_problems
from zis_calc.cli.flags import shared_flags
from zis_calc.problems import did_you_mean, problem


def complete_kinds(incomplete: str) -> list[str]:
    """The kinds that start with what was typed."""
    from zis_calc.model.registry import SCHEMAS

    return [kind for kind in SCHEMAS if kind.startswith(incomplete)]


def add(app: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to `app`."""
    shared = shared_flags(_)

    @app.command(cls=command, help=_("Print the JSON Schema of a kind of file, for editors: measure, factor, result…"))
    def schema(
        kind: Annotated[
            str, typer.Argument(help=_("The kind of file."), autocompletion=complete_kinds, metavar="KIND")
        ],
        lang: str | None = shared.lang,
    ) -> None:
        import json

        from zis_calc.model.registry import SCHEMAS, json_schema

        del lang
        if kind not in SCHEMAS:
            known = ", ".join(SCHEMAS)
            say_problems([problem("S005", kind=kind, suggestion=did_you_mean(kind, SCHEMAS), known=known)], language)
            raise typer.Exit(EXIT_COULD_NOT_RUN)
        sys.stdout.write(json.dumps(json_schema(kind), ensure_ascii=False, indent=2) + "\n")
