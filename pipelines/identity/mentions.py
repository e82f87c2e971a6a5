"""Who is named tonight: one mention per record that names a person, numbered in the order of record ids."""

from __future__ import annotations

from pipelines.engine import Session
from pipelines.identity.comparing import sql_file
from pipelines.identity.history import without_history
from pipelines.identity.weights import Model


def define_mentions(session: Session, model: Model, *, history: bool) -> None:
    """Define the model's relations and `mentions`, numbered in the order of record ids."""
    define_known(session, model, history=history)
    session.define(
        "vanished",
        f"""
        WITH gone AS (
            SELECT seen.* FROM seen
            LEFT JOIN ({sql_file("record_ids")}) AS record_ids ON record_ids.record_id = seen.record_id
            WHERE record_ids.record_id IS NULL
        )
        {sql_file("vanished")}
        """,
        source="vanished.sql",
    )
    # numbering the ids alone and joining is twice as fast as sorting whole records
    session.define("record_ids", numbered(sql_file("record_ids")), source="record_ids.sql")
    session.define(
        "mentions",
        f"""
        SELECT record_ids.mention, records.* FROM ({mentions_of(sql_file("stated"))}) AS records
        INNER JOIN record_ids ON record_ids.record_id = records.record_id
        """,
        source="mentions.sql",
    )
    session.forget("record_ids")


def define_known(session: Session, model: Model, *, history: bool) -> None:
    """Define what is known beside the records: the model's relations, and `seen`."""
    session.register("weights", model.table())
    session.register("frequency_weights", model.frequency_table())
    if not history:
        without_history(session)


def mentions_of(stated: str, known: str = "seen") -> str:
    """A query of what sql/mentions.sql says of rows as sql/stated.sql gives them; `known`: their rows of `seen`."""
    return f"WITH stated AS ({stated}), known AS (SELECT record_id, first_day FROM {known}) {sql_file('mentions')}"


def numbered(records: str) -> str:
    """A query of mentions: the records of a query, numbered in the order of their ids."""
    return f"SELECT row_number() OVER (ORDER BY record_id) AS mention, * FROM ({records}) AS records"
