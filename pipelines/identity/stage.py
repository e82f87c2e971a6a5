"""The identity step of a night: facts in, `nights/<D>/identity/` out."""

from __future__ import annotations

from pipelines import answers, facts
from pipelines.engine import Session, staged_folder, write_parquet
from pipelines.identity.decisions import KINDS
from pipelines.identity.history import attach_history
from pipelines.identity.resolve import resolve
from pipelines.settings import Night


def run(night: Night) -> dict[str, int]:
    """Write persons, pairs and traces of the night; returns counts."""
    with staged_folder(night.folder("identity")) as folder, Session(night.settings.engine) as session:
        facts.attach(session, night)
        attach_history(session, night)
        decisions = answers.known(night.settings, night.business_date, *KINDS)
        resolved = resolve(session, decisions=decisions, history=True)
        write_parquet(resolved.persons, folder / "persons.parquet")
        write_parquet(resolved.pairs, folder / "pairs.parquet")
        write_parquet(resolved.traces, folder / "traces.parquet")
    return resolved.counts
