"""`zis-calc factors list|show|diff`: the library, with sources."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli import factors_diff, factors_init
from zis_calc.cli.common import exit_code, open_library_for, say_problems
from zis_calc.cli.flags import shared_flags
from zis_calc.problems import ProblemError

LIST_FORMATS = ("text", "json", "csv", "md")
SHOW_FORMATS = ("text", "json")


def complete_ids(incomplete: str) -> list[str]:
    """The ids of the library that start with what was typed, also by their last part."""
    from zis_calc.catalogue import listed_ids
    from zis_calc.run import open_library

    library, _ = open_library([])
    names = [
        *listed_ids(library),
        *library.item_names,
        *(id.removeprefix("copni.") for id in listed_ids(library)),
    ]
    return sorted({name for name in names if name.startswith(incomplete)})


def add(app: typer.Typer, group: Any, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the commands to `app`."""
    shared = shared_flags(_)
    factors = typer.Typer(
        help=_("The factor library: search it, show one entry with its source, compare two libraries."),
        cls=group,
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.add_typer(factors, name="factors")
    factors_diff.add(factors, command, _, language)
    factors_init.add(factors, command, _, language)

    @factors.command("list", cls=command, help=_("Search the library by words in Spanish or English."))
    def list_(
        words: Annotated[
            list[str] | None, typer.Argument(help=_("Words that must all be found."), metavar="WORDS")
        ] = None,
        kind: Annotated[
            str | None,
            typer.Option(help=_("Kind: item, factor, a quantity (emission_factor_co2) or a type (fuel).")),
        ] = None,
        year: Annotated[int | None, typer.Option(help=_("Only factors that have a value for this year."))] = None,
        review: Annotated[
            str | None, typer.Option(help=_("Review status: verified, secondary-copy, recalled, computed."))
        ] = None,
        factors_: list[Path] | None = shared.factors,
        format_: str | None = shared.format,
        json_: bool = shared.json,
        lang: str | None = shared.lang,
    ) -> None:
        from zis_calc.catalogue import search
        from zis_calc.report import factors as report

        del lang
        chosen, library, problems = open_library_for(format_, json_, factors_, LIST_FORMATS, language)
        rows = search(library, words or [], kind, year, review)
        if chosen == "text":
            from zis_calc.report.console import make_console

            report.print_factor_list(rows, make_console(sys.stdout), language)
        else:
            sys.stdout.write(_list_text(rows, chosen, language))
        if not rows:
            print(_("Nothing found: try fewer words, or a part of a word."), file=sys.stderr)
        raise typer.Exit(exit_code(problems))

    @factors.command(
        "show", cls=command, help=_("Show one entry: every value with its source, page and review status.")
    )
    def show(
        id: Annotated[str, typer.Argument(help=_("An id of the library."), autocompletion=complete_ids, metavar="ID")],
        factors_: list[Path] | None = shared.factors,
        format_: str | None = shared.text_or_json,
        json_: bool = shared.json,
        lang: str | None = shared.lang,
    ) -> None:
        from zis_calc.catalogue import entry_of, sources_of
        from zis_calc.report import factors as report

        del lang
        chosen, library, problems = open_library_for(format_, json_, factors_, SHOW_FORMATS, language)
        try:
            entry = entry_of(library, id)
        except ProblemError as error:
            say_problems(error.problems, language)
            raise typer.Exit(exit_code(error.problems)) from None
        sources = sources_of(library, report.source_keys(entry))
        if chosen == "json":
            from zis_calc.report.json_text import json_text

            sys.stdout.write(json_text(report.card_data(entry, sources)))
        else:
            from zis_calc.report.console import make_console

            report.print_factor(entry, sources, make_console(sys.stdout), language)
        raise typer.Exit(exit_code(problems))


def _list_text(rows: list[dict[str, Any]], chosen: str, language: str) -> str:
    from zis_calc.report import factors as report

    if chosen == "md":
        from zis_calc.report.markdown import table_lines

        return "\n".join(table_lines(report.factor_table(rows, language))) + "\n"
    if chosen == "csv":
        from zis_calc.report.csv_text import rows_csv

        return rows_csv(report.list_data(rows))
    from zis_calc.report.json_text import json_text

    return json_text(report.list_data(rows))
