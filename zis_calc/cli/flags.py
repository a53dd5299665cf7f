"""The options that commands share: one name, one text and one meaning each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typer


@dataclass(frozen=True)
class Flags:
    """Options in one language, each the default of a command's parameter: `as_of: str | None = flags.as_of`."""

    stage: Any
    as_of: Any
    gwp: Any
    factors: Any
    decimal: Any  # --set of the commands that read workbooks
    limit: Any
    absolute: Any
    relative: Any
    format: Any
    text_or_json: Any  # --format of the commands that know these two only
    json: Any
    output: Any
    strict: Any
    quiet: Any
    verbose: Any
    lang: Any


def shared_flags(_: Callable[[str], str]) -> Flags:
    """The shared options, their help through `_`."""
    option = typer.Option
    return Flags(
        stage=option(None, help=_("The stage to compute; else the most advanced of each file.")),
        as_of=option(None, metavar="DATE", help=_("Reporting date: years that ended by then count (or `today`).")),
        gwp=option(None, help=_("GWP set: SAR, AR4, AR5, AR5_ccf, AR6.")),
        factors=option(
            None, "--factors", metavar="DIR", help=_("A folder of own factors, searched first (repeatable).")
        ),
        decimal=option(None, "--set", metavar="KEY=VALUE", help=_("A setting for this run (decimal=comma).")),
        limit=option(
            None,
            "--limit",
            metavar="NAME=NUMBER",
            help=_("A limit of reading (ratio, cells, unpacked_bytes…)."),
        ),
        absolute=option(0.0, "--abs", metavar="X", help=_("Absolute tolerance, in the unit of each number.")),
        relative=option(0.0, "--rel", metavar="Y", help=_("Relative tolerance, as a share of A: 0.001 is 0.1 %.")),
        format=option(None, "--format", help=_("text, json, csv or md.")),
        text_or_json=option(None, "--format", help=_("text or json.")),
        json=option(False, "--json", help=_("Short for --format json.")),
        output=option(None, "-o", "--output", metavar="FILE", help=_("Write to a file (- is stdout).")),
        strict=option(False, help=_("Exit with 1 also for warnings.")),
        quiet=option(False, "-q", "--quiet", help=_("Only errors on stderr.")),
        verbose=option(False, "-v", "--verbose", help=_("Say what is read and from where.")),
        lang=option(None, help=_("Language of texts: es or en.")),
    )
