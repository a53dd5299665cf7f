"""Shape: does a document have the keys and types of its kind? Pydantic finds it, here it gets a place and a remedy."""

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from zis_calc.model.base import AmountText
from zis_calc.model.document import DataPath, Document, field_text
from zis_calc.model.registry import KINDS
from zis_calc.problems import Problem, did_you_mean, problem

Model = TypeVar("Model", bound=BaseModel)

_EXPECTED = {
    "string_type": "@text",
    "float_type": "@a number",
    "int_type": "@a whole number",
    "bool_type": "@true or false",
    "date_type": "@a date (2023-07-01)",
    "list_type": "@a list (lines that start with `- `)",
    "dict_type": "@a block of `key: value` lines",
    "model_type": "@a block of `key: value` lines",
    "model_attributes_type": "@a block of `key: value` lines",
    "finite_number": "@a finite number",
    "too_short": "@at least one entry",
    "string_too_short": "@text that is not empty",
    "string_too_long": "@a shorter text",
    "string_pattern_mismatch": "@lower-case letters, digits, - and _ (caldera-2)",
}
_AMOUNT = "@text with a number and a unit (250000 gal/yr)"


def find_kind(document: Document) -> tuple[str | None, list[Problem]]:
    """The kind a document says it has, or the problem with it."""
    kind = document.data.get("kind")
    if kind is None:
        return None, [problem("S002", document.place(), field="kind", key="kind", kind="measure")]
    if not isinstance(kind, str) or kind not in KINDS:
        place = document.place(("kind",))
        hint = did_you_mean(str(kind), KINDS)
        return None, [problem("S005", place, field="kind", kind=kind, suggestion=hint, known=", ".join(KINDS))]
    return kind, []


def read_model(document: Document, model: type[Model], kind: str) -> tuple[Model | None, list[Problem]]:
    """The document as `model`, or every problem of its shape with its place."""
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        found: dict[tuple[str, DataPath], Problem] = {}
        for entry in error.errors(include_url=False):
            one = _problem(document, model, kind, entry)
            found.setdefault((one.code, tuple(entry["loc"]) if one.code != "S003" else (one.field,)), one)
        return None, _without_misspelt(list(found.values()))


def _without_misspelt(problems: list[Problem]) -> list[Problem]:
    """A misspelt key is one problem: it is not also said to be missing."""
    meant = set()
    for one in problems:
        values = dict(one.values)
        if one.code == "S001" and values["suggestion"]:
            meant.add(one.field.removesuffix(values["key"]) + values["suggestion"].removeprefix("|"))
    return [one for one in problems if not (one.code == "S002" and one.field in meant)]


def _problem(document: Document, model: type[BaseModel], kind: str, entry: Any) -> Problem:
    path: DataPath = _real_path(document.data, tuple(entry["loc"]))
    field = field_text(path)
    code = entry["type"]
    if code == "extra_forbidden":
        key = str(path[-1])
        known = _keys_at(model, path[:-1])
        return problem(
            "S001",
            document.key_place(path),
            field,
            key=key,
            suggestion=did_you_mean(key, known),
            known=", ".join(known),
        )
    if code == "missing":
        return problem("S002", document.place(path), field, key=entry["loc"][-1], kind=kind)
    value = _shown(entry.get("input"))
    place = document.place(path)
    if code in ("literal_error", "greater_than_equal", "less_than_equal"):
        context = entry.get("ctx", {})
        expected = context.get("expected") or _bound(context)
        return problem("S004", place, field, value=value, expected=str(expected).replace(" or ", ", "))
    if isinstance(entry.get("input"), float) and code == "finite_number":
        return problem("U005", place, field, value=value)
    expected = _EXPECTED.get(code, "@another value")
    if code in ("string_type", "string_too_short") and _is_amount(model, path):
        expected = _AMOUNT
    return problem("S003", place, field, value=value, found=_kind_of(entry.get("input")), expected=expected)


def _bound(context: dict[str, Any]) -> str:
    return f">= {context['ge']}" if "ge" in context else f"<= {context.get('le')}"


def _real_path(data: Any, location: tuple[Any, ...]) -> DataPath:
    """The error's location without pydantic's union labels: only steps that lead through the data, then the key."""
    path: list[str | int] = []
    here = data
    for index, step in enumerate(location):
        if (isinstance(here, dict) and step in here) or (
            isinstance(here, list) and isinstance(step, int) and step < len(here)
        ):
            here = here[step]
            path.append(step)
        elif isinstance(here, dict) and index == len(location) - 1 and step != "[key]":
            path.append(step)
    return tuple(path)


def _models_at(model: type[BaseModel], path: DataPath) -> list[type[BaseModel]]:
    models = [model]
    for step in path:
        if isinstance(step, int):
            continue
        following: list[type[BaseModel]] = []
        for one in models:
            for name, info in one.model_fields.items():
                if step in (name, info.alias):
                    following.extend(_inner_models(info.annotation))
        models = following or models
    return models


def _inner_models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [inner for argument in get_args(annotation) for inner in _inner_models(argument)]


def _keys_at(model: type[BaseModel], path: DataPath) -> list[str]:
    return [info.alias or name for one in _models_at(model, path) for name, info in one.model_fields.items()]


def _is_amount(model: type[BaseModel], path: DataPath) -> bool:
    if not path or isinstance(path[-1], int):
        return False
    descriptions = {meta.description for meta in get_args(AmountText)[1:]}
    for one in _models_at(model, path[:-1]):
        info = one.model_fields.get(str(path[-1]))
        if info is not None:
            text = str(info.annotation) + str(info.metadata) + str(info.description)
            return any(str(description) in text for description in descriptions)
    return False


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "@true or false"
    if isinstance(value, int | float):
        return "@a number without a unit"
    if value is None:
        return "@empty"
    if isinstance(value, list):
        return "@a list"
    if isinstance(value, dict):
        return "@a block"
    return "@text" if isinstance(value, str) else "@a date"
