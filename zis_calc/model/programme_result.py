"""The shape of what a programme asks of a portfolio: stages, indicators, goals and credits in its result."""

from typing import Literal

from pydantic import Field

from zis_calc.model.base import Review
from zis_calc.model.measure import Stage
from zis_calc.model.result import Part
from zis_calc.model.totals_result import Coverage, Texts


class BandName(Part):
    """A band of attainment."""

    id: str
    name: Texts
    part_of: str | None


class Attainment(Part):
    """Obtained over expected of one indicator."""

    unit: str
    expected: float | None
    obtained: float | None
    attainment: float | None
    status: str
    more_is_better: bool
    band: BandName | None
    flag: Texts | None
    statuses: Texts | None = None
    coverage: Coverage | None = None


class MeasureAttainment(Part):
    """Attainment of one measure."""

    measure: str
    from_: Stage = Field(alias="from")
    to: Stage
    count: int
    indicators: dict[str, Attainment]


class Driver(Part):
    """One step of a bridge; `level` is the figure after it."""

    driver: str
    value: float
    level: float | None = None


class Bridge(Part):
    """The difference of one indicator between two stages, as steps that add up to it."""

    unit: str
    from_: float | None = Field(alias="from")
    to: float | None
    difference: float | None
    status: str
    drivers: list[Driver]
    coverage: Coverage | None = None


class Estimate(Part):
    """When an estimate was made, and what it rests on."""

    date: str | None
    price_year: int | None
    evidence: list[dict[str, str | int]]


class MeasureBridge(Part):
    """The bridges of one measure."""

    measure: str
    from_: Stage = Field(alias="from")
    to: Stage
    count: int
    estimates: dict[str, Estimate]
    notes: list[str]
    indicators: dict[str, Bridge]


class StagePair(Part):
    """One stage against another."""

    from_: Stage = Field(alias="from")
    to: Stage
    measures: list[MeasureAttainment]
    bridges: list[MeasureBridge]
    total: dict[str, Attainment]
    bridge_total: dict[str, Bridge]


class IndicatorQuantity(Part):
    """A quantity that an indicator is made of."""

    value: float | None
    unit: str
    meaning: Texts


class Counted(Part):
    """Which measures an indicator counts."""

    stages: list[str]
    months_after_start: int
    left_out: dict[str, int]


class UndefinedMeasures(Part):
    """Measures whose value has no number for a reason of its own (never, immediate): some are named, all counted."""

    measures: list[str]
    measures_count: int


class IndicatorCoverage(Part):
    """On how many measures an indicator rests; of the missing ones some are named and all are counted."""

    measures: int
    of: int
    missing: list[str]
    missing_count: int
    undefined: dict[str, UndefinedMeasures]
    refused: list[str] = []


class ReportedFigure(Part):
    """A figure that somebody reported, in the unit of the indicator."""

    value: float
    source: str


class IndicatorResult(Part):
    """One indicator of a framework."""

    id: str
    framework: str
    level: str | None
    name: Texts
    definition: Texts
    unit: str
    value: float | None
    status: str
    formula: str | None
    quantities: dict[str, IndicatorQuantity]
    counts: Counted | None
    coverage: IndicatorCoverage | None
    reported: ReportedFigure | None
    source: str
    locator: str | None
    review: Review
    note: Texts | None


class FrameworkResult(Part):
    """A framework of indicators."""

    name: Texts
    review: Review


class GoalAttainment(Part):
    """Obtained over expected, or no number and the reason."""

    value: float | None
    unit: str
    status: Literal["ok", "not_available"]


class GoalPrinted(Part):
    """What a publication prints of a goal."""

    attainment: float | None = None
    band: str | None = None


class Goal(Part):
    """One goal."""

    id: str
    name: Texts
    indicator: str | None
    unit: str | None
    obtained: float | None
    expected: float | None
    baseline: float | None
    attainment: GoalAttainment
    band: BandName | None
    flag: Texts | None
    bands: str
    origin: str | None
    printed: GoalPrinted
    differences: dict[str, float]
    source: str | None


class GoalSummary(Part):
    """How many goals there are by band."""

    goals: int
    not_available: int
    bands: dict[str, int]
    refused: list[str]


class Goals(Part):
    """The goals of the portfolio files."""

    goals: list[Goal]
    summary: GoalSummary


class CreditRow(Part):
    """One credit of a line."""

    client: str
    year: int
    reimbursed: int | None
    amount: float
    guarantee: float | None
    reimbursement: float | None
    reimbursement_share: float | None
    status: str
    note: Texts | None
    printed: dict[str, float | None]
    differences: dict[str, float]


class CreditCoverage(Part):
    """On how many credits a total rests."""

    rows: int
    of: int
    missing: list[str]


class CreditTotal(Part):
    """A total of a line, and what is printed of it."""

    value: float | None
    coverage: CreditCoverage
    printed_rows: float | None = None
    printed: float | None = None
    difference: float | None = None
    follows_from: str | None = None


class CreditRounding(Part):
    """How amounts of a line are rounded."""

    mode: str
    decimals: int


class CreditLineResult(Part):
    """The credits of one line in one currency."""

    line: str
    id: str
    name: Texts
    currency: str
    reimburses: bool
    guarantee_share: float
    rounding: CreditRounding
    rows: list[CreditRow]
    totals: dict[str, CreditTotal]
    refused: list[str]
    unread: list[str]
    source: str
    review: Review


class Credits(Part):
    """The credit tables of the portfolio files."""

    lines: list[CreditLineResult]
