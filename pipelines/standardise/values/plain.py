"""Values that already stand in their plain form, read a whole column at a time.

Most values do, and most of them are distinct (numbers, names, moments), so that reading each distinct one in Python
would be the night's longest work. What is recognised here gives exactly what the one-value readers give (a property
test says so); everything else is left to them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.law.case_numbers import parse_case_number
from pipelines.standardise.values.dates import FIRST_YEAR
from pipelines.standardise.values.documents import CHECKS, WEIGHTS

#: canonical arrays for the values recognised, given those values alone
Arrays = tuple[pa.Array, ...]

_CASE = "^(（[0-9]{4}）[^0-9（）()]{1,2}[0-9]{2,4}[^0-9（）()字第]{1,4})[1-9][0-9]{0,6}号$"
_CASE_PARTS = "^(?P<shape>.*[^0-9])(?P<number>[0-9]+)号$"
_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def _names(values: pa.Array) -> Arrays:
    return values, values


def _documents(values: pa.Array) -> Arrays:
    """18 characters each: check digit (GB 11643) and birth date by arithmetic on the bytes."""
    digits = _bytes(values, 18).astype(np.int64) - ord("0")
    check = np.frombuffer(CHECKS.encode("ascii"), np.uint8)[digits[:, :17] @ np.array(WEIGHTS) % 11]
    agrees = check == digits[:, 17] + ord("0")
    year, month, day = _number(digits, 6, 10), _number(digits, 10, 12), _number(digits, 12, 14)
    real = _is_day(year, month, day) & (year >= 1800) & (year <= 2999)
    states = np.where(~agrees, 1, np.where(real, 0, 2))
    state = pa.array(["valid", "bad_checksum", "bad_form"]).take(pa.array(states))
    return values, pc.if_else(pa.array(states == 0), values, pa.scalar(None, pa.string())), state


def _moments(values: pa.Array) -> Arrays:
    """`2025-03-05 10:30:00`; empty where there is no such moment."""
    digits = _bytes(values, 19).astype(np.int64) - ord("0")
    year, month, day = _number(digits, 0, 4), _number(digits, 5, 7), _number(digits, 8, 10)
    hour, minute, second = _number(digits, 11, 13), _number(digits, 14, 16), _number(digits, 17, 19)
    real = _is_day(year, month, day) & (year >= FIRST_YEAR) & (hour < 24) & (minute < 60) & (second < 60)
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    seconds = (months + day - 1) * 86400 + hour * 3600 + minute * 60 + second
    return (pa.array(seconds * 1_000_000, mask=~real).cast(pa.timestamp("us")),)


def _decimals(values: pa.Array) -> Arrays:
    return (pc.cast(values, pa.decimal128(12, 6)),)


def _cases(values: pa.Array) -> Arrays:
    """One number of each series is read by the law; the others of the series differ in their last digits only."""
    parts = pc.extract_regex(values, pattern=_CASE_PARTS)
    shapes = pc.dictionary_encode(pc.struct_field(parts, "shape"))
    numbers = pc.struct_field(parts, "number")
    read = [parse_case_number(f"{shape}1号") for shape in shapes.dictionary.to_pylist()]
    shown = [case.display.removesuffix("1号") if case else None for case in read]
    keys = [case.key.removesuffix("1") if case else None for case in read]
    display = pc.binary_join_element_wise(pa.array(shown, pa.string()).take(shapes.indices), numbers, "")
    display = pc.binary_join_element_wise(display, "号", "")
    key = pc.binary_join_element_wise(pa.array(keys, pa.string()).take(shapes.indices), numbers, "")
    return pc.coalesce(display, values), key


#: declared type → the form recognised, and how to read it
PLAIN: dict[str, tuple[str, Callable[[pa.Array], Arrays]]] = {
    "name": ("^[\u4e00-\u9fff]+$", _names),
    "id_no": ("^[0-9]{17}[0-9X]$", _documents),
    "datetime": ("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$", _moments),
    "decimal": ("^-?[0-9]{1,5}(\\.[0-9]{1,6})?$", _decimals),
    "case_no": (_CASE, _cases),
}


def _bytes(values: pa.Array, width: int) -> NDArray[np.uint8]:
    """The ASCII characters of values of one width, one row each."""
    joined = pc.cast(values, pa.binary(width)) if len(values) else pa.array([], pa.binary(width))
    return np.frombuffer(joined.buffers()[1] or b"", np.uint8)[joined.offset * width :][: len(values) * width].reshape(
        -1, width
    )


def _number(digits: NDArray[np.int64], start: int, stop: int) -> NDArray[np.int64]:
    number = np.zeros(len(digits), np.int64)
    for position in range(start, stop):
        number = number * 10 + digits[:, position]
    return number


def _is_day(year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.bool_]:
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    in_year = (month >= 1) & (month <= 12)
    longest = _MONTH_DAYS[np.where(in_year, month, 0)] + (leap & (month == 2))
    real: NDArray[np.bool_] = in_year & (day >= 1) & (day <= longest)
    return real
