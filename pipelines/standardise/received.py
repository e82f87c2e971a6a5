"""What came, where it is not what was read: a text that stands in `rows` as it came is not kept a second time."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.standardise.repeating import fitted


def differing(came: pa.Array, read: pa.Array) -> pa.Array:
    """The texts that came, null where the same text was read; of what is read as no text (dates, numbers) all of them.

    Nothing is lost by it: where null came, null was read.

    Args:
        came: one text per row, as it is or as a dictionary.
        read: the canonical column of the same name.
    """
    if read is came:
        return pa.nulls(len(came), came.type)
    kind = read.type.value_type if isinstance(read, pa.DictionaryArray) else read.type
    if not pa.types.is_string(kind):
        return came
    read = fitted(read, came.type)
    if isinstance(came, pa.DictionaryArray):
        return _differing_entries(came, read)
    same = pc.fill_null(pc.equal(came, read), False)
    return pc.if_else(same, pa.scalar(None, came.type), came) if pc.any(same).as_py() else came


def _differing_entries(came: pa.DictionaryArray, read: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same of dictionaries in which every text stands once: entries are compared, then the rows' indices."""
    if read.equals(came):
        return pa.nulls(len(came), came.type)
    place = pc.index_in(read.dictionary, value_set=came.dictionary)
    if place.null_count == len(place):
        return came
    same = pc.fill_null(pc.equal(place.take(read.indices), came.indices), False)
    indices = pc.if_else(same, pa.scalar(None, came.indices.type), came.indices)
    return pa.DictionaryArray.from_arrays(indices, came.dictionary)
