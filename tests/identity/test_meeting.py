"""A remembered record meets others by the same keys and links as tonight's."""

from __future__ import annotations

from hypothesis import given

from pipelines.engine import Session
from pipelines.identity import resolve
from pipelines.identity.meeting import define_record_keys, was_keys, was_links
from pipelines.identity.remembering import remembered
from pipelines.identity.weights import load_model
from tests.identity.records import rows_of, seen_table
from tests.identity.test_changing import FEW, LIMITS, started, whole_of
from tests.identity.test_hard_cases import NUMBERS
from tests.identity.test_laws import records


@FEW
@given(records())
def test_what_is_remembered_of_a_record_gives_the_keys_and_links_it_had(drawn):
    with Session(LIMITS) as session:
        started(session, rows_of(drawn, NUMBERS), seen_table({}, {}))
        resolve(session, history=True)
        define_record_keys(session)
        here = {
            name: session.query(
                f"""
                SELECT digest(mentions.record_id) AS component, found.{name} FROM record_{name}s AS found
                INNER JOIN mentions ON mentions.mention = found.mention ORDER BY 1, 2
                """
            ).to_pylist()
            for name in ("key", "link")
        }
        session.register("was_records", whole_of(remembered(session, load_model())))
        session.define("each", "SELECT * REPLACE (record AS component) FROM was_records")
        for name, query in (("key", was_keys("each")), ("link", was_links("each"))):
            found = session.query(f"SELECT component, {name} FROM ({query}) AS was ORDER BY 1, 2").to_pylist()
            assert found == here[name], name


def test_record_ids_that_differ_in_some_digits_have_digests_of_their_own():
    with Session(LIMITS) as session:
        session.define("digits", "SELECT CAST(range AS VARCHAR) AS d FROM range(10)")
        text = "'court.sentences/（202' || a.d || '）冀04' || b.d || '1刑初' || c.d || '9' || e.d || '号~' || f.d"
        texts = " CROSS JOIN ".join(f"digits AS {place}" for place in "abcef")
        session.define("texts", f"SELECT {text} AS written FROM {texts}")
        found = session.query("SELECT count(*) AS texts, count(DISTINCT digest(written)) AS digests FROM texts")
        assert found.to_pylist() == [{"texts": 100_000, "digests": 100_000}]
