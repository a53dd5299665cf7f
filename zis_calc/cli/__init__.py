"""The command line: thin; every heavy import stands inside the command that needs it."""

import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs zis-calc and exits with 0, 1 or 2; no input ends in a traceback."""
    os.environ.setdefault("TYPER_USE_RICH", "0")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # looking for plugins costs as much as a bare start
    from zis_calc.cli.app import run

    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))
