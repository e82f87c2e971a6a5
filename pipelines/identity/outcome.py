"""The three tables this stage leaves, in a total order and in the types of docs/architecture.md.

Millions of rows share a few thousand texts: SQL gives each row the number of its text, and the text is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.contracts import load_contracts
from pipelines.engine import Session
from pipelines.engine.publishing import ROWS_PER_GROUP
from pipelines.identity.comparing import sql_file
from pipelines.identity.relations import DATASETS

_TEXT, _REPEATED = pa.string(), pa.dictionary(pa.int32(), pa.string())
PERSONS = pa.schema([("record_id", _TEXT), ("person_id", _TEXT), ("way", _REPEATED), ("explanation", _REPEATED)])
PAIRS = pa.schema(
    [
        ("record_a", _TEXT),
        ("record_b", _TEXT),
        ("outcome", _REPEATED),
        ("way", _REPEATED),
        ("weight", pa.int64()),
        ("exact", pa.bool_()),
        ("explanation", _REPEATED),
        ("levels", _REPEATED),
    ]
)
TRACES = pa.schema([("person_id", _TEXT), ("id_no_18", _TEXT)])
#: the name of a table and some of its rows
Pieces = Iterator[tuple[str, pa.Table]]
SCHEMAS = {"persons": PERSONS, "pairs": PAIRS, "traces": TRACES}

_OUTCOMES = ("same", "review", "different")
_WAYS = ("id", "former_id", "case", "scored", "decided")
_PERSON_WAYS = ("former_id", "id", "single", "case", "scored", "decided")
#: numbers of texts: what a person said of the pair, and of persons the way, stand above the levels
_PLACE, _KIND = 1 << 32, 1 << 60


class Texts:
    """What numbers of texts mean: the judgements of this night, what people said of pairs, titles of datasets."""

    def __init__(self, session: Session) -> None:
        judged = session.query("SELECT * FROM judgements ORDER BY combination", source="judgements").to_pylist()
        self._judgements = {row["combination"]: row for row in judged}
        words = session.query("SELECT place, words FROM decided_pairs ORDER BY place", source="decided").to_pylist()
        self._words = {row["place"]: row["words"] for row in words}
        titles = {dataset.id: dataset.title for dataset in load_contracts().datasets.values()}
        self._titles = {bit: titles[dataset] for bit, dataset in DATASETS.items()}

    def of_person(self, number: int) -> dict[str, Any]:
        """Way and explanation of a person's row."""
        kind, rest = divmod(number, _KIND)
        way = _PERSON_WAYS[kind - 1]
        if way == "former_id":
            said = "身份证号为公安登记的更正前号码,更正后号码一致,姓名相符"
        elif way == "id":
            said = f"有效身份证号一致且姓名相符,同号记录共{rest}条"
        elif way == "single":
            said = "证号与姓名不符的其他记录相同,未认定为同一人" if rest else "未与其他记录认定为同一人"
        else:
            place, levels = divmod(rest, _PLACE)
            combination, bit = divmod(levels, 128)
            words = f"{self._words[place]};" if place else ""
            said = f"与“{self._titles[bit]}”记录比对:{words}{self._judgements[combination]['explanation']}"
        return {"way": way, "explanation": said}

    def of_pair(self, number: int) -> dict[str, Any]:
        """Outcome, way, exact, explanation and levels of a pair."""
        place, rest = divmod(number, _PLACE)
        combination, coded = divmod(rest, 128)
        judged, outcome, way = self._judgements[combination], _OUTCOMES[coded // 32], _WAYS[coded // 4 % 8]
        # what a person said comes first, then what the records say
        said = ";".join(filter(None, (self._words.get(place), judged["explanation"])))
        through_others = coded % 4 == 1 or (coded % 4 == 2 and not judged["one_number"])
        if outcome == "review":
            said = "需人工判断:" + said
        elif through_others:
            said = "经同一人的其他记录认定:" + said
        exact = outcome == "same" and judged["one_number"]
        return {"outcome": outcome, "way": way, "exact": exact, "explanation": said, "levels": judged["levels"]}


def outcome(session: Session) -> Pieces:
    """The rows of `traces`, `persons` (by record id, every mention once) and `pairs` (`record_a` < `record_b`).

    Each table comes in pieces of at most ROWS_PER_GROUP rows, in order, at least one: a nation's do not fit in memory.
    """
    # what the engine needs most for comes first, before others take memory
    yield from _pieces("traces", session.query(sql_file("traces"), source="traces.sql").cast(TRACES), lambda rows: rows)
    texts = Texts(session)
    record_ids = session.query("SELECT record_id FROM mentions ORDER BY mention", source="record ids")["record_id"]
    # mentions are numbered from 1 without a gap
    names = record_ids.combine_chunks().cast(pa.large_string())
    yield from _persons(session, texts, names)
    yield from _pairs(session, texts, names)


def _persons(session: Session, texts: Texts, names: pa.LargeStringArray) -> Pieces:
    minted = session.query("SELECT person, person_id FROM minted ORDER BY person", source="minted")
    founders, ids = (minted[name].combine_chunks() for name in ("person", "person_id"))

    def told(rows: pa.Table) -> pa.Table:
        persons = ids.take(pc.index_in(rows["person"].combine_chunks(), value_set=founders))
        columns = {"record_id": _named(rows["mention"], names), "person_id": persons}
        columns |= _told(rows["text"], texts.of_person, PERSONS)
        return pa.table([columns[name] for name in PERSONS.names], schema=PERSONS)

    return _pieces("persons", session.query(sql_file("persons", kind=_KIND, place=_PLACE), source="persons.sql"), told)


def _pairs(session: Session, texts: Texts, names: pa.LargeStringArray) -> Pieces:
    numbers = {word: place for words in (_OUTCOMES, _WAYS) for place, word in enumerate(words)}

    def told(rows: pa.Table) -> pa.Table:
        columns = {"record_a": _named(rows["a"], names), "record_b": _named(rows["b"], names)}
        columns |= {"weight": rows["weight"].combine_chunks()} | _told(rows["text"], texts.of_pair, PAIRS)
        return pa.table([columns[name] for name in PAIRS.names], schema=PAIRS)

    return _pieces("pairs", session.query(sql_file("pairs", place=_PLACE, **numbers), source="pairs.sql"), told)


def _pieces(name: str, rows: pa.Table, told: Callable[[pa.Table], pa.Table]) -> Pieces:
    for begin in range(0, max(rows.num_rows, 1), ROWS_PER_GROUP):
        yield name, told(rows.slice(begin, ROWS_PER_GROUP))


def _named(mentions: pa.ChunkedArray, names: pa.LargeStringArray) -> pa.Array:
    """The record ids of mentions."""
    return names.take(pc.subtract(mentions.combine_chunks(), 1)).cast(_TEXT)


def _told(numbers: pa.ChunkedArray, text: Any, schema: pa.Schema) -> dict[str, pa.Array]:
    """The columns a text stands for, for a column of numbers of texts."""
    encoded = numbers.combine_chunks().dictionary_encode()
    said = [text(number) for number in encoded.dictionary.to_pylist()]
    columns = {}
    for name in said[0] if said else ():
        if schema.field(name).type == _REPEATED:
            values = pa.array([row[name] for row in said], _TEXT).dictionary_encode()
            columns[name] = pa.DictionaryArray.from_arrays(values.indices.take(encoded.indices), values.dictionary)
        else:
            columns[name] = pa.array([row[name] for row in said], schema.field(name).type).take(encoded.indices)
    return columns or {field.name: pa.array([], field.type) for field in schema}


def encoded(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows in the types of `schema`, every repeated text once, in the order in which it first comes."""
    columns = []
    for field in schema:
        column = table[field.name].combine_chunks()
        if field.type != _REPEATED:
            column = column.cast(field.type)
        elif pa.types.is_dictionary(column.type):
            first = pc.unique(column.indices)
            places = pc.index_in(column.indices, value_set=first)
            column = pa.DictionaryArray.from_arrays(places, column.dictionary.take(first))
        else:
            column = column.dictionary_encode()
        columns.append(column)
    return pa.table(columns, schema=schema)


def write_outcome(pieces: Iterable[tuple[str, pa.Table]], folder: Path) -> None:
    """Write the tables of this stage so that equal rows give equal bytes; readable by the owner alone.

    `pieces`: (name, rows), those of one table one after the other in order, each but its last of ROWS_PER_GROUP rows.
    """
    for name, parts in groupby(pieces, key=lambda piece: piece[0]):
        file = folder / f"{name}.parquet"
        # ids hardly come twice
        repeated = [field.name for field in SCHEMAS[name] if field.type != _TEXT]
        with pq.ParquetWriter(
            file, SCHEMAS[name], compression="zstd", use_dictionary=repeated, store_schema=False
        ) as writer:
            for _, part in parts:
                if part.num_rows:
                    writer.write_table(encoded(part, SCHEMAS[name]), row_group_size=ROWS_PER_GROUP)
        file.chmod(0o600)
