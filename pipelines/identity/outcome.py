"""The three tables this stage leaves, in a total order and in the types of docs/architecture.md."""

from __future__ import annotations

import pyarrow as pa

from pipelines.contracts import load_contracts
from pipelines.engine import Session
from pipelines.identity.comparing import sql_file

PERSONS = pa.schema([(name, pa.string()) for name in ("record_id", "person_id", "way", "explanation")])
PAIRS = pa.schema(
    [
        ("record_a", pa.string()),
        ("record_b", pa.string()),
        ("outcome", pa.string()),
        ("way", pa.string()),
        ("weight", pa.int64()),
        ("exact", pa.bool_()),
        ("explanation", pa.string()),
        ("levels", pa.string()),
    ]
)
TRACES = pa.schema([("person_id", pa.string()), ("id_no_18", pa.string())])


def person_rows(session: Session) -> pa.Table:
    """`persons.parquet` by record id; every mention stands in it once."""
    titles = [(dataset.id, dataset.title) for dataset in load_contracts().datasets.values()]
    columns = {"dataset": [row[0] for row in titles], "title": [row[1] for row in titles]}
    session.register("dataset_titles", pa.table(columns))
    return session.query(sql_file("persons"), source="persons.sql").cast(PERSONS)


def pair_rows(session: Session) -> pa.Table:
    """`pairs.parquet` by record ids, `record_a` < `record_b`."""
    return session.query(sql_file("pairs"), source="pairs.sql").cast(PAIRS)


def trace_rows(session: Session) -> pa.Table:
    """`traces.parquet`: person and valid number."""
    return session.query(sql_file("traces"), source="traces.sql").cast(TRACES)
