"""Files as chance makes them: tables written in every dialect, tokens thrown together, good files bitten into."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from tests.standardise.exports import HEADER, csv_bytes, row

PLAN_HEADER = ["方案编号", "矫正对象编号", "制定日期", "方案内容"]
SEPARATORS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
FILES = Path(__file__).parents[1] / "standardise/files"

#: what breaks readers: quotation marks, line ends, bytes that are half a character, `|` as the second byte of one
TOKENS = (
    b'"', b'""', b'"""', b"\n", b"\r", b"\r\n", b"\n\n", b"\0", b" ", b"1", b"abc", b",", b";", b"\t", b"|", b"'",
    b"\\", b",,,", b"1,2,3,4\n", b'1,2,3,"4\n5"\n', b"\xff", b"\x80", b"\xe7\x94", b"\x81", b"\x81\x7c",
    b"\x95\x32\x82\x36", "张伟".encode(), "张伟".encode("gb18030"), "丂亅".encode("gb18030"), "𠮷".encode(),
    "𠮷".encode("gb18030"), "\u3000".encode(), "\ufeff".encode(), "\u2028".encode(), b"\x0b", b"\x0c", b"\x1a", b"\x85",
)  # fmt: skip


@st.composite
def thrown_together(draw: st.DrawFn) -> tuple[bytes, str]:
    """A header, and below it tokens in any order; with the separator."""
    separator = draw(st.sampled_from(SEPARATORS))
    encoding = draw(st.sampled_from(("utf-8", "gb18030")))
    own = (separator.encode(), separator.encode() * 3, f"1{separator}2{separator}3{separator}四\n".encode(encoding))
    body = draw(st.lists(st.sampled_from(TOKENS + own * 4), max_size=40))
    title = draw(st.sampled_from(("", "一览表\n", "\n\n", "\ufeff")))
    end = draw(st.sampled_from(("\n", "\r\n", "\r")))
    return (title + separator.join(PLAN_HEADER) + end).encode(encoding) + b"".join(body), separator


CELL = st.text(
    st.one_of(
        st.sampled_from(list("甲乙丂亅𠮷䶮|,;\t\"\n\r 'a1　\\^~")),
        st.characters(exclude_characters="\0", exclude_categories=("Cs", "Cc", "Co", "Cn")),
    ),
    max_size=8,
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[bytes, list[list[str]], str]:
    """A table of any shape as a sound file: what was written is what has to be read; with the separator."""
    separator = draw(st.sampled_from(SEPARATORS))
    encoding = draw(st.sampled_from(ENCODINGS))
    end = draw(st.sampled_from(("\n", "\r\n", "\r")))
    always = draw(st.booleans())
    order = draw(st.permutations(range(4)))
    surplus = draw(st.integers(0, 2))
    table = [["k" + draw(CELL), draw(CELL), draw(CELL), draw(CELL)] for _ in range(draw(st.integers(0, 12)))]
    lines = [separator.join(PLAN_HEADER[at] for at in order) + separator * surplus + end]
    for cells in table:
        quoted = [always or any(sign in cells[at] for sign in (separator, '"', "\r", "\n")) for at in order]
        shown = [
            '"' + cells[at].replace('"', '""') + '"' if q else cells[at] for at, q in zip(order, quoted, strict=True)
        ]
        lines.append(separator.join(shown) + separator * surplus + end)
        lines.extend([end] * draw(st.integers(0, 1)))
    return "".join(lines).encode(encoding), table, separator


#: nearly what is asked for
VALUES = st.one_of(
    CELL,
    st.sampled_from(
        ["", "/", "无", "1", "0", "１", "2025-02-29", "2025年13月1日", "45721", "45721.999999999", "99999.9", "1E+5",
         "1.50102E+17", "11010519491231002X", "110105491231002", "有期徒刑一年六个月", "缓刑二年", "150105", "新城区",
         "（2025）内0105刑初1号", "是", "true", "-0", "1e99", "999999999999999999", "0001-01-01", "+08:00", "=1+1",
         "2025-3-11030", "9999-12-31 24:00", "2025-01-01T00:00:00+99:99", "Ⅷ", "一", "٣", "２０２５－０３－０５", "²"]
    ),
    st.from_regex(r"\A[0-9]{1,6}[-/.年][0-9]{1,3}[-/.月][0-9]{1,3}日?( [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2})?)?\Z"),
    st.from_regex(r"\A[0-9]{14,18}[0-9Xx]?\Z"),
    st.from_regex(r"\A[(（\[]?[0-9]{2,4}[)）\]]?[内京最a]{1,2}[0-9]{0,4}刑[初终]?字?第?[0-9]{1,8}号\Z"),
)  # fmt: skip


@st.composite
def sentences(draw: st.DrawFn) -> bytes:
    """Rows of court.sentences with a few values changed to anything."""
    rows = []
    for number in range(draw(st.integers(1, 4))):
        changes = draw(st.dictionaries(st.sampled_from(HEADER), VALUES, max_size=6))
        cells = row(number + 1, **changes)
        rows.append(['"' + cell.replace('"', '""') + '"' for cell in cells])
    return csv_bytes(rows)


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["一览表"])
    sheet.append(HEADER)
    for number in (1, 2):
        sheet.append(row(number))
    sheet.merge_cells("C3:C4")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _stored(content: bytes) -> bytes:
    """The same archive without compression, so that a bite reaches what is inside."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name))
    return out.getvalue()


def _zip(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("一.csv"), content)
        archive.writestr(zipfile.ZipInfo("b/二.csv"), content)
    return out.getvalue()


def _parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({header: [value, value] for header, value in zip(HEADER, row(1), strict=True)}), out)
    return out.getvalue()


_CSV = csv_bytes([row(1), row(2)], encoding="gb18030")
#: good files of every kind by the name they come under
GOOD = {
    "a.csv": _CSV,
    "a.csv.gz": gzip.compress(_CSV, mtime=0),
    "a.zip": _zip(_CSV),
    "b.zip": _stored(_zip(_CSV)),
    "a.xlsx": _workbook(),
    "b.xlsx": _stored(_workbook()),
    "a.parquet": _parquet(),
    **{name: (FILES / name).read_bytes() for name in ("office.xls", "from_1904.xls", "aes256.zip", "zipcrypto.zip")},
}
PASSWORDS = (b"canary-Pa55",)


@st.composite
def bitten(draw: st.DrawFn) -> tuple[str, bytes]:
    """A good file with bytes changed, cut out, doubled or put in, or torn off; under its own or another name."""
    name = draw(st.sampled_from(sorted(GOOD)))
    content = bytearray(GOOD[name])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        size = draw(st.integers(1, 64))
        match draw(st.sampled_from(("flip", "flip", "flip", "cut", "double", "put", "tear"))):
            case "flip" if content:
                content[at] = draw(st.integers(0, 255))
            case "cut":
                del content[at : at + size]
            case "double":
                content[at:at] = content[at : at + size]
            case "put":
                content[at:at] = draw(st.binary(max_size=16))
            case "tear":
                del content[at:]
    shown = draw(st.sampled_from((name, name, name, "a.csv", "a.xls", "a.zip", "a", "a.txt")))
    return shown, bytes(content)
