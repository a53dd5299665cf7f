"""Where a library file says how well its numbers are known, and by what evidence."""

from collections.abc import Iterator
from typing import Any

from zis_calc.checks.context import LibraryFile
from zis_calc.model.document import DataPath


def reviewed(file: LibraryFile) -> list[tuple[DataPath, Any]]:
    """Every block of a file with a review status: the file itself, its values, constants and tables."""
    return [(path, block) for path, block in _blocks(file.model) if getattr(block, "review", None) is not None]


def statuses(block: Any) -> list[tuple[DataPath, str]]:
    """The review statuses of a block by their key: of its number, of its bounds, of single vectors."""
    vectors = getattr(block, "vector_review", None) or {}
    found: list[tuple[DataPath, str | None]] = [
        (("review",), block.review),
        (("bounds_review",), getattr(block, "bounds_review", None)),
        *((("vector_review", vector), status) for vector, status in vectors.items()),
    ]
    return [(key, status) for key, status in found if status is not None]


def _blocks(model: Any) -> Iterator[tuple[DataPath, Any]]:
    yield (), model
    if model.kind == "factor":
        yield from ((("values", index), value) for index, value in enumerate(model.values or []))
    elif model.kind == "method":
        for name in ("constants", "tables"):
            yield from (((name, key), block) for key, block in getattr(model, name).items())
