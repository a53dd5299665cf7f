"""Where a library file names its sources."""

from collections.abc import Iterator
from typing import Any

from zis_calc.checks.context import LibraryFile
from zis_calc.model.document import DataPath


def source_keys(file: LibraryFile) -> list[tuple[DataPath, str]]:
    """Every source key that a file names, with its path."""
    return list(_keys(file.model))


def _keys(model: Any) -> Iterator[tuple[DataPath, str]]:
    if isinstance(getattr(model, "source", None), str):
        yield ("source",), model.source
    for block in ("constants", "tables"):
        for name, one in (getattr(model, block, None) or {}).items():
            yield (block, name, "source"), one.source
    for block in ("examples", "values"):
        for index, one in enumerate(getattr(model, block, None) or []):
            yield (block, index, "source"), one.source
