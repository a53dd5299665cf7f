"""`zis-calc new`: a commented measure file for a method, by questions or by flags; computed at the end."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import emit, end, exit_code, library_folders, say_problems, settings_of
from zis_calc.cli.flags import shared_flags
from zis_calc.cli.methods import complete_methods
from zis_calc.problems import ERROR, ProblemError, problem


def add(app: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to `app`."""
    shared = shared_flags(_)

    @app.command(cls=command, help=_("Write a measure file for a method, by questions or flags, and compute it."))
    def new(
        method: Annotated[
            str,
            typer.Option(
                help=_("The method (zis-calc methods list)."), autocompletion=complete_methods, metavar="NAME"
            ),
        ],
        output: Annotated[
            Path, typer.Option("-o", "--output", metavar="FILE", help=_("The file to write; it must not exist."))
        ],
        parameters: Annotated[
            list[str] | None,
            typer.Option("-p", "--parameter", metavar="NAME=VALUE", help=_("A parameter of the method (repeatable).")),
        ] = None,
        set_: Annotated[
            list[str] | None,
            typer.Option(
                "--set",
                metavar="KEY=VALUE",
                help=_(
                    "Another key of the file: name, company, start, lifetime, finance.investment, prices.electricity…"
                ),
            ),
        ] = None,
        factors: list[Path] | None = shared.factors,
        ask: Annotated[bool | None, typer.Option(help=_("Ask for what is missing (default: on a terminal)."))] = None,
        lang: str | None = shared.lang,
    ) -> None:
        del lang
        asks = sys.stdin.isatty() and sys.stdout.isatty() if ask is None else ask
        end(lambda: _new(method, output, parameters or [], set_ or [], factors or [], asks, _, language), language)


def _new(
    name: str, output: Path, parameters: list[str], pairs: list[str], folders: list[Path], asks: bool,
    _: Callable[[str], str], language: str,
) -> int:  # fmt: skip
    from zis_calc.draft import Draft, check_draft, draft_text, missing_parameters
    from zis_calc.model.method import Method
    from zis_calc.options import make_options
    from zis_calc.run import open_library, read_measures, run_measures

    if output.exists():
        raise ProblemError(problem("C010", path=output))
    found = settings_of({"factors": folders or None})
    library, library_problems = open_library(library_folders(found))
    method = Method.model_validate_json(library.entries[library.method_id(name)].json)
    given = dict(_pair(text) for text in parameters)
    keys = dict(_pair(text) for text in pairs)
    check_draft(method, given, keys)
    draft = Draft(method, given, keys, output.stem, language)
    if asks:
        for parameter in missing_parameters(method, given):
            meaning = method.parameters[parameter].name.text(language)
            unit = method.parameters[parameter].unit or ""
            example = method.parameters[parameter].example
            given[parameter] = typer.prompt(f"{meaning} [{unit}]" if unit else meaning, default=example, err=True)
    else:
        taken = missing_parameters(method, given)
        if taken:
            text = _("Not given, so the example values stand in the file, marked: {names}")
            print(text.format(names=", ".join(taken)), file=sys.stderr)
    emit(draft_text(library, draft), output, [])
    cases, problems, refused = read_measures([(output, str(output))], None, [])
    run = run_measures(library, make_options(library, found), cases, refused, problems)
    if run.data["measures"]:
        from zis_calc.report.console import make_console, print_result

        print_result(run.data, run.problems, make_console(sys.stdout), language)
    every = [*library_problems, *run.problems]
    say_problems([one for one in every if one.severity == ERROR], language)
    return exit_code(every)


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise ProblemError(problem("C003", text=text))
    return key.strip(), value.strip()
