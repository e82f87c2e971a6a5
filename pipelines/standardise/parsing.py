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
_NOWHERE: Integers = np.zeros(0, np.int64)
#: bytes that are split into fields at once: they stay in the processor's own memory
PARSED_AT_ONCE = 1 << 20


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
    """Bytes as text, and the positions of those that are no characters (of which the text is nothing to go by)."""
    count = len(values)
    if not count or _is_ascii(values):
        return values.view(pa.string()), _NOWHERE
    if encoding == "utf-8":
        try:
            return values.cast(pa.string()), _NOWHERE
        except pa.ArrowInvalid:  # which of them it is, is found below
            pass
    listed = pa.ListArray.from_arrays(pa.array([0, count], pa.int32()), values)
    joined = pc.binary_join(listed, pa.scalar(b"\0", _BYTES))[0].as_buffer()  # no row holds a NUL
    text, wrong = encodings.decoded_with_faults(memoryview(joined), encoding)
    texts = pc.split_pattern(pa.array([text]), "\0").values
    if len(texts) != count:
        raise AssertionError("a row with a NUL byte was taken for a good one")
    if not len(wrong):
        return texts, wrong
    stops = np.cumsum(pc.binary_length(values).to_numpy() + 1) - 1
    return texts, np.unique(np.searchsorted(stops, wrong))


def _is_ascii(values: pa.Array) -> bool:
    offsets = np.frombuffer(values.buffers()[1], np.int32)[values.offset : values.offset + len(values) + 1]
    signs = np.frombuffer(values.buffers()[2] or b"", np.uint8)[offsets[0] : offsets[-1]]
    return not len(signs) or int(signs.max()) < 0x80


def _parsed(text: bytes, dialect: Dialect, rows: int, distinct: Collection[int]) -> list[pa.Array]:
    """Rows below a byte order mark: the parser takes one off, and the first value may begin with one."""
    if not rows:
        return [pa.array([], _BYTES if position in distinct else _DICTIONARY) for position in range(dialect.width)]
    table = _split(text, dialect, PARSED_AT_ONCE)
    if table is None or table.num_rows != rows:  # a row may be longer than what is parsed at once
        table = _split(text, dialect, len(text) + 1)
    if table is None or table.num_rows != rows:
        raise AssertionError(f"framed {rows} rows, parsed otherwise: framing and parser disagree")
    return [
        one_array(column) if position in distinct else _as_dictionary(column)
        for position, column in enumerate(table.columns)
    ]


def _split(text: bytes, dialect: Dialect, bytes_at_once: int) -> pa.Table | None:
    """The fields of the rows as they are, or None where it cannot be split so."""
    names = [str(position) for position in range(dialect.width)]
    try:
        return pa.csv.read_csv(
            pa.BufferReader(text),
            read_options=pa.csv.ReadOptions(column_names=names, block_size=bytes_at_once, use_threads=False),
            parse_options=pa.csv.ParseOptions(
                delimiter=dialect.separator.decode("ascii"), newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, _BYTES), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:  # its message quotes the row
        return None


def _as_dictionary(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """The values under one dictionary, which all chunks share."""
    chunks = column.dictionary_encode().chunks
    indices = [chunk.indices for chunk in chunks]
    return pa.DictionaryArray.from_arrays(pa.concat_arrays(indices), chunks[-1].dictionary)


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
