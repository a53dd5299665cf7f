"""Factors, items, kinds and sources: what the files of the library mean."""

import datetime
from typing import Annotated, Literal

from pydantic import Field

from zis_calc.model.base import Basis, Identifier, Review, Strict, Vector, Verification, Words

GwpSet = Literal["SAR", "AR4", "AR5", "AR5_ccf", "AR6"]
Release = float | Literal["NA", "ND", "unknown"]
ItemType = Literal["fuel", "electricity", "refrigerant", "process", "water", "waste", "material"]


class Value(Strict):
    """One dated (or GWP-set) value of a factor with its source; a release vector has `vectors` in place of `value`."""

    start: datetime.date | None = Field(default=None, alias="from")
    until: datetime.date | None = None
    set: GwpSet | None = None
    value: float | None = None
    vectors: dict[Vector, Release] | None = None
    lower: float | None = None
    upper: float | None = None
    source: str
    locator: str | None = None
    review: Review
    vector_review: dict[Vector, Review] | None = None
    bounds_review: Review | None = None
    verified: Verification | None = None
    seen_in: str | list[str] | None = None
    note: Words | None = None


class ToolkitClass(Strict):
    """Where a release vector stands in the Toolkit."""

    group: int
    category: str
    class_: str | None = Field(default=None, alias="class")
    edition: int


class Factor(Strict):
    """A number (or release vector) with unit, validity, source and review status; one per file, id = path."""

    kind: Literal["factor"]
    id: Identifier
    quantity: str
    name: Words
    unit: str
    activity: Words | None = None
    toolkit: ToolkitClass | None = None
    pollutant: str | None = None
    level_of_confidence: str | dict[str, str] | None = None
    recall_confidence: str | None = None
    basis: Basis | None = None
    region: str
    gas: str | None = None
    boundary: Literal["direct", "life_cycle"] | None = None
    price_year: int | None = None
    oxidation: float | None = None
    share_of: str | None = None
    best_before: datetime.date | None = None
    montreal: bool = False
    words: list[str] = []
    values: Annotated[list[Value], Field(min_length=1)] | None = None
    composition: dict[str, float] | None = None
    source: str | None = None
    locator: str | None = None
    review: Review | None = None
    verified: Verification | None = None
    vector_units: dict[Vector, str] | None = None
    vector_activities: dict[Vector, Words] | None = None
    held_back: dict[Vector, Words] | None = None
    residue_detail: dict[str, Release] | None = None
    footnotes: list[Words] = []
    note: Words | None = None


class ItemFactors(Strict):
    """The factors of an item by the role they play; a list gives the order in which units are tried."""

    net_calorific_value: list[str] | None = None
    density: str | None = None
    lhv_hhv_ratio: str | None = None
    emission_factor_co2: str | None = None
    emission_factor_biogenic_co2: str | None = None
    emission_factor_ch4: str | None = None
    emission_factor_n2o: str | None = None
    emission_factor_co2e: str | None = None
    gwp100: str | None = None


class Item(Strict):
    """What a flow names: a fuel, an electricity scheme, a refrigerant, a process input, water, waste or a material."""

    kind: Literal["item"]
    id: Identifier
    name: Words
    type: ItemType
    scope: Literal[1, 2, 3]
    unit: str
    volume: Literal["standard", "normal"] | None = None
    words: list[str] = []
    factors: ItemFactors = ItemFactors()
    copni: dict[str, str] = {}
    own_factor_required: bool = False
    priced: bool = True
    no_factor: Words | None = None
    note: Words | None = None


class Kind(Strict):
    """A kind of quantity: the units it may have, its plausible range in each, and why."""

    name: Words
    units: Annotated[list[str], Field(min_length=1)]
    ranges: list[Annotated[list[float], Field(min_length=2, max_length=2)] | None]
    reason: Words
    basis_required: bool = False
    gas_required: bool = False
    units_only: bool = False
    price_year_required: bool = False
    yearly: bool = False


class Kinds(Strict):
    """kinds.yaml."""

    kind: Literal["kinds"]
    kinds: dict[str, Kind]


class Source(Strict):
    """A publication."""

    title: str
    publisher: str | None = None
    author: str | None = None
    year: int | None = None
    url: str | None = None
    basis: Basis | None = None
    note: str | Words | None = None


class Sources(Strict):
    """sources.yaml."""

    kind: Literal["sources"]
    sources: dict[str, Source]
