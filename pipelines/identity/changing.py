"""A night after another: only what changed is compared, with all it can meet; the rest is as it was.

The result is that of looking at all records, byte for byte. Reads relations `was_records`, `was_persons`, `was_pairs`,
`was_traces`: what a night of the same version remembered, whichever it was.

Records are looked at in whole *components* (`remembering.py`): what is decided inside one depends on its own records,
on how many records or people elsewhere share a key or a name, and on nothing else. A component is looked at when a
record in it changed; when one of its records can meet a changed one (a number, a name with birth date, a blocking key
that is not too common); when a record without a certain partner can now meet it; or when a name it bears became more
or less common by a doubling.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.answers import Answer
from pipelines.engine import Session
from pipelines.identity.choosing import OUTSIDE, choose_changed, choose_more, define_changed, settle_chosen
from pipelines.identity.outcome import PAIRS, PERSONS, TRACES, encoded
from pipelines.identity.remembering import REMEMBERED, remembered
from pipelines.identity.resolve import Resolved, decide_who, define_known, gathered
from pipelines.identity.weights import Model

#: Beyond this share of changed records, looking at all of them is cheaper.
MOST_CHANGED = 0.2


def resolve_after(
    session: Session,
    model: Model,
    decisions: Sequence[Answer],
    decided_otherwise: Sequence[str],
    *,
    history: bool,
    most_changed: float = MOST_CHANGED,
) -> tuple[Resolved, pa.Table] | None:
    """Tonight's result and what to remember of it; None when too much changed.

    `decided_otherwise`: records named in decisions, where those differ from the remembered night's.
    """
    define_known(session, model, history=history)
    changed, records = define_changed(session, decisions, decided_otherwise)
    if changed > most_changed * records:
        return None
    if changed == 0:
        return _as_it_was(session)
    choose_changed(session, model, decisions)
    settled = settle_chosen(session, model, decisions)
    while choose_more(session, model):
        settled = settle_chosen(session, model, decisions)
    _define_elsewhere(session)
    resolved = gathered(session, decide_who(session, model, settled))
    return _with_the_rest(session, model, resolved)


def _as_it_was(session: Session) -> tuple[Resolved, pa.Table]:
    persons, pairs, traces, records = (
        session.query(f"SELECT * FROM was_{name} ORDER BY {order}", source=name)
        for name, order in (
            ("persons", "record_id"),
            ("pairs", "record_a, record_b"),
            ("traces", "person_id, id_no_18"),
            ("records", "record_id"),
        )
    )
    counts = {"mentions": persons.num_rows, "pairs": pairs.num_rows, "looked_at": 0}
    return _whole(persons, pairs, traces, counts), records.cast(REMEMBERED)


def _define_elsewhere(session: Session) -> None:
    """Fill the relations of `elsewhere.py` with what is not looked at tonight."""
    session.define(
        "cells_elsewhere",
        """
        SELECT people_before.form, people_before.known_since FROM people_before
        INNER JOIN (SELECT DISTINCT form FROM people_here) AS here ON here.form = people_before.form
        WHERE NOT people_before.inside
        UNION ALL
        SELECT people_before.form, people_before.known_since FROM people_before
        INNER JOIN (
            SELECT DISTINCT 'written|' || folded AS form FROM name_forms
            UNION SELECT DISTINCT 'sounds|' || sounds FROM name_forms
        ) AS named ON named.form = people_before.form
        WHERE NOT people_before.inside AND people_before.form NOT IN (SELECT form FROM people_here)
        """,
    )
    session.define("people_elsewhere", "SELECT form, count(*) AS people FROM cells_elsewhere GROUP BY form")
    session.define(
        "keys_elsewhere",
        """
        SELECT asked.rule, asked.name, asked.day, asked.rest, count(*) AS records
        FROM (SELECT DISTINCT rule, name, day, rest, key FROM record_keys WHERE residue = 1) AS asked
        INNER JOIN was_keys ON was_keys.key = asked.key
        WHERE was_keys.component NOT IN (SELECT component FROM chosen)
        GROUP BY asked.rule, asked.name, asked.day, asked.rest
        """,
    )


def _with_the_rest(session: Session, model: Model, resolved: Resolved) -> tuple[Resolved, pa.Table]:
    """The result of the records looked at, and of all others as it was."""
    tables = {"persons": resolved.persons, "pairs": resolved.pairs, "traces": resolved.traces}
    for name, table in tables.items():
        session.register(f"now_{name}", table)
    session.register("now_records", remembered(session, model))
    session.define("stays", f"SELECT record_id FROM was_records WHERE {OUTSIDE}")
    session.define(
        "persons_stay",
        "SELECT was_persons.* FROM was_persons INNER JOIN stays ON stays.record_id = was_persons.record_id",
    )
    persons = session.query(
        "SELECT * FROM persons_stay UNION ALL SELECT * FROM now_persons ORDER BY record_id", source="persons"
    )
    pairs = session.query(
        """
        SELECT was_pairs.* FROM was_pairs INNER JOIN stays ON stays.record_id = was_pairs.record_a
        UNION ALL SELECT * FROM now_pairs ORDER BY record_a, record_b
        """,
        source="pairs",
    )
    traces = session.query(
        """
        SELECT was_traces.* FROM was_traces
        INNER JOIN (SELECT DISTINCT person_id FROM persons_stay) AS stay ON stay.person_id = was_traces.person_id
        UNION ALL SELECT * FROM now_traces ORDER BY person_id, id_no_18
        """,
        source="traces",
    )
    records = session.query(
        f"""
        SELECT was_records.* FROM was_records WHERE {OUTSIDE}
        UNION ALL SELECT * FROM now_records ORDER BY record_id
        """,
        source="records",
    )
    looked_at = resolved.persons.num_rows
    # of decisions only those about the records looked at were seen
    unseen = ("decisions_without_their_records", "decisions_contradicting")
    counts = {name: count for name, count in resolved.counts.items() if name not in unseen} | {
        "mentions": persons.num_rows,
        "persons": pc.count_distinct(persons["person_id"]).as_py(),
        "pairs": pairs.num_rows,
        "looked_at": looked_at,
    }
    return _whole(persons, pairs, traces, counts), records.cast(REMEMBERED)


def _whole(persons: pa.Table, pairs: pa.Table, traces: pa.Table, counts: dict[str, int]) -> Resolved:
    return Resolved(encoded(persons, PERSONS), encoded(pairs, PAIRS), encoded(traces, TRACES), counts)
