"""Which records a night looks at again: the changed ones, and in whole components all that can meet them.

Leaves `mentions` holding the records looked at, `chosen` (component), and for what is not looked at
`people_here`, `people_before` and `record_keys`. Records stand as digests of their ids, names of their forms.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from pipelines.answers import Answer
from pipelines.engine import Session
from pipelines.identity.commonness import define_people
from pipelines.identity.comparing import register_name_forms, sql_file
from pipelines.identity.meeting import define_record_keys, was_keys, was_links
from pipelines.identity.mentions import mentions_of, numbered
from pipelines.identity.remembering import content_of
from pipelines.identity.resolve import Settled, settle
from pipelines.identity.weights import Model


def define_changed(session: Session, decisions: Sequence[Answer], decided_otherwise: Sequence[str]) -> tuple[int, int]:
    """Define `changed` (record): new, gone, or of other content; with a decision's records change all of them.

    Defines `vanished`, `changed_seen` and `said_otherwise` (rows that are new or say something else), too. Returns how
    many changed, and how many were remembered.
    """
    session.register("decided_otherwise", pa.table({"record_id": pa.array(sorted(decided_otherwise), pa.string())}))
    named = sorted({record for answer in decisions for record in (answer.subject, answer.other)})
    session.register("named_in_decisions", pa.table({"record_id": pa.array(named, pa.string())}))
    session.define("now_records", f"SELECT digest(record_id) AS record FROM ({sql_file('record_ids')}) AS records")
    session.define(
        "said_otherwise",
        f"""
        SELECT stated.* FROM ({sql_file("stated")}) AS stated
        WHERE {content_of("stated")} NOT IN (SELECT content FROM was_records)
        """,
        source="stated.sql",
    )
    session.define(
        "vanished",
        f"""
        WITH gone AS (SELECT * FROM seen WHERE digest(record_id) NOT IN (SELECT record FROM now_records))
        {sql_file("vanished")}
        """,
        source="vanished.sql",
    )
    session.define(
        "differing",
        """
        SELECT digest(record_id) AS record FROM said_otherwise
        UNION
        SELECT record FROM was_records WHERE record NOT IN (SELECT record FROM now_records)
        UNION
        SELECT was_records.record FROM was_records
        LEFT JOIN (SELECT digest(record_id) AS record, first_day FROM seen) AS seen ON seen.record = was_records.record
        WHERE coalesce(seen.first_day, DATE '1970-01-01') <> was_records.known_since
        UNION
        SELECT was_records.record FROM was_records
        LEFT JOIN (SELECT hash(claim) AS claim, digest(code) AS former FROM vanished) AS vanished
            ON vanished.claim = was_records.claim
        WHERE vanished.former IS DISTINCT FROM was_records.former
        UNION
        SELECT digest(record_id) FROM decided_otherwise
        """,
    )
    session.define(
        "changed",
        """
        WITH named AS (SELECT digest(record_id) AS record FROM named_in_decisions)
        SELECT record FROM differing
        UNION
        SELECT record FROM named
        WHERE EXISTS (SELECT 1 FROM differing INNER JOIN named AS other ON other.record = differing.record)
        """,
    )
    session.define(
        "changed_seen",
        "SELECT record_id, first_day FROM seen WHERE digest(record_id) IN (SELECT record FROM changed)",
    )
    session.forget("now_records")
    counts = session.query(
        "SELECT (SELECT count(*) FROM changed) AS changed, (SELECT count(*) FROM was_records) AS records",
        source="changed",
    ).to_pylist()[0]
    return counts["changed"], counts["records"]


def choose_changed(session: Session, model: Model) -> None:
    """Define `chosen` (component): those of changed records, and of all that can meet one as it was or as it is."""
    session.register("chosen", pa.table({"component": pa.array([], pa.uint64())}))
    # what changed without saying anything else has the keys it had
    _define_mentions(session, "said_otherwise")
    register_name_forms(session)
    # keys and links are the same whoever is one with whom
    session.define("cells", "SELECT mention, mention AS cell, CAST(NULL AS VARCHAR) AS number FROM mentions")
    define_record_keys(session)
    session.define(
        "was_changed",
        "SELECT was_records.* FROM was_records INNER JOIN changed ON changed.record = was_records.record",
    )
    session.define(
        "changed_keys",
        f"""
        SELECT key, count(*) AS records FROM (
            SELECT key FROM record_keys UNION ALL SELECT key FROM ({was_keys("was_changed")}) AS was
        ) AS touched GROUP BY key
        """,
    )
    session.define("was_keys", was_keys())
    session.define("was_links", was_links())
    session.define(
        "chosen",
        f"""
        WITH met AS (
            SELECT was_keys.key, was_keys.component, changed_keys.records FROM was_keys
            INNER JOIN changed_keys ON changed_keys.key = was_keys.key
        ),
        crowded AS (
            -- too common before and after: no record meets another by it
            SELECT key FROM met GROUP BY key, records HAVING count(*) - records > {model.records_per_block}
        ),
        shown AS (
            SELECT name FROM was_changed WHERE shown IS NOT NULL
            UNION
            SELECT digest(name_key) FROM mentions WHERE regexp_matches(name, '[·•．‧・●.｡⸱∙ꞏ･]')
        )
        SELECT component FROM was_changed
        UNION
        SELECT component FROM met WHERE key NOT IN (SELECT key FROM crowded)
        UNION
        SELECT was_links.component FROM was_links WHERE was_links.link IN (
            SELECT link FROM record_links UNION SELECT link FROM ({was_links("was_changed")}) AS was
        )
        UNION
        SELECT component FROM was_records
        WHERE name IN (SELECT name FROM shown) OR former_name IN (SELECT name FROM shown)
        """,
    )


def settle_chosen(session: Session, model: Model, decisions: Sequence[Answer]) -> Settled:
    """Make `mentions` the changed records and those of `chosen`; settle what is certain among them."""
    session.define(
        "asked_records",
        """
        SELECT record FROM changed
        UNION
        SELECT was_records.record FROM was_records WHERE was_records.component IN (SELECT component FROM chosen)
        """,
    )
    session.define(
        "asked_stated",
        f"""
        SELECT stated.* FROM ({sql_file("stated")}) AS stated
        WHERE digest(stated.record_id) IN (SELECT record FROM asked_records)
        """,
        source="stated.sql",
    )
    _define_mentions(session, "asked_stated")
    forms = register_name_forms(session)
    session.define("named_elsewhere", sql_file("named_elsewhere"), source="named_elsewhere.sql")
    return settle(session, model, decisions, forms)


def _define_mentions(session: Session, stated: str) -> None:
    """Define `mentions` as the records of a relation, and what others show of their names."""
    session.define(
        "asked_seen",
        f"""
        SELECT record_id, first_day FROM changed_seen
        UNION ALL
        SELECT stated.record_id, was_records.known_since FROM {stated} AS stated
        INNER JOIN was_records ON was_records.record = digest(stated.record_id)
        WHERE was_records.record NOT IN (SELECT record FROM changed)
        """,
    )
    session.define("mentions", numbered(mentions_of(f"SELECT * FROM {stated}", "asked_seen")), source="mentions.sql")
    session.define(
        "shown_elsewhere",
        """
        WITH asked AS (
            SELECT name_key, digest(name_key) AS name FROM mentions
            UNION SELECT former_name_key, digest(former_name_key) FROM mentions WHERE former_name_key IS NOT NULL
        )
        SELECT asked.name_key, min(was_records.shown) AS shown
        FROM was_records INNER JOIN asked ON asked.name = was_records.name
        WHERE was_records.shown IS NOT NULL AND was_records.component NOT IN (SELECT component FROM chosen)
        GROUP BY asked.name_key
        """,
    )


def choose_more(session: Session, model: Model) -> bool:
    """Add to `chosen` what the records looked at can meet now; True when there was any."""
    define_record_keys(session)
    define_people(session)
    session.define(
        "found",
        f"""
        WITH asked AS (SELECT DISTINCT key FROM record_keys WHERE residue = 1),
        inside AS (
            SELECT record_keys.key, count(*) AS records FROM record_keys
            INNER JOIN asked ON asked.key = record_keys.key GROUP BY record_keys.key
        ),
        outside AS (
            SELECT was_keys.key, was_keys.component FROM was_keys
            INNER JOIN asked ON asked.key = was_keys.key
            WHERE was_keys.component NOT IN (SELECT component FROM chosen)
        ),
        small AS (
            SELECT inside.key FROM inside INNER JOIN outside ON outside.key = inside.key
            GROUP BY inside.key, inside.records HAVING count(*) + inside.records <= {model.records_per_block}
        ),
        -- whose number became another is another witness to who shares name and birth date
        renumbered AS (
            SELECT cells.mention FROM cells
            INNER JOIN mentions ON mentions.mention = cells.mention
            INNER JOIN was_records ON was_records.record = digest(mentions.record_id)
            WHERE digest(cells.number) IS DISTINCT FROM was_records.number
        ),
        -- names borne by twice or half as many people as before
        common AS (
            SELECT kind, name FROM people WHERE floor(log2(greatest(now, 1))) <> floor(log2(greatest(before, 1)))
        )
        SELECT outside.component FROM outside WHERE outside.key IN (SELECT key FROM small)
        UNION
        SELECT was_links.component FROM was_links
        WHERE was_links.link IN (
            SELECT record_links.link FROM record_links
            INNER JOIN renumbered ON renumbered.mention = record_links.mention
        )
        UNION
        SELECT was_records.component FROM was_records
        WHERE was_records.folded IN (SELECT name FROM common WHERE kind = 'written')
            OR was_records.sounds IN (SELECT name FROM common WHERE kind = 'sounds')
        UNION
        SELECT was_records.component FROM was_records
        WHERE was_records.in_band AND (
            was_records.folded IN (SELECT name FROM people_moved WHERE kind = 'written')
            OR was_records.sounds IN (SELECT name FROM people_moved WHERE kind = 'sounds')
        )
        """,
    )
    session.define("found", "SELECT component FROM found WHERE component NOT IN (SELECT component FROM chosen)")
    more = session.query("SELECT count(*) AS components FROM found", source="found")["components"][0].as_py()
    session.define("chosen", "SELECT component FROM chosen UNION SELECT component FROM found")
    return bool(more)
