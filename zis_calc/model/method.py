"""A method: how the parameters of a technology become flows, as an engineer writes it down."""

from typing import Annotated, Literal

from pydantic import Field

from zis_calc.model.base import AmountText, Basis, Identifier, Review, Strict, Verification, Words

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class Parameter(Strict):
    """What the consultant knows: a number with a unit and its ranges, or a choice of an item or COPni source.

    `output` marks a yearly output of the plant, which counts with the operating hours when two stages are compared.
    """

    name: Words
    unit: str | None = None
    allowed: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    usual: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    reason: Words | None = None
    default: str | None = None
    default_source: str | None = None
    choice: Literal["fuel", "electricity", "refrigerant", "item", "copni", "basis"] | None = None
    options: list[str] = []
    example: str | None = None
    output: bool = False


class Constant(Strict):
    """A number of the method with its unit and source."""

    value: float
    unit: str
    name: Words | None = None
    source: str
    locator: str | None = None
    review: Review
    verified: Verification | None = None


class LookUp(Strict):
    """A small table for linear interpolation."""

    name: Words
    x: list[float]
    x_unit: str
    y: list[float]
    y_unit: str
    source: str
    locator: str | None = None
    review: Review
    verified: Verification | None = None


class Computed(Strict):
    """An intermediate quantity: a formula over what stands before it, shown in `unit`."""

    name: Words
    formula: str
    unit: str
    equation: str | None = None


class MethodFlow(Strict):
    """A flow that the method makes; `item` may name a choice parameter as `$fuel`."""

    item: str
    baseline: str
    project: str
    unit: str
    end_use: str | None = None
    heating_value: Basis | Literal["$heating_value"] | None = None


class MethodSide(Strict):
    """One side of a COPni change; `source` may name a choice parameter."""

    source: str
    activity: str
    unit: str


class MethodCopni(Strict):
    """A process source before and after."""

    baseline: MethodSide | None = None
    project: MethodSide | None = None


class WorkedExample(Strict):
    """A published calculation: parameters and the results that its source prints."""

    name: Words
    parameters: dict[Name, str]
    expected: Annotated[dict[Name, AmountText], Field(min_length=1)]
    tolerance: float = Field(gt=0, le=0.2)
    kind: Literal["published", "hand"]
    source: str
    locator: str | None = None
    working: str | None = None


class Method(Strict):
    """One technology: parameters, intermediate quantities, flows, applicability, and worked examples."""

    kind: Literal["method"]
    id: Identifier
    name: Words
    technology: str
    methodology: str
    equation: str | None = None
    source: str
    locator: str | None = None
    review: Review
    verified: Verification | None = None
    applicability: Words
    limits: Words
    words: list[str] = []
    parameters: Annotated[dict[Name, Parameter], Field(min_length=1)]
    constants: dict[Name, Constant] = {}
    tables: dict[Name, LookUp] = {}
    quantities: dict[Name, Computed] = {}
    flows: list[MethodFlow] = []
    copni: list[MethodCopni] = []
    money: dict[Literal["other_costs"], str] = {}
    examples: list[WorkedExample] = []
    note: Words | None = None
