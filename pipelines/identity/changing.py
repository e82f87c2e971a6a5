"""A night after another: only what changed is compared, with all it can meet; the rest is as it was.

The result is that of looking at all records, byte for byte. Reads relation `was_records` and the tables of a night of
the same version, whichever it was.

Records are looked at in whole *components* (`remembering.py`): what is decided inside one depends on its own records,
on how many records or people elsewhere share a key or a name, and on nothing else. A component is looked at when a
record in it changed; when one of its records can meet a changed one (a number, a name with birth date, a blocking key
that is not too common); when a record without a certain partner can now meet it; or when a name it bears became more
or less common by a doubling.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.answers import Answer
from pipelines.engine import Session
from pipelines.identity.choosing import choose_changed, choose_more, define_changed, settle_chosen
from pipelines.identity.mentions import define_known
from pipelines.identity.outcome import PAIRS, PERSONS, TRACES, Pieces, outcome
from pipelines.identity.remembering import REMEMBERED, remembered
from pipelines.identity.resolve import Resolved, decide_who, gathered
from pipelines.identity.weaving import Keys, rows_of, woven
from pipelines.identity.weights import Model

#: Beyond this share of changed records, looking at all of them is cheaper.
MOST_CHANGED = 0.2
Rows = np.ndarray[tuple[int], np.dtype[np.bool_]]


class Before(Protocol):
    """What a night left."""

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of `persons`, `pairs`, `traces` or `records`, in order."""


_NOTHING = Resolved(PERSONS.empty_table(), PAIRS.empty_table(), TRACES.empty_table(), {})


@dataclass(frozen=True)
class After:
    """A night after another: the records looked at, what became of them, and all others as they were."""

    before: Before
    looked_at: Resolved
    remembered: pa.Table
    #: components before that were looked at
    components: pa.Array

    def records(self) -> Iterator[pa.Table]:
        """What to remember of every record, some at a time."""
        before = self.before.table("records")
        leaves = _among(before["component"], self.components)
        # persons and records stand in the same order
        was, now = self.before.table("persons", ["record_id"]), self.looked_at.persons
        order = woven(Keys(was, ["record_id"]), Keys(now, ["record_id"]), leaves)
        yield from rows_of(before, self.remembered, order)

    def pieces(self) -> Pieces:
        """The tables of the night as `outcome` gives them."""
        # both records of a pair are of one component
        leaves = _among(self.before.table("records", ["component"])["component"], self.components)
        gone = self.before.table("persons", ["record_id", "person_id"]).filter(pa.array(leaves))
        yield from self._woven("traces", ["person_id", "id_no_18"], gone["person_id"])
        yield from self._woven("persons", ["record_id"], gone["record_id"])
        yield from self._woven("pairs", ["record_a", "record_b"], gone["record_id"])

    def _woven(self, name: str, ordered_by: list[str], gone: pa.ChunkedArray) -> Pieces:
        before, now = self.before.table(name), getattr(self.looked_at, name)
        order = woven(Keys(before, ordered_by), Keys(now, ordered_by), _among(before[ordered_by[0]], gone))
        yield from ((name, rows) for rows in rows_of(before, now, order))

    @property
    def counts(self) -> dict[str, int]:
        """Counts for the log; of decisions only those about the records looked at were seen."""
        unseen = ("decisions_without_their_records", "decisions_contradicting")
        counts = {name: count for name, count in self.looked_at.counts.items() if name not in unseen}
        return counts | {"looked_at": self.looked_at.persons.num_rows}


def _among(values: pa.ChunkedArray, some: pa.Array | pa.ChunkedArray) -> Rows:
    return np.asarray(pc.is_in(values, value_set=pc.unique(some)))


def resolve_after(
    session: Session,
    model: Model,
    decisions: Sequence[Answer],
    decided_otherwise: Sequence[str],
    before: Before,
    *,
    history: bool,
    most_changed: float = MOST_CHANGED,
) -> After | None:
    """Tonight after the night that left the tables `before`; None when too much changed.

    `decided_otherwise`: records named in decisions, where those differ from the remembered night's.
    """
    define_known(session, model, history=history)
    changed, records = define_changed(session, decisions, decided_otherwise)
    if changed > most_changed * records:
        return None
    if changed == 0:
        return After(before, _NOTHING, REMEMBERED.empty_table(), pa.array([], pa.uint64()))
    choose_changed(session, model)
    settled = settle_chosen(session, model, decisions)
    while choose_more(session, model):
        settled = settle_chosen(session, model, decisions)
    _define_elsewhere(session)
    counts = decide_who(session, model, settled)
    resolved = gathered(outcome(session), counts)
    components = session.query("SELECT component FROM chosen ORDER BY component", source="chosen")["component"]
    looked_at = pa.concat_tables([REMEMBERED.empty_table(), *remembered(session, model)])
    return After(before, resolved, looked_at, components.combine_chunks())


def _define_elsewhere(session: Session) -> None:
    """Fill the relations of `elsewhere.py` with what is not looked at tonight."""
    session.define(
        "cells_elsewhere",
        """
        WITH named AS (
            SELECT 'written|' || folded AS form, 'written' AS kind, digest(folded) AS name FROM name_forms
            UNION
            SELECT 'sounds|' || sounds, 'sounds', digest(sounds) FROM name_forms
        )
        SELECT named.form, people_before.known_since FROM people_before
        INNER JOIN named ON named.kind = people_before.kind AND named.name = people_before.name
        WHERE NOT people_before.inside
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
