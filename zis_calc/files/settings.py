"""Where settings are found: flag > ZIS_CALC_* > zis-calc.toml upward > the user's file > the library's default."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from zis_calc.problems import Place, ProblemError, problem

SETTINGS = (
    "as_of",
    "gwp",
    "ndc_rule",
    "ndc_years",
    "currency",
    "discount_rate",
    "electricity",
    "decimal",
    "lang",
    "factors",
)


class Setting(NamedTuple):
    """A setting as written, and where."""

    value: Any
    origin: str


def user_file() -> Path:
    """The user's own settings file (it need not exist)."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", str(Path.home()))) / "zis-calc" / "zis-calc.toml"
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "zis-calc" / "zis-calc.toml"


def found_settings(folder: Path, flags: Mapping[str, Any]) -> dict[str, Setting]:
    """Every setting that is given somewhere, each from the strongest place; ProblemError for a bad settings file."""
    found: dict[str, Setting] = {}
    for name, value, origin in (*_from_flags(flags), *_from_environment(), *_from_files(folder)):
        found.setdefault(name, Setting(value, origin))
    return found


def _from_flags(flags: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    for name, value in flags.items():
        if value is not None:
            yield name, value, f"--{name.replace('_', '-')}"


def _from_environment() -> Iterator[tuple[str, Any, str]]:
    for name in SETTINGS:
        variable = f"ZIS_CALC_{name.upper()}"
        value = os.environ.get(variable)
        if value:
            yield name, value.split(os.pathsep) if name == "factors" else value, variable


def _from_files(folder: Path) -> Iterator[tuple[str, Any, str]]:
    for path in (*_upward(folder), user_file()):
        if path.is_file():
            for name, value in _read(path).items():
                if name == "factors":
                    value = [str(path.parent / str(one)) for one in (value if isinstance(value, list) else [value])]
                yield name, value, str(path)


def _upward(folder: Path) -> Iterator[Path]:
    for here in (folder, *folder.parents):
        path = here / "zis-calc.toml"
        if path.is_file():
            yield path
            return


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as reason:
        raise ProblemError(problem("C008", Place(str(path)), reason=reason)) from None
    unknown = [name for name in content if name not in SETTINGS]
    if unknown:
        known = ", ".join(SETTINGS)
        raise ProblemError(
            *(problem("C001", Place(str(path)), name, key=name, suggestion="", known=known) for name in unknown)
        )
    return content
