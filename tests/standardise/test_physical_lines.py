"""Counting a byte without listing where it stands gives what listing gives."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.standardise import physical_lines
from pipelines.standardise.physical_lines import Counted, places

BYTES = st.lists(st.sampled_from(b",,\n\ra\x81"), max_size=300).map(bytes)


@given(BYTES, st.integers(0, 5), st.sampled_from([64, 128, 1 << 18]))
@settings(max_examples=200, deadline=None)
def test_a_byte_is_counted_before_every_position_as_a_list_of_its_places_says(text, left_out, chunk):
    before, physical_lines._CHUNK = physical_lines._CHUNK, chunk
    try:
        data = np.frombuffer(text, np.uint8)
        listed = [at for at, byte in enumerate(text) if byte == ord(",")]
        found, but_for = places(data, ord(",")), np.array(listed[:left_out], np.int64)
        counted = Counted(data, ord(","), but_for)
    finally:
        physical_lines._CHUNK = before
    kept = listed[left_out:]
    positions = np.arange(len(text) + 1)
    assert found.tolist() == listed
    assert counted.before(positions).tolist() == [sum(at < position for at in kept) for position in positions]
    assert np.flatnonzero(counted.at(positions[:-1])).tolist() == kept


@given(BYTES.filter(bool))
@settings(max_examples=200, deadline=None)
def test_lines_end_at_lf_cr_lf_and_a_lone_cr(text):
    starts, ends, stops = physical_lines.physical_lines(np.frombuffer(text, np.uint8))
    lines = [(line.start(), line.end(1), line.end()) for line in re.finditer(rb"([^\r\n]*)(\r\n|\r|\n|\Z)", text)]
    assert list(zip(starts.tolist(), ends.tolist(), stops.tolist(), strict=True)) == [x for x in lines if x[0] < x[2]]
