"""Reading Parquet, typed or all text; every value becomes the text it stands for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.contracts import Dataset
from pipelines.standardise import headers
from pipelines.standardise.encodings import decodes
from pipelines.standardise.extract import ROWS_AT_ONCE, ROWS_SAMPLED, Extract, Integers, Rejected
from pipelines.standardise.reasons import FileReason, FileRefusedError, RowReason
from pipelines.standardise.unpacking import MOST_BYTES
from pipelines.standardise.workbooks import number_text

_SHANGHAI = "Asia/Shanghai"


@dataclass(frozen=True)
class ParquetTable:
    """One Parquet file with its columns known; its rows are read batch by batch, `line` is a row's number from 1."""

    content: bytes
    header: headers.Header
    names: list[str]
    rows: int
    assumptions: list[str] = field(default_factory=list)
    format: str = "parquet"
    header_line: int = 0
    encoding: str | None = None
    sheet: str | None = None
    size: int | None = None

    def sample(self) -> dict[str, pa.Array]:
        """The first rows' columns."""
        return next(iter(self._pieces(ROWS_SAMPLED, frozenset(self.header.positions))))().columns

    def pieces(self, distinct: frozenset[str]) -> Iterator[Callable[[], Extract]]:
        """The table batch by batch."""
        return self._pieces(ROWS_AT_ONCE, distinct)

    def settled(self, undecodable: int) -> None:
        """There is one way to read it."""

    def _pieces(self, rows: int, distinct: frozenset[str]) -> Iterator[Callable[[], Extract]]:
        start = 0
        with _refusing_damage(), pq.ParquetFile(pa.BufferReader(self.content)) as opened:
            for batch in opened.iter_batches(rows, use_threads=False):
                yield partial(self._piece, pa.Table.from_batches([batch]), start, distinct)
                start += batch.num_rows
            if start != self.rows:
                raise FileRefusedError(FileReason.UNREADABLE_FILE, format="Parquet")
            if not start:
                yield partial(self._piece, opened.schema_arrow.empty_table(), start, distinct)

    def _piece(self, table: pa.Table, start: int, distinct: frozenset[str]) -> Extract:
        texts = self._texts_of(table)
        lines = np.arange(start + 1, start + table.num_rows + 1, dtype=np.int64)
        rejected = _undecodable(texts, start)
        if rejected:
            keep = np.ones(table.num_rows, np.bool_)
            keep[[one.line - start - 1 for one in rejected]] = False
            texts, lines = {name: values.filter(pa.array(keep)) for name, values in texts.items()}, lines[keep]
        return Extract(
            format=self.format,
            columns={
                name: values if name in distinct else values.dictionary_encode() for name, values in texts.items()
            },
            lines=lines,
            received=lambda positions: self._received(lines[positions] - 1),
            header_line=self.header_line,
            rejected=rejected,
        )

    def _texts_of(self, table: pa.Table) -> dict[str, pa.Array]:
        return {name: _texts(self.names[at], table.column(at)) for name, at in self.header.positions.items()}

    def _received(self, rows: Integers) -> list[bytes]:
        """The rows with these ascending numbers from 0, read again: what was read of them before is not kept."""
        found: list[bytes] = []
        with pq.ParquetFile(pa.BufferReader(self.content)) as opened:
            sizes = [opened.metadata.row_group(at).num_rows for at in range(opened.num_row_groups)]
            starts = np.cumsum([0, *sizes])
            for group in range(opened.num_row_groups):
                inside = rows[(rows >= starts[group]) & (rows < starts[group + 1])] - starts[group]
                if len(inside):
                    texts = self._texts_of(opened.read_row_group(group).take(pa.array(inside)))
                    cells = zip(*(values.to_pylist() for values in texts.values()), strict=True)
                    found += [json.dumps(row, ensure_ascii=False).encode("utf-8") for row in cells]
        return found


def open_parquet(dataset: Dataset, content: bytes) -> ParquetTable:
    """Find the columns of one Parquet file; the rows are read later.

    Raises:
        FileRefusedError: damaged, a bomb, or wrong columns.
    """
    with _refusing_damage(), pq.ParquetFile(pa.BufferReader(content)) as opened:
        names, rows = opened.schema_arrow.names, opened.metadata.num_rows
    if rows * len(names) > MOST_BYTES:  # a run of one value is a few bytes, whatever its length
        raise FileRefusedError(FileReason.TOO_LARGE, limit=MOST_BYTES >> 20)
    return ParquetTable(content, headers.read_header(dataset, names), names, rows)


@contextmanager
def _refusing_damage() -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError, ValueError):
        raise FileRefusedError(FileReason.UNREADABLE_FILE, format="Parquet") from None


def _undecodable(texts: dict[str, pa.Array], start: int) -> list[Rejected]:
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
        rejected.append(Rejected(start + row + 1, RowReason.BAD_ENCODING, received, name))
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
