"""Columns as dictionaries: most columns repeat few values, and every one of them is then worked on once.

Which columns are kept so is told from the first rows of a delivery and holds for the whole of it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

TEXTS = pa.dictionary(pa.int32(), pa.string())


def hardly_repeating(sample: Mapping[str, pa.Array]) -> frozenset[str]:
    """The columns of which more than half of the values that are there are different ones."""
    return frozenset(name for name, values in sample.items() if _is_distinct(values))


def _is_distinct(values: pa.Array) -> bool:
    filled = values.filter(pc.fill_null(pc.not_equal(values, ""), False))
    return 2 * int(pc.count_distinct(filled).as_py()) > len(filled)


def kept_schema(schema: pa.Schema, distinct: frozenset[str]) -> pa.Schema:
    """The schema with its texts as dictionaries, but for those that come from a column of `distinct`."""
    plain = {"record_id", *distinct}
    plain |= {f"{name}{suffix}" for name in distinct for suffix in ("_key", "_18")}
    return pa.schema(
        field.with_type(TEXTS) if field.type == pa.string() and field.name not in plain else field for field in schema
    )


def spread(values: pa.Array, indices: pa.Array) -> pa.Array:
    """One value per dictionary entry → one per row; texts as a dictionary in which every text stands once."""
    if not pa.types.is_string(values.type):
        return values.take(indices)
    return under(indices, values)


def under(indices: pa.Array, texts: pa.Array) -> pa.DictionaryArray:
    """A dictionary of these texts in which every one stands once; two entries may be the same text, or null."""
    encoded = texts.dictionary_encode()
    if len(encoded.dictionary) < len(texts):
        indices, texts = encoded.indices.take(indices), encoded.dictionary
    return pa.DictionaryArray.from_arrays(indices, texts)


def fitted(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """The same values, as a dictionary or not."""
    if values.type == kind:
        return values
    if pa.types.is_dictionary(kind):
        return values.dictionary_encode().cast(kind)
    return plain(values)


def plain(values: pa.Array) -> pa.Array:
    """One value per row."""
    return values.dictionary.take(values.indices) if isinstance(values, pa.DictionaryArray) else values


def in_order_of_appearance(values: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same values under a dictionary that depends on them alone: what is used, in the order of its first use."""
    codes = values.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    first = np.full(len(values.dictionary) + 1, len(codes), np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    first = first[:-1]  # the last place takes the nulls
    order = np.argsort(first, kind="stable")
    used = int((first < len(codes)).sum())
    if used == len(order) and (order == np.arange(used)).all():
        return values
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    moved = pa.array(np.append(place, 0)[codes], pa.int32(), mask=codes < 0 if values.null_count else None)
    return pa.DictionaryArray.from_arrays(moved, values.dictionary.take(pa.array(order[:used])))
