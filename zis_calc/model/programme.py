"""Targets, credit lines, bands and the default settings: what a ministry or a programme decides."""

import datetime
from typing import Annotated, Literal

from pydantic import Field

from zis_calc.model.base import AmountText, Identifier, Review, Strict, Verification, Words
from zis_calc.model.factor import GwpSet

NdcRule = Literal["prorata_days", "prorata_months", "full_years", "any_day"]


class Share(Strict):
    """The part of a target that a programme answers for."""

    id: str
    name: Words
    share: AmountText


class Target(Strict):
    """A quantity that a country or programme has promised for a year: a reduction, or a limit of its emissions."""

    kind: Literal["target"]
    id: Identifier
    name: Words
    quantity: AmountText
    limits: Literal["emissions"] | None = None
    year: int
    shares: list[Share] = []
    counting_rule: Words | None = None
    source: str
    locator: str | None = None
    review: Review
    verified: Verification | None = None
    note: Words | None = None


class Between(Strict):
    """A part of a scale: from a value (or above it) to below another (or up to it); a missing end has no limit."""

    from_: AmountText | None = Field(default=None, alias="from")
    above: AmountText | None = None
    below: AmountText | None = None
    up_to: AmountText | None = None


class Tier(Between):
    """What share is reimbursed when the indicator fell by this much; `undefined` where the rule does not say it."""

    share: AmountText
    undefined: Words | None = None


class Rounding(Strict):
    """How an amount of money is rounded: to this many decimals, and which way a half goes."""

    mode: Literal["half_up", "half_even", "half_down", "up", "down"]
    decimals: Annotated[int, Field(ge=0, le=6)]


class CreditLine(Strict):
    """A credit line with guarantee and reimbursement by performance.

    `reimbursed_in` is the year of operation in which the reimbursement is paid (1: the first year after the start).
    """

    kind: Literal["credit_line"]
    id: Identifier
    name: Words
    guarantee: AmountText
    reimbursement: list[Tier] = []
    reimbursed_in: Annotated[int, Field(ge=1, le=50)] = 1
    rounding: Rounding
    source: str
    locator: str | None = None
    review: Review
    verified: Verification | None = None
    note: Words | None = None


class Band(Between):
    """A band of attainment with its name; `flag` is what must be said of a value in it.

    `part_of` names a wider band that its values are also counted in (high, above 150 %: part of high).
    """

    id: str
    name: Words
    flag: Words | None = None
    part_of: str | None = None


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
    verified: Verification | None = None
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
    legal_forms: list[str] = []
    plausible: dict[str, Limit]
    notes: dict[str, Words] = {}
