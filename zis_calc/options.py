"""Settings as written -> the options of a run, each checked; what is not given is the library's default."""

import datetime
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from zis_calc.files.settings import Setting
from zis_calc.model.factor import GwpSet
from zis_calc.model.library import Library
from zis_calc.model.programme import NdcRule
from zis_calc.pack import Options
from zis_calc.pack.amounts import CURRENCIES, read_plain
from zis_calc.problems import Problem, ProblemError, problem

TODAY = "today"
FIRST_YEAR, LAST_YEAR = 1990, 2100  # the calendar that a result can cover


def make_options(library: Library, found: Mapping[str, Setting]) -> Options:
    """The options of a run; ProblemError C002 with every setting whose value is not one."""
    problems: list[Problem] = []
    default = library.settings

    def choice(name: str, known: tuple[str, ...], fallback: str) -> str:
        setting = found.get(name)
        if setting is None:
            return fallback
        if setting.value not in known:
            problems.append(_wrong(name, setting, ", ".join(word for word in known if word)))
            return fallback
        return str(setting.value)

    gwp = choice("gwp", get_args(GwpSet), default.gwp)
    rule = choice("ndc_rule", get_args(NdcRule), default.ndc_rule)
    currency = choice("currency", CURRENCIES, default.currency)
    decimal = choice("decimal", ("", "point", "comma"), "")
    as_of = default.as_of
    rate = read_plain(library.units, default.discount_rate, "point", "%", "12 %", 0, 100).value / 100
    electricity = default.electricity
    if "as_of" in found:
        as_of = _date(found["as_of"], problems) or as_of
    if "discount_rate" in found:
        setting = found["discount_rate"]
        try:
            rate = read_plain(library.units, str(setting.value), "point", "%", "12 %", 0, 100).value / 100
        except ProblemError:
            problems.append(_wrong("discount_rate", setting, "12 %"))
    if "electricity" in found:
        setting = found["electricity"]
        try:
            item = library.item(str(setting.value))
            if item.type != "electricity":
                problems.append(_wrong("electricity", setting, "electricity.sein_average"))
            electricity = item.id
        except ProblemError as error:
            problems.extend(error.problems)
    years = (default.ndc_years[0], default.ndc_years[-1])
    if "ndc_years" in found:
        years = _years(found["ndc_years"], problems) or years
    if problems:
        raise ProblemError(*problems)
    return Options(as_of, gwp, rule, years, currency, rate, electricity, decimal, _own_folders(found.get("factors")))


def _date(setting: Setting, problems: list[Problem]) -> datetime.date | None:
    value: Any = setting.value
    if value == TODAY:
        return datetime.date.today()
    if isinstance(value, datetime.date):
        return datetime.date(value.year, value.month, value.day)
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        problems.append(_wrong("as_of", setting, "2025-12-31, today"))
        return None


def _years(setting: Setting, problems: list[Problem]) -> tuple[int, int] | None:
    """The first and the last year of `2018-2040` or [2018, 2040]."""
    value = setting.value
    parts = [str(one) for one in value] if isinstance(value, list) else str(value).split("-")
    if len(parts) == 2 and all(re.fullmatch(r"\s*\d{4}\s*", part) for part in parts):
        first, last = int(parts[0]), int(parts[1])
        if FIRST_YEAR <= first <= last <= LAST_YEAR:
            return first, last
    problems.append(_wrong("ndc_years", setting, f"2018-2030 ({FIRST_YEAR}-{LAST_YEAR})"))
    return None


def _own_folders(setting: Setting | None) -> tuple[str, ...]:
    """The own factor folders as they were named; those of a settings file as seen from the current folder."""
    if setting is None:
        return ()
    named = [str(one) for one in (setting.value if isinstance(setting.value, list) else [setting.value])]
    if not setting.origin.endswith(".toml"):
        return tuple(named)
    return tuple(Path(os.path.relpath(one)).as_posix() for one in named)


def _wrong(name: str, setting: Setting, expected: str) -> Problem:
    return problem("C002", field=name, key=name, value=setting.value, expected=expected, origin=setting.origin)
