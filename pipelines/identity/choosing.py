"""Which records a night looks at again: the changed ones, and in whole components all that can meet them.

Leaves `mentions` holding the records looked at, `chosen` (component), and for what is not looked at
`people_here`, `people_before` and `record_keys`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from pipelines.answers import Answer
from pipelines.engine import Session
from pipelines.identity.comparing import sql_file
from pipelines.identity.meeting import define_record_keys, was_keys, was_links
from pipelines.identity.remembering import content_of
from pipelines.identity.resolve import Settled, numbered, settle
from pipelines.identity.weights import Model

#: A remembered record that is not looked at tonight; a changed one's whole component is chosen.
OUTSIDE = "was_records.component NOT IN (SELECT component FROM chosen)"


def define_changed(session: Session, decisions: Sequence[Answer], decided_otherwise: Sequence[str]) -> tuple[int, int]:
    """Define `changed` (record_id): new, gone, or of other content; with a decision's records change all of them."""
    session.register("decided_otherwise", pa.table({"record_id": pa.array(sorted(decided_otherwise), pa.string())}))
    named = sorted({record for answer in decisions for record in (answer.subject, answer.other)})
    session.register("named_in_decisions", pa.table({"record_id": pa.array(named, pa.string())}))
    session.define(
        "differing",
        f"""
        WITH now AS (SELECT record_id, {content_of("records")} AS content FROM ({sql_file("mentions")}) AS records),
        was AS (SELECT record_id, content FROM was_records),
        -- as two directions, because an engine joins two large sides in full slowly
        new_or_other AS (
            SELECT now.record_id FROM now LEFT JOIN was ON was.record_id = now.record_id
            WHERE was.content IS DISTINCT FROM now.content
        ),
        gone AS (
            SELECT was.record_id FROM was LEFT JOIN now ON now.record_id = was.record_id WHERE now.record_id IS NULL
        )
        SELECT record_id FROM new_or_other
        UNION
        SELECT record_id FROM gone
        UNION
        SELECT record_id FROM decided_otherwise
        """,
    )
    session.define(
        "changed",
        """
        SELECT record_id FROM differing
        UNION
        SELECT record_id FROM named_in_decisions
        WHERE EXISTS (
            SELECT 1 FROM differing INNER JOIN named_in_decisions AS named ON named.record_id = differing.record_id
        )
        """,
    )
    counts = session.query(
        "SELECT (SELECT count(*) FROM changed) AS changed, (SELECT count(*) FROM was_records) AS records",
        source="changed",
    ).to_pylist()[0]
    return counts["changed"], counts["records"]


def choose_changed(session: Session, model: Model, decisions: Sequence[Answer]) -> None:
    """Define `chosen` (component): those of changed records, and of all that can meet one as it was or as it is."""
    session.register("chosen", pa.table({"component": pa.array([], pa.uint64())}))
    settle_chosen(session, model, decisions)
    define_record_keys(session)
    session.define(
        "was_changed",
        "SELECT was_records.* FROM was_records INNER JOIN changed ON changed.record_id = was_records.record_id",
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
        WITH crowded AS (
            -- too common before and after: no record meets another by it
            SELECT changed_keys.key FROM changed_keys
            INNER JOIN was_keys ON was_keys.key = changed_keys.key
            GROUP BY changed_keys.key, changed_keys.records
            HAVING count(*) - changed_keys.records > {model.records_per_block}
        ),
        shown AS (
            SELECT name_key FROM was_changed WHERE shown IS NOT NULL
            UNION
            SELECT name_key FROM mentions WHERE regexp_matches(name, '[·•．‧・●.｡⸱∙ꞏ･]')
        )
        SELECT component FROM was_changed
        UNION
        SELECT was_keys.component FROM was_keys
        WHERE was_keys.key IN (SELECT key FROM changed_keys) AND was_keys.key NOT IN (SELECT key FROM crowded)
        UNION
        SELECT was_links.component FROM was_links WHERE was_links.link IN (
            SELECT link FROM record_links UNION SELECT link FROM ({was_links("was_changed")}) AS was
        )
        UNION
        SELECT component FROM was_records
        WHERE name_key IN (SELECT name_key FROM shown) OR former_name_key IN (SELECT name_key FROM shown)
        """,
    )


def settle_chosen(session: Session, model: Model, decisions: Sequence[Answer]) -> Settled:
    """Make `mentions` the changed records and those of `chosen`; settle what is certain among them."""
    session.define(
        "mentions",
        numbered(
            f"""
            SELECT records.* FROM ({sql_file("mentions")}) AS records WHERE records.record_id IN (
                SELECT record_id FROM changed
                UNION
                SELECT was_records.record_id FROM was_records
                WHERE was_records.component IN (SELECT component FROM chosen)
            )
            """
        ),
        source="mentions.sql",
    )
    session.define(
        "shown_elsewhere",
        f"""
        SELECT name_key, min(shown) AS shown FROM was_records
        WHERE shown IS NOT NULL AND {OUTSIDE} AND name_key IN (
            SELECT name_key FROM mentions UNION SELECT former_name_key FROM mentions WHERE former_name_key IS NOT NULL
        )
        GROUP BY name_key
        """,
    )
    session.define(
        "numbered_elsewhere",
        f"""
        SELECT DISTINCT was_records.folded, was_records.birth_date, was_records.number FROM was_records
        INNER JOIN (SELECT DISTINCT birth_date FROM mentions) AS asked ON asked.birth_date = was_records.birth_date
        WHERE was_records.number IS NOT NULL AND {OUTSIDE}
        """,
    )
    return settle(session, model, decisions)


def choose_more(session: Session, model: Model) -> bool:
    """Add to `chosen` what the records looked at can meet now; True when there was any."""
    define_record_keys(session)
    _define_people(session)
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
            INNER JOIN was_records ON was_records.record_id = mentions.record_id
            WHERE cells.number IS DISTINCT FROM was_records.number
        ),
        -- names borne by twice or half as many people as before
        common AS (
            SELECT form FROM people
            WHERE floor(log2(greatest(now, 1))) <> floor(log2(greatest(before, 1)))
        ),
        moved AS (SELECT form FROM people_moved)
        SELECT outside.component FROM outside WHERE outside.key IN (SELECT key FROM small)
        UNION
        SELECT was_links.component FROM was_links
        WHERE was_links.link IN (
            SELECT record_links.link FROM record_links
            INNER JOIN renumbered ON renumbered.mention = record_links.mention
        )
        UNION
        SELECT was_records.component FROM was_records
        WHERE 'written|' || was_records.folded IN (SELECT form FROM common)
            OR 'sounds|' || was_records.sounds IN (SELECT form FROM common)
        UNION
        SELECT was_records.component FROM was_records
        WHERE was_records.in_band AND (
            'written|' || was_records.folded IN (SELECT form FROM moved)
            OR 'sounds|' || was_records.sounds IN (SELECT form FROM moved)
        )
        """,
    )
    session.define("found", "SELECT component FROM found WHERE component NOT IN (SELECT component FROM chosen)")
    more = session.query("SELECT count(*) AS components FROM found", source="found")["components"][0].as_py()
    session.define("chosen", "SELECT component FROM chosen UNION SELECT component FROM found")
    return bool(more)


def _define_people(session: Session) -> None:
    """Define `people` (form, before, now) and `people_moved` (form) for every name a record looked at bears or bore."""
    session.define(
        "people_here",
        """
        WITH bearing AS (
            SELECT cells.cell, name_forms.folded, name_forms.sounds, mentions.first_day
            FROM mentions
            INNER JOIN cells ON cells.mention = mentions.mention
            INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
        )
        SELECT 'written|' || folded AS form, cell, min(first_day) AS known_since FROM bearing GROUP BY folded, cell
        UNION ALL
        SELECT 'sounds|' || sounds, cell, min(first_day) FROM bearing GROUP BY sounds, cell
        """,
    )
    session.define(
        "people_before",
        f"""
        WITH inside AS (SELECT folded, sounds FROM was_records WHERE NOT ({OUTSIDE})),
        asked AS (
            SELECT DISTINCT sounds FROM (SELECT sounds FROM inside UNION ALL SELECT sounds FROM name_forms) AS named
        ),
        -- who bears the same name as written has the same sounds
        bearing AS (
            SELECT cell, folded, sounds, min(known_since) AS known_since, bool_or(NOT ({OUTSIDE})) AS inside
            FROM was_records WHERE sounds IN (SELECT sounds FROM asked) GROUP BY cell, folded, sounds
        )
        SELECT 'written|' || folded AS form, cell, min(known_since) AS known_since, bool_or(inside) AS inside
        FROM bearing GROUP BY folded, cell
        UNION ALL
        SELECT 'sounds|' || sounds, cell, min(known_since), bool_or(inside) FROM bearing GROUP BY sounds, cell
        """,
    )
    session.define(
        "people",
        """
        WITH here AS (SELECT form, count(*) AS people FROM people_here GROUP BY form),
        before AS (
            SELECT form, count(*) AS people, count(CASE WHEN inside THEN 1 END) AS inside
            FROM people_before GROUP BY form
        )
        SELECT coalesce(here.form, before.form) AS form, coalesce(before.people, 0) AS before,
            coalesce(before.people, 0) - coalesce(before.inside, 0) + coalesce(here.people, 0) AS now
        FROM before FULL JOIN here ON here.form = before.form
        WHERE before.inside > 0 OR here.form IS NOT NULL
        """,
    )
    session.define(
        "people_moved",
        """
        WITH days AS (
            SELECT form, known_since, count(*) AS people FROM people_here GROUP BY form, known_since
        ),
        before AS (
            SELECT form, known_since, count(*) AS people FROM people_before WHERE inside GROUP BY form, known_since
        )
        SELECT DISTINCT coalesce(days.form, before.form) AS form
        FROM days FULL JOIN before ON before.form = days.form AND before.known_since = days.known_since
        WHERE days.people IS DISTINCT FROM before.people
        """,
    )
