"""A result on the screen."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

from rich.console import Console
from rich.text import Text

from zis_calc.language import translator
from zis_calc.problems import Problem
from zis_calc.report.blocks import DIM, Report
from zis_calc.report.content import build_report
from zis_calc.report.screen import factor_parts, headline, rule, section_parts, show, show_problems, styled

# Below this a table would cut figures; a narrower terminal wraps whole lines instead.
MIN_WIDTH = 50


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Lets the command line decide what a closed pipe means."""
        raise BrokenPipeError


def make_console(stream: IO[str]) -> Console:
    """A console that prints text as it is: no markup, no emoji codes, no guessed colours."""
    console = _Console(file=stream, highlight=False, emoji=False, markup=False)
    console.width = max(console.width, MIN_WIDTH)
    return console


def print_result(data: Mapping[str, Any], problems: Iterable[Problem], console: Console, language: str) -> None:
    """Prints a result: per measure the answer, then the parts; the totals; the factors behind the numbers.

    Problems of measures that were computed stand where they belong; the others are for `print_problems`.
    """
    print_report(build_report(data, problems, language), console, language)


def print_report(report: Report, console: Console, language: str) -> None:
    """Prints a report that is already put together."""
    _ = translator(language)
    line = " · ".join(f"{name}: {value}" for name, value in report.settings)
    show(console, styled(line, DIM, console), Text(""))
    for sheet in report.sheets:
        show(console, headline(sheet, console))
        for section in sheet.sections:
            show(console, *section_parts(section, console, language))
        show(console, Text(""))
    if report.factors:
        title = _("Factors behind these numbers ({count})").format(count=len(report.factors))
        show(console, rule(title, console), *factor_parts(report.factors, console))


def print_problems(problems: Iterable[Problem], console: Console, language: str) -> None:
    """Prints problems on `console` (of stderr): one message each, errors first, with the remedy below."""
    show_problems(problems, console, language)
