"""What the rules of `zis-calc check` compare with: limits, spellings, and published numbers that others must give."""

from typing import Annotated

from pydantic import Field

from zis_calc.model.base import AmountText, Identifier, Review, Strict, Verification, Words
from zis_calc.model.method import Name


class RuleLimit(Strict):
    """A limit of a rule, in the unit that `reason` or the rule names, and why it stands where it does."""

    value: float
    reason: Words


class Checks(Strict):
    """checks.yaml: the numbers and spellings of the rules; a library of one's own may replace any of them."""

    kind: Annotated[str, Field(pattern="^checks$")]
    limits: dict[str, RuleLimit] = {}
    unit_spellings: dict[str, str] = {}
    code_spellings: dict[str, str] = {}
    regions: list[str] = []
    prices: dict[str, Annotated[list[str], Field(min_length=2, max_length=2)]] = {}


class CrossCheck(Strict):
    """A published number that follows from factors of the library: `formula` over `uses` must give `expected`."""

    kind: Annotated[str, Field(pattern="^cross_check$")]
    id: Identifier
    name: Words
    uses: Annotated[dict[Name, str], Field(min_length=1)]
    formula: str
    expected: AmountText
    tolerance: float = Field(gt=0, le=0.2)
    year: int | None = None
    set: str | None = None
    source: str
    locator: str | None = None
    review: Review
    verified: Verification | None = None
    note: Words | None = None
