"""By how many people each name is borne, on the night remembered and tonight: of names the records looked at bear."""

from __future__ import annotations

from pipelines.engine import Session

#: A remembered record that is not looked at tonight; a changed one's whole component is chosen.
_OUTSIDE = "was_records.component NOT IN (SELECT component FROM chosen)"


def define_people(session: Session) -> None:
    """Define `people` (kind, name, before, now) and `people_moved` for every name a record looked at bears or bore."""
    session.define(
        "people_here",
        """
        WITH bearing AS (
            SELECT cells.cell, mentions.first_day, digest(name_forms.folded) AS folded,
                digest(name_forms.sounds) AS sounds
            FROM mentions
            INNER JOIN cells ON cells.mention = mentions.mention
            INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
        )
        SELECT 'written' AS kind, folded AS name, cell, min(first_day) AS known_since FROM bearing GROUP BY folded, cell
        UNION ALL
        SELECT 'sounds', sounds, cell, min(first_day) FROM bearing GROUP BY sounds, cell
        """,
    )
    session.define(
        "people_before",
        f"""
        WITH inside AS (SELECT folded, sounds FROM was_records WHERE NOT ({_OUTSIDE})),
        asked AS (
            SELECT sounds FROM inside UNION SELECT digest(sounds) FROM name_forms
        ),
        -- who bears the same name as written has the same sounds
        bearing AS (
            SELECT cell, folded, sounds, min(known_since) AS known_since, bool_or(NOT ({_OUTSIDE})) AS inside
            FROM was_records WHERE sounds IN (SELECT sounds FROM asked) GROUP BY cell, folded, sounds
        )
        SELECT 'written' AS kind, folded AS name, cell, min(known_since) AS known_since, bool_or(inside) AS inside
        FROM bearing GROUP BY folded, cell
        UNION ALL
        SELECT 'sounds', sounds, cell, min(known_since), bool_or(inside) FROM bearing GROUP BY sounds, cell
        """,
    )
    session.define(
        "people",
        """
        WITH here AS (SELECT kind, name, count(*) AS people FROM people_here GROUP BY kind, name),
        before AS (
            SELECT kind, name, count(*) AS people, count(CASE WHEN inside THEN 1 END) AS inside
            FROM people_before GROUP BY kind, name
        )
        SELECT coalesce(here.kind, before.kind) AS kind, coalesce(here.name, before.name) AS name,
            coalesce(before.people, 0) AS before,
            coalesce(before.people, 0) - coalesce(before.inside, 0) + coalesce(here.people, 0) AS now
        FROM before FULL JOIN here ON here.kind = before.kind AND here.name = before.name
        WHERE before.inside > 0 OR here.name IS NOT NULL
        """,
    )
    session.define(
        "people_moved",
        """
        WITH days AS (
            SELECT kind, name, known_since, count(*) AS people FROM people_here GROUP BY kind, name, known_since
        ),
        before AS (
            SELECT kind, name, known_since, count(*) AS people FROM people_before WHERE inside
            GROUP BY kind, name, known_since
        )
        SELECT DISTINCT coalesce(days.kind, before.kind) AS kind, coalesce(days.name, before.name) AS name
        FROM days FULL JOIN before
            ON before.kind = days.kind AND before.name = days.name AND before.known_since = days.known_since
        WHERE days.people IS DISTINCT FROM before.people
        """,
    )
