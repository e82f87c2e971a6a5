"""One declared column from text to its canonical columns: every distinct value is read once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.contracts import Column, Contracts, canonical_columns
from pipelines.standardise.extract import Flags, Integers
from pipelines.standardise.reasons import RowReason
from pipelines.standardise.repeating import spread
from pipelines.standardise.values.blanks import says_nothing, trimmed
from pipelines.standardise.values.bulk_bytes import spans
from pipelines.standardise.values.codes import code_reader, read_yes_no
from pipelines.standardise.values.dates import is_serial, read_date, read_moment
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

#: readings of one column kept for the pieces that follow
MOST_REMEMBERED = 1 << 18

_SERIAL_DATE = "填写的是序列日期数字，按 1900 年日期系统换算"

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
        assumed: what was assumed, in Chinese → in how many rows; no value of a person in it.
    """

    arrays: tuple[pa.Array, ...]
    filled: Flags
    bad: Flags
    reason: RowReason
    assumed: dict[str, int] = field(default_factory=dict)


class ColumnReader:
    """Reads the columns of one delivery, in several threads at once; a value that came before is not read again."""

    def __init__(self, contracts: Contracts, region: tuple[str, ...]) -> None:
        self._contracts = contracts
        self._region = region
        self._known: dict[tuple[str, str], dict[str, _Outcome]] = {}

    def read(self, column: Column, values: pa.Array, *, is_key: bool) -> Typed:
        """Read one column; `is_key` where a lost digit would make another record of the row.

        Of a dictionary its entries are read, and texts come out as dictionaries again.
        """
        if not isinstance(values, pa.DictionaryArray):
            return self._read(column, values, None, is_key)
        indices, entries = values.indices, values.dictionary
        if indices.null_count:
            indices, entries = indices.fill_null(len(entries)), pa.concat_arrays([entries, pa.array([""])])
        at = indices.to_numpy(zero_copy_only=False)
        one = self._read(column, entries, lambda: np.bincount(at, minlength=len(entries)), is_key)
        arrays = tuple(spread(array, indices) for array in one.arrays)
        return Typed(arrays, _each(one.filled, at), _each(one.bad, at), one.reason, one.assumed)

    def _read(self, column: Column, values: pa.Array, rows: Callable[[], Integers] | None, is_key: bool) -> Typed:
        """Read values that stand for so many rows each, or for one; they are counted where something was assumed."""
        bare = trimmed(values.fill_null("") if values.null_count else values)
        if column.type == "text" and not (self._is_number(column, is_key) and _may_have_lost_digits(bare)):
            _, starts, stops = spans(bare)
            filled = stops > starts
            shown = bare if filled.all() else pc.if_else(pa.array(filled), bare, pa.scalar(None, pa.string()))
            return Typed((shown,), filled, np.zeros(len(bare), np.bool_), RowReason.LOST_DIGITS)
        if column.type not in PLAIN:
            return self._by_distinct(column, bare, rows, is_key=is_key)
        is_plain, arrays = PLAIN[column.type](bare)
        left = np.flatnonzero(~is_plain)
        count = None if rows is None else lambda: rows()[left]
        others = self._by_distinct(column, bare.take(pa.array(left)), count, is_key=is_key)
        filled, bad = np.ones(len(bare), np.bool_), np.zeros(len(bare), np.bool_)
        if column.type in ("date", "datetime"):
            bad[is_plain] = _flags(arrays[0].is_null())
        filled[left], bad[left] = others.filled, others.bad
        merged = [_merged(is_plain, one, other) for one, other in zip(arrays, others.arrays, strict=True)]
        return Typed(tuple(merged), filled, bad, others.reason, others.assumed)

    def _by_distinct(
        self, column: Column, bare: pa.Array, rows: Callable[[], Integers] | None = None, *, is_key: bool
    ) -> Typed:
        """Read every distinct value once, in Python."""
        encoded = pc.dictionary_encode(bare)
        texts = encoded.dictionary.to_pylist()
        outcomes = self._outcomes(column, texts, is_key)
        at = encoded.indices.to_numpy(zero_copy_only=False)
        filled = np.array([outcome.values is not _EMPTY for outcome in outcomes], np.bool_)[at]
        bad = np.array([outcome.values is None for outcome in outcomes], np.bool_)[at]
        arrays = [
            pa.array(
                [outcome.values[position] if outcome.values else None for outcome in outcomes], canonical.type
            ).take(encoded.indices)
            for position, canonical in enumerate(canonical_columns(column))
        ]
        assumed: dict[str, int] = {}
        if any(outcome.note for outcome in outcomes):
            counts = np.bincount(at, rows and rows(), minlength=len(texts)).astype(np.int64).tolist()
            for outcome, count in zip(outcomes, counts, strict=True):
                if outcome.note and count:
                    assumed[outcome.note] = assumed.get(outcome.note, 0) + count
        return Typed(tuple(arrays), filled, bad, _REASONS.get(column.type, RowReason.UNKNOWN_CODE), assumed)

    def _outcomes(self, column: Column, texts: list[str], is_key: bool) -> list[_Outcome]:
        known = self._known.setdefault((column.type, column.name), {})
        if len(known) > MOST_REMEMBERED:
            known.clear()
        county = CountyReader(self._region)
        reader = self._reader(column, county, is_key)
        outcomes = []
        for text in texts:
            outcome = known.get(text)
            if outcome is None:
                values = _outcome(column.type, text, reader)
                note = _PLACEHOLDER if text and values is _EMPTY else county.assumptions.get(text)
                if column.type in ("date", "datetime") and is_serial(text):
                    note = _SERIAL_DATE
                known[text] = outcome = _Outcome(values, note)
            outcomes.append(outcome)
        return outcomes

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


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One value read: canonical values (`_EMPTY`: nothing came, None: unreadable), and what was assumed."""

    values: tuple[Any, ...] | None
    note: str | None


def _outcome(type_name: str, text: str, reader: Reader) -> tuple[Any, ...] | None:
    """Canonical values, `_EMPTY` for nothing, None where it cannot be read."""
    if not text or (type_name not in _TAKEN_LITERALLY and says_nothing(text)):
        return _EMPTY
    if text == "无" and type_name in _NONE_IS_NOTHING:
        return _EMPTY
    return reader(text)


def _may_have_lost_digits(bare: pa.Array) -> bool:
    data = spans(bare)[0].tobytes()
    if not any(sign.encode() in data for sign in "EeＥｅ"):
        return False
    return bool(pc.any(pc.match_substring_regex(bare, "[0-9０-９].*[EeＥｅ]")).as_py())


def _each(flags: Flags, at: Integers) -> Flags:
    """One flag per entry → one per row; mostly they are all the same."""
    if len(flags) and (flags == flags[0]).all():
        return np.full(len(at), flags[0])
    return flags[at]


def _flags(values: pa.Array) -> Flags:
    return np.asarray(values.to_numpy(zero_copy_only=False), np.bool_)


def _merged(plain: Flags, one: pa.Array, other: pa.Array) -> pa.Array:
    """Values read in bulk where `plain` is true and one by one elsewhere, in their order."""
    if not len(other):
        return one
    order = np.empty(len(plain), np.int64)
    order[plain] = np.arange(len(one))
    order[~plain] = len(one) + np.arange(len(other))
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
