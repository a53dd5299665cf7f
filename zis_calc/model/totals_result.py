"""The shape of the totals of many measures, with the coverage of each."""

from typing import Literal

from zis_calc.model.result import NdcYear, Part, Quantity

Texts = dict[str, str]
Why = dict[str, list[str]]


class Coverage(Part):
    """On how many measures a figure rests, and which are left out by what they lack."""

    measures: int
    of: int
    missing: list[str]
    why: Why


class Sides(Part):
    """Sums before and after, and of the difference; null where nothing is known."""

    baseline: float | None
    project: float | None
    reduction: float | None


class Total(Sides):
    """A sum over measures; `reported` names those that give the reduction alone."""

    unit: str
    reported: list[str]
    coverage: Coverage


class GhgTotal(Total):
    """Greenhouse gases of all measures."""

    by_scope: dict[str, Sides]
    by_gas: dict[str, Sides]
    biogenic_co2: Sides
    montreal_gases: Sides


class VectorTotal(Sides):
    """One COPni vector of all measures; `not_comparable` names those where a side has no number."""

    status: Literal["ok", "none"]
    not_comparable: list[str]


class CopniTotal(Total):
    """COPni of all measures."""

    by_vector: dict[str, VectorTotal]


class ResourceTotal(Sides):
    """One resource of all measures."""

    item: str
    name: Texts
    unit: str


class Value(Part):
    """A number with its unit; null where nothing is known."""

    value: float | None
    unit: str


class MoneyTotal(Value):
    """A sum of money."""

    coverage: Coverage


class RatioTotal(Quantity):
    """A ratio of summed flows."""

    coverage: Coverage


class FinanceTotal(Part):
    """Money of all measures; ratios are there where there are measures."""

    currency: str
    investment: MoneyTotal
    grant: MoneyTotal
    net_investment: MoneyTotal
    annual_savings: MoneyTotal
    payback: RatioTotal | None = None
    irr: RatioTotal | None = None
    npv: RatioTotal | None = None
    abatement_cost: RatioTotal | None = None
    payback_gross: RatioTotal | None = None
    irr_gross: RatioTotal | None = None
    npv_gross: RatioTotal | None = None
    abatement_cost_gross: RatioTotal | None = None


class NdcTotal(Part):
    """What counts in each year, claims taken out."""

    unit: str
    rule: str
    as_of: str
    years: list[NdcYear]
    cumulative: float | None
    coverage: Coverage


class Totals(Part):
    """The whole; `refused` names the measures with errors, `discarded` those of that stage: they are in no sum."""

    measures: int
    refused: list[str]
    discarded: list[str]
    ghg: GhgTotal
    copni: CopniTotal
    energy: Total
    resources: list[ResourceTotal]
    finance: FinanceTotal
    ndc: NdcTotal
