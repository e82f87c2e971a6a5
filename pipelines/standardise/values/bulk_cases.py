"""Case numbers read a column at a time: one of each series is read by the law, the others differ in their digits."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.law.case_numbers import parse_case_number
from pipelines.standardise.values.bulk_bytes import Flags, Integers, spans

_SERIES = re.compile("（[0-9]{4}）[^0-9（）()]{1,2}[0-9]{2,4}[^0-9（）()字第]{1,4}")
_END = np.frombuffer("号".encode(), np.uint8)
_MOST_DIGITS = 7


def read_case_numbers(values: pa.Array) -> tuple[Flags, tuple[pa.Array, pa.Array]]:
    """Which are `（2025）内0105刑初123号` and its like, and the forms of those to show and to compare."""
    length, number = _numbers(values)
    plain = length > 0
    if not plain.all():
        values, length, number = values.filter(pa.array(plain)), length[plain], number[plain]
    series = pc.dictionary_encode(_without(values, length))
    texts = series.dictionary.to_pylist()
    fits = np.array([_SERIES.fullmatch(text) is not None for text in texts], np.bool_)
    if not fits.all():
        fitting = fits[series.indices.to_numpy(zero_copy_only=False)]
        plain[plain] = fitting
        values, number = values.filter(pa.array(fitting)), number[fitting]
        series = series.filter(pa.array(fitting))
    read = [parse_case_number(f"{text}1号") for text in texts]
    shown = [case.display.removesuffix("1号") if case else text for case, text in zip(read, texts, strict=True)]
    keys = [case.key.removesuffix("1") if case else None for case in read]
    numbers = pa.array(number).cast(pa.string())
    display = values
    if shown != texts:
        display = pc.binary_join_element_wise(pa.array(shown, pa.string()).take(series.indices), numbers, "号", "")
    key = pc.binary_join_element_wise(pa.array(keys, pa.string()).take(series.indices), numbers, "")
    return plain, (display, key)


def _numbers(values: pa.Array) -> tuple[Integers, Integers]:
    """How many digits stand before a last 号, and their number; 0 where they are none, too many, or begin with 0."""
    data, starts, stops = spans(values)
    length, number = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.int64)
    if not len(data):
        return length, number
    ends = stops - len(_END)
    alive = ends > starts
    for position, byte in enumerate(_END):
        alive &= data[np.maximum(ends + position, 0)] == byte
    first, power = np.zeros(len(starts), np.uint8), np.int64(1)
    for back in range(1, _MOST_DIGITS + 2):
        digit = data[np.maximum(ends - back, 0)] - np.uint8(ord("0"))
        alive &= (digit < 10) & (ends - back >= starts)
        if not alive.any():
            break
        length += alive
        number += np.where(alive, digit, 0).astype(np.int64) * power
        first[alive] = digit[alive]
        power = power * 10
    fits = (length <= _MOST_DIGITS) & (first > 0)
    return np.where(fits, length, 0), np.where(fits, number, 0)


def _without(values: pa.Array, digits: Integers) -> pa.Array:
    """The texts without their last digits and 号."""
    data, starts, stops = spans(values)
    cut = digits + len(_END)
    kept = np.ones(len(data), np.bool_)
    for back in range(1, int(cut.max(initial=0)) + 1):
        kept[(stops - back)[cut >= back]] = False
    bounds = np.zeros(len(starts) + 1, np.int32)
    np.cumsum(stops - starts - cut, out=bounds[1:])
    return pa.StringArray.from_buffers(len(starts), pa.py_buffer(bounds), pa.py_buffer(data[kept]))
