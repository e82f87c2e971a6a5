"""Bytes to columns: what is decoded or split at once is what each value by itself would give."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.standardise import parsing
from pipelines.standardise.encodings import ENCODINGS
from pipelines.standardise.framing import Dialect, frame

CUT = [
    bytes.fromhex(signs) for signs in ("81", "8130", "813081", "e4", "e4b8", "ff", "80", "eda080", "0141", "8130817f")
]
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)


@given(data=st.data(), encoding=st.sampled_from(ENCODINGS))
@settings(max_examples=400, deadline=None)
def test_values_decoded_together_are_those_decoded_one_by_one(data, encoding):
    pieces = st.one_of(TEXTS.map(lambda text: text.encode(encoding)), st.sampled_from(CUT), st.binary(max_size=3))
    values = data.draw(st.lists(st.lists(pieces, max_size=3).map(b"".join), max_size=8))
    values = [value.replace(b"\0", b"") for value in values]
    texts, wrong = parsing.decoded(pa.array(values, pa.binary()), encoding)
    alone: list[str | None] = []
    for value in values:
        try:
            alone.append(value.decode(encoding))
        except UnicodeDecodeError:
            alone.append(None)
    assert [None if at in wrong.tolist() else text for at, text in enumerate(texts.to_pylist())] == alone
    assert sorted(set(wrong.tolist())) == wrong.tolist() == [at for at, text in enumerate(alone) if text is None]
    texts.validate(full=True)


@pytest.mark.parametrize("at_once", [1, 7, 16, 40, 1 << 20])
def test_rows_are_split_alike_however_many_bytes_at_once(at_once, monkeypatch):
    monkeypatch.setattr(parsing, "PARSED_AT_ONCE", at_once)
    rows = [["甲", "", "x" * 30], ["乙", '1,"2"', "两\r\n行"], ["甲", "\ufeff", ""], ["", "", "丙"]]
    shown = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    text = "".join(line + "\r\n" for line in shown).encode("gb18030")
    dialect = Dialect(b",", "gb18030", 3)
    columns, records, undecodable = parsing.parse(frame(text, len(text), 0, 1, dialect), dialect, {2})
    assert [list(row) for row in zip(*(column.to_pylist() for column in columns), strict=True)] == rows
    assert [pa.types.is_dictionary(column.type) for column in columns] == [True, True, False]
    assert columns[0].dictionary.to_pylist() == ["甲", "乙", ""]
    assert (len(records), len(undecodable)) == (4, 0)
