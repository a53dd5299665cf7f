"""The shape of a result, for its JSON Schema: what a program that reads results can rely on."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from zis_calc.model.base import Review

ReviewOrNone = Review | None


class Part(BaseModel):
    """A block of a result."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)


class Difference(Part):
    """Before, after and the difference; null where it is not known."""

    unit: str | None = None
    baseline: float | None
    project: float | None
    reduction: float | None


class Quantity(Part):
    """A number with its unit, or no number and the reason."""

    value: float | None
    unit: str
    status: Literal["ok", "never", "immediate", "none", "multiple", "unknown", "nd", "na"]


class Coverage(Part):
    """Which measures a total rests on."""

    measures: int
    of: int
    missing: list[str]


class Vector(Part):
    """One COPni vector of a measure."""

    baseline: float | None
    project: float | None
    reduction: float | None
    status: str
    baseline_status: str
    project_status: str
    baseline_known: float | None = None
    project_known: float | None = None


class Ghg(Difference):
    """Greenhouse gases of a measure."""

    by_gas: dict[str, Difference]
    by_scope: dict[str, Difference]
    biogenic_co2: Difference
    montreal_gases: Difference
    without_factor: list[str]
    review: ReviewOrNone


class Copni(Difference):
    """COPni of a measure."""

    status: str
    by_vector: dict[str, Vector]
    review: ReviewOrNone


class Resource(Difference):
    """One resource."""

    item: str
    name: dict[str, str]


class Figures(Part):
    """The money of one view: the yearly cash flow from the start, and what follows from it."""

    cash_flow: list[float] | None
    payback: Quantity
    discounted_payback: Quantity
    npv: Quantity
    irr: Quantity


class View(Figures):
    """One view before tax, and after it where the measure has a tax."""

    after_tax: Figures | None


class Views(Part):
    """Without support, with the grant, with grant and credit (null without a credit)."""

    none: View
    grant: View
    grant_and_credit: View | None


class ServiceYear(Part):
    """Debt service of an operating year, and what is owed at its end."""

    year: int
    interest: float
    principal: float
    balance: float


class Credit(Part):
    """A credit of a measure, its schedule, and what its line guarantees and reimburses."""

    amount: float
    rate: float
    term: float
    grace: float
    fees: float
    instalments: Literal["annual", "monthly"]
    instalment: float
    total_interest: float
    equity: float | None
    line: str | None
    line_review: ReviewOrNone
    guarantee: float | None
    indicator_reduction: float | None
    reimbursement: float | None
    reimbursement_share: float | None
    reimbursement_status: Literal["ok", "undefined_by_rule", "not_measured", "none"]
    reimbursed_in: int | None
    note: dict[str, str] | None
    schedule: list[ServiceYear]


class Tax(Part):
    """The income tax of the after-tax figures; depreciation in years."""

    rate: float
    depreciation: float


class Social(Part):
    """The social view: no transfers, social discount rate, carbon price."""

    npv: Quantity
    discount_rate: float | None
    carbon_price: Quantity
    status: str
    factors: list[str]
    review: ReviewOrNone


class Finance(Part):
    """Money of a measure."""

    currency: str
    price_year: int | None
    investment: float | None
    grant: float | None
    net_investment: float | None
    annual_savings: float | None
    unpriced: list[str]
    discount_rate: float | None
    payback: Quantity
    payback_gross: Quantity
    discounted_payback: Quantity
    discounted_payback_gross: Quantity
    npv: Quantity
    npv_gross: Quantity
    irr: Quantity
    irr_gross: Quantity
    abatement_cost: Quantity
    abatement_cost_gross: Quantity
    views: Views
    credit: Credit | None
    tax: Tax | None
    leverage: Quantity
    grant_share: Quantity
    grant_per_annual_tonne: Quantity
    grant_per_lifetime_tonne: Quantity
    social: Social
    review: ReviewOrNone


class NdcYear(Part):
    """What counts in a year."""

    year: int
    value: float
    closed: bool


class Ndc(Part):
    """NDC years of a measure."""

    unit: str
    rule: str
    as_of: str
    status: str
    years: list[NdcYear]
    cumulative: float | None


class MeasureResult(Part):
    """One measure at one stage."""

    id: str
    name: str
    company: str | None
    sector: str | None
    zone: str | None
    technology: str | None
    file: str
    stage: str
    stages: list[str]
    status: Literal["ok", "reported"]
    count: int
    start: str | None
    end: str | None
    lifetime: Quantity
    ghg: Ghg
    copni: Copni
    energy: Difference
    resources: list[Resource]
    finance: Finance
    ndc: Ndc
    factors: list[str]
    methods: dict[str, Review]
    review: ReviewOrNone


class UsedFactor(Part):
    """A factor that was used, with its source."""

    id: str
    name: dict[str, str]
    quantity: str
    value: float
    unit: str
    valid_from: str | None
    how: Literal["exact", "held"]
    source: dict[str, str | int | None]
    review: Review
    set: str | None = None
    vector: str | None = None
    basis: str | None = None
    lower: float | None = None
    upper: float | None = None
    composition: dict[str, float] | None = None


class ProblemData(Part):
    """One problem."""

    code: str
    name: str
    severity: Literal["error", "warning", "note"]
    message: str
    hint: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None
    measure: str | None = None


class Tool(Part):
    """What computed the result."""

    name: Literal["zis-calc"]
    version: str
    library: str


class RunSettings(Part):
    """The settings of the run."""

    as_of: str
    gwp: str
    ndc_rule: str
    ndc_years: list[int]
    currency: str
    discount_rate: float
    electricity: str
    decimal: str
    factors: list[str]


class InputData(Part):
    """A file that was read: its digest, what `--set` changed in it, and the stage that was computed."""

    file: str
    sha256: str
    set: list[str]
    stage: str


class Result(Part):
    """A result of `zis-calc measure --format json`."""

    schema_: Literal["zis-calc/result/1"] = Field(alias="schema")
    tool: Tool
    settings: RunSettings
    inputs: list[InputData]
    measures: list[MeasureResult]
    totals: dict[str, Any]
    factors: list[UsedFactor]
    problems: list[ProblemData]
