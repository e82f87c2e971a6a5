"""Writing canonical tables in groups of rows: few are in memory, and the bytes depend on the rows alone.

A group is a fixed number of readable rows in their order. Rows that turn out to share a key may lie in a group that is
written already; the files are then written once more without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.standardise.extract import Flags, Integers
from pipelines.standardise.repeating import fitted, in_order_of_appearance, plain

#: rows of one row group of the canonical files, before any is taken out; part of what their bytes depend on
ROWS_PER_GROUP = 1 << 18
#: finished groups are kept up to so many bytes, then written, and up to a quarter of it from then on: nothing is gained
#: by keeping more once the files may have to be written again; whatever it is, the same bytes are written
HELD_BYTES = 512 << 20
#: between rows that are taken out; more are copied in one turn
_MOST_RUNS = 1 << 11

TABLES = ("rows", "received")


@dataclass
class _Group:
    """Consecutive readable rows, of both tables; empty once they are written."""

    start: int
    stop: int
    tables: dict[str, pa.Table]
    size: int


class RowGroups:
    """The two canonical tables of one delivery on their way to disk."""

    def __init__(
        self, folder: Path, schemas: dict[str, pa.Schema], pool: Executor, bare: frozenset[str] = frozenset()
    ) -> None:
        """`bare` columns hardly repeat a byte and are not compressed."""
        self._folder = folder
        self._schemas = schemas
        self._bare = bare
        self._pool = pool
        self._groups: list[_Group] = []
        self._filling: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
        self._filled = 0
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._written = 0
        self.rows = 0

    def append(self, tables: dict[str, pa.Table]) -> None:
        """Take the next rows; writes the oldest groups when too many are held."""
        count, start = tables["rows"].num_rows, 0
        while start < count:
            taken = min(count - start, ROWS_PER_GROUP - self._filled)
            for name in TABLES:
                self._filling[name].append(tables[name].slice(start, taken))
            start, self._filled, self.rows = start + taken, self._filled + taken, self.rows + taken
            if self._filled == ROWS_PER_GROUP:
                self._close_group()
        allowed = HELD_BYTES >> 2 if self._written else HELD_BYTES
        if sum(group.size for group in self._groups[self._written :]) > allowed:
            self._write_held(lambda group: None)

    def take(self, positions: Integers) -> pa.Table:
        """The `rows` at these ascending positions, as they are in memory or were written."""
        self._close_group()
        found: list[pa.Table] = []
        for number, group in enumerate(self._groups):
            inside = positions[(positions >= group.start) & (positions < group.stop)] - group.start
            if len(inside):
                table = group.tables.get("rows")
                found += _taken(self._read_back("rows", number) if table is None else table, inside)
        return pa.concat_tables(found)

    def finish(self, removed: Integers) -> None:
        """Write what is left, without the rows at these ascending positions."""
        self._close_group()

        def kept(group: _Group) -> Flags | None:
            inside = removed[(removed >= group.start) & (removed < group.stop)] - group.start
            if not len(inside):
                return None
            keep = np.ones(group.stop - group.start, np.bool_)
            keep[inside] = False
            return keep

        if self._written and len(removed) and removed[0] < self._groups[self._written - 1].stop:
            self._close_writers()
        if self._written and not self._writers:
            self._write_again(kept)
        self._write_held(kept)
        for name in TABLES:
            self._writer(name).close()
            self._path(name).chmod(0o600)

    def _close_group(self) -> None:
        if self._filled:
            tables = {name: pa.concat_tables(parts) for name, parts in self._filling.items()}
            start = self._groups[-1].stop if self._groups else 0
            self._groups.append(_Group(start, start + self._filled, tables, _size(tables)))
            self._filling, self._filled = {name: [] for name in TABLES}, 0

    def _write_held(self, kept: Callable[[_Group], Flags | None]) -> None:
        """While the tables of a group are written, the columns of the next are made ready."""
        writing: list[Future[None]] = []
        for group in self._groups[self._written :]:
            ready = self._made_ready(group.tables, kept(group))
            for written in writing:
                written.result()
            writing = [self._pool.submit(self._write_group, name, table) for name, table in ready.items()]
        for written in writing:
            written.result()
        self._written = len(self._groups)

    def _close_writers(self) -> None:
        """The files can be read then, and are no longer written to: `finish` writes them anew."""
        for writer in self._writers.values():
            writer.close()
        self._writers = {}

    def _write_again(self, kept: Callable[[_Group], Flags | None]) -> None:
        """Read the groups that are written already and write them anew."""

        def write(name: str) -> None:
            first = self._path(name).rename(self._path(f"{name}.first"))
            with pq.ParquetFile(first, read_dictionary=self._dictionaries(name)) as read:
                for number, group in enumerate(self._groups[: self._written]):
                    keep = kept(group)
                    columns = [
                        _one(column, field.type, keep)
                        for column, field in zip(read.read_row_group(number).columns, self._schemas[name], strict=True)
                    ]
                    self._write_group(name, pa.Table.from_arrays(columns, schema=self._schemas[name]))
            first.unlink()

        list(self._pool.map(write, TABLES))

    def _read_back(self, name: str, number: int) -> pa.Table:
        """A group that is written; all are in the file, since nothing is taken out before the end."""
        self._close_writers()
        with pq.ParquetFile(self._path(name), read_dictionary=self._dictionaries(name)) as read:
            return read.read_row_group(number)

    def _made_ready(self, tables: dict[str, pa.Table], keep: Flags | None) -> dict[str, pa.Table]:
        """The tables as they are written, of which nothing else remains; a column of both is made ready once."""
        made: dict[tuple[Any, ...], Future[pa.Array]] = {}
        columns: dict[str, list[Future[pa.Array]]] = {name: [] for name in TABLES}
        for name in TABLES:
            for column, field in zip(tables.pop(name).columns, self._schemas[name], strict=True):
                key = (field.type, _memory(column))
                if key not in made:
                    made[key] = self._pool.submit(_one, column, field.type, keep)
                columns[name].append(made[key])
        return {
            name: pa.Table.from_arrays([column.result() for column in ready], schema=self._schemas[name])
            for name, ready in columns.items()
        }

    def _write_group(self, name: str, table: pa.Table) -> None:
        if table.num_rows:
            self._writer(name).write_table(table, row_group_size=table.num_rows)

    def _writer(self, name: str) -> pq.ParquetWriter:
        if name not in self._writers:
            schema = self._schemas[name]
            numbered = [field.name for field in schema if field.name == "line" or pa.types.is_date(field.type)]
            self._writers[name] = pq.ParquetWriter(
                self._path(name),
                schema,
                # snappy: two thirds larger than zstd, written in three quarters of the time
                compression={field.name: "none" if field.name in self._bare else "snappy" for field in schema},
                store_schema=False,
                use_dictionary=[f.name for f in schema if f.type != pa.string() and f.name not in numbered],
                column_encoding=dict.fromkeys(numbered, "DELTA_BINARY_PACKED") or None,
                write_statistics=False,  # every stage reads all rows
            )
        return self._writers[name]

    def _dictionaries(self, name: str) -> list[str]:
        return [field.name for field in self._schemas[name] if pa.types.is_dictionary(field.type)]

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.parquet"


def _taken(table: pa.Table, positions: Integers) -> Iterator[pa.Table]:
    """The rows at these ascending positions, chunk by chunk: taken from all at once, all would be copied first."""
    start = 0
    for batch in table.to_batches():
        inside = positions[(positions >= start) & (positions < start + batch.num_rows)] - start
        start += batch.num_rows
        if len(inside):
            yield _plain(pa.Table.from_batches([batch.take(pa.array(inside))]))


def _memory(column: pa.ChunkedArray) -> tuple[tuple[int, ...], ...]:
    """Where the values of a column lie; columns of one type for which it is the same are the same."""
    return tuple((chunk.offset, *_addresses(chunk)) for chunk in column.chunks)


def _addresses(values: pa.Array) -> Iterator[int]:
    for buffer in values.buffers():
        yield 0 if buffer is None else buffer.address
    if isinstance(values, pa.DictionaryArray):  # several may share their indices
        yield from _addresses(values.dictionary)


def _size(tables: dict[str, pa.Table]) -> int:
    """Bytes in memory; what both tables hold is there once."""
    columns = [column for table in tables.values() for column in table.columns]
    return sum({_memory(column): column.nbytes for column in columns}.values())


def _one(values: pa.ChunkedArray, kind: pa.DataType, keep: Flags | None) -> pa.Array:
    """One array of what is kept, under a dictionary that does not tell how the rows came."""
    if keep is not None and values.type == kind == pa.string():  # texts are copied once for both
        values, keep = _runs(values, keep), None
    values = values.combine_chunks()
    if isinstance(values, pa.ChunkedArray):
        values = pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)
    values = fitted(values, kind)
    if keep is not None:
        values = values.filter(pa.array(keep))
    return in_order_of_appearance(values) if isinstance(values, pa.DictionaryArray) else values


def _runs(values: pa.ChunkedArray, keep: Flags) -> pa.ChunkedArray:
    """The values kept, as they lie in memory; where they are many runs, copied."""
    changes = np.flatnonzero(np.diff(keep, prepend=False, append=False))
    if len(changes) > _MOST_RUNS:
        return values.filter(pa.array(keep))
    runs = zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True)
    chunks = [chunk for start, stop in runs for chunk in values.slice(start, stop - start).chunks]
    return pa.chunked_array(chunks, values.type)


def _plain(table: pa.Table) -> pa.Table:
    columns: list[Any] = [
        plain(column.combine_chunks()) if pa.types.is_dictionary(column.type) else column for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)
