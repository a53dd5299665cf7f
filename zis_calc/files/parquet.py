"""Columns as a Parquet file (extra `parquet`)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from zis_calc.problems import Place, ProblemError, problem


def write_parquet(path: Path, columns: Mapping[str, Sequence[Any]], units: Mapping[str, str]) -> None:
    """Writes named columns (floats, texts; None is null) with their units as metadata; ProblemError X043."""
    try:
        import pyarrow
        import pyarrow.parquet as parquet
    except ImportError:
        raise ProblemError(problem("X043", Place(str(path)), extra="zis-calc[parquet]")) from None
    arrays = []
    fields = []
    for name, values in columns.items():
        is_text = any(isinstance(value, str) for value in values)
        kind = pyarrow.string() if is_text else pyarrow.float64()
        arrays.append(pyarrow.array([str(one) if is_text and one is not None else one for one in values], type=kind))
        fields.append(pyarrow.field(name, kind, metadata={"unit": units.get(name, "")}))
    table = pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields))
    parquet.write_table(table, path, compression="zstd", store_schema=False)
