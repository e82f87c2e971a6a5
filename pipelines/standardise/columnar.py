"""Reading Parquet, typed or all text; every value becomes the text it stands for."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.contracts import Dataset
from pipelines.standardise import headers
from pipelines.standardise.encodings import decodes
from pipelines.standardise.extract import Extract, Integers, Rejected
from pipelines.standardise.reasons import FileReason, FileRefusedError, RowReason
from pipelines.standardise.workbooks import number_text

_SHANGHAI = "Asia/Shanghai"


def read_parquet(dataset: Dataset, content: bytes) -> Extract:
    """Read one Parquet file; `line` is the row's number from 1.

    Raises:
        FileRefusedError: damaged, wrong columns, or nested values.
    """
    try:
        table = pq.read_table(pa.BufferReader(content))
        names = table.column_names
    except (pa.ArrowException, OSError, ValueError):
        raise FileRefusedError(FileReason.UNREADABLE_FILE, format="Parquet") from None
    header = headers.read_header(dataset, names)
    texts = {name: _texts(names[position], table.column(position)) for name, position in header.positions.items()}
    lines = np.arange(1, table.num_rows + 1, dtype=np.int64)
    rejected = _undecodable(texts)
    if rejected:
        keep = np.ones(table.num_rows, np.bool_)
        keep[[one.line - 1 for one in rejected]] = False
        texts, lines = {name: values.filter(pa.array(keep)) for name, values in texts.items()}, lines[keep]

    def received(positions: Integers) -> list[bytes]:
        at = pa.array(positions)
        rows = zip(*(texts[name].take(at).to_pylist() for name in header.positions), strict=True)
        return [json.dumps(row, ensure_ascii=False).encode("utf-8") for row in rows]

    return Extract(
        format="parquet",
        columns=texts,
        lines=lines,
        received=received,
        header_line=0,
        rejected=rejected,
    )


def _undecodable(texts: dict[str, pa.Array]) -> list[Rejected]:
    """Rows with text that is no UTF-8, whatever the file calls it: writers do not look, and neither does the reader."""
    first: dict[int, str] = {}
    for name, values in texts.items():
        try:
            values.validate(full=True)
        except pa.ArrowInvalid:
            cells = values.cast(pa.binary()).to_pylist()
            for row in (row for row, cell in enumerate(cells) if cell is not None and not decodes(cell, "utf-8")):
                first.setdefault(row, name)
    raw = [values.cast(pa.binary()) for values in texts.values()] if first else []
    rejected = []
    for row, name in sorted(first.items()):
        cells = [cell.as_py() for cell in (values[row] for values in raw)]
        shown = json.dumps([cell and cell.decode("utf-8", "surrogateescape") for cell in cells], ensure_ascii=False)
        received = shown.encode("utf-8", "surrogateescape")
        rejected.append(Rejected(row + 1, RowReason.BAD_ENCODING, received, name))
    return rejected


def _texts(header: str, values: pa.ChunkedArray) -> pa.Array:
    kind = values.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
        values = values.cast(kind)
    try:
        if pa.types.is_floating(kind):
            return _floats(values.cast(pa.float64()))
        if pa.types.is_timestamp(kind):
            return _moments(values)
        if pa.types.is_nested(kind):
            raise FileRefusedError(FileReason.COLUMN_TYPE, columns=header)
        return _one(values.cast(pa.string()))
    except pa.ArrowException:
        raise FileRefusedError(FileReason.COLUMN_TYPE, columns=header) from None


def _moments(values: pa.ChunkedArray) -> pa.Array:
    """Wall time in Shanghai; a moment without a zone is that already."""
    if values.type.tz is not None:
        values = pc.local_timestamp(values.cast(pa.timestamp(values.type.unit, tz=_SHANGHAI)))
    texts = values.cast(pa.timestamp("us"), safe=False).cast(pa.string())
    return _one(pc.replace_substring_regex(texts, r"\.0+$", ""))


def _floats(values: pa.ChunkedArray) -> pa.Array:
    encoded = pc.dictionary_encode(_one(values))
    distinct = pa.array([number_text(number) for number in encoded.dictionary.to_pylist()], pa.string())
    return distinct.take(encoded.indices)


def _one(values: pa.ChunkedArray) -> pa.Array:
    return values.combine_chunks()
