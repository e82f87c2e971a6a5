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

from pipelines.standardise.values.bulk_bytes import Bytes, Flags, by_position, digits_at, holding, of_width, spans
from pipelines.standardise.values.bulk_cases import read_case_numbers
from pipelines.standardise.values.dates import FIRST_YEAR
from pipelines.standardise.values.documents import CHECKS, WEIGHTS

#: canonical arrays for the values recognised, given those values alone
Arrays = tuple[pa.Array, ...]
Bulk = Callable[[pa.Array], tuple[Flags, Arrays]]

_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int32)
#: days from 1970 to the first of every month of the years 0 to 9999
_FIRSTS = np.arange("0000-01", "10000-01", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int32)
_ZERO, _X = ord("0"), ord("X") - ord("0")
_DECIMAL = "^-?[0-9]{1,5}(\\.[0-9]{1,6})?$"
#: bytes that begin a character outside U+4E00 to U+9FFF; E4 begins both kinds
_NO_CHINESE = np.isin(np.arange(256), [*range(0x80), *range(0xC0, 0xE4), *range(0xEA, 0x100)])


def _are_names(values: pa.Array) -> Flags:
    """Nothing but characters from U+4E00 to U+9FFF."""
    data, starts, stops = spans(values)
    empty = np.flatnonzero(stops == starts)
    others = np.flatnonzero(_NO_CHINESE[data])
    either = np.flatnonzero(data == 0xE4)
    early = either[data[either + 1] < 0xB8]
    plain: Flags = np.ones(len(starts), np.bool_)
    for holders in (empty, holding(others, stops), holding(early, stops)):
        plain[holders] = False
    return plain


def _names(values: pa.Array) -> Arrays:
    return values, values


def _are_documents(values: pa.Array) -> Flags:
    """17 digits, and a digit or X."""

    def fits(digits: Bytes) -> Flags:
        found: Flags = (digits[17] < 10) | (digits[17] == _X)
        return np.logical_and(found, _all_digits(digits[:17]), out=found)

    return _fitting(values, 18, fits)


def _documents(values: pa.Array) -> Arrays:
    """18 characters each: check digit (GB 11643) and birth date by arithmetic on the bytes."""
    digits = by_position(values, 18) - np.uint8(_ZERO)
    total = np.zeros(len(values), np.int32)
    for weight, place in zip(WEIGHTS, digits, strict=False):
        total += weight * place.astype(np.int32)
    agrees = (np.frombuffer(CHECKS.encode("ascii"), np.uint8) - np.uint8(_ZERO))[total % 11] == digits[17]
    year, month, day = (digits_at(digits, at) for at in (range(6, 10), range(10, 12), range(12, 14)))
    real = _is_day(year, month, day) & (year >= 1800) & (year <= 2999)
    states = np.where(~agrees, 1, np.where(real, 0, 2))
    state = pa.array(["valid", "bad_checksum", "bad_form"]).take(pa.array(states))
    valid = values if not states.any() else pc.if_else(pa.array(states == 0), values, pa.scalar(None, pa.string()))
    return values, valid, state


def _are_dates(values: pa.Array) -> Flags:
    """`2025-03-05`."""
    return _fitting(values, 10, _begin_with_dates)


def _dates(values: pa.Array) -> Arrays:
    """Empty where there is no such day."""
    days, real = _days(by_position(values, 10) - np.uint8(_ZERO))
    return (pa.array(days, mask=~real).cast(pa.date32()),)


def _are_moments(values: pa.Array) -> Flags:
    """`2025-03-05 10:30:00`."""

    def fits(digits: Bytes) -> Flags:
        signs: Flags = _begin_with_dates(digits) & (digits[10] == _sign(" "))
        signs &= (digits[13] == _sign(":")) & (digits[16] == _sign(":"))
        return signs & _all_digits(digits[[11, 12, 14, 15, 17, 18]])

    return _fitting(values, 19, fits)


def _moments(values: pa.Array) -> Arrays:
    """Empty where there is no such moment."""
    digits = by_position(values, 19) - np.uint8(_ZERO)
    hour, minute, second = (digits_at(digits, at) for at in (range(11, 13), range(14, 16), range(17, 19)))
    days, real = _days(digits)
    real &= (hour < 24) & (minute < 60) & (second < 60)
    seconds = days.astype(np.int64) * 86400 + hour * 3600 + minute * 60 + second
    return (pa.array(seconds * 1_000_000, mask=~real).cast(pa.timestamp("us")),)


def _are_decimals(values: pa.Array) -> Flags:
    found: Flags = np.asarray(pc.match_substring_regex(values, _DECIMAL), np.bool_)
    return found


def _decimals(values: pa.Array) -> Arrays:
    return (pc.cast(values, pa.decimal128(12, 6)),)


def _one_after_the_other(recognised: Callable[[pa.Array], Flags], read: Callable[[pa.Array], Arrays]) -> Bulk:
    def bulk(values: pa.Array) -> tuple[Flags, Arrays]:
        plain = recognised(values)
        return plain, read(values if plain.all() else values.filter(pa.array(plain)))

    return bulk


#: declared type → which values are recognised, and those read
PLAIN: dict[str, Bulk] = {
    "name": _one_after_the_other(_are_names, _names),
    "id_no": _one_after_the_other(_are_documents, _documents),
    "date": _one_after_the_other(_are_dates, _dates),
    "datetime": _one_after_the_other(_are_moments, _moments),
    "decimal": _one_after_the_other(_are_decimals, _decimals),
    "case_no": read_case_numbers,
}


def _fitting(values: pa.Array, width: int, fits: Callable[[Bytes], Flags]) -> Flags:
    """True for the values of this width of which that is true; their bytes count from the digit 0."""
    found = of_width(values, width)
    if found.any():
        wide = values if found.all() else values.filter(pa.array(found))
        found[found] = fits(by_position(wide, width) - np.uint8(_ZERO))
    return found


def _sign(character: str) -> int:
    """A character as its distance from the digit 0."""
    return (ord(character) - _ZERO) % 256


def _all_digits(digits: Bytes) -> Flags:
    found: Flags = np.logical_and.reduce(digits < 10, axis=0)
    return found


def _begin_with_dates(digits: Bytes) -> Flags:
    dates: Flags = _all_digits(digits[[0, 1, 2, 3, 5, 6, 8, 9]])
    dates &= (digits[4] == _sign("-")) & (digits[7] == _sign("-"))
    return dates


def _days(digits: Bytes) -> tuple[NDArray[np.int32], Flags]:
    """Days since 1970 of texts that begin with a date, and whether there is such a day."""
    year, month, day = (digits_at(digits, at) for at in (range(4), range(5, 7), range(8, 10)))
    real = _is_day(year, month, day) & (year >= FIRST_YEAR)
    return _FIRSTS[np.where(real, year * 12 + month - 1, 0)] + day - 1, real


def _is_day(year: NDArray[np.int32], month: NDArray[np.int32], day: NDArray[np.int32]) -> Flags:
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    in_year = (month >= 1) & (month <= 12)
    longest = _MONTH_DAYS[np.where(in_year, month, 0)] + (leap & (month == 2))
    real: Flags = in_year & (day >= 1) & (day <= longest)
    return real
