"""Record ids from the key's normal forms, and the rows of one delivery that share one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.contracts import Column, Dataset, canonical_columns
from pipelines.standardise.extract import Flags, Integers, one_array
from pipelines.standardise.repeating import plain
from pipelines.standardise.values.bulk_bytes import spans

_SEPARATOR = "~"
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_FIRST_BITS = np.uint64(48)
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)


def record_ids(dataset: Dataset, rows: pa.Table, pseudonym_key: bytes) -> pa.Array:
    """`court.sentences/（2025）内0105刑初123号~1`; `police.travel/#<16 hex>` where the key holds a personal value.

    A key that is an identity number enters in its 18-digit form where it is valid, so that the old and the new form
    are one record. A `~` inside a value is written `%7E`.
    """
    parts = [_key_text(dataset, rows, name) for name in dataset.key]
    joined = pc.binary_join_element_wise(*parts, _SEPARATOR) if len(parts) > 1 else parts[0]
    if not dataset.key_is_personal:
        return pc.binary_join_element_wise(dataset.id, joined, "/")
    encoded = pc.dictionary_encode(joined)
    key = hashlib.blake2b(pseudonym_key, digest_size=32).digest()
    digests = [
        f"{dataset.id}/#{hashlib.blake2b(text.encode('utf-8'), digest_size=8, key=key).hexdigest()}"
        for text in encoded.dictionary.to_pylist()
    ]
    return pa.array(digests, pa.string()).take(encoded.indices)


def _key_text(dataset: Dataset, rows: pa.Table, name: str) -> pa.Array:
    values = plain(one_array(rows.column(name)))
    kind = dataset.column[name].type
    if kind == "id_no":
        values = pc.coalesce(plain(one_array(rows.column(f"{name}_18"))), values)
    elif kind == "datetime":
        values = pc.strftime(values, "%Y-%m-%dT%H:%M:%S")
        values = pc.replace_substring_regex(values, r"\.0+$", "")
    elif not pa.types.is_string(values.type):
        values = values.cast(pa.string())
    values = pc.fill_null(values, "") if values.null_count else values
    holds_separator = (spans(values)[0] == ord(_SEPARATOR)).any()
    return pc.replace_substring(values, _SEPARATOR, "%7E") if holds_separator else values


def digests(texts: pa.Array, shared: int = 0) -> NDArray[np.uint64]:
    """A 64-bit number per text, equal for equal texts: what rows are looked through by before they are compared.

    Eight bytes after eight are mixed in, of all texts at once, but for the first ones that all of them `shared`.
    """
    if not len(texts):
        return np.zeros(0, np.uint64)
    bounds = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    data = np.append(np.frombuffer(texts.buffers()[2] or b"", np.uint8)[: bounds[-1]], np.zeros(8, np.uint8))
    words = np.ndarray((len(data) - 7,), "<u8", np.ascontiguousarray(data).data, strides=(1,))
    starts = bounds[:-1] + shared
    lengths = bounds[1:] - starts
    mixed = lengths.astype(np.uint64) * _MULTIPLIER
    for start in range(0, int(lengths.max(initial=0)), 8):
        left = lengths - start
        at: Integers | slice = slice(None) if (left > 0).all() else np.flatnonzero(left > 0)
        word = words[starts[at] + start] & _MASKS[np.minimum(left[at], 8)]
        found = (mixed[at] ^ word) * _MULTIPLIER
        mixed[at] = found ^ (found >> np.uint64(29))
    return mixed


def repeated(found: NDArray[np.uint64]) -> Integers:
    """Positions of the numbers that are there more than once, ascending."""
    ascending = np.sort(found)
    twice = ascending[1:][ascending[1:] == ascending[:-1]]
    if not len(twice):
        return np.zeros(0, np.int64)
    # most numbers share their first bits with none of these; the few others are compared
    begins = np.zeros(1 << 16, np.bool_)
    begins[twice >> _FIRST_BITS] = True
    likely = np.flatnonzero(begins[found >> _FIRST_BITS])
    return likely[np.isin(found[likely], twice)]


def shared_keys(dataset: Dataset, rows: pa.Table) -> tuple[Flags, Flags]:
    """Rows that repeat an earlier one of their key exactly, and rows whose key stands for different rows."""
    encoded = pc.dictionary_encode(rows.column("record_id").combine_chunks()).indices.to_numpy(zero_copy_only=False)
    repeats, conflicts = np.zeros(rows.num_rows, np.bool_), np.zeros(rows.num_rows, np.bool_)
    if not rows.num_rows:
        return repeats, conflicts
    shared = np.flatnonzero(np.bincount(encoded)[encoded] > 1)
    if not len(shared):
        return repeats, conflicts
    record = encoded[shared]
    content = _content_codes(dataset, rows.take(pa.array(shared)), record)
    _, first = np.unique(record, return_index=True)
    first_of = {int(record[at]): int(content[at]) for at in first}
    differs = np.fromiter((first_of[r] != c for r, c in zip(record.tolist(), content.tolist(), strict=True)), np.bool_)
    conflicts[shared] = np.isin(record, record[differs])
    is_first = np.zeros(len(shared), np.bool_)
    is_first[first] = True
    repeats[shared] = ~is_first & ~conflicts[shared]
    return repeats, conflicts


def _content_codes(dataset: Dataset, rows: pa.Table, codes: Integers) -> Integers:
    """A number per row, equal where every value means the same: normal forms are compared, not spellings."""
    for column in dataset.columns:
        for values in _compared(column, rows):
            encoded = pc.dictionary_encode(values, null_encoding="encode")
            found = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
            _, codes = np.unique(codes * (len(encoded.dictionary) + 1) + found, return_inverse=True)
    return codes


def _compared(column: Column, rows: pa.Table) -> Iterator[pa.Array]:
    normal = {"name": "_key", "case_no": "_key", "id_no": "_18"}.get(column.type)
    if normal is None:
        yield from (rows.column(field.name).combine_chunks() for field in canonical_columns(column))
    else:
        shown, form = (rows.column(column.name + suffix).combine_chunks() for suffix in ("", normal))
        yield pc.coalesce(form, shown)
