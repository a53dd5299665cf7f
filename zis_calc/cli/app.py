"""The application: its commands, its help in two languages, and how a usage error is said."""

import os
import re
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer
import typer.core

from zis_calc import __version__
from zis_calc.cli.common import EXIT_COULD_NOT_RUN, configured_language, utf8_streams
from zis_calc.cli.flags import shared_flags
from zis_calc.language import LANGUAGES, choose_language, translator

Translate = Callable[[str], str]

_EXPLAIN_DEFAULT = "ghg.reduction"


def run(arguments: list[str]) -> int:
    """Parses and runs `arguments`; the exit code."""
    utf8_streams()
    asked = _asked_language(arguments) or configured_language()
    language = choose_language(asked)
    _ = translator(language)
    if asked is not None and asked not in LANGUAGES:
        print(f"{_('Error')}: " + _("{} does not take this value: {}").format("lang", asked), file=sys.stderr)
        return EXIT_COULD_NOT_RUN
    app = build_app(language)
    try:
        code = app(args=explain_with_output(arguments), prog_name="zis-calc", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort:
        print(_("Stopped."), file=sys.stderr)
        return EXIT_COULD_NOT_RUN
    except BrokenPipeError:  # the reader has seen enough (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as reason:
        print(_("The result cannot be written: {reason}").format(reason=reason.strerror or reason), file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_COULD_NOT_RUN
    except KeyboardInterrupt:
        print(_("Stopped."), file=sys.stderr)
        return EXIT_COULD_NOT_RUN
    except Exception as error:
        if hasattr(error, "format_message"):
            print(f"{_('Error')}: {usage_text(error.format_message(), _)}", file=sys.stderr)
            print(
                _("`zis-calc --help` lists the commands, `zis-calc COMMAND --help` their options."),
                file=sys.stderr,
            )
            return EXIT_COULD_NOT_RUN
        if os.environ.get("ZIS_CALC_DEBUG"):
            raise
        where = f"{type(error).__name__}: {error}"
        print(_("Internal fault, not your doing: {where}").format(where=where), file=sys.stderr)
        print(
            _("Please report it with the command and the file; ZIS_CALC_DEBUG=1 shows the details."),
            file=sys.stderr,
        )
        return EXIT_COULD_NOT_RUN


def _asked_language(arguments: list[str]) -> str | None:
    """The last `--lang` (or `--set lang=`) of the command line."""
    asked = None
    for number, argument in enumerate(arguments):
        if argument == "--lang" and number + 1 < len(arguments):
            asked = arguments[number + 1]
        if argument.startswith(("--lang=", "lang=")):
            asked = argument.partition("=")[2]
    return asked


def explain_with_output(arguments: list[str]) -> list[str]:
    """`--explain` may stand without an output (before a file, an option or the end): it then means the main one."""
    result: list[str] = []
    for number, argument in enumerate(arguments):
        if argument == "--explain" and arguments[0] != "check":  # there it takes the code of a rule
            following = arguments[number + 1] if number + 1 < len(arguments) else ""
            looks_like_output = re.fullmatch(r"(ghg|copni|energy|finance|ndc)\.[a-z0-9_.]+", following)
            wrong_output = following and not following.startswith("-") and not _looks_like_file(following)
            if not (looks_like_output or wrong_output):
                argument = f"--explain={_EXPLAIN_DEFAULT}"
        result.append(argument)
    return result


def _looks_like_file(text: str) -> bool:
    return text.endswith((".yaml", ".yml")) or os.path.exists(text)


def build_app(language: str) -> typer.Typer:
    """The application with its help in `language`."""
    from zis_calc.cli import batch, check, diff, factors, measure, methods, new, portfolio, schema, template, verify

    _ = translator(language)
    group = _translated_group(_)
    app = typer.Typer(
        help=_("Emissions and savings of cleaner-production measures in Peruvian industry."),
        cls=group,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )

    def show_version(asked: bool) -> None:
        if asked:
            print(f"zis-calc {__version__}")
            raise typer.Exit()

    @app.callback()
    def common(
        version: Annotated[
            bool,
            typer.Option("--version", callback=show_version, is_eager=True, help=_("Show the version and exit.")),
        ] = False,
        lang: str | None = shared_flags(_).lang,
    ) -> None:
        del version, lang

    command = _translated_command(_)
    measure.add(app, command, _, language)
    portfolio.add(app, command, _, language)
    batch.add(app, command, _, language)
    template.add(app, command, _, language)
    check.add(app, command, _, language)
    factors.add(app, group, command, _, language)
    methods.add(app, group, command, _, language)
    new.add(app, command, _, language)
    diff.add(app, command, _, language)
    verify.add(app, command, _, language)
    schema.add(app, command, _, language)
    return app


def _fixed_texts(_: Translate) -> list[tuple[str, str]]:
    """What the command-line library writes in English of its own, with its translation."""
    return [
        ("Usage: ", _("Usage: ")),
        ("\nArguments:", "\n" + _("Arguments:")),
        ("\nOptions:", "\n" + _("Options:")),
        ("\nCommands:", "\n" + _("Commands:")),
        ("Show this message and exit.", _("Show this message and exit.")),
        ("Install completion for the current shell.", _("Install completion for the current shell.")),
        (
            "Show completion for the current shell, to copy it or customize the installation.",
            _("Show completion for the current shell, to copy it or customize the installation."),
        ),
        ("[required]", _("[required]")),
        ("[default: ", _("[default: ")),
    ]


def _translated(text: str, _: Translate) -> str:
    text = re.sub(r" <(str|int|list\[\w+\]|Path)>", "", text)
    for english, translated in _fixed_texts(_):
        text = text.replace(english, translated)
    return text


def _translated_command(_: Translate) -> type[typer.core.TyperCommand]:
    class Command(typer.core.TyperCommand):
        def get_help(self, ctx: Any) -> str:
            return _translated(super().get_help(ctx), _)

    return Command


def _translated_group(_: Translate) -> type[typer.core.TyperGroup]:
    class Group(typer.core.TyperGroup):
        def get_help(self, ctx: Any) -> str:
            return _translated(super().get_help(ctx), _)

    return Group


def usage_text(message: str, _: Translate) -> str:
    """A usage message of the command-line library in the language of the run."""
    patterns = (
        (r"No such option: (.*)", _("there is no option {}")),
        (r"No such command '(.*)'\.", _("there is no command {}")),
        (r"Missing argument '(.*)'\.", _("the argument {} is missing")),
        (r"Missing option '(.*)'\.", _("the option {} is missing")),
        (r"Missing command\.", _("a command is missing")),
        (r"Option '(.*)' requires an argument\.", _("the option {} needs a value")),
        (r"Got unexpected extra arguments? \((.*)\)", _("too many arguments: {}")),
        (r"Invalid value for '?(.*?)'?: (.*)", _("{} does not take this value: {}")),
    )
    for pattern, translated in patterns:
        match = re.match(pattern, message, re.DOTALL)
        if match is not None:
            rest = message[match.end() :].replace("Did you mean", _("Did you mean"))
            return translated.format(*match.groups()) + rest
    return message
