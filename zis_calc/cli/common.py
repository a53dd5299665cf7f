"""What the commands share: streams, settings, problems on stderr, outputs in one step, exit codes."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from zis_calc.problems import ERROR, WARNING, Problem, ProblemError, has_errors, problem, reason_of

EXIT_OK = 0
EXIT_FOUND = 1
EXIT_COULD_NOT_RUN = 2

# A missing or unreadable file, folder or settings file: the command could not run as it was asked to.
_COULD_NOT_RUN = frozenset(
    (
        *("Y001", "Y002", "Y014", "Y015", "F018"),
        *("P001", "P005", "P034"),  # which portfolio, or which of its settings or groups, is not clear
        "X046",  # an output of no known kind
        *(f"C{number:03}" for number in range(1, 15)),
        *(f"V{number:03}" for number in range(1, 20)),
    )
)


def utf8_streams() -> None:
    """Standard streams in UTF-8, also where Windows redirects them in a code page that has no µ."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="replace")


def exit_code(problems: Sequence[Problem], strict: bool = False) -> int:
    """0, 1 (something in the input was refused) or 2 (a file is missing or unreadable, a setting is wrong)."""
    if any(found.code in _COULD_NOT_RUN for found in problems):
        return EXIT_COULD_NOT_RUN
    if has_errors(problems):
        return EXIT_FOUND
    return EXIT_FOUND if strict and any(found.severity == WARNING for found in problems) else EXIT_OK


def say_problems(problems: Sequence[Problem], language: str, quiet: bool = False) -> None:
    """Problems on stderr; with `quiet` only errors."""
    shown = [found for found in problems if found.severity == ERROR or not quiet]
    if not shown:
        return
    from zis_calc.report.console import make_console, print_problems

    print_problems(shown, make_console(sys.stderr), language)


def say_sources(library: Any, found: Mapping[str, Any]) -> None:
    """On stderr (`-v`): which library is read, and each setting with where it comes from."""
    print(f"library {library.digest}: {len(library.entries)} entries", file=sys.stderr)
    for name, setting in found.items():
        print(f"{name} = {setting.value} ({setting.origin})", file=sys.stderr)


def settings_of(flags: Mapping[str, Any], pairs: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The settings of flags, `--set` pairs, environment and this folder."""
    from zis_calc.files.settings import Setting, found_settings

    found = dict(found_settings(Path.cwd(), flags))
    for name, value in (pairs or {}).items():
        if flags.get(name) is None:
            found[name] = Setting(value, f"--set {name}={value}")
    return found


def configured_language() -> str | None:
    """The language of the environment or of a settings file; a bad settings file is said later, by the command."""
    from zis_calc.files.settings import found_settings

    try:
        setting = found_settings(Path.cwd(), {}).get("lang")
    except (ProblemError, OSError):
        return None
    return str(setting.value) if setting is not None else None


def library_folders(found: Mapping[str, Any]) -> list[Path]:
    """The user's own factor folders, in the order in which they are searched."""
    setting = found.get("factors")
    if setting is None:
        return []
    return [Path(one) for one in (setting.value if isinstance(setting.value, list) else [setting.value])]


def limits_of(found: Mapping[str, Any], asked: Sequence[str] = ()) -> Any:
    """The limits of reading workbooks: `--limit` flags, else the setting; ProblemError C002."""
    from zis_calc.files.limits import read_limits

    if asked:
        return read_limits(",".join(asked), "--limit")
    setting = found.get("limits")
    return read_limits(None if setting is None else setting.value, "limits" if setting is None else setting.origin)


def split_settings(
    pairs: Sequence[str],
) -> tuple[dict[str, str], list[tuple[tuple[str | int, ...], str, Any]]]:
    """`--set key=value` texts -> settings and places in the measure file; ProblemError C003."""
    from zis_calc.files.documents import plain_value
    from zis_calc.files.settings import SETTINGS
    from zis_calc.model.document import path_of

    settings: dict[str, str] = {}
    changes: list[tuple[tuple[str | int, ...], str, Any]] = []
    for text in pairs:
        key, sign, value = text.partition("=")
        key = key.strip()
        path = path_of(key)
        if not sign or path is None:
            raise ProblemError(problem("C003", text=text))
        if key in SETTINGS:
            settings[key] = value.strip()
        else:
            changes.append((path, text, plain_value(value.strip())))
    return settings, changes


def emit(text: str | Iterable[str], output: Path | None, inputs: Sequence[Path]) -> None:
    """Writes a result, whole or in pieces, to stdout (`-` or nothing) or in one step to a file that is not an input."""
    pieces = [text] if isinstance(text, str) else text
    if output is None or to_stdout(output):
        sys.stdout.writelines(pieces)
        return
    check_output(output, inputs)
    from zis_calc.files.cache import write_aside

    try:
        write_aside(output, (piece.encode() for piece in pieces))
    except OSError as reason:
        raise ProblemError(problem("C006", path=output, reason=reason_of(reason))) from None


def on_screen(output: Path | None, show: Callable[[Any], object]) -> str | None:
    """Shows something on the terminal, or returns it as the text that a file takes."""
    from zis_calc.report.console import make_console

    if to_stdout(output):
        show(make_console(sys.stdout))
        return None
    import io

    buffer = io.StringIO()
    show(make_console(buffer))
    return buffer.getvalue()


def to_stdout(output: Path | None) -> bool:
    """Whether a result goes to stdout: no output was named, or `-`."""
    return output is None or str(output) == "-"


def check_output(output: Path | None, inputs: Iterable[Path]) -> None:
    """ProblemError C005 where `output` is one of the inputs."""
    if output is None or to_stdout(output):
        return
    from zis_calc.files.aside import refuse_inputs

    refuse_inputs(output, inputs)


def names_folder(output: str) -> bool:
    """Whether an output is written as a folder is: with a slash at its end."""
    return output.endswith(("/", os.sep))


def check_stage(stage: str | None) -> None:
    """ProblemError C002 where `stage` is no stage at all."""
    from zis_calc.model.measure import STAGES

    if stage is not None and stage not in STAGES:
        expected = ", ".join(STAGES)
        raise ProblemError(
            problem("C002", field="stage", key="stage", value=stage, expected=expected, origin="--stage")
        )


def output_format(asked: str | None, as_json: bool, output: Path | None, known: Sequence[str]) -> str:
    """The format that was asked for, else the one of the output's ending, else text; ProblemError C002."""
    if as_json:
        return "json"
    if asked is not None:
        if asked not in known:
            expected = ", ".join(known)
            raise ProblemError(
                problem("C002", field="format", key="format", value=asked, expected=expected, origin="--format")
            )
        return asked
    ending = output.suffix.removeprefix(".").lower() if output is not None else ""
    if ending in known or ending in ("", "txt"):
        return ending if ending in known else "text"
    expected = ", ".join(f".{one}" for one in ("txt", *known[1:]))
    raise ProblemError(problem("C002", field="output", key="output", value=output, expected=expected, origin="-o"))


def end(command: Callable[[], int], language: str) -> NoReturn:
    """Runs a command and ends with its exit code; what could not be done is said on stderr."""
    import typer

    try:
        code = command()
    except ProblemError as error:
        say_problems(error.problems, language)
        code = exit_code(error.problems)
    raise typer.Exit(code)


def open_library_for(
    asked: str | None, as_json: bool, folders: list[Path] | None, known: Sequence[str], language: str
) -> tuple[str, Any, Sequence[Problem]]:
    """The format, the library and its problems (already said) for a command that shows the library; or it ends."""
    import typer

    from zis_calc.run import open_library

    try:
        chosen = output_format(asked, as_json, None, known)
        library, problems = open_library(library_folders(settings_of({"factors": folders or None})))
    except ProblemError as error:
        say_problems(error.problems, language)
        raise typer.Exit(exit_code(error.problems)) from None
    say_problems(problems, language)
    return chosen, library, problems
