from __future__ import annotations

import csv
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.contracts import load_contracts
from pipelines.standardise import framing
from pipelines.standardise.delimited import read_delimited
from pipelines.standardise.extract import Extract
from pipelines.standardise.reasons import FileRefusedError

PLANS = load_contracts().datasets["justice.plans"]
HEADER = ["方案编号", "矫正对象编号", "制定日期", "方案内容"]
SEPARATORS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


def rows_of(extract: Extract) -> list[list[str]]:
    return [list(cells) for cells in zip(*(values.to_pylist() for values in extract.columns.values()), strict=True)]


def faults_of(extract: Extract) -> list[tuple[int, str]]:
    return [(one.line, one.reason.value) for one in extract.rejected]


def read(lines: list[str], separator: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> Extract:
    return read_delimited(PLANS, end.join(lines).replace("¦", separator).encode(encoding))


def assert_every_byte_is_accounted(extract: Extract) -> None:
    spans = extract.byte_account
    assert spans is not None
    assert spans["header"] + spans["rows"] + spans["rejected"] + spans["blank"] == spans["file"]


LINES = [
    "方案一览表",
    "¦".join(HEADER),
    '1¦2¦2025-01-01¦"多行',
    '内容""甲""之后"',
    '2¦3¦2025-01-02¦他说"好"了',
    '3¦3¦2025-01-02¦屏幕5"大',
    "",
    "¦¦¦",
    '4¦4¦x¦"没有结束',
    "5¦5¦5¦丂亅",
    "6¦6¦6",
    "7¦7¦7¦7",
    "9¦9¦9¦9¦9",
    "¦".join(HEADER),
    '10¦1¦1¦"甲¦乙"',
    '11¦1¦1¦"甲"乙',
    "12¦1¦1¦\0",
    "13¦1¦1¦末",
]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_dirty_file_keeps_every_good_row_and_names_every_bad_line(encoding, separator, end):
    extract = read(LINES, separator, encoding, end)
    assert [(int(line), cells[0], cells[3]) for line, cells in zip(extract.lines, rows_of(extract), strict=True)] == [
        (3, "1", f'多行{end}内容"甲"之后'),
        (5, "2", '他说"好"了'),
        (6, "3", '屏幕5"大'),
        (10, "5", "丂亅"),
        (12, "7", "7"),
        (15, "10", f"甲{separator}乙"),
        (18, "13", "末"),
    ]
    assert faults_of(extract) == [
        (9, "unbalanced_quote"),
        (11, "ragged_row"),
        (13, "ragged_row"),
        (14, "repeated_header"),
        (16, "unbalanced_quote"),
        (17, "nul_byte"),
    ]
    assert (extract.header_line, extract.blank_rows) == (2, 2)
    assert_every_byte_is_accounted(extract)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_rejected_line_is_kept_byte_for_byte(encoding):
    extract = read(["¦".join(HEADER), "1¦2¦3", "1¦2¦3¦丂"], "|", encoding)
    assert extract.rejected[0].received == "1|2|3\r\n".encode(encoding)


@pytest.mark.parametrize("separator", SEPARATORS)
def test_bytes_that_are_no_characters_cost_their_own_line_only(separator):
    good = [separator.join([str(n), "2", "2025-01-01", "甲乙丙丁"]) for n in range(50)]
    for encoding, broken in (("utf-8", b"\xe7\x94"), ("gb18030", b"\xff")):
        lines = [separator.join(HEADER).encode(encoding), *(line.encode(encoding) for line in good)]
        lines[7] = lines[7] + broken
        extract = read_delimited(PLANS, b"\n".join(lines))
        assert extract.encoding == encoding
        assert faults_of(extract) == [(8, "bad_encoding")]
        assert extract.rejected[0].received == lines[7] + b"\n"
        assert extract.rows == 49
        assert_every_byte_is_accounted(extract)


def test_a_text_that_both_encodings_read_is_decided_by_its_header():
    even = "方案编号,矫正对象编号,制定日期,方案内容\n1,2,2025-01-01,张伟\n"
    for encoding in ("utf-8", "gb18030"):
        extract = read_delimited(PLANS, even.encode(encoding))
        assert (extract.encoding, rows_of(extract)[0][3]) == (encoding, "张伟")


def test_rare_characters_of_four_bytes_are_read():
    extract = read(["¦".join(HEADER), "1¦2¦2025-01-01¦𠮷䶮"], encoding="gb18030")
    assert rows_of(extract)[0][3] == "𠮷䶮"


@pytest.mark.parametrize(
    ("tail", "bad"),
    [
        (['1¦2¦3¦"甲', "5¦5¦5¦5", "6¦6¦6¦6", '7¦7¦7¦乙"'], [2]),
        (['1¦2¦3¦"甲', "5¦5¦5¦5", '1¦2¦3¦"多', '行"'], [2]),
        (['1¦"2¦3¦4', '1¦2¦3¦"多', '行"'], [2]),
        (['1¦2¦3¦"甲'], [2]),
    ],
)
def test_a_lost_quotation_mark_never_swallows_whole_rows(tail, bad):
    extract = read(["¦".join(HEADER), *tail])
    assert faults_of(extract) == [(line, "unbalanced_quote") for line in bad]
    assert_every_byte_is_accounted(extract)


@pytest.mark.parametrize(
    ("header", "code", "named"),
    [
        ("方案编号,制定日期,方案内容", "missing_column", "矫正对象编号"),
        ("方案编号,矫正对象编号,制定日期,方案内容,备注", "unknown_column", "备注"),
        ("方案编号,矫正对象编号,制定日期,方案内容,方案编号", "duplicate_column", "方案编号 = 方案编号"),
        ("甲,乙,丙,丁", "no_header", "方案编号"),
        ("方案编号,矫正对象编号,制定日期,方案内容,", "unnamed_column", "5"),
    ],
)
def test_wrong_columns_refuse_the_file_and_are_named(header, code, named):
    with pytest.raises(FileRefusedError) as refused:
        read_delimited(PLANS, f"{header}\n1,2,3,4,5\n".encode())
    assert refused.value.reason.value == code
    assert named in refused.value.text("x.csv")
    assert named in refused.value.text_zh("x.csv")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("surplus", [",", ",,", ",,,,"])
def test_columns_without_name_and_value_and_surplus_empty_fields_do_no_harm(end, surplus):
    extract = read(
        ["方案编号,矫正对象编号,制定日期,方案内容,,", "1,2,3,4,,", f"1,2,3,5,,{surplus}", f"1,2,3,6,,{surplus}"],
        end=end,
    )
    assert [cells[3] for cells in rows_of(extract)] == ["4", "5", "6"]
    assert_every_byte_is_accounted(extract)


def test_headers_are_known_by_alias_width_and_note():
    extract = read([" 方案编号 (必填)¦矫正对象编号*¦制定　日期¦方案内容：", "1¦2¦3¦4"])
    assert rows_of(extract) == [["1", "2", "3", "4"]]


CELL = st.text(
    st.one_of(
        st.sampled_from(list("甲乙丂亅𠮷䶮|,;\t\"\n\r 'a1　")),
        st.characters(codec="gb18030", exclude_characters="\0", exclude_categories=("Cs", "Cc", "Co", "Cn")),
    ),
    max_size=6,
)
FAULTS = ("short", "long", "quote", "nul", "byte")


def written(cells: list[str], separator: str, quoting: int, end: str) -> str:
    """A row as CSV; unlike the csv module a lone CR is quoted too."""
    special = (separator, '"', "\r", "\n")
    quoted = [quoting == csv.QUOTE_ALL or any(sign in cell for sign in special) for cell in cells]
    shown = ['"' + cell.replace('"', '""') + '"' if q else cell for cell, q in zip(cells, quoted, strict=True)]
    return separator.join(shown) + end


@st.composite
def exports(draw: st.DrawFn) -> tuple[bytes, list[list[str]], set[int]]:
    """A file, the table in it, and which of its rows were damaged beyond reading."""
    separator = draw(st.sampled_from(SEPARATORS))
    encoding = draw(st.sampled_from(["utf-8", "gb18030", "utf-8-sig"]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    table = [[str(n), "k" + draw(CELL), draw(CELL), draw(CELL)] for n in range(draw(st.integers(0, 8)))]
    damaged: dict[int, str] = {}
    if table:
        damaged = draw(st.dictionaries(st.integers(0, len(table) - 1), st.sampled_from(FAULTS), max_size=3))
    content = separator.join(HEADER) + end
    out = [content.encode(encoding)]
    codec = "utf-8" if encoding == "utf-8-sig" else encoding
    for position, cells in enumerate(table):
        line = written(cells, separator, quoting, end).encode(codec)
        kind = damaged.get(position)
        if kind is not None:  # damage stands in a line of its own, whose fields are plain
            plain = {
                "short": separator.join("x1x"),
                "long": separator.join("x1234x"),
                "quote": separator.join(["x", "1", '"2', "3"]),
                "nul": separator.join(["x", "1", "\0", "3"]),
                "byte": separator.join("x123"),
            }[kind]
            line = plain.encode(codec) + (b"\xff" if kind == "byte" else b"") + end.encode()
        out.append(line)
        if draw(st.booleans()):
            out.append(end.encode())
    return b"".join(out), table, set(damaged)


@given(exports())
@settings(max_examples=400, deadline=None)
def test_whatever_the_dirt_rows_in_are_rows_out_and_rejected_and_no_byte_is_lost(export):
    content, table, damaged = export
    extract = read_delimited(PLANS, content)
    assert_every_byte_is_accounted(extract)
    good = [cells for position, cells in enumerate(table) if position not in damaged]
    got = rows_of(extract)
    assert [cells for cells in good if cells not in got] == []
    assert len(got) == len(good)
    assert len(extract.rejected) == len(damaged)


@given(exports(), st.integers(1, 64))
@settings(max_examples=100, deadline=None)
def test_the_size_of_the_blocks_changes_nothing(export, size):
    content, _, _ = export
    whole = read_delimited(PLANS, content)
    before = framing.BLOCK_BYTES
    framing.BLOCK_BYTES = size
    try:
        pieces = read_delimited(PLANS, content)
    finally:
        framing.BLOCK_BYTES = before
    assert rows_of(pieces) == rows_of(whole)
    assert faults_of(pieces) == faults_of(whole)
    assert pieces.lines.tolist() == whole.lines.tolist()


@given(st.lists(st.integers(0, 255), max_size=200).map(bytes))
@settings(max_examples=200, deadline=None)
def test_any_bytes_behind_a_header_are_rows_or_rejected_but_never_a_crash(noise):
    extract = read_delimited(PLANS, ",".join(HEADER).encode() + b"\n" + noise)
    assert_every_byte_is_accounted(extract)


@given(exports(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_does_not_change_their_values(export, shuffler: random.Random):
    _, table, _ = export
    if not table:
        return
    text = io.StringIO(newline="")
    shuffled = list(table)
    shuffler.shuffle(shuffled)
    csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows([HEADER, *shuffled])
    assert sorted(rows_of(read_delimited(PLANS, text.getvalue().encode("gb18030")))) == sorted(table)
