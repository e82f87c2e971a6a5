"""One declared column from text to its canonical columns: every distinct value is read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.contracts import Column, Contracts, canonical_columns
from pipelines.standardise.extract import Flags, Integers
from pipelines.standardise.reasons import RowReason
from pipelines.standardise.values.blanks import WHITE, says_nothing
from pipelines.standardise.values.codes import code_reader, read_yes_no
from pipelines.standardise.values.dates import read_date, read_moment
from pipelines.standardise.values.documents import lost_digits, read_document
from pipelines.standardise.values.judicial import CountyReader, read_case_number, read_probation_term, read_term
from pipelines.standardise.values.names import read_name
from pipelines.standardise.values.numbers import read_decimal, read_int
from pipelines.standardise.values.plain import PLAIN

#: what a reader returns: the canonical values, or None where the text cannot be read
Reader = Callable[[str], "tuple[Any, ...] | None"]

#: free text and names say what they say; `无` is an answer there, and to a yes/no question
_TAKEN_LITERALLY = frozenset({"text", "name"})
_NONE_IS_NOTHING = frozenset({"id_no", "case_no", "date", "datetime"})
_PLACEHOLDER = "填写的是占位符（如“/”“-”“NULL”“无”），按空值处理"

_REASONS = {
    "date": RowReason.BAD_DATE,
    "datetime": RowReason.BAD_DATE,
    "int": RowReason.BAD_NUMBER,
    "decimal": RowReason.BAD_NUMBER,
    "county": RowReason.UNKNOWN_COUNTY,
    "text": RowReason.LOST_DIGITS,
}


@dataclass(frozen=True)
class Typed:
    """One column, read.

    Attributes:
        arrays: one per canonical column, in the schema's order.
        filled: True where a value came.
        bad: True where it could not be read.
        reason: what `bad` means in this column.
    """

    arrays: tuple[pa.Array, ...]
    filled: Flags
    bad: Flags
    reason: RowReason
    assumptions: tuple[str, ...] = ()


class ColumnReader:
    """Reads the columns of one delivery; remembers what it had to assume about them."""

    def __init__(self, contracts: Contracts, region: tuple[str, ...]) -> None:
        self._contracts = contracts
        self._region = region

    def read(self, column: Column, values: pa.Array, *, is_key: bool) -> Typed:
        """Read one column; `is_key` where a lost digit would make another record of the row."""
        bare = pc.utf8_trim(pc.fill_null(values, ""), characters=WHITE)
        if column.type == "text" and not (self._is_number(column, is_key) and _may_have_lost_digits(bare)):
            filled = pc.not_equal(bare, "")
            shown = pc.if_else(filled, bare, pa.scalar(None, pa.string()))
            return Typed((shown,), _flags(filled), np.zeros(len(bare), np.bool_), RowReason.LOST_DIGITS)
        if column.type not in PLAIN:
            return self._by_distinct(column, bare, is_key)
        form, read = PLAIN[column.type]
        plain = pc.match_substring_regex(bare, form)
        arrays = read(bare.filter(plain))
        rest = pc.invert(plain)
        others = self._by_distinct(column, bare.filter(rest), is_key)
        filled, bad = np.ones(len(bare), np.bool_), np.zeros(len(bare), np.bool_)
        if column.type == "datetime":
            bad[_flags(plain)] = _flags(arrays[0].is_null())
        left = _flags(rest)
        filled[left], bad[left] = others.filled, others.bad
        merged = [_merged(plain, one, other) for one, other in zip(arrays, others.arrays, strict=True)]
        return Typed(tuple(merged), filled, bad, others.reason, others.assumptions)

    def _by_distinct(self, column: Column, bare: pa.Array, is_key: bool) -> Typed:
        """Read every distinct value once, in Python."""
        county = CountyReader(self._region)
        reader = self._reader(column, county, is_key)
        encoded = pc.dictionary_encode(bare)
        texts = encoded.dictionary.to_pylist()
        outcomes = [_outcome(column.type, text, reader) for text in texts]
        at = encoded.indices.to_numpy(zero_copy_only=False)
        filled = np.array([outcome is not _EMPTY for outcome in outcomes], np.bool_)[at]
        bad = np.array([outcome is None for outcome in outcomes], np.bool_)[at]
        arrays = [
            pa.array([outcome[position] if outcome else None for outcome in outcomes], field.type).take(encoded.indices)
            for position, field in enumerate(canonical_columns(column))
        ]
        signs = [text for text, outcome in zip(texts, outcomes, strict=True) if text and outcome is _EMPTY]
        notes = dict.fromkeys(signs, _PLACEHOLDER) | county.assumptions
        reason = _REASONS.get(column.type, RowReason.UNKNOWN_CODE)
        return Typed(tuple(arrays), filled, bad, reason, _assumed(column, texts, at, notes))

    @staticmethod
    def _is_number(column: Column, is_key: bool) -> bool:
        """True for text that is a number people use as an identifier."""
        return is_key or column.name.endswith("_no") or column.name == "phone"

    def _reader(self, column: Column, county: CountyReader, is_key: bool) -> Reader:
        if column.type in self._contracts.codes:
            return _single(code_reader(self._contracts.codes[column.type]))
        if column.type == "county":
            return _single(county.read)
        if column.type == "text":
            return _read_number_text
        return read_probation_term if column.name == "probation_term" else _READERS[column.type]


_EMPTY: tuple[Any, ...] = ()


def _outcome(type_name: str, text: str, reader: Reader) -> tuple[Any, ...] | None:
    """Canonical values, `_EMPTY` for nothing, None where it cannot be read."""
    if not text or (type_name not in _TAKEN_LITERALLY and says_nothing(text)):
        return _EMPTY
    if text == "无" and type_name in _NONE_IS_NOTHING:
        return _EMPTY
    return reader(text)


def _assumed(column: Column, texts: Sequence[str], at: Integers, notes: dict[str, str]) -> tuple[str, ...]:
    """What was assumed, in Chinese, with the number of rows it touches; no value of a person in it."""
    if not notes:
        return ()
    rows = np.bincount(at, minlength=len(texts)).tolist()
    touched: dict[str, int] = {}
    for text, count in zip(texts, rows, strict=True):
        if text in notes:
            touched[notes[text]] = touched.get(notes[text], 0) + count
    return tuple(f"{column.headers[0]}：{count} 行，{note}" for note, count in sorted(touched.items()))


def _may_have_lost_digits(bare: pa.Array) -> bool:
    return bool(pc.any(pc.match_substring_regex(bare, "[0-9０-９].*[EeＥｅ]")).as_py())


def _flags(values: pa.Array) -> Flags:
    return np.asarray(values.to_numpy(zero_copy_only=False), np.bool_)


def _merged(plain: pa.Array, one: pa.Array, other: pa.Array) -> pa.Array:
    """Values read in bulk where `plain` is true and one by one elsewhere, in their order."""
    if not len(other):
        return one
    flags = _flags(plain)
    order = np.empty(len(flags), np.int64)
    order[flags] = np.arange(len(one))
    order[~flags] = len(one) + np.arange(len(other))
    return pa.concat_arrays([one, other]).take(pa.array(order))


def _single(read: Callable[[str], Any]) -> Reader:
    def reader(text: str) -> tuple[Any, ...] | None:
        value = read(text)
        return None if value is None else (value,)

    return reader


def _read_number_text(text: str) -> tuple[str] | None:
    """A number people use as an identifier; in scientific notation it is no longer one."""
    return None if lost_digits(text) else (text,)


_READERS: dict[str, Reader] = {
    "name": read_name,
    "id_no": read_document,
    "case_no": read_case_number,
    "term": read_term,
    "date": _single(read_date),
    "datetime": _single(read_moment),
    "yes_no": _single(read_yes_no),
    "int": _single(read_int),
    "decimal": _single(read_decimal),
}
