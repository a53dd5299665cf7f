"""Columns as a Parquet file (extra `parquet`)."""

from collections.abc import Mapping, Sequence, Set
from typing import IO, Any

from zis_calc.problems import Place, ProblemError, problem


def write_parquet(
    out: IO[bytes], name: str, columns: Mapping[str, Sequence[Any]], units: Mapping[str, str], numbers: Set[str]
) -> None:
    """Writes named columns (None is null) with their units as metadata; ProblemError X043.

    `numbers` are the columns of floats, all others are texts: their kind does not depend on what stands in them.
    """
    try:
        import pyarrow
        import pyarrow.parquet as parquet
    except ImportError:
        raise ProblemError(problem("X043", Place(name), extra="zis-calc[parquet]")) from None
    arrays = []
    fields = []
    for key, values in columns.items():
        kind = pyarrow.float64() if key in numbers else pyarrow.string()
        shown = values if key in numbers else [None if one is None else str(one) for one in values]
        arrays.append(pyarrow.array(shown, type=kind))
        fields.append(pyarrow.field(key, kind, metadata={"unit": units.get(key, "")}))
    table = pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields))
    parquet.write_table(table, out, compression="zstd", store_schema=True)
