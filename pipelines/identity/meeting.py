"""By which keys and links records can meet: of the records looked at, and of those a night remembered.

A *key* is a blocking key (sql/keys.sql) that means the same on every night. A *link* is what counts however many
records share it: a number now or formerly borne, a name as written or as it sounds with birth date, and a case. Both
are digests; they serve comparison within one version of the engine and are worked out anew from what is remembered,
where somebody asks.
"""

from __future__ import annotations

from pipelines.engine import Session
from pipelines.identity.comparing import sql_file

#: What sql/keys.sql reads, of remembered records; names stand as digests.
_WAS_KEYED = """
    SELECT component AS mention, 0 AS cell, 0 AS residue, folded AS folded_id, sounds AS sounds_id, surname,
        former_folded AS former_folded_id, birth_date, effective_date, case_no_key, digits, document
    FROM {relation}
"""
#: a case or a document is long text; the others are short, or digests
_REST = "CASE WHEN {keyed}rule IN (3, 9) THEN digest({keyed}rest) ELSE hash({keyed}rest) END"
_KEY = f"hash(rule, CAST(name AS UBIGINT), day, {_REST.format(keyed='')})"


def define_record_keys(session: Session) -> None:
    """Define `record_keys` (mention, residue, rule, name, day, rest, key) and `record_links` (mention, link).

    Reads `mentions`, `cells`, `name_forms`.
    """
    session.define("keyed_records", sql_file("keyed_records"), source="keyed_records.sql")
    session.define(
        "record_keys",
        f"""
        SELECT keyed.mention, keyed.residue, keyed.rule, keyed.name, keyed.day, keyed.rest,
            hash(keyed.rule, CASE
                WHEN keyed.rule IN (1, 4) THEN digest(written.folded)
                WHEN keyed.rule IN (2, 5, 6) THEN digest(sounded.sounds)
                ELSE CAST(keyed.name AS UBIGINT)
            END, keyed.day, {_REST.format(keyed="keyed.")}) AS key
        FROM ({sql_file("keys", residue=0)}) AS keyed
        LEFT JOIN (SELECT DISTINCT folded_id, folded FROM name_forms) AS written
            ON written.folded_id = keyed.name AND keyed.rule IN (1, 4)
        LEFT JOIN (SELECT DISTINCT sounds_id, sounds FROM name_forms) AS sounded
            ON sounded.sounds_id = keyed.name AND keyed.rule IN (2, 5, 6)
        """,
    )
    session.define(
        "record_links",
        """
        SELECT mention, key AS link FROM record_keys WHERE rule IN (1, 2)
        UNION ALL
        SELECT mention, hash('number', digest(id_no_18)) FROM mentions WHERE id_no_18 IS NOT NULL
        UNION ALL
        SELECT mention, hash('number', digest(former_id_18)) FROM mentions WHERE former_id_18 IS NOT NULL
        UNION ALL
        SELECT mention, hash('case', digest(case_no_key)) FROM mentions WHERE case_no_key IS NOT NULL
        """,
    )


def was_keys(relation: str = "was_records") -> str:
    """A query of the keys of remembered records: component, key."""
    keyed = _WAS_KEYED.format(relation=relation)
    return f"""
        SELECT mention AS component, {_KEY} AS key FROM (
            WITH keyed_records AS ({keyed}) {_without_comment(sql_file("keys", residue=0))}
        ) AS keyed
    """


def was_links(relation: str = "was_records") -> str:
    """A query of the links of remembered records: component, link."""
    return f"""
        SELECT component, hash(1, folded, birth_date, hash('')) AS link FROM {relation} WHERE birth_date IS NOT NULL
        UNION ALL
        SELECT component, hash(2, sounds, birth_date, hash('')) FROM {relation} WHERE birth_date IS NOT NULL
        UNION ALL
        SELECT component, hash(1, former_folded, birth_date, hash('')) FROM {relation}
        WHERE birth_date IS NOT NULL AND former_folded IS NOT NULL
        UNION ALL
        SELECT component, hash('number', id_no_18) FROM {relation} WHERE id_no_18 IS NOT NULL
        UNION ALL
        SELECT component, hash('number', former_id_18) FROM {relation} WHERE former_id_18 IS NOT NULL
        UNION ALL
        SELECT component, hash('case', digest(case_no_key)) FROM {relation} WHERE case_no_key IS NOT NULL
    """


def _without_comment(sql: str) -> str:
    return "\n".join(line for line in sql.splitlines() if not line.lstrip().startswith("--"))
