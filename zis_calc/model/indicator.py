"""An indicator of a programme: its definition, its unit, and the arithmetic over the portfolio that gives it."""

from typing import Annotated, Literal

from pydantic import Field

from zis_calc.model.base import Identifier, Review, Strict, Verification, Words
from zis_calc.model.measure import Stage


class Counting(Strict):
    """Which measures count: only these stages (all where there is none), and only so long after their start."""

    stages: list[Stage] = []
    months_after_start: Annotated[int, Field(ge=0, le=600)] = 0


class Indicator(Strict):
    """kind: indicator. `formula` is over quantities of the portfolio; without it the figure must be reported.

    `level`: an output is what the programme did, an outcome what came of it.
    """

    kind: Literal["indicator"]
    id: Identifier
    framework: Identifier
    level: Literal["output", "outcome"] | None = None
    name: Words
    definition: Words
    unit: str
    formula: str | None = None
    counts: Counting = Counting()
    source: str
    locator: str | None = None
    review: Review
    verified: Verification | None = None
    note: Words | None = None


class Framework(Strict):
    """kind: framework. A set of indicators that somebody asks for; they stand in the folder of the same name."""

    kind: Literal["framework"]
    id: Identifier
    name: Words
    description: Words | None = None
    source: str
    locator: str | None = None
    review: Review
    verified: Verification | None = None
    note: Words | None = None
