"""Spanish or English: which one, and the texts in it (gettext; the English text is the message id)."""

import functools
import gettext
import locale
import os
from collections.abc import Callable
from pathlib import Path

LANGUAGES = ("es", "en")
_FOLDER = Path(__file__).resolve().parent / "locale"


def choose_language(asked: str | None) -> str:
    """The language asked for, else of `ZIS_CALC_LANG`, else of the system; Spanish where the system says neither."""
    system = ""
    if not asked and not os.environ.get("ZIS_CALC_LANG"):
        names = ("LC_ALL", "LC_MESSAGES", "LANG")
        system = next((os.environ[name] for name in names if os.environ.get(name)), "")
        if not system or system.split(".")[0] in ("C", "POSIX"):
            system = _system_locale()
    for name in (asked or "", os.environ.get("ZIS_CALC_LANG", ""), system):
        short = "es" if name.lower().startswith("spanish") else name[:2].lower()
        if short in LANGUAGES:
            return short
    return "es" if not system else "en"


def _system_locale() -> str:
    try:
        return locale.getlocale()[0] or ""
    except ValueError:
        return ""


@functools.cache
def translator(language: str) -> Callable[[str], str]:
    """The function that gives a text in `language`; a text without translation stays English."""
    if language == "en":
        return str
    translations = gettext.translation("zis_calc", _FOLDER, languages=[language], fallback=True)
    return translations.gettext
