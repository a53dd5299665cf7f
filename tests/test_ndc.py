"""Closed years and the four rules for the first and last year."""

import datetime
from typing import get_args

import numpy as np
import pytest

from zis_calc.engine.ndc import is_closed, year_share
from zis_calc.model.programme import NdcRule
from zis_calc.pack.gate import later


def share(start: str, end: str, year: int, rule: str) -> float:
    days = [np.asarray([datetime.date.fromisoformat(text).toordinal()]) for text in (start, end)]
    return float(year_share(days[0], days[1], year, rule)[0])


@pytest.mark.parametrize(
    ("start", "end", "year", "rule", "expected"),
    [
        ("2023-07-01", "2038-07-01", 2023, "prorata_days", 184 / 365),
        ("2023-07-01", "2038-07-01", 2024, "prorata_days", 1.0),
        ("2024-03-01", "2030-01-01", 2024, "prorata_days", 306 / 366),
        ("2023-07-01", "2038-07-01", 2038, "prorata_days", 181 / 365),
        ("2023-07-01", "2038-07-01", 2022, "prorata_days", 0.0),
        ("2023-07-01", "2038-07-01", 2023, "prorata_months", 0.5),
        ("2023-07-02", "2038-07-01", 2023, "prorata_months", 5 / 12),
        ("2023-12-31", "2038-07-01", 2023, "prorata_months", 0.0),
        ("2023-01-01", "2024-01-01", 2023, "full_years", 1.0),
        ("2023-01-02", "2024-01-01", 2023, "full_years", 0.0),
        ("2023-12-31", "2025-01-01", 2023, "any_day", 1.0),
        ("2023-12-31", "2025-01-01", 2025, "any_day", 0.0),
    ],
)
def test_share(start: str, end: str, year: int, rule: str, expected: float) -> None:
    assert share(start, end, year, rule) == expected


@pytest.mark.parametrize("rule", get_args(NdcRule))
def test_a_whole_year_counts_whole_by_every_rule(rule: str) -> None:
    assert share("2020-01-01", "2025-01-01", 2024, rule) == 1.0


def test_a_year_is_closed_on_its_last_day() -> None:
    assert is_closed(2024, datetime.date(2024, 12, 31))
    assert not is_closed(2024, datetime.date(2024, 12, 30))


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        ("2023-07-01", 15, "2038-07-01"),
        ("2024-02-29", 1, "2025-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2023-07-01", 0.5, "2024-01-01"),
        ("2023-01-31", 1 / 12, "2023-02-28"),
    ],
)
def test_end_of_life(start: str, years: float, end: str) -> None:
    assert later(datetime.date.fromisoformat(start), years) == datetime.date.fromisoformat(end)
