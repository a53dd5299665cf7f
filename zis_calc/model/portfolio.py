"""A portfolio file: what a programme reports on, and beside which targets, claims, credits and goals."""

import datetime
from typing import Annotated, Literal

from pydantic import Field

from zis_calc.model.base import AmountText, Identifier, Review, Strict, Verification, Words
from zis_calc.model.factor import GwpSet
from zis_calc.model.measure import Evidence, Measure, Stage, Year
from zis_calc.model.programme import NdcRule


class PortfolioSettings(Strict):
    """Settings of the portfolio; a flag or an environment variable still wins over them."""

    as_of: datetime.date | None = None
    gwp: GwpSet | None = None
    ndc_rule: NdcRule | None = None
    ndc_years: list[int] | None = None
    currency: Literal["USD", "PEN", "EUR"] | None = None
    discount_rate: AmountText | None = None
    electricity: str | None = None


class Company(Strict):
    """A company once, with the other spellings of its name, so that no spelling makes a second company."""

    name: str
    aliases: list[str] = []
    sector: str | None = None
    zone: str | None = None


class Assumed(Strict):
    """Dates that nobody published, assumed for the measures of a group that have none; the reason is printed."""

    start: datetime.date
    lifetime: AmountText | None = None
    reason: Words


class Group(Strict):
    """Measures of one kind of support; a group out of the totals says why and stands in the funnel only."""

    id: Identifier
    name: Words
    companies: list[str] = []
    measures: list[str | Measure] = []
    assumed: Assumed | None = None
    in_totals: bool = True
    reason: Words | None = None


class TargetUse(Strict):
    """A target of the library, or the part of it that a programme answers for."""

    target: str
    share: str | None = None


class Claim(Strict):
    """What was claimed under a scheme for a measure and a period (`until` is exclusive); `share` where it is a part."""

    measure: str
    scheme: str
    from_: datetime.date = Field(alias="from")
    until: datetime.date
    serial: str
    share: AmountText | None = None
    source: str | None = None


class Milestone(Strict):
    """A published count of the pipeline, for example companies with a quick scan."""

    id: Identifier
    name: Words
    companies: Annotated[int, Field(ge=0)]
    stage: Stage | None = None
    source: str | None = None


class Progress(Strict):
    """A goal: what was expected of an indicator; what was obtained where it is not computed from the portfolio."""

    id: str
    name: Words
    indicator: str | None = None
    expected: AmountText | int | float | None = None
    obtained: AmountText | int | float | None = None
    baseline: AmountText | int | float | None = None
    bands: str = "targets.attainment_type_1"
    printed: str | None = None
    printed_band: str | None = None
    source: str | None = None


class PrintedCredit(Strict):
    """What a published table prints for a credit; it is compared, never used."""

    guarantee: AmountText | None = None
    reimbursement: AmountText | None = None
    reimbursement_share: AmountText | None = None


class CreditRow(Strict):
    """A credit of a line: its guarantee and reimbursement follow from the rule of the line."""

    client: str
    line: str
    amount: AmountText
    year: Year
    indicator_reduction: AmountText | None = None
    reimbursement_share: AmountText | None = None
    reimbursed: Year | None = None
    printed: PrintedCredit | None = None


class PrintedTotals(Strict):
    """The totals that a published table prints under its credits."""

    line: str
    credit: AmountText | None = None
    guarantee: AmountText | None = None
    reimbursement: AmountText | None = None


class IndicatorReport(Strict):
    """The figure of an indicator that nobody can compute from measures (trained people, services)."""

    indicator: str
    value: AmountText | int | float
    source: str


class Statement(Strict):
    """A published "N times the goal": against which target, for which group, and how the sentence is read."""

    id: Identifier
    printed: str
    value: float
    relation: Literal["equals", "more_than"] = "equals"
    target: str
    share: str | None = None
    group: str | None = None
    reading: Words
    source: str | None = None


class Portfolio(Strict):
    """kind: portfolio. Measures stand in `measures` or in `groups`, by path (file or folder) or inline."""

    kind: Literal["portfolio"]
    id: Identifier
    title: str
    description: str | None = None
    settings: PortfolioSettings = PortfolioSettings()
    companies: list[Company] = []
    measures: list[str | Measure] = []
    groups: list[Group] = []
    targets: list[TargetUse] = []
    claims: list[Claim] = []
    pipeline: list[Milestone] = []
    indicators: list[str] = []
    reported_indicators: list[IndicatorReport] = []
    progress: list[Progress] = []
    credits: list[CreditRow] = []
    printed_totals: list[PrintedTotals] = []
    statements: list[Statement] = []
    assumptions: list[Words] = []
    evidence: list[Evidence] = []
    notes: str | None = None


class Scheme(Strict):
    """kind: scheme. Where a reduction can be claimed, and whether what is claimed there still counts for the NDC."""

    kind: Literal["scheme"]
    id: Identifier
    name: Words
    counts_toward_ndc: bool
    reason: Words
    source: str
    locator: str | None = None
    review: Review
    verified: Verification | None = None
    note: Words | None = None
