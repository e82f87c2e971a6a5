"""Which new delivery may have brought a clue: rows it cites came or changed with it, or rows it misses left with it.

Said of every clue against the deliveries the night stands on, each compared with the one believed before it. Whether so
many came at once that one delivery is suspected is not for a night alone to say: the ledger does, from its nights.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from pipelines.contracts import Contracts, Dataset, canonical_columns
from pipelines.engine import Session
from pipelines.quality import ACCEPTED
from pipelines.rules.document import Finding, evidence_records
from pipelines.rules.rulefile import Rule
from pipelines.settings import Night

ORIGINS = pa.schema(
    [
        pa.field("finding_id", pa.string(), nullable=False),
        pa.field("dataset", pa.string(), nullable=False),
        pa.field("delivery_id", pa.string(), nullable=False),
        pa.field("business_date", pa.date32(), nullable=False),
        pa.field("previous_date", pa.date32(), nullable=False),
        pa.field("way", pa.string(), nullable=False),  # row | lost | warned
    ]
)
#: in the order they are preferred
WAYS = ("row", "lost", "warned")
#: guards whose alarm means that rows or values are missing, so that a clue may rest on their absence
_MISSING = ("emptied_column", "few_rows", "future_dates", "repeated_keys")
#: what rows of different datasets have in common: kind of key → columns that hold it
_KEYS = {
    "person": ("id_no_18",),
    "term": ("correction_no",),
    "case": ("case_no_key", "original_case_no_key"),
}
_TEXT = pa.string()


@dataclass(frozen=True)
class Standing:
    """The delivery of a dataset a night stands on, and the one believed before it."""

    dataset: Dataset
    delivery_id: str
    business_date: date
    previous_id: str
    previous_date: date
    #: something is missing in it, by a guard's word
    warned: bool


def origins(session: Session, night: Night, rules: Sequence[Rule], found: Iterable[Finding]) -> pa.Table:
    """The origins of a night's clues as `ORIGINS`, sorted; the session holds the night's relations."""
    by_rule = {rule.id: rule for rule in rules if rule.audience == "prosecutor"}
    clues = [row for row in found if row["rule_id"] in by_rule]
    cited = [(row["finding_id"], record) for row in clues for record in evidence_records(row)]
    session.register("cited_records", _table(cited, "finding_id", "record_id"))
    session.register("cited_keys", _keys(session, night.contracts, {record for _, record in cited}))
    read = {rule.id: {*rule.needs, *(search.dataset for search in rule.searched)} for rule in by_rule.values()}
    said: dict[tuple[str, str], tuple[str, Standing]] = {}
    for standing in _standing(session, night.contracts):
        for way, finding_ids in _brought(session, night, standing, clues, read):
            for finding_id in finding_ids:
                said.setdefault((finding_id, standing.dataset.id), (way, standing))
    rows = [
        {
            "finding_id": finding_id,
            "dataset": dataset,
            "delivery_id": standing.delivery_id,
            "business_date": standing.business_date,
            "previous_date": standing.previous_date,
            "way": way,
        }
        for (finding_id, dataset), (way, standing) in sorted(said.items(), key=lambda item: item[0])
    ]
    return pa.Table.from_pylist(rows, ORIGINS)


def _standing(session: Session, contracts: Contracts) -> Iterator[Standing]:
    """Datasets with two believed deliveries, in declared order: the first ever delivery changes nothing."""
    believed: dict[str, list[dict[str, Any]]] = {}
    listed = ", ".join(f"'{verdict}'" for verdict in ACCEPTED)
    order = "ORDER BY dataset, business_date, sequence"
    for row in session.query(f"SELECT * FROM verdicts WHERE verdict IN ({listed}) {order}").to_pylist():
        believed.setdefault(row["dataset"], []).append(row)
    missing = ", ".join(f"'{guard}'" for guard in _MISSING)
    alarms = session.query(f"SELECT DISTINCT delivery_id FROM alarms WHERE guard IN ({missing})")
    warned = set(alarms["delivery_id"].to_pylist())
    for dataset in contracts.datasets.values():
        if len(deliveries := believed.get(dataset.id, [])) < 2:
            continue
        previous, newest = deliveries[-2:]
        yield Standing(
            dataset,
            newest["delivery_id"],
            newest["business_date"],
            previous["delivery_id"],
            previous["business_date"],
            newest["verdict"] == "warn" and newest["delivery_id"] in warned,
        )


def _brought(
    session: Session, night: Night, standing: Standing, clues: Sequence[Finding], read: dict[str, set[str]]
) -> Iterator[tuple[str, set[str]]]:
    """(way, ids of the findings the delivery may have brought), in the order of `WAYS`."""
    dataset = standing.dataset
    reading = {row["finding_id"] for row in clues if dataset.id in read[row["rule_id"]]}
    if dataset.delivery == "full":
        _compare(session, night, standing)
        came = "SELECT record_id FROM delivery_changes WHERE came"
        lost = _sharing(dataset, "SELECT * FROM delivery_changes WHERE left_or_changed")
        yield "row", _findings(session, came)
        yield "lost", _findings(session, lost) & reading if lost else set()
    else:
        came = f"SELECT record_id FROM {dataset.relation} WHERE delivery_id = '{standing.delivery_id}'"
        yield "row", _findings(session, came)
    yield "warned", reading if standing.warned else set()


def _compare(session: Session, night: Night, standing: Standing) -> None:
    """`delivery_changes`: rows that differ between the world tonight and the delivery before, with keys as before.

    Only rows that a clue cites or that share a key with one: of millions a few thousand. A row carried over for a
    county that lost it is there tonight, and of an older delivery: it neither came nor left.
    """
    dataset = standing.dataset
    folder = night.canonical / dataset.id / f"{standing.previous_id}-{night.contracts.version}"
    session.attach("delivery_before", [folder / "rows.parquet"])
    names = [field.name for column in dataset.columns for field in canonical_columns(column)]
    differs = " OR ".join(f'tonight."{name}" IS DISTINCT FROM before."{name}"' for name in names)
    keys = ", ".join(f'before."{column}" AS "{column}"' for column in _key_columns(dataset))
    near = _sharing(dataset, "SELECT * FROM delivery_before", "changed")
    session.define(
        "compared_records",
        " UNION ".join(each for each in ("SELECT DISTINCT record_id FROM cited_records", near) if each),
        source=f"rules: rows of {dataset.id} near to clues",
    )
    chosen = "INNER JOIN compared_records ON compared_records.record_id = every.record_id"
    session.define(
        "delivery_changes",
        f"""
        SELECT
            COALESCE(tonight.record_id, before.record_id) AS record_id,
            tonight.record_id IS NOT NULL AS came,
            before.record_id IS NOT NULL AS left_or_changed
            {"," if keys else ""} {keys}
        FROM (SELECT every.* FROM {dataset.relation} AS every {chosen}) AS tonight
        FULL OUTER JOIN (SELECT every.* FROM delivery_before AS every {chosen}) AS before
            ON before.record_id = tonight.record_id
        WHERE tonight.record_id IS NULL
            OR (tonight.delivery_id = '{standing.delivery_id}' AND (before.record_id IS NULL OR {differs}))
        """,
        source=f"rules: changes of {dataset.id}",
    )


def _sharing(dataset: Dataset, rows: str, side: str = "cited_keys") -> str:
    """Cited records that share a key with one of `rows` (or, with side `changed`, those rows); empty without a key."""
    return " UNION ".join(
        f"SELECT {side}.record_id FROM ({rows}) AS changed "
        f"INNER JOIN cited_keys ON cited_keys.kind = '{kind}' AND cited_keys.value = changed.\"{column}\""
        for kind, columns in _KEYS.items()
        for column in columns
        if column in _key_columns(dataset)
    )


def _findings(session: Session, records: str) -> set[str]:
    """The findings that cite one of the records."""
    found = session.query(
        f"SELECT DISTINCT cited_records.finding_id FROM cited_records "
        f"INNER JOIN ({records}) AS chosen ON chosen.record_id = cited_records.record_id",
        source="rules: findings by origin",
    )
    return set(found["finding_id"].to_pylist())


def _keys(session: Session, contracts: Contracts, records: set[str]) -> pa.Table:
    """(record, kind, value) of the cited records' keys, from the night's facts."""
    keys: list[tuple[str, str, str]] = []
    for dataset in contracts.datasets.values():
        of_dataset = sorted(record for record in records if record.startswith(f"{dataset.id}/"))
        if not of_dataset or not _key_columns(dataset):
            continue
        session.register("wanted_keys", _table([(record,) for record in of_dataset], "record_id"))
        for kind, columns in _KEYS.items():
            for column in (each for each in columns if each in _key_columns(dataset)):
                rows = session.query(
                    f'SELECT facts.record_id, facts."{column}" AS value FROM {dataset.relation} AS facts '
                    f"INNER JOIN wanted_keys ON wanted_keys.record_id = facts.record_id WHERE facts.\"{column}\" <> ''",
                    source=f"rules: keys of {dataset.id}",
                ).to_pylist()
                keys.extend((row["record_id"], kind, row["value"]) for row in rows)
    return _table(sorted(keys), "record_id", "kind", "value")


def _key_columns(dataset: Dataset) -> list[str]:
    names = {field.name for column in dataset.columns for field in canonical_columns(column)}
    return [column for columns in _KEYS.values() for column in columns if column in names]


def _table(rows: Sequence[tuple[str, ...]], *names: str) -> pa.Table:
    schema = pa.schema([pa.field(name, _TEXT) for name in names])
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema)
