"""`zis-calc methods list|show`: the methods, with their inputs, formulas, ranges and worked examples."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import exit_code, open_library_for, say_problems
from zis_calc.cli.flags import shared_flags
from zis_calc.problems import ProblemError

FORMATS = ("text", "json")


def complete_methods(incomplete: str) -> list[str]:
    """The names of methods that start with what was typed."""
    from zis_calc.run import open_library

    library, _ = open_library([])
    names = (id.removeprefix("methods.") for id in library.ids("method"))
    return [name for name in names if name.startswith(incomplete)]


def add(app: typer.Typer, group: Any, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the commands to `app`."""
    shared = shared_flags(_)
    methods = typer.Typer(
        help=_("Methods: from fixtures, watts and efficiencies to flows."),
        cls=group,
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.add_typer(methods, name="methods")

    @methods.command("list", cls=command, help=_("List the methods, or those that hold all the words."))
    def list_(
        words: Annotated[
            list[str] | None, typer.Argument(help=_("Words that must all be found."), metavar="WORDS")
        ] = None,
        factors_: list[Path] | None = shared.factors,
        format_: str | None = shared.text_or_json,
        json_: bool = shared.json,
        lang: str | None = shared.lang,
    ) -> None:
        from zis_calc.catalogue import search

        del lang
        chosen, library, problems = open_library_for(format_, json_, factors_, FORMATS, language)
        rows = search(library, words or [], "method")
        if chosen == "json":
            from zis_calc.report.json_text import json_text

            keys = ("id", "name", "technology", "methodology", "review")
            sys.stdout.write(json_text([{key: row[key] for key in keys} for row in rows]))
        else:
            from zis_calc.report.console import make_console
            from zis_calc.report.methods import print_method_list

            print_method_list(rows, make_console(sys.stdout), language)
        raise typer.Exit(exit_code(problems))

    @methods.command("show", cls=command, help=_("Show one method: inputs, formulas, ranges, source, example."))
    def show(
        name: Annotated[
            str, typer.Argument(help=_("The name of a method."), autocompletion=complete_methods, metavar="NAME")
        ],
        factors_: list[Path] | None = shared.factors,
        format_: str | None = shared.text_or_json,
        json_: bool = shared.json,
        lang: str | None = shared.lang,
    ) -> None:
        from zis_calc.catalogue import sources_of

        del lang
        chosen, library, problems = open_library_for(format_, json_, factors_, FORMATS, language)
        try:
            entry = json.loads(library.entries[library.method_id(name)].json)
        except ProblemError as error:
            say_problems(error.problems, language)
            raise typer.Exit(2) from None
        sources = sources_of(library, method_sources(entry))
        if chosen == "json":
            from zis_calc.report.json_text import json_text

            sys.stdout.write(json_text({**entry, "sources": sources}))
        else:
            from zis_calc.report.console import make_console
            from zis_calc.report.methods import print_method

            print_method(entry, sources, make_console(sys.stdout), language)
        raise typer.Exit(exit_code(problems))


def method_sources(entry: dict[str, Any]) -> list[str]:
    """The keys of the sources that a method names, each once."""
    keys = [entry["source"]]
    for block in ("constants", "tables"):
        keys += [one["source"] for one in (entry.get(block) or {}).values()]
    keys += [one["source"] for one in entry.get("examples") or []]
    return list(dict.fromkeys(keys))
