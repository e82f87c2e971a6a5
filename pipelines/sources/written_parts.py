"""Writing a part of an answer as Parquet while its next rows come."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.sources.copied_rows import Rows

#: of a part's first batch, those that tell which columns are written under a dictionary
_ROWS_SAMPLED = 4_096


def write_part(spooled: BinaryIO, schema: pa.Schema, rows: Rows, rows_per_part: int) -> int:
    """Write one part; returns its number of rows."""
    batch = rows.take(rows_per_part)
    first = schema.empty_table() if batch is None else pa.Table.from_arrays(batch.columns, schema=schema)
    written = 0
    with (
        pq.ParquetWriter(
            spooled,
            schema,
            compression="zstd",
            store_schema=False,
            use_dictionary=_repeating(first),
            write_statistics=False,  # it is read once, and whole
        ) as writer,
        ThreadPoolExecutor(1, thread_name_prefix="parts") as aside,
    ):
        before: Future[None] | None = None
        while batch is not None:
            if before is not None:
                before.result()
            before = aside.submit(writer.write_table, pa.Table.from_arrays(batch.columns, schema=schema))
            written += batch.num_rows
            batch = rows.take(rows_per_part - written) if written < rows_per_part else None
        if before is not None:
            before.result()
    return written


def _repeating(rows: pa.Table) -> list[str] | bool:
    """The columns in whose first rows a value mostly is not the only one of its kind."""
    sample = rows.slice(0, _ROWS_SAMPLED)
    named = zip(sample.column_names, sample.columns, strict=True)
    return [name for name, values in named if 2 * int(pc.count_distinct(values).as_py()) <= len(values)] or False
