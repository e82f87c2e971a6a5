"""What became of a person id: who it names on another night. Derived from the two nights each time, stored nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipelines.engine import Session
from pipelines.identity.comparing import sql_file
from pipelines.settings import Night


@dataclass(frozen=True)
class Move:
    """Records that stood under one id and stand under another now.

    `kind`: `merged` = all of them, and the new id was somebody's before; `renamed` = all, under an id of their own;
    `split` = some of them. `stays` tells whether the old id still names somebody.
    """

    kind: str
    person_before: str
    person_after: str
    records: int
    stays: bool


def moves(before: Night, after: Night) -> list[Move]:
    """What forwards each person id of one night to another night, in order of ids; ids that stay as they are left out.

    Raises:
        EngineError: a night has not been run.
    """
    with Session(after.settings.engine) as session:
        for name, night in (("persons_before", before), ("persons_after", after)):
            session.attach(name, [_persons(night)])
        rows = session.query(sql_file("moves"), source="moves.sql").to_pylist()
    return [Move(**row) for row in rows]


def person_on(night: Night, person_id: str) -> str | None:
    """Whom an id of any earlier or later night names on this one; None where its record is not there.

    An id is minted from a record, so it leads to whoever holds that record: after a merge to the survivor, after a
    split to the part with the record.

    Raises:
        EngineError: the night has not been run.
    """
    with Session(night.settings.engine) as session:
        session.attach("persons", [_persons(night)])
        session.register("asked", pa.table({"person_id": [person_id]}))
        found: list[str] = session.query(sql_file("person_on"), source="person_on.sql")["person_id"].to_pylist()
    return found[0] if found else None


def _persons(night: Night) -> Path:
    return night.folder("identity") / "persons.parquet"
