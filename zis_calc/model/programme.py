"""Targets, credit lines, bands and the default settings: what a ministry or a programme decides."""

import datetime
from typing import Literal

from pydantic import Field

from zis_calc.model.base import AmountText, Identifier, Review, Strict, Words
from zis_calc.model.factor import GwpSet

NdcRule = Literal["prorata_days", "prorata_months", "full_years", "any_day"]


class Share(Strict):
    """The part of a target that a programme answers for."""

    id: str
    name: Words
    share: AmountText


class Target(Strict):
    """A quantity that a country or programme has promised for a year."""

    kind: Literal["target"]
    id: Identifier
    name: Words
    quantity: AmountText
    year: int
    shares: list[Share] = []
    counting_rule: Words | None = None
    source: str
    locator: str | None = None
    review: Review
    note: Words | None = None


class Tier(Strict):
    """What share is reimbursed when the indicator fell by this much."""

    from_: AmountText | None = Field(default=None, alias="from")
    above: AmountText | None = None
    below: AmountText | None = None
    up_to: AmountText | None = None
    share: AmountText


class CreditLine(Strict):
    """A credit line with guarantee and reimbursement by performance."""

    kind: Literal["credit_line"]
    id: Identifier
    name: Words
    guarantee: AmountText
    reimbursement: list[Tier] = []
    undefined: Words | None = None
    rounding: str | None = None
    source: str
    locator: str | None = None
    review: Review
    note: Words | None = None


class Band(Strict):
    """A band of attainment: values below `below` (and not in an earlier band) are called `id`."""

    id: str
    name: Words
    from_: AmountText | None = Field(default=None, alias="from")
    above: AmountText | None = None
    below: AmountText | None = None
    flag: Words | None = None


class Bands(Strict):
    """The bands by which an attainment is called low, medium or high."""

    kind: Literal["bands"]
    id: Identifier
    name: Words
    bands: list[Band]
    formula: str | None = None
    source: str
    locator: str | None = None
    review: Review
    note: Words | None = None


class Limit(Strict):
    """A warning limit: outside it a result is called implausible."""

    above: AmountText | None = None
    below: AmountText | None = None
    reason: Words


class Settings(Strict):
    """settings.yaml: the defaults of the library, each replaceable by flag, environment or zis-calc.toml."""

    kind: Literal["settings"]
    gwp: GwpSet
    ndc_rule: NdcRule
    ndc_years: list[int]
    as_of: datetime.date
    currency: Literal["USD", "PEN", "EUR"]
    discount_rate: AmountText
    electricity: str
    plausible: dict[str, Limit]
    notes: dict[str, Words] = {}
