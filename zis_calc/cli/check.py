"""`zis-calc check`: are factor, method, measure and portfolio files sound? Findings on stdout, exit code 0, 1 or 2."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from zis_calc.cli.common import (
    EXIT_FOUND,
    EXIT_OK,
    emit,
    exit_code,
    library_folders,
    output_format,
    say_problems,
    settings_of,
    to_stdout,
)
from zis_calc.cli.flags import shared_flags
from zis_calc.problems import ERROR, NOTE, WARNING, Place, Problem, ProblemError, problem

FORMATS = ("text", "json", "github", "sarif", "junit", "md")
_FAILS = {"error": (ERROR,), "warning": (ERROR, WARNING), "note": (ERROR, WARNING, NOTE), "never": ()}


def add(app: typer.Typer, command: Any, _: Callable[[str], str], language: str) -> None:
    """Adds the command to `app`."""
    shared = shared_flags(_)

    @app.command(
        cls=command, help=_("Check factor, method, measure and portfolio files: shape, units, sources, dates, physics.")
    )
    def check(
        paths: Annotated[list[Path] | None, typer.Argument(help=_("Files or folders."), metavar="PATH")] = None,
        select: Annotated[
            list[str] | None,
            typer.Option(metavar="CODES", help=_("Only these: F012, F03, unit-dimension, all (repeatable, commas).")),
        ] = None,
        ignore: Annotated[list[str] | None, typer.Option(metavar="CODES", help=_("All but these."))] = None,
        fail_on: Annotated[
            str, typer.Option(metavar="SEVERITY", help=_("What ends with exit code 1: error, warning, note or never."))
        ] = "error",
        strict: Annotated[bool, typer.Option(help=_("Short for --fail-on warning."))] = False,
        notes: Annotated[bool, typer.Option("--notes", help=_("Show notes too."))] = False,
        explain: Annotated[
            str | None, typer.Option(metavar="CODE", help=_("Say what a rule wants: why, what passes, what fails."))
        ] = None,
        rules: Annotated[bool, typer.Option("--rules", help=_("List all rules."))] = False,
        baseline: Annotated[
            Path | None, typer.Option(metavar="FILE", help=_("A file of findings that are known and not reported."))
        ] = None,
        write_baseline: Annotated[
            Path | None, typer.Option(metavar="FILE", help=_("Write all findings to this file as known."))
        ] = None,
        fix: Annotated[
            bool, typer.Option("--fix", help=_("Mend what cannot lose meaning: spellings, dates, order of keys."))
        ] = False,
        diff: Annotated[bool, typer.Option("--diff", help=_("Show what --fix would change; change nothing."))] = False,
        factors: list[Path] | None = shared.factors,
        as_of: Annotated[str | None, typer.Option(metavar="DATE", help=_("Reporting date for rules on dates."))] = None,
        format_: Annotated[
            str | None, typer.Option("--format", help=_("text, json, github, sarif, junit or md."))
        ] = None,
        json_: bool = shared.json,
        output: Path | None = shared.output,
        quiet: Annotated[bool, typer.Option("-q", "--quiet", help=_("Only errors."))] = False,
        lang: str | None = shared.lang,
    ) -> None:
        del lang
        try:
            if explain is not None or rules:
                sys.stdout.write(_told(explain, language))
                raise typer.Exit(EXIT_OK)
            if not paths:
                print(f"{_('Error')}: " + _("the argument {} is missing").format("PATH"), file=sys.stderr)
                raise typer.Exit(2)
            wanted = _options(select, ignore, notes, as_of, baseline)
            chosen = output_format(format_, json_, None, FORMATS)
            fails = _FAILS.get("warning" if strict and fail_on == "error" else fail_on)
            if fails is None:
                raise ProblemError(_wrong("fail_on", fail_on, ", ".join(_FAILS)))
            folders = library_folders(settings_of({"factors": factors or None}))
            if fix or diff:
                raise typer.Exit(_mend(paths, folders, wanted, diff, quiet, _))
            code = _check(paths, folders, wanted, chosen, fails, output, write_baseline, quiet, language, _)
        except ProblemError as error:
            say_problems(error.problems, language)
            raise typer.Exit(exit_code(error.problems)) from None
        raise typer.Exit(code)


def _check(
    paths: Sequence[Path], folders: Sequence[Path], wanted: Any, chosen: str, fails: Sequence[str],
    output: Path | None, write_baseline: Path | None, quiet: bool, language: str, _: Callable[[str], str],
) -> int:  # fmt: skip
    from zis_calc.checking import check_paths

    checked = check_paths(paths, folders, wanted)
    if write_baseline is not None:
        from zis_calc.checks.baseline import baseline_text

        emit(baseline_text(checked.problems), write_baseline, paths)
        said = _("{count} findings are known from now on: {path}")
        print(said.format(count=len(checked.problems), path=write_baseline), file=sys.stderr)
        return EXIT_OK
    shown = [one for one in checked.problems if not (quiet and one.severity != ERROR)]
    text = _rendered(checked, shown, chosen, output, language)
    if text or output is not None:
        emit(text, output, [path for path in paths if path.is_file()])
    counts = [sum(one.severity == severity for one in shown) for severity in (ERROR, WARNING)]
    if not quiet:
        summary = _("{files} files checked: {errors} errors, {warnings} warnings")
        print(summary.format(files=checked.files, errors=counts[0], warnings=counts[1]), file=sys.stderr)
    code = exit_code(checked.problems)
    if code in (EXIT_OK, EXIT_FOUND):
        code = EXIT_FOUND if any(one.severity in fails for one in checked.problems) else EXIT_OK
    return code


def _rendered(checked: Any, shown: Sequence[Problem], chosen: str, output: Path | None, language: str) -> str:
    from zis_calc.report import findings

    if chosen == "json":
        from zis_calc.report.json_text import check_json

        return check_json(checked.files, shown, language)
    if chosen == "github":
        return findings.findings_github(shown, language)
    if chosen == "sarif":
        return findings.sarif_text(findings.findings_sarif(shown, checked.suppressed, language))
    if chosen == "junit":
        return findings.findings_junit(shown, list(checked.contents), language)
    if chosen == "md":
        return findings.findings_markdown(shown, checked.files, language)
    colour = findings.wants_colour(to_stdout(output) and sys.stdout.isatty())
    return findings.findings_text(shown, checked.line, language, colour)


def _options(
    select: Sequence[str] | None, ignore: Sequence[str] | None, notes: bool, as_of: str | None, baseline: Path | None
) -> Any:
    import datetime

    from zis_calc.checking import CheckOptions
    from zis_calc.checks.baseline import read_baseline
    from zis_calc.files.documents import file_content

    day: datetime.date | None = None
    if as_of is not None:
        try:
            day = datetime.date.today() if as_of == "today" else datetime.date.fromisoformat(as_of)
        except ValueError:
            raise ProblemError(_wrong("as_of", as_of, "2025-12-31, today")) from None
    known: frozenset[str] | None = frozenset()
    if baseline is not None:
        known = read_baseline(file_content(baseline, str(baseline)).decode("utf-8", "replace"))
        if known is None:
            raise ProblemError(problem("C011", Place(str(baseline)), path=baseline))
    return CheckOptions(
        _codes("select", select) if select else None, _codes("ignore", ignore), notes, day, known or frozenset()
    )


def _codes(name: str, given: Sequence[str] | None) -> frozenset[str]:
    from zis_calc.checks.rule import matching_codes

    codes, unknown = matching_codes([one for text in given or [] for one in text.split(",")])
    if unknown:
        raise ProblemError(_wrong(name, ", ".join(unknown), "F012, F03, unit-dimension, all"))
    return codes


def _wrong(key: str, value: str, expected: str) -> Problem:
    origin = f"--{key.replace('_', '-')}"
    return problem("C002", field=key, key=key, value=value, expected=expected, origin=origin)


def _told(code: str | None, language: str) -> str:
    """What `--explain CODE` and `--rules` print."""
    from zis_calc.checks.rule import find_code
    from zis_calc.report.rule_page import explain_code, rule_list

    if code is None:
        return rule_list(language)
    found = find_code(code)
    if found is None:
        raise ProblemError(_wrong("explain", code, "F012, unit-dimension"))
    return explain_code(found, language)


def _mend(
    paths: Sequence[Path], folders: Sequence[Path], wanted: Any, only_show: bool, quiet: bool, _: Callable[[str], str]
) -> int:
    """`--fix` and `--diff`: what changed on stderr, the difference on stdout; 1 where --diff has any."""
    from zis_calc.checking.fixing import fixed_files
    from zis_calc.report.words import clean

    changed = fixed_files(paths, folders, not only_show, wanted)
    for one in changed:
        if only_show:
            sys.stdout.write(one.difference())
        elif not quiet:
            print(f"{clean(one.name)}: {', '.join(one.codes)}", file=sys.stderr)
    if not quiet:
        said = _("{count} files would change") if only_show else _("{count} files changed")
        print(said.format(count=len(changed)), file=sys.stderr)
    return EXIT_FOUND if only_show and changed else EXIT_OK
