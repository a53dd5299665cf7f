"""Which model a file of each kind has; a model is imported when it is asked for."""

from importlib import import_module
from typing import Any

from pydantic import BaseModel

_WHERE = {
    "measure": ("measure", "Measure"),
    "factor": ("factor", "Factor"),
    "item": ("factor", "Item"),
    "kinds": ("factor", "Kinds"),
    "sources": ("factor", "Sources"),
    "settings": ("programme", "Settings"),
    "target": ("programme", "Target"),
    "credit_line": ("programme", "CreditLine"),
    "bands": ("programme", "Bands"),
    "method": ("method", "Method"),
    "checks": ("checks", "Checks"),
    "cross_check": ("checks", "CrossCheck"),
    "portfolio": ("portfolio", "Portfolio"),
    "indicator": ("indicator", "Indicator"),
    "framework": ("indicator", "Framework"),
    "scheme": ("portfolio", "Scheme"),
    "result": ("result", "Result"),
    "portfolio_result": ("portfolio_result", "PortfolioResult"),
    "diff": ("comparison", "Diff"),
    "verify": ("comparison", "Verification"),
    "factors-diff": ("comparison", "FactorsDiff"),
}

# What `zis-calc schema` knows: the kinds of files, and what the commands give as JSON.
SCHEMAS = tuple(_WHERE)
OUTPUTS = frozenset(("result", "portfolio_result", "diff", "verify", "factors-diff"))
KINDS = tuple(kind for kind in _WHERE if kind not in OUTPUTS)


def model_of(kind: str) -> type[BaseModel]:
    """The model of `kind`."""
    module, name = _WHERE[kind]
    found: type[BaseModel] = getattr(import_module(f"zis_calc.model.{module}"), name)
    return found


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of `kind`, for editors and readers of results."""
    schema = model_of(kind).model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"zis-calc {kind}", **schema}
