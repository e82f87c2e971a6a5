"""Columns as dictionaries: most columns repeat few values, and every one of them is then worked on once.

Which columns are kept so is told from the first rows of a delivery and holds for the whole of it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.standardise.extract import Integers

#: of a column, those in which all its values are looked for at first
_FIRST_ROWS = 1 << 12

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
    indices = values.indices
    order = _first_uses(indices, len(values.dictionary))
    used = len(order)
    if used == len(values.dictionary) and (order == np.arange(used)).all():
        return values
    place = np.zeros(len(values.dictionary), np.int32)
    place[order] = np.arange(used, dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(place).take(indices), values.dictionary.take(pa.array(order)))


def _first_uses(indices: pa.Array, most: int) -> Integers:
    """The different indices in the order of their first use; mostly all of them are among the first rows."""
    looked_at = _FIRST_ROWS
    while True:
        found = indices.slice(0, looked_at).unique().drop_null()
        if len(found) == most or looked_at >= len(indices):
            return np.asarray(found.to_numpy(zero_copy_only=False), np.int64)
        looked_at *= 8
