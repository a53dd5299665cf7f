"""The columns of the workbook, read off the models of the measure file: a key of a file is a column of a sheet."""

import datetime
import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from zis_calc.model.base import AmountText

TEXT, AMOUNT, DATE, INTEGER, CHOICE, LIST, PAIRS, VALUE = (
    "text", "amount", "date", "integer", "choice", "list", "pairs", "value",
)  # fmt: skip

_AMOUNT_DESCRIPTION = next(str(one.description) for one in get_args(AmountText)[1:] if isinstance(one, FieldInfo))


class Field(NamedTuple):
    """One key of a block: its path in the block, what it holds, the words it may be, whether the model demands it."""

    path: tuple[str, ...]
    kind: str
    choices: tuple[str, ...] = ()
    required: bool = False

    @property
    def key(self) -> str:
        """The path with dots: `credit.rate`."""
        return ".".join(self.path)


def fields_of(model: type[BaseModel], without: frozenset[str] = frozenset()) -> tuple[Field, ...]:
    """The fields of a block in the order of the model, blocks inside it by dotted keys, but those in `without`."""
    return tuple(_fields(model, without, (), True))


def _fields(model: type[BaseModel], without: frozenset[str], path: tuple[str, ...], required: bool) -> Iterator[Field]:
    for name, info in model.model_fields.items():
        if not path and name in without:
            continue
        here = (*path, info.alias or name)
        inner = _inner(info.annotation)
        demanded = required and info.is_required()
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _fields(inner, without, here, demanded)
            continue
        kind, choices = _kind(inner, info)
        yield Field(here, kind, choices, demanded)


def _inner(annotation: Any) -> Any:
    """The annotation without `Annotated` and without `| None`."""
    if get_origin(annotation) is Annotated:
        return _inner(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [one for one in get_args(annotation) if one is not type(None)]
        return _inner(rest[0]) if len(rest) == 1 else annotation
    return annotation


def _kind(inner: Any, info: FieldInfo) -> tuple[str, tuple[str, ...]]:
    origin = get_origin(inner)
    if origin is Literal:
        values = get_args(inner)
        return (INTEGER, tuple(map(str, values))) if isinstance(values[0], int) else (CHOICE, tuple(values))
    if origin is dict:
        return PAIRS, ()
    if origin is list:
        return LIST, ()
    if inner is str:
        described = f"{info.annotation}{info.metadata}{info.description}"
        return (AMOUNT if _AMOUNT_DESCRIPTION in described else TEXT), ()
    if inner is int:
        return INTEGER, ()
    if inner is datetime.date:
        return DATE, ()
    raise TypeError(f"no column for {typing.cast(object, inner)}")
