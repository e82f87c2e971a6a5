"""Rows that come into a table in order: as if all had been sorted."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity import weaving
from pipelines.identity.weaving import Keys, rows_of, woven

TEXTS = st.text(alphabet="a/1~号·😀", max_size=3)
SCHEMA = pa.schema(
    [("a", pa.string()), ("b", pa.string()), ("said", pa.dictionary(pa.int32(), pa.string())), ("n", pa.int64())]
)


def table(keys, said):
    rows = [{"a": a, "b": b, "said": said, "n": place} for place, (a, b) in enumerate(sorted(keys))]
    return pa.Table.from_pylist(rows, SCHEMA)


@pytest.mark.parametrize("most", [3, 1_000_000])
@given(st.sets(st.tuples(TEXTS, TEXTS), max_size=12), st.sets(st.tuples(TEXTS, TEXTS), max_size=6), st.data())
def test_what_stays_and_what_comes_stand_in_one_order(most, were, come, data):
    leaving = (were & come) | {key for key in were if data.draw(st.booleans())}
    before, now = table(were, "then"), table(come, "now")
    leaves = np.array([key in leaving for key in sorted(were)], bool)
    order = woven(Keys(before, ["a", "b"]), Keys(now, ["a", "b"]), leaves)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weaving, "ROWS_PER_GROUP", most)
        pieces = list(rows_of(before, now, order))
    assert [piece.num_rows for piece in pieces[:-1]] == [most] * (len(pieces) - 1)
    expected = [row for row in before.to_pylist() if (row["a"], row["b"]) not in leaving] + now.to_pylist()
    assert pa.concat_tables(pieces).to_pylist() == sorted(expected, key=lambda row: (row["a"], row["b"]))
