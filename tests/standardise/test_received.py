"""What came and what was read are both kept, and no text twice."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.standardise.received import differing
from tests.standardise.exports import HEADER, Delivered, csv_bytes, row

TEXTS = st.sampled_from(["", "a", " a", "b", "甲", "甲 "])


def as_arrays(values: list[str | None], *, dictionary: bool) -> pa.Array:
    """With entries before and after that no row has."""
    array = pa.array(["x", *values, "y"], pa.string())
    return (array.dictionary_encode() if dictionary else array).slice(1, len(values))


@given(
    st.lists(st.tuples(st.none() | TEXTS, st.sampled_from(["same", "trimmed", "nothing", "other"])), max_size=12),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_what_was_read_and_what_differs_give_together_what_came(rows, came_by_dictionary, read_by_dictionary):
    came = [text for text, _ in rows]
    read = [
        None if text is None or how == "nothing" else {"same": text, "trimmed": text.strip(), "other": "b"}[how]
        for text, how in rows
    ]
    kept = differing(
        as_arrays(came, dictionary=came_by_dictionary), as_arrays(read, dictionary=read_by_dictionary)
    ).to_pylist()
    assert [one if one is not None else other for one, other in zip(kept, read, strict=True)] == came
    assert not any(one is not None and one == other for one, other in zip(kept, read, strict=True))


@pytest.mark.parametrize("dictionary", [True, False])
def test_of_a_column_read_as_it_came_nothing_is_kept_twice(dictionary):
    came = as_arrays(["a", "b", None, "a"], dictionary=dictionary)
    for read in (came, pa.array(["a", "b", None, "a"])):
        assert differing(came, read).null_count == 4


def test_what_is_read_as_no_text_is_kept_whole_as_it_came():
    came = pa.array(["2025-03-16", "", None])
    assert differing(came, pa.array([date(2025, 3, 16), None, None])) is came


@pytest.mark.parametrize("rows", [3, 40])
def test_every_value_of_a_delivery_can_be_had_as_it_came(tmp_path, rows):
    """Also of columns that hardly repeat a value, which are kept value by value."""
    changes = [{}, {"居住地": " 幸福路2号", "证件号码": "11010519491231002x"}, {"居住地": "", "被告人姓名": "张　伟"}]
    given_rows = [row(number, **changes[number % 3]) for number in range(1, rows + 1)]
    given_rows[0][0] = "(2025)内0105刑初1号"
    done = Delivered(tmp_path, {"a.csv": csv_bytes(given_rows)})
    declared = done.night.contracts.datasets["court.sentences"].columns
    columns = {header: column.name for column in declared for header in column.headers}
    assert [[one[columns[header]] for header in HEADER] for one in done.received] == given_rows
    kept = done.table("received")
    assert kept["charges"].null_count == rows
    assert kept["case_no"].to_pylist() == ["(2025)内0105刑初1号", *[None] * (rows - 1)]
