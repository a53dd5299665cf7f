"""`zis-calc template`: the workbook that `batch` reads, empty or filled; and measures of workbooks as YAML files."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import (
    check_output,
    end,
    exit_code,
    library_folders,
    limits_of,
    names_folder,
    say_problems,
    settings_of,
)
from zis_calc.cli.flags import shared_flags
from zis_calc.problems import ERROR, ProblemError, problem


def add(app: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to `app`."""
    shared = shared_flags(_)

    @app.command(
        cls=command, help=_("Write the workbook that `batch` reads; with --from, filled. A folder takes YAML files.")
    )
    def template(
        output: Annotated[
            str, typer.Argument(metavar="OUT", help=_("The workbook (.xlsx), or a folder for YAML files."))
        ],
        from_: Annotated[
            list[Path] | None,
            typer.Option(
                "--from",
                metavar="PATH",
                readable=False,
                help=_("Measures to fill it with: YAML files, workbooks, CSV, folders."),
            ),
        ] = None,
        empty: Annotated[bool, typer.Option("--empty", help=_("Without example rows."))] = False,
        force: Annotated[bool, typer.Option("--force", help=_("Replace a workbook that exists."))] = False,
        set_: list[str] | None = shared.decimal,
        limit: list[str] | None = shared.limit,
        factors: list[Path] | None = shared.factors,
        quiet: bool = shared.quiet,
        lang: str | None = shared.lang,
    ) -> None:
        del lang
        end(
            lambda: _template(
                output, from_ or [], empty, force, set_ or [], limit or [], factors or [], quiet, language, _
            ),
            language,
        )


def _template(
    named: str, sources: list[Path], empty: bool, force: bool, pairs: list[str], limits: list[str],
    folders: list[Path], quiet: bool, language: str, _: Callable[[str], str],
) -> int:  # fmt: skip
    from zis_calc.cli.common import split_settings
    from zis_calc.converting import measures_of
    from zis_calc.options import make_options
    from zis_calc.run import open_library

    settings, _changes = split_settings(pairs)
    found = settings_of({"factors": folders or None}, settings)
    library, problems = open_library(library_folders(found))
    options = make_options(library, found)
    output = Path(named)
    check_output(output, sources)
    is_folder = names_folder(named) or output.is_dir() or not output.suffix
    as_workbook = not is_folder and output.suffix.lower() == ".xlsx"
    if not is_folder and output.suffix.lower() not in (".xlsx", ".yaml", ".yml"):
        raise ProblemError(problem("X046", output=output, known=".xlsx, .yaml"))
    if not as_workbook and not sources:
        raise ProblemError(problem("C013", path=output))
    if as_workbook and output.exists() and not force:
        raise ProblemError(problem("C010", path=output))
    measures, faults = measures_of(library, sources, limits_of(found, limits), options.decimal)
    problems = [*problems, *faults]
    if sources and not measures:
        say_problems(problems, language, quiet)
        return exit_code(problems) or 1
    if as_workbook:
        chosen = [one for _name, one in measures]
        count = _write_workbook(output, library, chosen, not sources and not empty, options, language)
    else:
        count = _write_yaml(output, is_folder, [one for _name, one in measures], force)
    say_problems([one for one in problems if one.severity == ERROR or not quiet], language, quiet)
    if not quiet:
        print(_("{path}: {count} measures").format(path=output, count=count), file=sys.stderr)
    return exit_code(problems)


def _write_workbook(
    output: Path, library: Any, measures: list[Any], examples: bool, options: Any, language: str
) -> int:
    from zis_calc.converting import measures_of, rows_of_measures
    from zis_calc.files.aside import two_aside
    from zis_calc.files.library import example_files
    from zis_calc.files.limits import Limits
    from zis_calc.report.workbook.template_book import write_template

    if examples:
        found, _faults = measures_of(library, example_files(), Limits(), options.decimal)
        measures = [one for _name, one in found]
    with two_aside(output) as (small, out):
        write_template(small, out, library, language, rows_of_measures(library, measures, options.decimal), examples)
    return len(measures)


def _write_yaml(output: Path, is_folder: bool, measures: list[Any], force: bool) -> int:
    from zis_calc.converting import measure_data_of
    from zis_calc.files.aside import write_whole
    from zis_calc.files.documents import yaml_text

    if not is_folder and len(measures) != 1:
        raise ProblemError(problem("C014", path=output, count=len(measures)))
    targets = [output / f"{one.id}.yaml" for one in measures] if is_folder else [output]
    taken = [one for one in targets if one.exists()]
    if taken and not force:
        raise ProblemError(*(problem("C010", path=one) for one in taken))
    for target, measure in zip(targets, measures, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, yaml_text(measure_data_of(measure)).encode())
    return len(measures)
