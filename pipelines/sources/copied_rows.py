"""The rows of a PostgreSQL query by COPY: the server writes the text of every value; no value is a Python object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.dialects import postgresql

_SHANGHAI = ZoneInfo("Asia/Shanghai")

#: types (by the server's own numbers) of which COPY writes the text we want: text, whole numbers, numeric, date, uuid
_AS_WRITTEN = frozenset({19, 20, 21, 23, 25, 705, 1042, 1043, 1082, 1700, 2950})
_BOM = b"\xef\xbb\xbf"
#: bytes that are split into fields at once: they stay in the processor's own memory
_SPLIT_AT_ONCE = 1 << 20
_WHOLE_SECONDS = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\+08)?$"


class NotTextError(Exception):
    """The server's answer is no text in UTF-8; no value in the message."""


class Rows:
    """Batches that can be taken in pieces."""

    def __init__(self, batches: Iterator[pa.Table]) -> None:
        self._batches = batches
        self._left: pa.Table | None = None

    def take(self, count: int) -> pa.Table | None:
        """Up to so many rows, of one batch; None after the last."""
        batch = next(self._batches, None) if self._left is None else self._left
        if batch is None:
            return None
        self._left = batch.slice(count) if batch.num_rows > count else None
        return batch.slice(0, count)


def copied(connected: sa.Connection, statement: sa.Select[Any], rows_at_once: int) -> Iterator[pa.Table] | None:
    """The answer as tables of text with so many rows each (the last with fewer), in the query's columns and order.

    Returns:
        None where COPY cannot say what is wanted: no PostgreSQL through psycopg, or a column of another type than
        text, numbers, dates, moments, truth values and UUIDs.
    """
    if connected.dialect.name != "postgresql" or connected.dialect.driver != "psycopg":
        return None
    kinds = _types(connected, statement)
    if not all(kind in _AS_WRITTEN or kind in _REWRITTEN for kind in kinds):
        return None
    return _tables(connected, statement, kinds, rows_at_once)


def _types(connected: sa.Connection, statement: sa.Select[Any]) -> list[int]:
    with connected.execute(statement.order_by(None).limit(0)) as result:
        assert result.cursor is not None
        described: Any = result.cursor.description
        return [column.type_code for column in described]


def _tables(
    connected: sa.Connection, statement: sa.Select[Any], kinds: Sequence[int], rows_at_once: int
) -> Iterator[pa.Table]:
    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    asked = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    driver: Any = connected.connection.driver_connection
    try:
        with driver.cursor() as cursor:
            cursor.execute("SET LOCAL datestyle = 'ISO'")
            with (
                cursor.copy(f"COPY ({asked}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')") as rows,
                ThreadPoolExecutor(1, thread_name_prefix="copied") as aside,
            ):
                before = None
                for text, count in _blocks(rows, rows_at_once):
                    coming = aside.submit(_table, text, count, kinds)  # while the next rows are received
                    if before is not None:
                        yield before.result()
                    before = coming
                if before is not None:
                    yield before.result()
    except connected.dialect.loaded_dbapi.Error as error:
        raise exc.DBAPIError.instance(None, None, error, connected.dialect.loaded_dbapi.Error) from None


def _blocks(rows: Iterable[Any], rows_at_once: int) -> Iterator[tuple[bytearray, int]]:
    """So many rows together as they came, below a byte order mark, and how many they are.

    A row is copied as soon as it comes: the driver's piece of memory for it is used again for the next one.
    """
    coming = iter(rows)
    while True:
        text, count = bytearray(_BOM), 0
        for row in islice(coming, rows_at_once):
            text += row
            count += 1
        if not count:
            return
        yield text, count


def _table(text: bytearray, count: int, kinds: Sequence[int]) -> pa.Table:
    names = [str(position) for position in range(len(kinds))]
    try:
        table = _split(text, names, _SPLIT_AT_ONCE)
    except pa.ArrowInvalid:  # a row may be longer than that
        try:
            table = _split(text, names, len(text) + 1)
        except pa.ArrowInvalid:
            raise NotTextError from None
    if table.num_rows != count:
        raise AssertionError(f"{count} rows came, {table.num_rows} were read")
    columns = [column.combine_chunks() for column in table.columns]
    return pa.table(
        [
            _REWRITTEN[kind](values) if kind in _REWRITTEN else values
            for values, kind in zip(columns, kinds, strict=True)
        ],
        names=names,
    )


def _split(text: bytearray, names: Sequence[str], bytes_at_once: int) -> pa.Table:
    """The rows below a byte order mark, which the parser takes off; the first value may begin with one."""
    return pa.csv.read_csv(
        pa.BufferReader(text),
        read_options=pa.csv.ReadOptions(column_names=names, block_size=bytes_at_once, use_threads=False),
        parse_options=pa.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _truth(values: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(values, "t"), "1", "0")


def _moments(values: pa.Array) -> pa.Array:
    """Wall time in Shanghai, which is the session's; fractions of a second with six digits."""
    if pc.all(pc.match_substring_regex(values, _WHOLE_SECONDS)).as_py() is not False:
        return pc.utf8_slice_codeunits(values, 0, 19)
    return _by_distinct(values, _moment)


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:  # infinity, or before the year 1: to be judged where values are judged
        return text
    return (moment if moment.tzinfo is None else moment.astimezone(_SHANGHAI).replace(tzinfo=None)).isoformat(sep=" ")


def _floats(values: pa.Array) -> pa.Array:
    return _by_distinct(values, lambda text: str(float(text)))


def _by_distinct(values: pa.Array, read: Callable[[str], str]) -> pa.Array:
    encoded = values.dictionary_encode()
    return pa.array([read(text) for text in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


_REWRITTEN: dict[int, Callable[[pa.Array], pa.Array]] = {
    16: _truth,
    700: _floats,
    701: _floats,
    1114: _moments,
    1184: _moments,
}
