"""The shapes of comparisons (diff, verify, factors diff) for their JSON Schemas; what `verify` reads of a result."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from zis_calc.model.result import Part, ProblemData

Change = Literal["changed", "new", "gone"]


class DifferenceData(Part):
    """One difference; `relative` is (new - old) / |old|; `numbers` counts those of a block that is new or gone."""

    change: Change
    path: str
    measure: str | None
    output: str
    old: Any
    new: Any
    absolute: float | None
    relative: float | None
    numbers: int


class Counts(Part):
    """How many numbers were compared, are equal, lie within the tolerance or differ; `texts` are all other values."""

    numbers: int
    equal: int
    within: int
    texts: int
    changed: int
    new: int
    gone: int


class ToleranceData(Part):
    """A number differs when it is off by more than `absolute` and by more than `relative` times the old one."""

    absolute: float
    relative: float


class ProblemChanges(Part):
    """Problems of one side only, told apart by code, measure and field."""

    new: list[dict[str, Any]]
    gone: list[dict[str, Any]]


class SideData(Part):
    """One side: what was named, and whether it is a stored result or was computed for the comparison."""

    name: str
    kind: Literal["stored", "computed"]


class Compared(Part):
    """The outcome of a comparison."""

    same: bool
    tolerance: ToleranceData
    counts: Counts
    differences: list[DifferenceData]
    problems: ProblemChanges


class Diff(Compared):
    """`zis-calc diff A B --format json`; `context` is what explains differences (settings, tool, inputs)."""

    schema_: Literal["zis-calc/diff/1"] = Field(alias="schema")
    a: SideData
    b: SideData
    context: list[DifferenceData]


class VerifiedInput(Part):
    """An input of the stored result: the digest it records, and the digest of the file now."""

    file: str
    recorded: str
    now: str
    same: bool


class Pair(Part):
    """What the result records, and what it is now."""

    recorded: str
    now: str
    same: bool


class Verification(Compared):
    """`zis-calc verify RESULT --format json`."""

    schema_: Literal["zis-calc/verify/1"] = Field(alias="schema")
    result: str
    outcome: Literal["reproduced", "within_tolerance", "inputs_changed", "differs"]
    inputs: list[VerifiedInput]
    library: Pair
    version: Pair
    refused_then: list[str]


class LibraryData(Part):
    """One of two libraries."""

    name: str
    kind: Literal["folder", "revision", "shipped"]
    commit: str | None
    library: str


class ValueData(Part):
    """A resolved value that moved, for the years `from_year` to `to_year`; a status in place of a number is NA, ND…"""

    id: str
    name: dict[str, str]
    quantity: str
    vector: str | None
    set: str | None
    from_year: int | None
    to_year: int | None
    change: Change
    old: float | None
    new: float | None
    old_status: str | None
    new_status: str | None
    old_unit: str | None
    new_unit: str | None
    old_basis: str | None
    new_basis: str | None
    relative: float | None


class DetailData(Part):
    """Source, locator, review or bound of a value that changed."""

    id: str
    vector: str | None
    set: str | None
    from_year: int | None
    to_year: int | None
    field: str
    old: Any
    new: Any


class FileData(Part):
    """A place in another file of the library that changed; `moves`: a number may rest on it."""

    id: str
    kind: str
    change: Change
    path: str
    old: Any
    new: Any
    moves: bool


class PortfolioImpact(Part):
    """The outputs of a portfolio that move outside of its measures."""

    moved: list[str]


class Impact(Part):
    """Which results move when library A is replaced by library B; `portfolio` is null where no portfolio is named."""

    paths: list[str]
    moved: list[str]
    unmoved: list[str]
    new: list[str]
    gone: list[str]
    portfolio: PortfolioImpact | None
    counts: Counts
    differences: list[DifferenceData]
    problems: ProblemChanges


class FactorsDiff(Part):
    """`zis-calc factors diff A B --format json`."""

    schema_: Literal["zis-calc/factors-diff/1"] = Field(alias="schema")
    a: LibraryData
    b: LibraryData
    years: list[int] | None
    moves: bool
    values: list[ValueData]
    details: list[DetailData]
    files: list[FileData]
    impact: Impact | None
    problems: list[ProblemData]


class _Recorded(BaseModel):
    """What a stored result must hold to be computed again; keys it does not need may be there or not."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True, allow_inf_nan=False, defer_build=True)


class RecordedTool(_Recorded):
    """What computed it."""

    version: str
    library: str


class RecordedSettings(_Recorded):
    """With which settings."""

    as_of: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    gwp: str
    ndc_rule: str
    ndc_years: Annotated[list[int], Field(min_length=2, max_length=2)]
    currency: str
    discount_rate: Annotated[float, Field(ge=0, le=1)]
    electricity: str
    decimal: str = ""
    factors: list[str] = []


class RecordedInput(_Recorded):
    """From which file."""

    file: Annotated[str, Field(min_length=1)]
    sha256: str
    set: list[str] = []
    stage: str | None = None


class RecordedMeasure(_Recorded):
    """At which stage, where the input does not say it."""

    file: str
    stage: str


class RecordedRun(_Recorded):
    """What a portfolio was named by, and the stage that was asked for."""

    paths: list[str]
    stage: str | None = None


class RecordedTotals(_Recorded):
    """Which measures were refused then."""

    refused: list[str] = []


class Recorded(_Recorded):
    """A stored result as far as it says how to compute it again."""

    tool: RecordedTool
    settings: RecordedSettings
    inputs: list[RecordedInput]
    measures: list[RecordedMeasure]
    totals: RecordedTotals
    run: RecordedRun | None = None
