"""Which part of each calendar year a measure counts for. Days are proleptic ordinals; `end` is exclusive."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from zis_calc.engine.types import Array, Codes


def year_share(start: Codes, end: Codes, year: int, rule: str) -> Array:
    """The share of `year` that lies in [start, end) by `rule`; shapes (measures,).

    prorata_days: days in the year over 365 or 366; prorata_months: whole calendar months over 12; full_years: 1 only
    for a whole year; any_day: 1 for any day. Source: docs, "Closed years".
    """
    first = datetime.date(year, 1, 1).toordinal()
    following = datetime.date(year + 1, 1, 1).toordinal()
    days = days_in(start, end, year)
    if rule == "prorata_days":
        return np.asarray(days / (following - first), dtype=np.float64)
    if rule == "prorata_months":
        months = np.zeros(len(start))
        for month in range(1, 13):
            month_start = datetime.date(year, month, 1).toordinal()
            month_end = datetime.date(year + month // 12, month % 12 + 1, 1).toordinal()
            months = months + ((start <= month_start) & (end >= month_end))
        return np.asarray(months / 12.0, dtype=np.float64)
    if rule == "full_years":
        return np.asarray(days == following - first, dtype=np.float64)
    return np.asarray(days > 0, dtype=np.float64)


class Earlier(NamedTuple):
    """An estimate that was replaced: its reduction [tCO2e/yr] and the first day on which the next one applies.

    Shapes (measures,); `until` is 0 for a measure that has none.
    """

    ghg_reduction: Array
    until: Codes


def restated(ghg_reduction: Array, earlier: Sequence[Earlier], start: Codes, end: Codes, year: int) -> Array:
    """The yearly reduction that applies in `year` [tCO2e/yr]: each estimate by the days of the year it holds for.

    `earlier` goes from the oldest to the newest; without one that reaches into the year it is `ghg_reduction` itself.
    Source: docs, "Closed years", restatement.
    """
    total, weighted, since = np.zeros(len(start)), np.zeros(len(start)), start
    for estimate in earlier:
        days = days_in(since, np.minimum(end, estimate.until), year)
        weighted = weighted + np.where(days > 0, estimate.ghg_reduction, 0.0) * days
        total = total + days
        since = np.maximum(since, estimate.until)
    rest = days_in(since, end, year)
    everything = total + rest
    mixed = (weighted + ghg_reduction * rest) / np.where(everything > 0, everything, 1.0)
    return np.where(total > 0, mixed, ghg_reduction)


def days_in(start: Codes, end: Codes, year: int) -> Codes:
    """The days of `year` in [start, end)."""
    first = datetime.date(year, 1, 1).toordinal()
    following = datetime.date(year + 1, 1, 1).toordinal()
    return np.asarray(np.clip(np.minimum(end, following) - np.maximum(start, first), 0, None), dtype=np.int64)


def is_closed(year: int, as_of: datetime.date) -> bool:
    """Whether `year` has ended on or before `as_of`."""
    return datetime.date(year, 12, 31) <= as_of


def ndc(ghg_reduction: Array, year_share: Array, closed: Array) -> Array:
    """What counts toward the NDC in a year [tCO2e]; `closed` is 1 for a closed year, else 0."""
    return ghg_reduction * year_share * closed
