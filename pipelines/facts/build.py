"""Builds the facts of one night from the deliveries it believes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.contracts import Dataset, canonical_schema
from pipelines.contracts.schema import QUARANTINE_SCHEMA
from pipelines.engine import Session, staged_folder, write_parquet
from pipelines.facts.places import county_point_table, county_table, interval_table, permit_county_table
from pipelines.facts.selection import (
    Believed,
    believed_deliveries,
    selection_sql,
    silent_since,
    stood_on,
    told_verdicts,
)
from pipelines.law.relations import calendar_table, deadlines_table, effective_table, term_ends_table
from pipelines.settings import Night

#: Which terms (start, months, days) somebody may ask the end of.
TERMS = Path(__file__).with_name("terms.sql")
#: How a dataset's rows are placed in a county: their own column, or the register row of their correction number.
OWN_COUNTY_COLUMNS = ("execution_county", "county", "household_county")


def run(night: Night) -> dict[str, int]:
    """Write `nights/<D>/facts/`; returns rows per dataset."""
    coverage = pq.read_table(night.folder("quality") / "coverage.parquet")
    believed = believed_deliveries(night)
    counts: dict[str, int] = {}
    quarantined: list[pa.Table] = []
    sources: list[pa.Table] = []
    with staged_folder(night.folder("facts")) as folder, Session(night.settings.engine) as session:
        for dataset in _register_first(night):
            deliveries = stood_on(dataset, believed[dataset.id], coverage)
            rows = _rows_of_night(session, night, dataset, deliveries, coverage)
            write_parquet(rows, folder / f"{dataset.relation}.parquet")
            session.attach(dataset.relation, [folder / f"{dataset.relation}.parquet"])
            counts[dataset.id] = rows.num_rows
            sources.append(_sources(dataset, rows, night))
            quarantined.extend(_quarantined(dataset, deliveries))
        _write_shared(night, session, folder, coverage, quarantined, sources)
        for name, table in told_verdicts(night, believed).items():
            write_parquet(table, folder / f"{name}.parquet")
    return counts


def _register_first(night: Night) -> list[Dataset]:
    """The register places the other justice rows in counties, so it comes first."""
    datasets = list(night.contracts.datasets.values())
    return sorted(datasets, key=lambda dataset: dataset.id != "justice.register")


def _rows_of_night(
    session: Session, night: Night, dataset: Dataset, deliveries: Sequence[Believed], coverage: pa.Table
) -> pa.Table:
    schema = canonical_schema(dataset)
    if not deliveries:
        return schema.empty_table()
    silent = silent_since(coverage, dataset)
    for arrival, delivery in enumerate(deliveries, 1):
        session.attach(f"delivery_{arrival}", [delivery.folder / "rows.parquet"])
    union = " UNION ALL ".join(
        f"SELECT *, CAST({arrival} AS BIGINT) AS arrival FROM delivery_{arrival}"
        for arrival in range(1, len(deliveries) + 1)
    )
    session.define("delivered", union)
    session.define("row_counties", _row_counties_sql(dataset))
    listed = ", ".join(f'"{name}"' for name in schema.names)
    rows = session.query(
        f"SELECT {listed} FROM ({selection_sql(dataset, deliveries, silent)}) AS chosen ORDER BY record_id",
        source=f"facts of {dataset.id}",
    )
    return rows.cast(schema)


def _row_counties_sql(dataset: Dataset) -> str:
    for column in OWN_COUNTY_COLUMNS:
        if column in dataset.column and dataset.id != "justice.contacts":
            return f"SELECT DISTINCT record_id, {column} AS county FROM delivered WHERE {column} IS NOT NULL"
    if "correction_no" in dataset.column:
        return (
            "SELECT DISTINCT delivered.record_id, justice_register.county FROM delivered "
            "JOIN justice_register ON justice_register.correction_no = delivered.correction_no"
        )
    return "SELECT record_id, CAST(NULL AS VARCHAR) AS county FROM delivered WHERE 1 = 0"


def _sources(dataset: Dataset, rows: pa.Table, night: Night) -> pa.Table:
    folders = [f"{delivery_id}-{night.contracts.version}" for delivery_id in rows["delivery_id"].to_pylist()]
    return pa.table(
        {
            "record_id": rows["record_id"],
            "dataset": pa.array([dataset.id] * rows.num_rows, pa.string()),
            "delivery_id": rows["delivery_id"],
            "folder": pa.array(folders, pa.string()),
        }
    )


def _quarantined(dataset: Dataset, deliveries: Sequence[Believed]) -> list[pa.Table]:
    """Rows set aside in the deliveries the night stands on: the newest of a full dataset, all of an increment."""
    standing = deliveries[-1:] if dataset.delivery == "full" else deliveries
    return [pq.read_table(delivery.folder / "quarantine.parquet").cast(QUARANTINE_SCHEMA) for delivery in standing]


def _write_shared(
    night: Night,
    session: Session,
    folder: Path,
    coverage: pa.Table,
    quarantined: list[pa.Table],
    sources: list[pa.Table],
) -> None:
    settings = night.settings
    sentences = session.query(
        "SELECT record_id, effective_date, decision_type, case_no_key, served_date, pronounced_date "
        "FROM court_sentences ORDER BY record_id",
        source="facts: effective dates",
    )
    effective = effective_table(sentences, night=night.business_date).sort_by("record_id")
    session.register("effective", effective.select(["record_id", "effective_date"]))
    terms = session.query(TERMS.read_text("utf-8"), source="facts/terms.sql")
    permits = session.query(
        "SELECT DISTINCT counties FROM justice_permits WHERE counties IS NOT NULL ORDER BY counties",
        source="facts: counties of permits",
    )
    parameters = pa.table(
        {
            "night": pa.array([night.business_date], pa.date32()),
            "register_grace_days": pa.array([settings.register_grace_days], pa.int64()),
            "contact_grace_days": pa.array([settings.contact_grace_days], pa.int64()),
            "exit_report_days": pa.array([settings.exit_report_days], pa.int64()),
        }
    )
    tables = {
        "calendar": calendar_table(),
        "deadlines": deadlines_table(),
        "effective": effective,
        "term_ends": term_ends_table(terms),
        "counties": county_table(settings.region),
        "county_points": county_point_table(),
        "permit_counties": permit_county_table(permits["counties"].to_pylist(), settings.region),
        "coverage": coverage,
        "parameters": parameters,
        "intervals": interval_table(settings),
        "quarantined": pa.concat_tables([QUARANTINE_SCHEMA.empty_table(), *quarantined]).sort_by(
            [("dataset", "ascending"), ("delivery_id", "ascending"), ("file", "ascending"), ("line", "ascending")]
        ),
        "sources": pa.concat_tables(sources).sort_by("record_id"),
    }
    for name, table in tables.items():
        write_parquet(table, folder / f"{name}.parquet")
