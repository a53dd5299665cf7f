"""A measure file: what somebody plans or did in a factory, as people write it (amounts are text with a unit)."""

import datetime
from typing import Annotated, Literal

from pydantic import Field

from zis_calc.model.base import AmountText, Basis, Identifier, Strict, Vector

Stage = Literal["quick_scan", "recp_study", "feasibility", "implemented", "verified", "discarded"]
STAGES: tuple[Stage, ...] = (
    "quick_scan",
    "recp_study",
    "feasibility",
    "implemented",
    "verified",
    "discarded",
)
FIRST_YEAR, LAST_YEAR = 1990, 2100  # what a year of a file can be; outside it is a slip
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class Evidence(Strict):
    """Where the numbers of a measure come from: a publication, a bill, a measurement."""

    what: str
    title: str
    author: str | None = None
    publisher: str | None = None
    year: int | None = None
    locator: str | None = None
    url: str | None = None


class Flow(Strict):
    """A yearly amount of something before and after the measure, with its price."""

    item: str
    name: str | None = None
    baseline: AmountText
    project: AmountText
    per: AmountText | None = None
    operating: AmountText | None = None
    heating_value: Basis | None = None
    price: AmountText | None = None
    price_heating_value: Basis | None = None
    end_use: str | None = None
    emission_factor: AmountText | None = None
    emission_factor_source: str | None = None
    scope: Literal[1, 2, 3] | None = None
    note: str | None = None


class CopniSide(Strict):
    """A Toolkit source with its activity; `activities` for vectors that are per something else (tonnes of ash)."""

    source: str
    activity: AmountText
    activities: dict[Vector, AmountText] = {}


class CopniChange(Strict):
    """A process source before and after: the class, the activity or both change."""

    baseline: CopniSide | None = None
    project: CopniSide | None = None
    operating: AmountText | None = None
    note: str | None = None


class Credit(Strict):
    """A credit: interest at an effective yearly rate, constant instalments after the grace period.

    In the grace period interest is paid and no principal. `fees` are paid at the start: money, or a share of the
    amount. `line` names a credit line of the library; its reimbursement follows `indicator_reduction` (how much the
    main environmental indicator fell) and is paid at the end of the operating year `reimbursed_in`.
    """

    amount: AmountText
    rate: AmountText
    term: AmountText
    grace: AmountText | None = None
    fees: AmountText | None = None
    instalments: Literal["annual", "monthly"] = "annual"
    line: str | None = None
    indicator_reduction: AmountText | None = None
    reimbursed_in: Annotated[int, Field(ge=1, le=50)] | None = None


class Tax(Strict):
    """Income tax on what the measure changes; the investment is depreciated in a straight line over `depreciation`."""

    rate: AmountText
    depreciation: AmountText


class Finance(Strict):
    """Money of a measure; all amounts at the prices of `price_year`."""

    price_year: Year | None = None
    investment: AmountText | None = None
    grant: AmountText | None = None
    other_costs: AmountText | None = None
    discount_rate: AmountText | None = None
    credit: Credit | None = None
    tax: Tax | None = None


class Reported(Strict):
    """Figures that somebody else measured or published; they enter totals marked as reported."""

    ghg_reduction: AmountText | None = None
    copni_reduction: AmountText | None = None
    annual_savings: AmountText | None = None
    count: Annotated[int, Field(ge=1)] = 1
    companies: list[str] = []
    source: str


class MethodUse(Strict):
    """A method with its parameters."""

    method: str
    parameters: dict[str, AmountText | float | int] = {}
    note: str | None = None


class StageBlock(Strict):
    """The estimate of one stage."""

    date: datetime.date | None = None
    applies_from: datetime.date | None = None
    factor_year: Year | None = None
    flows: list[Flow] = []
    copni: list[CopniChange] = []
    method: str | None = None
    parameters: dict[str, AmountText | float | int] = {}
    methods: list[MethodUse] = []
    prices: dict[str, AmountText] = {}
    after: list[str] = []
    finance: Finance | None = None
    reported: Reported | None = None
    evidence: list[Evidence] = []


class Measure(StageBlock):
    """A measure: who, what, where, when, and the estimate of one stage or of several (`stages`)."""

    kind: Literal["measure"]
    id: Identifier
    name: str
    description: str | None = None
    company: str | None = None
    sector: str | None = None
    zone: str | None = None
    technology: str | None = None
    equipment: str | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None
    lifetime: AmountText | None = None
    stage: Stage | None = None
    stages: dict[Stage, StageBlock] | None = None
    notes: str | None = None


STAGE_KEYS: frozenset[str] = frozenset(StageBlock.model_fields) - {"evidence"}
