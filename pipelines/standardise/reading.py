"""Reading the files of one delivery piece by piece, side by side, into its two tables and its quarantine."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.contracts import Dataset, canonical_columns, canonical_schema
from pipelines.contracts.schema import QUARANTINE_SCHEMA, received_schema
from pipelines.standardise.columns import ColumnReader
from pipelines.standardise.extract import NO_TEXT, Extract, Integers, Table
from pipelines.standardise.formats import read_table
from pipelines.standardise.reasons import FileRefusedError, RowReason
from pipelines.standardise.record_ids import digests, record_ids, repeated, shared_keys
from pipelines.standardise.repeating import hardly_repeating, kept_schema
from pipelines.standardise.row_groups import RowGroups
from pipelines.standardise.rows import Place, TypedRows, county_of_rows, quarantined, type_rows
from pipelines.standardise.unpacking import Part

log = logging.getLogger(__name__)

#: pieces that are read or wait to be taken, beside the one being framed
PIECES_AHEAD = 3
#: where these hardly repeat a value they are not compressed: a sixth of the time of writing, and it halves them at best
_HARDLY_COMPRESSED = ("id_no", "name")


class ReadOtherwise(Exception):  # noqa: N818 - no error: the delivery is read again from its beginning
    """A file was found, after some of its rows were taken, to be refused or to be read in another way."""

    def __init__(self, file: str, verdict: Table | FileRefusedError) -> None:
        super().__init__(file)
        self.file = file
        self.verdict = verdict


@dataclass
class File:
    """One part of a delivery: the account of it, and its rows set aside."""

    account: dict[str, Any]
    place: Place
    rows_out: int = 0
    set_aside: pa.Table = field(default_factory=QUARANTINE_SCHEMA.empty_table)


@dataclass
class _Piece:
    """What remains of a piece once its rows are handed on."""

    file: File
    start: int
    stop: int
    digests: NDArray[np.uint64]
    originals: Callable[[Integers], list[bytes]]


@dataclass
class _Typed:
    extract: Extract
    rows: TypedRows
    digests: NDArray[np.uint64]


class Reading:
    """One delivery being read; files are given in their order, then `finish` is called once."""

    def __init__(
        self, dataset: Dataset, reader: ColumnReader, pseudonym_key: bytes, folder: Path, pool: Executor
    ) -> None:
        self._dataset = dataset
        self._reader = reader
        self._pseudonym_key = pseudonym_key
        self._folder = folder
        self._pool = pool
        self._files: list[File] = []
        self._pieces: list[_Piece] = []
        self._distinct: frozenset[str] | None = None
        self._groups: RowGroups | None = None

    def read(self, place: Place, part: Part, known: Table | FileRefusedError | None = None) -> None:
        """Read one part; what is already known of it comes from an earlier attempt.

        Raises:
            ReadOtherwise: only after some of its rows were taken it showed how it must be read.
        """
        account: dict[str, Any] = {"name": part.name, "part": part.member, "refused": None, "assumptions": []}
        account |= {"format": None, "encoding": None, "sheet": None, "header_line": None, "bytes": None}
        account |= {"rows_in": 0, "rows_out": 0, "rows_quarantined": 0, "blank_rows": 0}
        file = File(dict(account), place)
        self._files.append(file)
        try:
            if isinstance(known, FileRefusedError):
                raise known
            if part.content is None:
                raise part.refusal or AssertionError("a part has content or a refusal")
            table = known or read_table(self._dataset, part.own_name, part.content)
            self._take_pieces(file, table)
        except FileRefusedError as refusal:
            if file.rows_out:
                raise ReadOtherwise(place.file, refusal) from None
            file.account = account | {"refused": self._refused(place, refusal)}
            file.set_aside = QUARANTINE_SCHEMA.empty_table()
            return
        if file.account["bytes"]:
            file.account["bytes"]["file"] = table.size

    def finish(self) -> list[File]:
        """Set rows aside that share a key, write the two tables, close the accounts; the files by their names."""
        groups = self._groups or self._opened(frozenset())
        removed = self._set_shared_aside(groups)
        groups.finish(removed)
        for file in self._files:
            file.set_aside = file.set_aside.sort_by([("line", "ascending"), ("reason", "ascending")])
            file.account["rows_quarantined"] = file.set_aside.num_rows
            file.account["rows_out"] = file.account["rows_in"] - file.set_aside.num_rows
        return sorted(self._files, key=lambda file: file.place.file)

    def _take_pieces(self, file: File, table: Table) -> None:
        if self._distinct is None:
            self._distinct = hardly_repeating(table.sample())
            self._groups = self._opened(self._distinct)
        account = file.account
        account |= {"format": table.format, "encoding": table.encoding, "sheet": table.sheet}
        account |= {"header_line": table.header_line}
        assumed: Counter[tuple[int, str]] = Counter()
        set_aside, undecodable = [], 0
        pieces = (partial(self._typed, file.place, piece, self._distinct) for piece in table.pieces(self._distinct))
        for typed in _in_order(self._pool, pieces):
            extract, rows = typed.extract, typed.rows
            self._append(file, typed)
            account["rows_in"] += extract.rows - rows.blank_rows + len(extract.rejected)
            account["blank_rows"] += extract.blank_rows + rows.blank_rows
            if extract.byte_account:
                so_far = account["bytes"] or dict.fromkeys(extract.byte_account, 0)
                account["bytes"] = {key: so_far[key] + count for key, count in extract.byte_account.items()}
            assumed.update(rows.assumed)
            undecodable += sum(one.reason in NO_TEXT for one in extract.rejected)
            set_aside.append(rows.quarantine)
        otherwise = table.settled(undecodable)
        if otherwise is not None:
            raise ReadOtherwise(file.place.file, otherwise)
        file.set_aside = pa.concat_tables(set_aside)
        account["assumptions"] = [*table.assumptions, *_worded(self._dataset, assumed)]

    def _typed(self, place: Place, piece: Callable[[], Extract], distinct: frozenset[str]) -> _Typed:
        """Read and type one piece; in any thread."""
        extract = piece()
        typed = type_rows(place, extract, self._reader, distinct)
        ids = record_ids(self._dataset, typed.rows, self._pseudonym_key)
        typed.rows, typed.received = (
            table.set_column(0, table.schema.field(0), ids) for table in (typed.rows, typed.received)
        )
        return _Typed(extract, typed, digests(ids, len(self._dataset.id) + 1))

    def _append(self, file: File, typed: _Typed) -> None:
        assert self._groups is not None
        start = self._groups.rows
        self._groups.append({"rows": typed.rows.rows, "received": typed.rows.received})
        self._pieces.append(_Piece(file, start, self._groups.rows, typed.digests, typed.rows.originals))
        file.rows_out += self._groups.rows - start

    def _opened(self, distinct: frozenset[str]) -> RowGroups:
        schemas = {"rows": canonical_schema(self._dataset), "received": received_schema(self._dataset)}
        kept = {name: kept_schema(schema, distinct) for name, schema in schemas.items()}
        bare = {
            field.name
            for column in self._dataset.columns
            if column.type in _HARDLY_COMPRESSED
            for field in canonical_columns(column)
        }
        texts = {field.name for schema in kept.values() for field in schema if pa.types.is_string(field.type)}
        return RowGroups(self._folder, kept, self._pool, frozenset(bare & texts))

    def _set_shared_aside(self, groups: RowGroups) -> Integers:
        """Move rows that share a key to the quarantine of their file; their positions.

        Equal digests only say which rows are looked at; what decides is the ids and values themselves.
        """
        none = np.zeros(0, np.int64)
        suspected = repeated(np.concatenate([none.astype(np.uint64), *(piece.digests for piece in self._pieces)]))
        if not len(suspected):
            return none
        rows = groups.take(suspected)
        repeats, conflicts = shared_keys(self._dataset, rows)
        for piece in self._pieces:
            inside = (suspected >= piece.start) & (suspected < piece.stop)
            for flags, reason in ((repeats, RowReason.DUPLICATE_ROW), (conflicts, RowReason.CONFLICTING_ROWS)):
                chosen = np.flatnonzero(flags & inside)
                if len(chosen):
                    _set_aside(piece, rows.take(pa.array(chosen)), suspected[chosen] - piece.start, reason)
        return suspected[repeats | conflicts]

    def _refused(self, place: Place, refusal: FileRefusedError) -> dict[str, str]:
        said = {
            "reason": refusal.reason.value,
            "text": refusal.text(place.file),
            "text_zh": refusal.text_zh(place.file),
        }
        log.warning("%s %s refused: %s", self._dataset.id, place.delivery_id, said["text"])
        return said


def _in_order(pool: Executor, tasks: Iterator[Callable[[], _Typed]]) -> Iterator[_Typed]:
    """The results in the order of the tasks, a few of which are under way."""
    waiting: deque[Any] = deque()
    try:
        for task in tasks:
            waiting.append(pool.submit(task))
            if len(waiting) >= PIECES_AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _set_aside(piece: _Piece, rows: pa.Table, positions: Integers, reason: RowReason) -> None:
    count, place = len(positions), piece.file.place
    table = quarantined(
        place,
        rows.column("line").to_pylist(),
        [reason.value] * count,
        [None] * count,
        county_of_rows(place.dataset, rows).to_pylist(),
        piece.originals(positions),
    )
    piece.file.set_aside = pa.concat_tables([piece.file.set_aside, table])
    piece.file.rows_out -= count


def _worded(dataset: Dataset, assumed: Counter[tuple[int, str]]) -> Iterator[str]:
    """What was assumed, in Chinese, with the number of rows it touches."""
    for (position, note), count in sorted(assumed.items()):
        yield f"{dataset.columns[position].headers[0]}：{count} 行，{note}"
