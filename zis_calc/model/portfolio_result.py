"""The shape of a result of `zis-calc portfolio --format json`, for its JSON Schema and for whoever reads it."""

from typing import Literal

from pydantic import Field

from zis_calc.model.base import Review
from zis_calc.model.measure import Stage
from zis_calc.model.programme_result import Credits, FrameworkResult, Goals, IndicatorResult, StagePair
from zis_calc.model.result import NdcYear, Part, ProblemData, Quantity, ReviewOrNone, RunSettings, Tool, UsedFactor
from zis_calc.model.totals_result import Texts, Totals, Value, Why


class Assumed(Part):
    """Dates that a group assumes."""

    start: str
    lifetime: str | None
    reason: Texts


class Group(Part):
    """A group of the portfolio files."""

    id: str
    name: Texts
    in_totals: bool
    reason: Texts | None
    companies: int
    assumed: Assumed | None


class Step(Part):
    """A published count of the pipeline."""

    key: str
    name: Texts
    companies: int
    stage: Stage | None
    source: str | None


class About(Part):
    """What the portfolio files say of themselves."""

    ids: list[str]
    titles: list[str]
    descriptions: list[str]
    groups: list[Group]
    pipeline: list[Step]
    assumptions: list[Texts]


class MeasureRow(Part):
    """One measure at the stage it stands at; `ndc`: one number per year of `settings.ndc_years`, claims taken out."""

    id: str
    name: str
    company: str | None
    sector: str | None
    zone: str | None
    technology: str | None
    equipment: str | None
    group: str | None
    stage: Stage
    status: Literal["ok", "reported"]
    file: str
    count: int
    ghg_baseline: float | None
    ghg_project: float | None
    ghg_reduction: float | None
    copni_reduction: float | None
    energy_reduction: float | None
    annual_savings: float | None
    investment: float | None
    grant: float | None
    net_investment: float | None
    lifetime: float | None
    discount_rate: float | None
    payback: Quantity
    payback_gross: Quantity
    npv: Quantity
    npv_gross: Quantity
    irr: Quantity
    irr_gross: Quantity
    abatement_cost: Quantity
    abatement_cost_gross: Quantity
    ndc: list[float] | None
    review: ReviewOrNone


class GroupCompanies(Part):
    """How many companies a group has."""

    group: str
    name: Texts | None
    companies: int


class Overlap(Part):
    """A company that is in more than one group."""

    company: str
    groups: list[str]


class Companies(Part):
    """Distinct companies, and what would be counted twice."""

    distinct: int
    appearances: int
    without_company: list[str]
    by_group: list[GroupCompanies]
    overlaps: list[Overlap]


class Known(Value):
    """A figure and on how many measures it rests."""

    measures: int


class KnownQuantity(Quantity):
    """A ratio from summed flows and on how many measures it rests."""

    measures: int


class TableRow(Part):
    """One row of a table; `key` is null for the measures that do not give the word."""

    key: str | None
    measures: int
    companies: int
    missing: Why
    ghg_reduction: Known
    copni_reduction: Known
    energy_reduction: Known
    annual_savings: Known
    investment: Known
    grant: Known
    payback: KnownQuantity
    payback_gross: KnownQuantity
    npv: KnownQuantity
    irr: KnownQuantity
    abatement_cost: KnownQuantity
    ndc_cumulative: Known


class YearRow(Part):
    """One calendar year."""

    key: int
    closed: bool
    running: int
    ghg: Known
    cumulative: Value


class Tables(Part):
    """The tables; `group` is there where a portfolio file has groups."""

    company: list[TableRow]
    sector: list[TableRow]
    zone: list[TableRow]
    technology: list[TableRow]
    stage: list[TableRow]
    group: list[TableRow] | None = None
    year: list[YearRow]


class FunnelRow(Part):
    """One stage: how many measures have an estimate at it, and how many stand at it."""

    key: Stage
    measures: int
    standing: int
    companies: int
    ghg_reduction: Known
    copni_reduction: Known


class Against(Part):
    """A quantity and its share of the goal."""

    value: float | None
    ratio: float | None


class AgainstKnown(Against):
    """A quantity, its share of the goal, and on how many measures it rests."""

    measures: int


class AgainstYear(Against):
    """What counts in a year, and its share of the goal."""

    year: int
    closed: bool


class Reached(Part):
    """What the whole (`group` null) or a group reaches of a goal."""

    group: str | None
    name: Texts | None
    measures: int
    full_operation: AgainstKnown
    years: list[AgainstYear]
    last_closed_year: int | None
    last_closed: AgainstYear | None
    cumulative: AgainstKnown


class TargetShare(Part):
    """The part of a target that the programme answers for."""

    id: str
    name: Texts
    value: float


class TargetResult(Part):
    """A target and what is reached of it."""

    target: str
    name: Texts
    year: int
    quantity: float
    unit: str
    share: TargetShare | None
    goal: float
    counting_rule: Texts | None
    source: str
    review: Review
    reached: list[Reached]


class StatementResult(Part):
    """A published "N times the goal" beside the figures."""

    id: str
    printed: str
    value: float
    relation: Literal["equals", "more_than"]
    target: str
    share: str | None
    group: str | None
    reading: Texts
    full_operation: float | None
    closed_years: float | None
    follows_from: list[Literal["full_operation", "closed_years"]]
    tonnes: float
    part_of_year: float | None
    days_of_year: float | None


class ClaimResult(Part):
    """A claim with the tonnes that it takes of each year."""

    measure: str
    scheme: str
    name: Texts
    counts_toward_ndc: bool
    reason: Texts
    from_: str = Field(alias="from")
    until: str
    serial: str
    share: float
    years: list[NdcYear]
    review: Review


class NdcResult(Part):
    """Targets, published statements and the register of claims."""

    targets: list[TargetResult]
    statements: list[StatementResult]
    claims: list[ClaimResult]


class ViewResult(Part):
    """One view of the support, from the summed yearly cash flows."""

    cash_flow: list[float] | None
    npv: Quantity
    irr: Quantity
    payback: Quantity
    measures: int
    after_tax: "ViewResult | None" = None


class SupportResult(Part):
    """What grants and credits bring."""

    leverage: KnownQuantity
    grant_share: KnownQuantity
    grant_per_annual_tonne: KnownQuantity
    grant_per_lifetime_tonne: KnownQuantity
    views: dict[str, ViewResult]
    social: KnownQuantity


class MaccRow(Part):
    """One step of the cost curve."""

    key: str
    name: str
    company: str | None
    abatement_cost: Value
    npv: Value
    ghg_reduction: Value
    cumulative: Value
    ranked_by: Literal["npv", "abatement_cost"]


class Macc(Part):
    """The ordered cost table, and what cannot stand in it."""

    view: Literal["none"]
    rows: list[MaccRow]
    no_reduction: list[str]
    missing: list[str]


class PortfolioInput(Part):
    """A file that was read; a portfolio file has no stage."""

    file: str
    sha256: str
    set: list[str]
    stage: Stage | None


class PortfolioRun(Part):
    """What the run was asked for: the paths as they were named, and the stage where one was chosen."""

    paths: list[str]
    stage: Stage | None


class PortfolioResult(Part):
    """A result of `zis-calc portfolio --format json`."""

    schema_: Literal["zis-calc/portfolio/1"] = Field(alias="schema")
    tool: Tool
    settings: RunSettings
    run: PortfolioRun
    inputs: list[PortfolioInput]
    portfolio: About
    measures: list[MeasureRow]
    totals: Totals
    companies: Companies
    tables: Tables
    funnel: list[FunnelRow]
    ndc: NdcResult
    support: SupportResult
    macc: Macc
    stages: list[StagePair]
    indicators: list[IndicatorResult]
    frameworks: dict[str, FrameworkResult]
    progress: Goals | None
    credits: Credits | None
    factors: list[UsedFactor]
    concerned: Why
    problems: list[ProblemData]
