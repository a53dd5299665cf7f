"""What the gate hands to the engine: tables of columns, and for each input cell where its number comes from."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from zis_calc.engine.support import SUPPORT_INPUTS
from zis_calc.engine.types import Array, Codes, Flags
from zis_calc.model.base import Words
from zis_calc.model.document import DataPath, Document
from zis_calc.model.library import FactorUse
from zis_calc.model.measure import Flow, Measure, StageBlock
from zis_calc.problems import Problem


class Part(NamedTuple):
    """What an input number is a product of: an amount in the file, a factor of the library, a change of unit."""

    text: str
    value: float
    path: DataPath | None = None
    use: FactorUse | None = None
    unit: str = ""
    formula: str = ""
    note: str = ""
    inputs: tuple["Part", ...] = ()
    derive: Callable[[], "Part"] | None = None


class Origin(NamedTuple):
    """Where the number of an input cell comes from: `value` in `unit` is the product of its parts."""

    value: float
    unit: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Case:
    """One measure at one stage: its file, its model, the block of the stage and where that block stands."""

    document: Document
    measure: Measure
    stage: str
    block: StageBlock
    path: DataPath


def factor_year(case: Case, as_of: datetime.date) -> int:
    """The year whose factors are used: `factor_year`, else of the start, the stage's date, the reporting date."""
    if case.block.factor_year is not None:
        return case.block.factor_year
    return (case.measure.start or case.block.date or as_of).year


@dataclass
class Table:
    """Rows under construction: columns of floats with an origin per cell (None for a factor a row does not need)."""

    names: tuple[str, ...]
    columns: dict[str, list[float]] = field(default_factory=dict)
    origins: dict[str, list[Origin | None]] = field(default_factory=dict)
    size: int = 0

    def __post_init__(self) -> None:
        for name in self.names:
            self.columns[name] = []
            self.origins[name] = []

    def add(self, cells: dict[str, tuple[float, Origin | None]]) -> None:
        """Adds one row; every column must be given."""
        for name in self.names:
            value, origin = cells[name]
            self.columns[name].append(value)
            self.origins[name].append(origin)
        self.size += 1

    def cut(self, size: int) -> None:
        """Takes back all rows after the first `size`."""
        for name in self.names:
            del self.columns[name][size:], self.origins[name][size:]
        self.size = size

    def arrays(self) -> dict[str, Array]:
        """The columns as float64 arrays."""
        return {name: np.asarray(values, dtype=np.float64) for name, values in self.columns.items()}


class FlowAt(NamedTuple):
    """A flow and where it stands in the stage's block; `derived` gives the parts of amounts that a method made."""

    flow: Flow
    number: int
    steps: tuple[str | int, ...]
    derived: Mapping[str, tuple[Part, ...]] = {}
    price_steps: tuple[str | int, ...] = ()


class FlowRow(NamedTuple):
    """What a flow row is about: measure, side (0 baseline, 1 project), item, and the units of its numbers."""

    measure: int
    flow: int
    side: int
    item: str
    type: str
    scope: int
    unit: str
    base_unit: str
    priced: bool
    has_factor: bool


class ReleaseRow(NamedTuple):
    """What a release row is about: measure, side, vector, Toolkit source, state of its factor, the fuel burned."""

    measure: int
    side: int
    vector: int
    source: str
    status: int
    base_unit: str
    item: str


class Resource(NamedTuple):
    """One resource of a measure, both sides, in the unit it is shown in."""

    item: str
    name: Words
    unit: str
    baseline: float
    project: float


class CreditTerms(NamedTuple):
    """What is said of a credit beside its numbers; line, guarantee and share are None where it has no line."""

    instalments: str
    line: str | None = None
    line_review: str | None = None
    guarantee: float | None = None
    share: float | None = None
    status: str = "none"
    note: Words | None = None
    indicator_reduction: float | None = None


class SupportRow(NamedTuple):
    """Which measure a row of credits and taxes belongs to, and which of the two it has."""

    measure: int
    credit: CreditTerms | None
    taxed: bool


class Social(NamedTuple):
    """The parameters of the social view, each with its origin, their factors, and why they are not known."""

    discount_rate: tuple[float, Origin | None]
    carbon_price: tuple[float, Origin | None]
    uses: tuple[FactorUse, ...] = ()
    missing: tuple[Problem, ...] = ()


FLOW_INPUTS = (
    "activity", "density", "net_calorific_value", "heating_value_ratio", "energy_per_base",
    "emission_factor_co2", "emission_factor_biogenic_co2", "emission_factor_ch4", "emission_factor_n2o",
    "emission_factor_co2e", "gwp_refrigerant", "gwp_montreal", "gwp_ch4", "gwp_n2o", "price",
)  # fmt: skip
RELEASE_INPUTS = (
    "activity", "density", "net_calorific_value", "heating_value_ratio", "toolkit_activity_per_base", "release_factor",
)  # fmt: skip
MEASURE_INPUTS = (
    "investment", "grant", "other_costs", "lifetime", "discount_rate",
    "reported_ghg_reduction", "reported_copni_reduction", "reported_annual_savings",
    "social_discount_rate", "carbon_price",
)  # fmt: skip


@dataclass
class Batch:
    """The tables of a run: N = 1 for one measure, N = the number of measures and stages otherwise."""

    cases: list[Case] = field(default_factory=list)
    flows: Table = field(default_factory=lambda: Table(FLOW_INPUTS))
    flow_rows: list[FlowRow] = field(default_factory=list)
    releases: Table = field(default_factory=lambda: Table(RELEASE_INPUTS))
    release_rows: list[ReleaseRow] = field(default_factory=list)
    measures: Table = field(default_factory=lambda: Table(MEASURE_INPUTS))
    support: Table = field(default_factory=lambda: Table(SUPPORT_INPUTS))
    support_rows: list[SupportRow] = field(default_factory=list)
    social: list[Social] = field(default_factory=list)
    resources: list[list[Resource]] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    uses: list[dict[tuple[str, str], FactorUse]] = field(default_factory=list)
    unpriced: list[list[str]] = field(default_factory=list)
    without_factor: list[list[str]] = field(default_factory=list)
    methods: list[dict[str, str]] = field(default_factory=list)

    def flow_codes(self, name: str) -> Codes:
        """A whole-number attribute of the flow rows (`measure`, `side`, `scope`) as an array."""
        return np.asarray([getattr(row, name) for row in self.flow_rows], dtype=np.int64)

    def release_codes(self, name: str) -> Codes:
        """A whole-number attribute of the release rows (`measure`, `side`, `vector`, `status`) as an array."""
        return np.asarray([getattr(row, name) for row in self.release_rows], dtype=np.int64)

    def known(self, name: str) -> Flags:
        """Which measures have the input `name` from a file (rather than a default)."""
        return np.asarray([origin is not None for origin in self.measures.origins[name]], dtype=np.bool_)

    def days(self, name: str) -> Codes:
        """`start` or `end` of the measures as ordinals, 0 where it is not known."""
        return np.asarray(getattr(self, name), dtype=np.int64)
