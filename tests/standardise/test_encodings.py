from __future__ import annotations

import pytest

from pipelines.standardise import encodings
from pipelines.standardise.reasons import FileRefusedError
from tests.standardise.test_delimited import HEADER, PLANS, faults_of, read_delimited, rows_of

TEXT = "\r\n".join([",".join(HEADER), "1,2,2025-01-01,张伟", "2,3,2025-01-02,一上", "3,4,2025-01-03,𠮷"]) + "\r\n"
ROWS = [["1", "2", "2025-01-01", "张伟"], ["2", "3", "2025-01-02", "一上"], ["3", "4", "2025-01-03", "𠮷"]]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (TEXT.encode("utf-16-be"), "utf-16"),
    ],
)
def test_the_encoding_is_told_by_the_bytes_with_and_without_a_mark_and_is_stated(content, encoding):
    extract = read_delimited(PLANS, content)
    assert (extract.encoding, rows_of(extract), extract.rejected) == (encoding, ROWS, [])


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("bom", [True, False])
def test_half_a_character_in_utf16_costs_its_own_line_and_not_the_file(codec, bom):
    mark = "\ufeff".encode(codec) if bom else b""
    lines = TEXT.splitlines(keepends=True)
    lines[2] = lines[2].replace("一", "\ud842")  # the first half of 𠮷
    content = mark + "".join(lines).encode(codec, "surrogatepass")
    extract = read_delimited(PLANS, content)
    assert faults_of(extract) == [(3, "bad_encoding")]
    assert rows_of(extract) == [ROWS[0], ROWS[2]]


@pytest.mark.parametrize("bom", [True, False])
@pytest.mark.parametrize("last", ["𠮷", "𠮷伟"])
def test_utf16_torn_in_the_middle_of_a_character_costs_its_last_line(bom, last):
    text = TEXT.replace("𠮷\r\n", last)
    content = (b"\xff\xfe" if bom else b"") + text.encode("utf-16-le")
    extract = read_delimited(PLANS, content[:-1])
    assert faults_of(extract) == [(4, "bad_encoding")]
    assert rows_of(extract) == ROWS[:2]


def test_nul_bytes_in_a_text_of_eight_bits_do_not_make_it_utf16():
    lines = TEXT.splitlines(keepends=True)
    lines[1] = "\0,".join("1234") + "\0\0\0\0\0\r\n"
    extract = read_delimited(PLANS, "".join(lines).encode())
    assert (extract.encoding, faults_of(extract)) == ("utf-8", [(2, "nul_byte")])
    assert rows_of(extract) == ROWS[1:]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\xff\xfe\x00", b"\xfe\xff\xd8\x00", b"1\x002\x003\x004\x005\x00"])
def test_utf16_without_a_header_is_refused_as_any_text_without_one(content):
    with pytest.raises(FileRefusedError, match="none of the first 40 rows is the header"):
        read_delimited(PLANS, content)


def test_without_signs_of_utf16_there_is_no_order_of_bytes():
    assert encodings.utf16_order(TEXT.encode("gb18030")) is None
    assert encodings.utf16_order(TEXT.encode("utf-16-be")) == "utf-16-be"
    assert encodings.utf16_order(b"") is None


@pytest.mark.parametrize("size", [1 << 25, 1])
def test_a_value_that_begins_with_a_mark_of_its_own_keeps_it_wherever_a_block_begins(monkeypatch, size):
    monkeypatch.setattr("pipelines.standardise.framing.BLOCK_BYTES", size)
    text = ",".join(HEADER) + "\n\ufeff1,2,3,甲\n\ufeff2,2,3,乙\n"
    extract = read_delimited(PLANS, text.encode())
    assert [cells[0] for cells in rows_of(extract)] == ["\ufeff1", "\ufeff2"]
