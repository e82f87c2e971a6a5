"""Sentence against register: one disposition per sentence, one contact state per person in correction."""

from __future__ import annotations

from pipelines import facts
from pipelines.engine import Session, staged_folder, write_parquet
from pipelines.sentences.compute import READS, BalanceError, UnknownPersonError, compute, settle_links
from pipelines.settings import Night

__all__ = ["READS", "BalanceError", "UnknownPersonError", "compute", "run", "settle_links"]


def run(night: Night) -> dict[str, int]:
    """Compute this stage from the night's facts and identity and publish `nights/<D>/sentences/` whole.

    Returns counts for the log: rows per table, and sentences per disposition.

    Raises:
        UnknownPersonError: identity left out a record; nothing is published.
        BalanceError: rows were lost or counted twice; nothing is published.
        EngineError: facts or identity of this night are missing.
    """
    with Session(night.settings.engine) as session:
        facts.attach(session, night, READS)
        for name in ("persons", "pairs"):
            session.attach(name, [night.folder("identity") / f"{name}.parquet"])
        tables = compute(session)
    with staged_folder(night.folder("sentences")) as folder:
        for name, table in tables.items():
            write_parquet(table, folder / f"{name}.parquet")
    counts = {name: table.num_rows for name, table in tables.items()}
    for entry in tables["balance"].to_pylist():
        key = f"{entry['table']}_{entry['disposition']}"
        counts[key] = counts.get(key, 0) + entry["rows"]
    return counts
