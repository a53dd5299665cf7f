"""One file read for `zis-calc check`: its kind, its model, what is wrong with its shape, as plain data to be kept."""

import functools
from typing import Any, TypedDict

from zis_calc.checks.shape import find_kind, read_model
from zis_calc.files.check_cache import problems_as_data
from zis_calc.files.documents import LazyDocument, parse_document
from zis_calc.model.base import model_text
from zis_calc.model.document import DataPath, Document
from zis_calc.model.registry import model_of
from zis_calc.problems import ProblemError


class Card(TypedDict):
    """What is known of one file: kind, model as JSON (None: it has not its shape), problems, and local findings."""

    kind: str | None
    model: str | None
    shape: list[Any]
    digest: str
    id_mark: list[int] | None
    context: str
    local: list[Any]


def make_card(content: bytes, name: str) -> tuple[Card, Document, Any | None]:
    """The card of a file, its document and its model."""
    card: Card = {"kind": None, "model": None, "shape": [], "digest": "", "id_mark": None, "context": "", "local": []}
    try:
        document = parse_document(content, name)
    except ProblemError as error:
        card["shape"] = problems_as_data(error.problems)
        return card, Document(name, {}, {}), None
    card["digest"] = document.digest
    place = document.place(("id",))
    if "id" in document.data and place.line is not None and place.column is not None:
        card["id_mark"] = [place.line, place.column]
    kind, problems = find_kind(document)
    model: Any | None = None
    if kind is not None:
        card["kind"] = kind
        model, problems = read_model(document, model_of(kind), kind)
        if model is not None:
            card["model"] = model_text(model)
    card["shape"] = problems_as_data(problems)
    return card, document, model


def lazy_document(card: Card, content: bytes, name: str) -> Document:
    """The document of a file whose card is known: read again only where a place inside it is asked for."""
    mark = card["id_mark"]
    known: dict[DataPath, tuple[int, int]] = {("id",): (mark[0], mark[1])} if mark is not None else {}
    return LazyDocument(name, content, card["digest"], known)


@functools.lru_cache(maxsize=8192)
def model_from(kind: str, text: str) -> Any:
    """The model that was kept as JSON; models are frozen, so that equal files may share one."""
    return model_of(kind).model_validate_json(text)
