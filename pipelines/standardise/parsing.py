"""The good rows of one framed block as columns of text: parsed as bytes, each different value decoded once."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from pipelines.standardise import encodings
from pipelines.standardise.extract import Integers, one_array
from pipelines.standardise.framing import Dialect, Framed
from pipelines.standardise.repeating import under

_BYTES = pa.binary()
_DICTIONARY = pa.dictionary(pa.int32(), pa.binary())


def parse(framed: Framed, dialect: Dialect, distinct: Collection[int]) -> tuple[list[pa.Array], Integers, Integers]:
    """The columns by position, the records they come from, and the records with bytes that are no characters.

    Columns whose position is in `distinct` come as text, the others as dictionaries of text.
    """
    records = np.arange(len(framed.records))
    if dialect.separator_may_hide:  # the parser takes bytes for separators that are parts of characters
        return _parse_decoded(framed, dialect, records, distinct)
    text = gather(framed, records, encodings.UTF8_BOM)
    raw = _parsed(text, dialect, len(records), distinct)
    columns, failed = [], np.zeros(len(records), np.bool_)
    for values in raw:
        if isinstance(values, pa.DictionaryArray):
            texts, bad = decoded(values.dictionary, dialect.encoding)
            columns.append(under(values.indices, texts))
            if len(bad):
                failed |= np.isin(values.indices.to_numpy(zero_copy_only=False), bad)
        else:
            texts, bad = decoded(values, dialect.encoding)
            columns.append(texts)
            failed[bad] = True
    if not failed.any():
        return columns, records, records[:0]
    kept = pa.array(~failed)
    return [values.filter(kept) for values in columns], records[~failed], records[failed]


def decoded(values: pa.Array, encoding: str) -> tuple[pa.Array, Integers]:
    """Bytes as text, and the positions of those that are no characters (found by halving)."""
    try:
        return _decoded_at_once(values, encoding), np.zeros(0, np.int64)
    except (UnicodeDecodeError, pa.ArrowInvalid):
        if len(values) == 1:
            return pa.array([""]), np.zeros(1, np.int64)
        middle = len(values) // 2
        (left, bad), (right, more) = (
            decoded(half, encoding) for half in (values.slice(0, middle), values.slice(middle))
        )
        return pa.concat_arrays([left, right]), np.concatenate([bad, more + middle])


def _decoded_at_once(values: pa.Array, encoding: str) -> pa.Array:
    """All values joined by NUL, which no row holds, decoded, and cut again where the NULs are."""
    count = len(values)
    if encoding == "utf-8" or not count or _is_ascii(values):
        return values.cast(pa.string())
    listed = pa.ListArray.from_arrays(pa.array([0, count], pa.int32()), values)
    joined = pc.binary_join(listed, pa.scalar(b"\0", _BYTES))[0].as_buffer()
    signs = np.frombuffer(str(memoryview(joined), encoding).encode("utf-8"), np.uint8)
    cuts = np.flatnonzero(signs == 0)
    if len(cuts) != count - 1:
        raise AssertionError("a row with a NUL byte was taken for a good one")
    offsets = np.empty(count + 1, np.int32)
    offsets[0], offsets[count] = 0, len(signs) - len(cuts)
    offsets[1:count] = cuts - np.arange(count - 1)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(signs[signs != 0]))


def _is_ascii(values: pa.Array) -> bool:
    offsets = np.frombuffer(values.buffers()[1], np.int32)[values.offset : values.offset + len(values) + 1]
    signs = np.frombuffer(values.buffers()[2] or b"", np.uint8)[offsets[0] : offsets[-1]]
    return not len(signs) or int(signs.max()) < 0x80


def _parsed(text: bytes, dialect: Dialect, rows: int, distinct: Collection[int]) -> list[pa.Array]:
    """Rows below a byte order mark: the parser takes one off, and the first value may begin with one."""
    names = [str(position) for position in range(dialect.width)]
    types = {name: _BYTES if int(name) in distinct else _DICTIONARY for name in names}
    if not rows:
        return [pa.array([], types[name]) for name in names]
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(text),
            read_options=pa.csv.ReadOptions(column_names=names, block_size=len(text) + 1, use_threads=False),
            parse_options=pa.csv.ParseOptions(
                delimiter=dialect.separator.decode("ascii"), newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=pa.csv.ConvertOptions(column_types=types, strings_can_be_null=False, check_utf8=False),
        )
        parsed = table.num_rows
    except pa.ArrowInvalid:  # its message quotes the row
        parsed = -1
    if parsed != rows:
        raise AssertionError(f"framed {rows} rows, parsed {parsed}: framing and parser disagree")
    return [one_array(column) for column in table.columns]


def gather(framed: Framed, records: Integers, before: bytes = b"") -> bytes:
    """The bytes of the records, each with one line end; neighbours in the file are copied in one piece."""
    if not len(records):
        return before
    first, last = framed.records[records], framed.last_lines[records]
    starts, ends, stops = framed.starts[first], framed.ends[last], framed.stops[last]
    trimmed = framed.trimmed[last]
    piece_ends = np.where(trimmed, ends, stops)
    breaks = np.flatnonzero(starts[1:] != piece_ends[:-1]) + 1
    begin = np.concatenate([[0], breaks])
    final = np.concatenate([breaks - 1, [len(records) - 1]])
    pieces: list[bytes | memoryview] = [before]
    data = memoryview(framed.data)
    for a, b in zip(starts[begin].tolist(), final.tolist(), strict=True):
        pieces.append(data[a : piece_ends[b]])
        if trimmed[b]:
            pieces.append(b"\n")
    return b"".join(pieces)


def _parse_decoded(
    framed: Framed, dialect: Dialect, records: Integers, distinct: Collection[int]
) -> tuple[list[pa.Array], Integers, Integers]:
    """Decoded first, as a whole: what is no character is found row by row."""
    failed = _undecodable(framed, records, dialect.encoding)
    good = records[~np.isin(records, failed)]
    text = encodings.UTF8_BOM + gather(framed, good).decode(dialect.encoding).encode("utf-8")
    columns = []
    for values in _parsed(text, dialect, len(good), distinct):
        if isinstance(values, pa.DictionaryArray):
            values = under(values.indices, values.dictionary.cast(pa.string()))
        columns.append(values.cast(pa.string()) if pa.types.is_binary(values.type) else values)
    return columns, good, failed


def _undecodable(framed: Framed, records: Integers, encoding: str) -> Integers:
    """The records with bytes that are no characters, found by halving."""
    if encodings.decodes(gather(framed, records), encoding):
        return records[:0]
    if len(records) == 1:
        return records
    middle = len(records) // 2
    halves = (_undecodable(framed, half, encoding) for half in (records[:middle], records[middle:]))
    return np.concatenate(list(halves))
