"""What a night remembers of its records, so that the next one looks only at what changed.

One row per record: a digest of what identity reads of it, whom it was put together with, and the keys by which it can
meet others. Digests serve comparison within one version of the engine and of this folder; nothing is computed from
them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import Session
from pipelines.identity.connecting import smallest_connected
from pipelines.identity.weights import Model

#: All that sql/stated.sql says.
_STATED = (
    "record_id", "dataset_bit", "name", "name_key", "former_name_key", "sex_stated", "birth_stated", "id_no",
    "id_no_18", "id_state", "former_id_18", "case_no_key", "defendant_no", "county", "effective_date",
)  # fmt: skip
#: What of it is long text that nothing else repeats.
_LONG = frozenset(("record_id", "name", "former_name_key", "id_no", "former_id_18", "case_no_key"))
#: Records told at a time.
AT_A_TIME = 500_000
_DIGEST = pa.uint64()
#: One row per record, in the order of record ids.
REMEMBERED = pa.schema(
    [
        ("record", _DIGEST),
        ("content", _DIGEST),
        #: records that share a component may have been compared, joined or told apart; those of two never were
        ("component", _DIGEST),
        ("cell", _DIGEST),
        ("number", _DIGEST),
        #: names as compared, and as they are told in data
        ("folded", _DIGEST),
        ("sounds", _DIGEST),
        ("former_folded", _DIGEST),
        ("name", _DIGEST),
        ("former_name", _DIGEST),
        ("shown", pa.string()),
        ("surname", pa.string()),
        ("birth_date", pa.date32()),
        ("effective_date", pa.date32()),
        ("case_no_key", pa.string()),
        ("dataset_bit", pa.int32()),
        ("id_no_18", _DIGEST),
        ("former_id_18", _DIGEST),
        ("digits", pa.string()),
        ("document", pa.string()),
        ("known_since", pa.date32()),
        #: by which it takes over the id of a record that is no longer delivered, and that record
        ("claim", _DIGEST),
        ("former", _DIGEST),
        #: stands in a pair whose weight lies between `keep` and `join`
        ("in_band", pa.bool_()),
    ]
)
#: how the columns are written: what nothing makes smaller, and what stands often
DIGESTS = frozenset(field.name for field in REMEMBERED if field.type == _DIGEST)
REPEATED = ["shown", "surname", "birth_date", "effective_date", "known_since"]


def content_of(relation: str) -> str:
    """The digest of all that a row of `relation` says, which is as sql/stated.sql leaves it."""
    said = (f"digest({relation}.{name})" if name in _LONG else f"{relation}.{name}" for name in _STATED)
    return f"hash({', '.join(said)})"


def remembered(session: Session, model: Model) -> Iterator[pa.Table]:
    """The rows of `REMEMBERED` for the relation `mentions`, some at a time, once it is decided who is who."""
    session.define(
        "in_band", f"SELECT a, b FROM blocked_weighed WHERE weight >= {model.keep} AND weight < {model.join}"
    )
    session.register("component_of", _components(session))
    session.define(
        "name_digests",
        """
        SELECT name_key, digest(name_key) AS name, digest(folded) AS folded, digest(sounds) AS sounds,
            substr(folded, 1, 1) AS surname
        FROM name_forms
        """,
    )
    session.define("digests", "SELECT mention, digest(record_id) AS digest FROM mentions")
    session.define(
        "placed",
        """
        WITH bases AS (
            SELECT cells.mention, cells.cell, coalesce(numbers.first_mention, cells.mention) AS base
            FROM cells LEFT JOIN numbers ON numbers.mention = cells.mention
        )
        SELECT bases.mention, first_of_component.digest AS component, first_of_cell.digest AS cell
        FROM bases
        LEFT JOIN component_of ON component_of.mention = bases.base
        INNER JOIN digests AS first_of_component
            ON first_of_component.mention = coalesce(component_of.component, bases.base)
        INNER JOIN digests AS first_of_cell ON first_of_cell.mention = bases.cell
        """,
    )
    records = session.query("SELECT count(*) AS records FROM mentions", source="remembered")["records"][0].as_py()
    # some at a time: what sorting and joining all of them at once needs is more than the result
    for first in range(1, records + 1, AT_A_TIME):
        yield _of_mentions(session, first, first + AT_A_TIME - 1)
    for relation in ("name_digests", "digests", "placed"):
        session.forget(relation)


def _of_mentions(session: Session, first: int, last: int) -> pa.Table:
    # digits and document are those of sql/keyed_records.sql
    rows = session.query(
        f"""
        WITH banded AS (SELECT a AS mention FROM in_band UNION SELECT b FROM in_band)
        SELECT mentions.mention, digest(mentions.record_id) AS record, {content_of("mentions")} AS content,
            placed.component, placed.cell,
            CASE WHEN mentions.id_no_18 IS NOT NULL
                THEN digest(coalesce(roots.id_root, mentions.id_no_18)) END AS number,
            named.folded, named.sounds, former.folded AS former_folded, named.name, former.name AS former_name,
            CASE WHEN regexp_matches(mentions.name, '[·•．‧・●.｡⸱∙ꞏ･]') THEN mentions.name END AS shown,
            named.surname, mentions.birth_date, mentions.effective_date, mentions.case_no_key,
            mentions.dataset_bit,
            digest(mentions.id_no_18) AS id_no_18, digest(mentions.former_id_18) AS former_id_18,
            CASE
                WHEN mentions.id_no_18 IS NOT NULL THEN mentions.id_no_18
                WHEN chars(mentions.id_no) >= 14 AND mentions.id_state <> 'lost_digits' THEN mentions.id_no
            END AS digits,
            CASE WHEN mentions.id_no_18 IS NULL AND chars(mentions.id_no) >= 8 THEN mentions.id_no END AS document,
            mentions.first_day AS known_since,
            -- a digest already
            CASE WHEN mentions.id_no_18 IS NOT NULL
                THEN hash(substr(md5(mentions.id_no_18 || '|' || mentions.name_key), 1, 16)) END AS claim,
            digest(mentions.former) AS former, banded.mention IS NOT NULL AS in_band
        FROM mentions
        INNER JOIN placed ON placed.mention = mentions.mention
        INNER JOIN name_digests AS named ON named.name_key = mentions.name_key
        LEFT JOIN name_digests AS former ON former.name_key = mentions.former_name_key
        LEFT JOIN roots ON roots.mention = mentions.mention
        LEFT JOIN banded ON banded.mention = mentions.mention
        WHERE mentions.mention BETWEEN {first} AND {last} AND placed.mention BETWEEN {first} AND {last}
        """,
        source="remembered",
    )
    # whole rows are put in order more cheaply here than by the engine
    return rows.take(pc.sort_indices(rows["mention"])).select(REMEMBERED.names).cast(REMEMBERED)


def _components(session: Session) -> pa.Table:
    """Base mention (the first of its number) → the smallest base it is connected to, where that is another."""
    rows = session.query(
        """
        WITH bases AS (
            SELECT cells.mention, coalesce(numbers.first_mention, cells.mention) AS base
            FROM cells LEFT JOIN numbers ON numbers.mention = cells.mention
        ),
        firsts AS (
            SELECT mentions.case_no_key, name_forms.sounds_id, min(mentions.mention) AS mention
            FROM mentions
            INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
            WHERE mentions.case_no_key IS NOT NULL
            GROUP BY mentions.case_no_key, name_forms.sounds_id
        ),
        met AS (
            SELECT a, b FROM blocked UNION SELECT a, b FROM former_numbers
            UNION SELECT a, b FROM decided_apart UNION SELECT a, b FROM decided_candidates
            -- who bears one name, as it sounds, in one case tells of the others (namesakes, siblings)
            UNION SELECT firsts.mention, mentions.mention
            FROM mentions
            INNER JOIN name_forms ON name_forms.name_key = mentions.name_key
            INNER JOIN firsts
                ON firsts.case_no_key = mentions.case_no_key AND firsts.sounds_id = name_forms.sounds_id
        )
        SELECT DISTINCT least(x.base, y.base) AS a, greatest(x.base, y.base) AS b
        FROM met
        INNER JOIN bases AS x ON x.mention = met.a
        INNER JOIN bases AS y ON y.mention = met.b
        WHERE x.base <> y.base
        ORDER BY 1, 2
        """,
        source="components",
    )
    component = smallest_connected(zip(rows["a"].to_pylist(), rows["b"].to_pylist(), strict=True))
    return pa.table(
        {"mention": pa.array(list(component), pa.int64()), "component": pa.array(list(component.values()), pa.int64())}
    )
