"""The settings of a run, after flags, environment, files and defaults have been put together."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """What a run was asked to use; printed with every result. `discount_rate` is per year, not in percent.

    `factors` names the user's own factor folders, so that the run can be repeated.
    """

    as_of: datetime.date
    gwp: str
    ndc_rule: str
    ndc_years: tuple[int, int]
    currency: str
    discount_rate: float
    electricity: str
    decimal: str = ""
    factors: tuple[str, ...] = ()
