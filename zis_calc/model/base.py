"""What all models share: strict types, no unknown keys, frozen values, text in two languages."""

import datetime
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

Review = Literal["verified", "secondary-copy", "recalled", "computed"]
Basis = Literal["lhv", "hhv"]
Vector = Literal["air", "water", "land", "product", "residue"]
VECTORS: tuple[Vector, ...] = ("air", "water", "land", "product", "residue")

# The weakest status of the numbers behind a result is the status of the result.
REVIEW_ORDER: tuple[str, ...] = ("verified", "computed", "secondary-copy", "recalled")

IDENTIFIER_PATTERN = r"^[a-z0-9]+([_\-.][a-z0-9]+)*$"
IDENTIFIER_LENGTH = 120
Identifier = Annotated[str, Field(pattern=IDENTIFIER_PATTERN, max_length=IDENTIFIER_LENGTH)]
AmountText = Annotated[str, Field(min_length=1, max_length=80, description="number with unit, e.g. 250000 gal/yr")]


class Strict(BaseModel):
    """A block of a file: unknown keys, booleans for numbers, NaN and infinities are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False, defer_build=True)


class Words(Strict):
    """A text that people read, in both languages."""

    es: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def text(self, language: str) -> str:
        """The text in `language` (`es` or `en`)."""
        return self.es if language == "es" else self.en


class Verification(Strict):
    """Who compared a number with its source, when, and against what."""

    by: str
    on: datetime.date
    against: str


def model_text(model: BaseModel) -> str:
    """A model as the JSON that caches keep and that makes an equal model again."""
    return model.model_dump_json(by_alias=True, exclude_none=True, exclude_defaults=True)


class Spoken(Protocol):
    """Anything that is said in both languages."""

    @property
    def es(self) -> str:
        """In Spanish."""
        ...

    @property
    def en(self) -> str:
        """In English."""
        ...


def both(words: Spoken) -> dict[str, str]:
    """A text in both languages, as results hold it."""
    return {"es": words.es, "en": words.en}


def weakest(reviews: list[str]) -> str | None:
    """The weakest of `reviews` (recalled < secondary-copy < computed < verified), or None where there is none."""
    known = [review for review in reviews if review in REVIEW_ORDER]
    return max(known, key=REVIEW_ORDER.index) if known else None
