"""Which model a file of each kind has."""

from typing import Any

from pydantic import BaseModel

from zis_calc.model.base import Strict
from zis_calc.model.factor import Factor, Item, Kinds, Sources
from zis_calc.model.measure import Measure
from zis_calc.model.programme import Bands, CreditLine, Settings, Target
from zis_calc.model.result import Result

MODELS: dict[str, type[Strict]] = {
    "measure": Measure,
    "factor": Factor,
    "item": Item,
    "kinds": Kinds,
    "sources": Sources,
    "settings": Settings,
    "target": Target,
    "credit_line": CreditLine,
    "bands": Bands,
}

# What `zis-calc schema` knows: the kinds of files, and the result.
SCHEMAS: dict[str, type[BaseModel]] = {**MODELS, "result": Result}


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of `kind`, for editors and readers of results."""
    schema = SCHEMAS[kind].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"zis-calc {kind}", **schema}
