"""Values of made-up people as text: numbers with check digits and slips, names from code points, case numbers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

CHECK_WEIGHTS = np.array((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
CHECK_CHARACTERS = np.frombuffer(b"10X98765432", np.uint8)
_CODES = (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
          61, 62, 63, 64, 65)  # fmt: skip
#: the character courts of a province write before their number
PROVINCES = dict(zip(_CODES, "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新", strict=True))


def ymd(days: np.ndarray) -> np.ndarray:
    year = days.astype("datetime64[Y]").astype(int) + 1970
    month = days.astype("datetime64[M]").astype(int) % 12 + 1
    day = (days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(int) + 1
    return (year * 10_000 + month * 100 + day).astype(np.int64)


def with_check(seventeen: np.ndarray) -> np.ndarray:
    """Seventeen digits as the eighteen characters of GB 11643, bytes."""
    places = 10 ** np.arange(16, -1, -1, dtype=np.int64)
    figures = (seventeen[:, None] // places) % 10
    full = np.empty((len(seventeen), 18), np.uint8)
    full[:, :17] = figures + ord("0")
    full[:, 17] = CHECK_CHARACTERS[figures @ CHECK_WEIGHTS % 11]
    return full


def slipped_numbers(chance: np.random.Generator, full: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One digit replaced, two neighbours exchanged or one left out, and the lengths."""
    count = len(full)
    row, place, kind = np.arange(count), chance.integers(0, 17, count), chance.random(count)
    slipped, length = full.copy(), np.full(count, 18)
    swap = (kind >= 0.6) & (kind < 0.8) & (full[row, place] != full[row, place + 1])
    drop = kind >= 0.8
    replace = ~swap & ~drop
    slipped[row[replace], place[replace]] = (
        ord("0") + (full[row[replace], place[replace]] - ord("0") + chance.integers(1, 10, int(replace.sum()))) % 10
    )
    slipped[row[swap], place[swap]], slipped[row[swap], place[swap] + 1] = (
        full[row[swap], place[swap] + 1], full[row[swap], place[swap]],
    )  # fmt: skip
    at = np.arange(18)
    shifted = np.where(at[None, :] >= place[:, None], np.roll(full, -1, axis=1), full)
    slipped[drop], length[drop] = shifted[drop], 17
    return slipped, length


def digits(characters: np.ndarray, present: np.ndarray, length: np.ndarray | None = None) -> pa.Array:
    """Rows of ASCII bytes as text; absent rows are null."""
    count, width = characters.shape
    length = np.where(present, width if length is None else length, 0)
    kept = np.arange(width)[None, :] < length[:, None]
    offsets = np.r_[0, np.cumsum(length)].astype(np.int32)
    nulls = pa.array(present).buffers()[1] if count else None
    return pa.Array.from_buffers(
        pa.string(), count, [nulls, pa.py_buffer(offsets), pa.py_buffer(characters[kept].tobytes())]
    )


def text(points: np.ndarray) -> pa.Array:
    """Rows of code points, zero-padded, as text; empty rows are null."""
    joined = np.ascontiguousarray(points.astype("<u4")).view(f"<U{points.shape[1]}").ravel()
    return pa.array(joined, pa.string(), mask=points[:, 0] == 0)


def joined(prefix: str, values: pa.Array, skip: int = 0) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pc.utf8_slice_codeunits(values.cast(pa.string()), skip), "")


def case_key(year: np.ndarray, court: pa.Array, serial: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(
        pa.array(year).cast(pa.string()), court, "刑初", pa.array(serial).cast(pa.string()), "|"
    )


def case_shown(year: np.ndarray, court: pa.Array, serial: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(
        "（", pa.array(year).cast(pa.string()), "）", court, "刑初", pa.array(serial).cast(pa.string()), "号", ""
    )
