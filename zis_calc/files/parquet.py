"""Columns as a Parquet file (extra `parquet`)."""

from collections.abc import Mapping, Sequence
from typing import IO, Any

from zis_calc.problems import Place, ProblemError, problem


def write_parquet(out: IO[bytes], name: str, columns: Mapping[str, Sequence[Any]], units: Mapping[str, str]) -> None:
    """Writes named columns (floats, texts; None is null) with their units as metadata; ProblemError X043."""
    try:
        import pyarrow
        import pyarrow.parquet as parquet
    except ImportError:
        raise ProblemError(problem("X043", Place(name), extra="zis-calc[parquet]")) from None
    arrays = []
    fields = []
    for key, values in columns.items():
        is_text = any(isinstance(value, str) for value in values)
        kind = pyarrow.string() if is_text else pyarrow.float64()
        arrays.append(pyarrow.array([str(one) if is_text and one is not None else one for one in values], type=kind))
        fields.append(pyarrow.field(key, kind, metadata={"unit": units.get(key, "")}))
    table = pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields))
    parquet.write_table(table, out, compression="zstd", store_schema=False)
