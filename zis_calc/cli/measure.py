"""`zis-calc measure`: the main job."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import (
    check_output,
    check_stage,
    emit,
    end,
    exit_code,
    library_folders,
    on_screen,
    output_format,
    say_problems,
    say_sources,
    settings_of,
    split_settings,
)
from zis_calc.cli.flags import shared_flags
from zis_calc.problems import ERROR, Problem, ProblemError, problem

FORMATS = ("text", "json", "csv", "md")


def add(app: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to `app`."""
    shared = shared_flags(_)

    @app.command(cls=command, help=_("Compute measures: tCO2e, COPni, savings, payback, NPV, IRR and NDC years."))
    def measure(
        files: Annotated[list[Path], typer.Argument(help=_("Measure files (YAML)."), metavar="FILE")],
        stage: str | None = shared.stage,
        explain: Annotated[
            list[str] | None,
            typer.Option(
                metavar="[OUTPUT]",
                help=_("Unfold a number down to its factors, e.g. ghg.reduction, finance.npv, ndc.2023."),
                autocompletion=complete_outputs,
            ),
        ] = None,
        set_: Annotated[
            list[str] | None,
            typer.Option("--set", metavar="KEY=VALUE", help=_("Change a setting or a value of the file for this run.")),
        ] = None,
        as_of: str | None = shared.as_of,
        gwp: str | None = shared.gwp,
        factors: list[Path] | None = shared.factors,
        format_: str | None = shared.format,
        json_: bool = shared.json,
        output: Path | None = shared.output,
        strict: bool = shared.strict,
        quiet: bool = shared.quiet,
        verbose: bool = shared.verbose,
        lang: str | None = shared.lang,
    ) -> None:
        del lang
        flags = {"as_of": as_of, "gwp": gwp, "factors": factors or None}
        wanted = format_, json_, output
        end(
            lambda: _measure(files, stage, explain or [], set_ or [], flags, wanted, strict, quiet, verbose, language),
            language,
        )


def complete_outputs(incomplete: str) -> list[str]:
    """The outputs that can be explained and start with what was typed."""
    from zis_calc.explain import outputs
    from zis_calc.options import make_options
    from zis_calc.run import open_library

    library, _ = open_library([])
    return [name for name in outputs(make_options(library, {})) if name.startswith(incomplete)]


def _measure(
    files: list[Path], stage: str | None, explained: list[str], pairs: list[str], flags: dict[str, Any],
    wanted: tuple[str | None, bool, Path | None], strict: bool, quiet: bool, verbose: bool, language: str,
) -> int:  # fmt: skip
    from zis_calc.options import make_options
    from zis_calc.run import open_library, read_measures, run_measures

    output = wanted[2]
    check_output(output, files)
    chosen = output_format(*wanted, FORMATS)
    check_stage(stage)
    settings, changes = split_settings(pairs)
    found = settings_of(flags, settings)
    library, library_problems = open_library(library_folders(found))
    options = make_options(library, found)
    if verbose:
        say_sources(library, found)
    cases, problems, refused = read_measures([(path, str(path)) for path in files], stage, changes)
    run = run_measures(library, options, cases, refused, problems)
    every = [*library_problems, *run.problems]
    if explained:
        text = _explained(run, explained, chosen, output, language)
    else:
        text = _rendered(run, every, chosen, output, language)
    if text is not None:
        emit(text, output, files)
    shown_in_place = chosen in ("text", "md", "json") and not explained
    computed = {measure["id"] for measure in run.data["measures"]}
    said = [one for one in every if one.severity == ERROR or not (shown_in_place and one.measure in computed)]
    say_problems(said, language, quiet)
    return exit_code(every, strict)


def _rendered(run: Any, problems: list[Problem], chosen: str, output: Path | None, language: str) -> str | None:
    """The result as text, or None where it was printed on the terminal already."""
    if chosen == "json":
        from zis_calc.report.json_text import result_json

        return result_json(run.data, problems, language)
    if not run.data["measures"]:
        return None
    if chosen == "csv":
        from zis_calc.report.csv_text import result_csv

        return result_csv(run.data)
    if chosen == "md":
        from zis_calc.report.markdown import result_markdown

        return result_markdown(run.data, problems, language)
    from zis_calc.report.console import print_result

    return on_screen(output, lambda console: print_result(run.data, problems, console, language))


def _explained(run: Any, outputs: list[str], chosen: str, output: Path | None, language: str) -> str | None:
    from zis_calc.explain import explain

    trees = [
        {
            "measure": case.measure.id,
            "output": name,
            "tree": explain(run.library, run.batch, run.results, run.options, index, name),
        }
        for index, case in enumerate(run.batch.cases)
        for name in outputs
    ]
    if chosen == "json":
        from zis_calc.report.json_text import json_text

        data = {"schema": "zis-calc/explanation/1", "settings": run.data["settings"], "explanations": trees}
        return json_text(data)
    if chosen == "csv":
        expected = "text, json, md"
        raise ProblemError(
            problem("C002", field="format", key="format", value="csv", expected=expected, origin="--explain")
        )
    from zis_calc.report.tree import print_tree, tree_markdown

    if chosen == "md":
        return "".join(tree_markdown(one["tree"], one["measure"], language) for one in trees)

    def show(console: Any) -> None:
        for one in trees:
            print_tree(one["tree"], one["measure"], console, language)

    return on_screen(output, show)
