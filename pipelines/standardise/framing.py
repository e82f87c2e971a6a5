"""Framing the records of delimited text on raw bytes, so that no row and no byte is lost.

GB18030 and UTF-8 never have a line end, quotation mark, comma, semicolon or tab inside a character; `|` may be the
second byte of a GB18030 character and is looked at more closely. A line is a row when its quotation marks are
balanced and stand on field edges, and its separators outside them fit the header. A line whose last quotation mark is
open may be continued by later lines, but never across a line that is a whole row by itself: one stray quotation mark
costs its own line and not the rest of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.standardise.extract import Content, Flags, Integers
from pipelines.standardise.physical_lines import Bytes, Counted, inside_character, physical_lines, places
from pipelines.standardise.reasons import RowReason

#: read and framed at once; arrays up to twice this are given back to the program, not to the system, when freed
BLOCK_BYTES = 1 << 24
#: a record over more lines than this is a lost quotation mark
MOST_LINES_IN_RECORD = 2_000

_QUOTE = 34
_BLANK = b' \t\r\n"'

#: what a line was found to be
WHOLE, BLANK, OPEN, RAGGED, MISQUOTED, NUL, CONTINUED = range(7)


@dataclass(frozen=True)
class Dialect:
    """How the rows of one file are written."""

    separator: bytes
    encoding: str
    width: int

    @property
    def separator_may_hide(self) -> bool:
        """True where the separator's byte may also be the second byte of a character."""
        return self.encoding == "gb18030" and self.separator == b"|"


@dataclass
class Framed:
    """The physical lines of one block of a text and the records they make; positions count from the block's first byte.

    Attributes:
        data: the bytes of the block, and perhaps more behind it.
        offset: where its first byte stands in the text.
        starts, stops: span of each physical line, line end included.
        ends: end of the row's own bytes, without line end and surplus empty fields.
        trimmed: True where surplus empty fields were cut off, or no line end stands at the end of the file.
        kinds: WHOLE … CONTINUED for each line.
        records: positions of the lines that begin a good row, ascending.
        last_lines: position of the last line of each good row.
        first_line: physical number of the first line here.
    """

    data: bytes
    offset: int
    starts: Integers
    ends: Integers
    stops: Integers
    trimmed: Flags
    kinds: NDArray[np.uint8]
    records: Integers
    last_lines: Integers
    first_line: int

    @property
    def size(self) -> int:
        """Bytes of the lines here; the rest of `data` is to be framed with what follows it."""
        return int(self.stops[-1]) if len(self.stops) else 0

    @property
    def rejected(self) -> list[tuple[int, RowReason]]:
        """Positions of the lines that are no rows, with the reason."""
        reasons = {RAGGED: RowReason.RAGGED_ROW, MISQUOTED: RowReason.UNBALANCED_QUOTE, NUL: RowReason.NUL_BYTE}
        return [(int(at), reasons[int(self.kinds[at])]) for at in np.flatnonzero(np.isin(self.kinds, list(reasons)))]

    @property
    def blank(self) -> Integers:
        """Positions of completely empty lines."""
        return np.flatnonzero(self.kinds == BLANK)


def frames(content: Content, start: int, first_line: int, dialect: Dialect) -> Iterator[Framed]:
    """Frame everything from byte `start`, which begins physical line `first_line`, block by block.

    Where a block is cut decides nothing: a line that may be continued by what follows is framed together with it.
    """
    size = BLOCK_BYTES
    while start < len(content):
        stop = min(start + size, len(content))
        data, last = content[start:stop], stop == len(content)
        framed = frame(data, len(data) if last else last_line_end(data), start, first_line, dialect, last=last)
        if not framed.size:  # one line, or one record, larger than a block
            size *= 2
            continue
        yield framed
        start, first_line, size = start + framed.size, first_line + len(framed.starts), BLOCK_BYTES


def last_line_end(data: bytes) -> int:
    """Where the last line ends of which that is certain: behind a CR at the very end an LF may follow."""
    return data.rfind(b"\n") + 1 or data.rfind(b"\r", 0, len(data) - 1) + 1


def frame(data: bytes, size: int, offset: int, first_line: int, dialect: Dialect, *, last: bool = True) -> Framed:
    """Frame the first `size` bytes, whole lines; unless `last`, the ones at their end that may be continued wait."""
    starts, ends, stops, kinds, literal = _judged_lines(np.frombuffer(data, np.uint8)[:size], dialect)
    last_of, known = _join_open_lines(data, starts, ends, kinds, literal, dialect, last=last)
    if known < len(kinds):
        starts, ends, stops, kinds = starts[:known], ends[:known], stops[:known], kinds[:known]
    line_ends = ends.copy()
    _settle_ragged(data, starts, ends, kinds, dialect)
    trimmed: Flags = (ends != line_ends) | (ends == stops)
    records = np.flatnonzero(kinds == WHOLE)
    last_lines = records.copy()
    if last_of:
        last_lines[np.searchsorted(records, list(last_of))] = list(last_of.values())
    return Framed(data, offset, starts, ends, stops, trimmed, kinds, records, last_lines, first_line)


def _judged_lines(data: Bytes, dialect: Dialect) -> tuple[Integers, Integers, Integers, NDArray[np.uint8], Flags]:
    """Lines of one block, each judged by itself, and whether its quotation marks may be meant literally."""
    if not len(data):
        none = np.zeros(0, np.int64)
        return none, none, none, none.astype(np.uint8), none.astype(np.bool_)
    starts, ends, stops = physical_lines(data)
    separators = _separators(data, dialect)
    counts = np.diff(separators.before(np.append(starts, len(data))))
    kinds = np.where(counts == dialect.width - 1, WHOLE, RAGGED).astype(np.uint8)
    literal = np.zeros(len(starts), np.bool_)
    quotes = places(data, _QUOTE)
    if len(quotes):
        _judge_quotes(_Lines(data, starts, ends, stops, separators, counts), quotes, dialect, kinds, literal)
    kinds[ends - starts == counts] = BLANK
    kinds[np.searchsorted(starts, places(data, 0), side="right") - 1] = NUL
    return starts, ends, stops, kinds, literal


def _separators(data: Bytes, dialect: Dialect) -> Counted:
    """Where the separator stands as such."""
    separator = dialect.separator[0]
    if not dialect.separator_may_hide:
        return Counted(data, separator)
    found = places(data, separator)
    return Counted(data, separator, but_for=found[inside_character(data, found)])


@dataclass(frozen=True)
class _Lines:
    """The lines of one block with what is known of them before quotation marks are looked at."""

    data: Bytes
    starts: Integers
    ends: Integers
    stops: Integers
    separators: Counted
    counts: Integers


def _judge_quotes(lines: _Lines, quotes: Integers, dialect: Dialect, kinds: NDArray[np.uint8], literal: Flags) -> None:
    """Judge the lines that hold quotation marks, in place."""
    data, starts, separators = lines.data, lines.starts, lines.separators
    line_of_quote = np.searchsorted(starts, quotes, side="right") - 1
    per_line = np.bincount(line_of_quote, minlength=len(starts))
    first = np.concatenate([[0], np.cumsum(per_line)[:-1]])
    opens = (np.arange(len(quotes)) - first[line_of_quote]) % 2 == 0
    left = data[np.maximum(quotes - 1, 0)]
    at_field_start = (quotes == starts[line_of_quote]) | separators.at(np.maximum(quotes - 1, 0))
    right = np.minimum(quotes + 1, len(data) - 1)
    at_field_end = (quotes + 1 >= lines.ends[line_of_quote]) | separators.at(right)
    misplaced = np.where(opens, ~at_field_start & (left != _QUOTE), ~at_field_end & (data[right] != _QUOTE))
    bad = np.bincount(line_of_quote[misplaced], minlength=len(starts)) > 0
    literal[:] = (per_line > 0) & (np.bincount(line_of_quote[at_field_start], minlength=len(starts)) == 0)
    literal &= lines.counts == dialect.width - 1

    quoted = per_line > 0
    counted = _separators_outside(lines, quotes, line_of_quote, opens, per_line)[quoted]
    kinds[quoted] = np.where(counted == dialect.width - 1, WHOLE, RAGGED)
    kinds[quoted & bad] = MISQUOTED
    kinds[quoted & (per_line % 2 == 1)] = OPEN
    kinds[literal & (kinds != OPEN)] = WHOLE


def _separators_outside(
    lines: _Lines, quotes: Integers, line_of_quote: Integers, opens: Flags, per_line: Integers
) -> Integers:
    """Per line the separators with an even number of its quotation marks before them: all less those between a pair."""
    before = lines.separators.before(quotes)
    inside = np.bincount(line_of_quote, np.where(opens, -before, before), len(lines.starts)).astype(np.int64)
    inside += np.where(per_line % 2 == 1, lines.separators.before(lines.stops), 0)  # the last one stays open
    return lines.counts - inside


def _join_open_lines(
    content: bytes,
    starts: Integers,
    ends: Integers,
    kinds: NDArray[np.uint8],
    literal: Flags,
    dialect: Dialect,
    *,
    last: bool,
) -> tuple[dict[int, int], int]:
    """Join lines that one quoted value spreads over.

    Returns:
        First line → last line of each such row, and how many lines are certain: the last open one may be continued by
        what follows the block until a whole row, or too many lines, have come after it.
    """
    candidates = np.flatnonzero(kinds == OPEN).tolist()
    row = _row_pattern(dialect)
    last_of: dict[int, int] = {}
    following = 0
    for position, line in enumerate(candidates):
        if position < following:
            continue
        partner = candidates[position + 1] if position + 1 < len(candidates) else None
        if partner is not None and partner - line < MOST_LINES_IN_RECORD:
            span = content[starts[line] : ends[partner]]
            if not (kinds[line + 1 : partner] == WHOLE).any() and _is_row(span, row, dialect):
                kinds[line], kinds[line + 1 : partner + 1] = WHOLE, CONTINUED
                last_of[line], following = partner, position + 2
                continue
        waits = partner is None and not last and len(kinds) - line < MOST_LINES_IN_RECORD
        if waits and not (kinds[line + 1 :] == WHOLE).any():
            return last_of, line
        kinds[line] = WHOLE if literal[line] else MISQUOTED
    return last_of, len(kinds)


def _row_pattern(dialect: Dialect) -> re.Pattern[str]:
    separator = re.escape(dialect.separator.decode("ascii"))
    value = rf'(?:"(?:[^"]++|"")*+"|[^"\r\n{separator}]*+)'
    return re.compile(rf"{value}(?:{separator}{value}){{{dialect.width - 1}}}")


def _is_row(span: bytes, row: re.Pattern[str], dialect: Dialect) -> bool:
    try:
        text = span.decode(dialect.encoding)
    except UnicodeDecodeError:
        return False
    return "\0" not in text and row.fullmatch(text) is not None


def _settle_ragged(
    content: bytes, starts: Integers, ends: Integers, kinds: NDArray[np.uint8], dialect: Dialect
) -> None:
    """Of the lines with a wrong number of fields, find the blank ones and those with surplus empty fields only."""
    row = _row_pattern(dialect)
    for line in np.flatnonzero(kinds == RAGGED).tolist():
        span = content[starts[line] : ends[line]]
        if not span.strip(_BLANK + dialect.separator):
            kinds[line] = BLANK
            continue
        shorter = span
        while shorter.endswith(dialect.separator) and not dialect.separator_may_hide:
            shorter = shorter[:-1]
            if shorter.count(dialect.separator) < dialect.width - 1:
                break
            if _is_row(shorter, row, dialect):
                kinds[line], ends[line] = WHOLE, starts[line] + len(shorter)
                break
