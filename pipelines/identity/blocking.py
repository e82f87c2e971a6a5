"""Which pairs are worth comparing: those that share a key, where one side has no certain partner yet."""

from __future__ import annotations

from pipelines.engine import Session
from pipelines.identity.comparing import sql_file
from pipelines.identity.weights import Model


def block(session: Session, model: Model, blocked: str) -> None:
    """Define `blocked` (a, b). Only keys that such a record has are looked for among all records."""
    session.define("keyed_records", sql_file("keyed_records"), source="keyed_records.sql")
    session.define(
        "asked_keys",
        f"SELECT DISTINCT rule, name, day, rest FROM ({sql_file('keys', residue=1)}) AS keyed",
        source="keys.sql",
    )
    session.define(
        "shared_keys",
        f"""
        SELECT keyed.mention, keyed.cell, keyed.residue, keyed.rule, keyed.name, keyed.day, keyed.rest
        FROM ({sql_file("keys", residue=0)}) AS keyed
        INNER JOIN asked_keys
            ON asked_keys.rule = keyed.rule AND asked_keys.name = keyed.name
            AND asked_keys.day = keyed.day AND asked_keys.rest = keyed.rest
        """,
        source="keys.sql",
    )
    session.define(blocked, sql_file("blocks", records_per_block=model.records_per_block), source="blocks.sql")
    for relation in ("keyed_records", "asked_keys", "shared_keys"):
        session.forget(relation)
