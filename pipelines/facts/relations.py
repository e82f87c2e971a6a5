"""Makes a night's facts readable as relations of an engine session."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pipelines.engine import Session
from pipelines.settings import Night

#: Relations beside the datasets themselves.
SHARED = (
    "calendar",
    "deadlines",
    "effective",
    "term_ends",
    "counties",
    "county_points",
    "permit_counties",
    "coverage",
    "parameters",
    "intervals",
    "quarantined",
    "sources",
    "verdicts",
    "alarms",
)


def relation_files(night: Night) -> dict[str, Path]:
    """Relation name → its Parquet file in this night's facts."""
    folder = night.folder("facts")
    names = [dataset.relation for dataset in night.contracts.datasets.values()]
    return {name: folder / f"{name}.parquet" for name in (*names, *SHARED)}


def attach(session: Session, night: Night, names: Collection[str] | None = None) -> None:
    """Attach the relations of the night's facts: every one, or those named and no others.

    Raises:
        EngineError: the facts of this night have not been built.
    """
    for name, file in relation_files(night).items():
        if names is None or name in names:
            session.attach(name, [file])
