from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.standardise import framing, spooling, unpacking
from tests.standardise.exports import HEADER, Delivered, csv_bytes, row

CSV = csv_bytes([row(1)])


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 10, 15, 6, 0, 0)), content, compression)
    return out.getvalue()


def workbook(*sheets: tuple[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
        if name in hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_member_of_an_archive_is_a_part_with_its_own_account(tmp_path):
    content = zipped({"二.csv": csv_bytes([row(2)]), "内/一.csv": CSV, "__MACOSX/._一.csv": b"x", ".DS_Store": b"x"})
    done = Delivered(tmp_path, {"a.zip": content})
    assert [(got["file"], got["line"]) for got in done.rows] == [("a.zip/二.csv", 2), ("a.zip/内/一.csv", 2)]
    assert [(file["name"], file["part"]) for file in done.account["files"]] == [
        ("a.zip", "二.csv"),
        ("a.zip", "内/一.csv"),
    ]


def test_member_names_in_gbk_without_the_utf8_mark_are_read(tmp_path):
    raw = "一月.csv".encode("gb18030")
    content = zipped({"x" * len(raw): CSV}).replace(b"x" * len(raw), raw)
    assert Delivered(tmp_path, {"a.zip": content}).rows[0]["file"] == "a.zip/一月.csv"


def test_a_gzip_file_is_read_under_its_own_name(tmp_path):
    done = Delivered(tmp_path, {"a.csv.gz": gzip.compress(CSV, mtime=0), "b.gz": gzip.compress(csv_bytes([row(2)]))})
    assert [got["file"] for got in done.rows] == ["a.csv.gz", "b.gz"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.zip", zipped({"a.csv": CSV})[:-30], "torn_archive"),
        ("a.zip", zipped({"a.csv": CSV})[:60], "torn_archive"),
        ("a.zip", b"not a zip", "torn_archive"),
        ("a.zip", zipped({}), "empty_archive"),
        ("a.zip", zipped({"../a.csv": CSV}), "unsafe_path"),
        ("a.zip", zipped({"/etc/a.csv": CSV}), "unsafe_path"),
        ("a.zip", zipped({"x\\..\\..\\a.csv": CSV}), "unsafe_path"),
        ("a.zip", zipped({"C:a.csv": CSV}), "unsafe_path"),
        ("a.csv.gz", gzip.compress(CSV, mtime=0)[:-9], "torn_archive"),
        ("a.csv.gz", gzip.compress(CSV, mtime=0) + b"tail", "torn_archive"),
        ("a.gz", gzip.compress(zipped({"a.csv": CSV}), mtime=0), "nested_archive"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unreadable_file"),
        ("a.xlsx", CSV, "unreadable_file"),
        ("a.parquet", b"PAR1" + b"x" * 50 + b"PAR1", "unreadable_file"),
        ("a.csv", b"<html><table><tr><td>", "unknown_format"),
        ("a.csv", b"\xff\xfe\x00\xd8\x00", "no_header"),
        ("a.csv", b"\xef\xbb\xbf\r\n", "empty_file"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_its_reason(tmp_path, name, content, reason):
    done = Delivered(tmp_path, {name: content, "z.csv": csv_bytes([row(9)])})
    assert done.refused == {name: reason}
    assert len(done.rows) == 1


@pytest.mark.parametrize("name", ["a.zip", "a.csv.gz"])
def test_a_large_member_is_read_from_disk_and_leaves_nothing_there(tmp_path, monkeypatch, name):
    content = csv_bytes([row(n) for n in range(1, 400)], encoding="gb18030")
    packed = zipped({"a.csv": content}) if name == "a.zip" else gzip.compress(content)
    small = Delivered(tmp_path / "1", {name: packed})
    monkeypatch.setattr(spooling, "HELD_BYTES", 1000)
    monkeypatch.setattr(framing, "BLOCK_BYTES", 1000)
    large = Delivered(tmp_path / "2", {name: packed})
    assert sorted(path.name for path in large.folder.iterdir()) == sorted(path.name for path in small.folder.iterdir())
    assert len(large.rows) == 399
    for file in ("rows.parquet", "received.parquet", "accounting.json"):
        assert (large.folder / file).read_bytes() == (small.folder / file).read_bytes()


def test_spooled_bytes_are_sliced_like_bytes(monkeypatch):
    monkeypatch.setattr(spooling, "HELD_BYTES", 4)
    content = spooling.spooled([b"abc", b"defg", b"", b"h"])
    assert isinstance(content, spooling.Spooled)
    for span in (slice(None), slice(2, 5), slice(-3, None), slice(6, 100), slice(5, 2)):
        assert content[span] == b"abcdefgh"[span]
    assert len(content) == 8


def test_one_damaged_member_is_refused_and_the_others_are_read(tmp_path):
    content = bytearray(
        zipped({"a.csv": CSV, "b.csv": csv_bytes([row(2)]), "c.zip": zipped({"d": b"x"})}, zipfile.ZIP_STORED)
    )
    at = content.index("张伟".encode())
    content[at] ^= 0xFF
    done = Delivered(tmp_path, {"a.zip": bytes(content)})
    assert done.refused == {"a.zip/a.csv": "torn_archive", "a.zip/c.zip": "nested_archive"}
    assert [got["file"] for got in done.rows] == ["a.zip/b.csv"]


@pytest.mark.parametrize("name", ["a.zip", "a.csv.gz", "a.xlsx"])
def test_a_bomb_is_refused_by_what_came_out_of_it(tmp_path, monkeypatch, name):
    monkeypatch.setattr(unpacking, "FREE_BYTES", 1 << 20)
    monkeypatch.setattr(unpacking, "MOST_TIMES_LARGER", 50)
    zeros = b"0" * (3 << 20)
    bomb = {
        "a.zip": zipped({"a.csv": zeros}),
        "a.csv.gz": gzip.compress(zeros),
        "a.xlsx": zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": zeros}),
    }[name]
    assert Delivered(tmp_path, {name: bomb}).refused == {name: "too_large"}


def test_a_workbook_is_read_from_the_sheet_whose_header_matches_below_its_title(tmp_path):
    serial = (date(2025, 3, 16) - date(1899, 12, 30)).days
    typed = row(2)
    for name, value in (
        ("被告人序号", 1),
        ("判决日期", date(2025, 3, 5)),
        ("生效日期", serial),
        ("先行羁押天数", 30.0),
        ("执行地", 150105),
        ("证件种类", 111),
        ("证件号码", "'11010519491231002X"),
    ):
        typed[HEADER.index(name)] = value
    content = workbook(
        ("说明", [["本表由法院导出"], ["案号", "见附件"]]),
        ("明细", [["非监禁刑一览"], [], HEADER, row(1), [], typed]),
        ("旧表", [HEADER, row(7)]),
        hidden=("旧表",),
    )
    done = Delivered(tmp_path, {"a.xlsx": content})
    (file,) = done.account["files"]
    assert (file["sheet"], file["header_line"], file["blank_rows"]) == ("明细", 3, 1)
    assert [got["line"] for got in done.rows] == [4, 6]
    got = done.rows[1]
    assert (got["pronounced_date"], got["effective_date"]) == (date(2025, 3, 5), date(2025, 3, 16))
    assert (got["detention_days"], got["id_no_state"], got["execution_county"]) == (30, "valid", "150105")


def test_an_identity_number_in_a_number_cell_has_lost_digits_from_the_sixteenth_on(tmp_path):
    at = HEADER.index("证件号码")
    eighteen, fifteen = row(1), row(2)
    eighteen[at], fifteen[at] = 150102199003070012, 110105491231002
    first, second = Delivered(tmp_path, {"a.xlsx": workbook(("表", [HEADER, eighteen, fifteen]))}).rows
    assert (first["id_no"], first["id_no_state"]) == (None, "lost_digits")
    assert (second["id_no_18"], second["id_no_state"]) == ("11010519491231002X", "valid_15")


def test_a_failed_formula_is_not_an_empty_cell(tmp_path):
    bad = row(2)
    bad[HEADER.index("生效日期")] = "#N/A"
    book = openpyxl.load_workbook(io.BytesIO(workbook(("表", [HEADER, row(1), bad]))))
    book["表"].cell(3, HEADER.index("生效日期") + 1).data_type = "e"
    out = io.BytesIO()
    book.save(out)
    done = Delivered(tmp_path, {"a.xlsx": out.getvalue()})
    assert done.quarantine == [("a.xlsx", 3, "formula_error", "effective_date")]


@pytest.mark.parametrize(
    ("sheets", "reason"),
    [
        ((("一", [HEADER, row(1)]), ("二", [HEADER, row(2)])), "several_sheets"),
        ((("一", [["x", "y"], ["1", "2"]]),), "no_header"),
        ((("一", [HEADER[1:], row(1)[1:]]),), "missing_column"),
        ((("一", [[*HEADER, "备注"], [*row(1), ""]]),), "unknown_column"),
        ((("一", [[*HEADER, None], [*row(1), "x"]]),), "unnamed_column"),
    ],
)
def test_a_workbook_without_one_clear_sheet_is_refused(tmp_path, sheets, reason):
    assert Delivered(tmp_path, {"a.xlsx": workbook(*sheets)}).refused == {"a.xlsx": reason}


def test_an_empty_second_sheet_of_the_same_form_is_no_doubt(tmp_path):
    done = Delivered(tmp_path, {"a.xlsx": workbook(("一", [HEADER, row(1)]), ("二", [HEADER]))})
    assert (len(done.rows), done.refused) == (1, {})


def parquet(columns: dict[str, pa.Array]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def test_parquet_typed_or_text_gives_the_same_rows(tmp_path):
    text = {header: pa.array([value]) for header, value in zip(HEADER, row(1), strict=True)}
    typed = text | {
        "被告人序号": pa.array([1], pa.int32()),
        "判决日期": pa.array([date(2025, 3, 5)]),
        "生效日期": pa.array([datetime(2025, 3, 15, 16)], pa.timestamp("ns", tz="UTC")),  # noqa: DTZ001
        "先行羁押天数": pa.array([30.0]),
        "是否宣告禁止令": pa.array([False]),
        "执行地": pa.array([150105], pa.int64()),
        "矫正类别": pa.array(["缓刑"]).dictionary_encode(),
        "证件种类": pa.array([Decimal(111)]),
    }
    one = Delivered(tmp_path / "1", {"a.parquet": parquet(text)})
    two = Delivered(tmp_path / "2", {"a.parquet": parquet(typed)})
    assert [{**got, "delivery_id": ""} for got in one.rows] == [{**got, "delivery_id": ""} for got in two.rows]
    assert one.rows[0]["line"] == 1


def test_parquet_keeps_long_integers_and_says_where_a_float_lost_digits(tmp_path):
    base = {header: pa.array([value, value]) for header, value in zip(HEADER, row(1), strict=True)}
    base["案号"] = pa.array([row(1)[0], row(2)[0]])
    whole = base | {"证件号码": pa.array([110105194912310029, 110105491231002])}
    lost = base | {"证件号码": pa.array([110105194912310029.0, float("nan")])}
    states = [got["id_no_state"] for got in Delivered(tmp_path / "1", {"a.parquet": parquet(whole)}).rows]
    assert states == ["bad_checksum", "valid_15"]
    states = [got["id_no_state"] for got in Delivered(tmp_path / "2", {"a.parquet": parquet(lost)}).rows]
    assert states == ["lost_digits", None]


def test_parquet_with_nested_values_is_refused_by_column(tmp_path):
    columns = {header: pa.array([value]) for header, value in zip(HEADER, row(1), strict=True)}
    done = Delivered(tmp_path, {"a.parquet": parquet(columns | {"罪名": pa.array([["盗窃罪"]])})})
    assert done.refused == {"a.parquet": "column_type"}
    assert "罪名" in done.account["files"][0]["refused"]["text"]


def test_parquet_text_that_is_no_utf8_costs_its_own_row(tmp_path):
    columns = {header: pa.array([value] * 3) for header, value in zip(HEADER, row(1), strict=True)}
    columns["案号"] = pa.array([row(n)[0] for n in (1, 2, 3)])
    gbk = pa.array(["盗窃罪".encode(), "诈骗罪".encode("gb18030"), "盗窃罪".encode()], pa.binary())
    columns["罪名"] = pa.Array.from_buffers(pa.string(), 3, gbk.buffers())
    done = Delivered(tmp_path, {"a.parquet": parquet(columns)})
    assert done.quarantine == [("a.parquet", 2, "bad_encoding", "charges")]
    assert "诈骗罪".encode("gb18030") in done.table("quarantine")["received"].to_pylist()[0]
    assert [(got["line"], got["charges"]) for got in done.rows] == [(1, "盗窃罪"), (3, "盗窃罪")]


def test_every_format_gives_the_same_values(tmp_path):
    rows = [row(1), row(2, 被告人姓名="古丽·买买提", 生效日期="2025年3月16日")]
    forms = {
        "a.csv": csv_bytes(rows, encoding="gb18030"),
        "b.txt": csv_bytes(rows, separator="|", encoding="gb18030"),
        "c.csv": csv_bytes(rows, separator="\t", encoding="utf-8-sig", end="\n"),
        "d.csv": csv_bytes(rows, separator=";", encoding="utf-16"),
        "e.xlsx": workbook(("表", [HEADER, *rows])),
        "f.parquet": parquet({h: pa.array(list(v)) for h, v in zip(HEADER, zip(*rows, strict=True), strict=True)}),
        "g.zip": zipped({"x.csv": csv_bytes(rows)}),
    }
    values = []
    for name, content in forms.items():
        done = Delivered(tmp_path / name, {name: content})
        values.append([{k: v for k, v in got.items() if k not in ("delivery_id", "file", "line")} for got in done.rows])
    assert all(value == values[0] for value in values[1:])
    assert len(values[0]) == 2


def test_a_timedelta_or_a_time_in_a_date_cell_is_no_date(tmp_path):
    bad = row(1)
    bad[HEADER.index("生效日期")] = timedelta(hours=30)
    done = Delivered(tmp_path, {"a.xlsx": workbook(("表", [HEADER, bad]))})
    assert done.quarantine == [("a.xlsx", 2, "bad_date", "effective_date")]
