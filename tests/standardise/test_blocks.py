"""Deliveries are read in blocks, by several threads, and written in groups; none of that may show in the bytes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import landing
from pipelines.standardise import columnar, delimited, deliveries, encodings, extract, framing, row_groups
from pipelines.standardise.record_ids import digests, repeated
from pipelines.standardise.repeating import hardly_repeating, in_order_of_appearance
from pipelines.standardise.row_groups import TABLES, RowGroups
from tests.standardise.exports import HEADER, Delivered, csv_bytes, row

FILES = ("rows.parquet", "received.parquet", "quarantine.parquet", "accounting.json")


@contextmanager
def cut(*, block: int, rows_at_once: int, group: int, held: int, threads: int) -> Iterator[None]:
    """How a delivery is cut into pieces; the size of a row group is part of what its bytes depend on."""
    places = (
        (framing, "BLOCK_BYTES", block),
        (extract, "ROWS_AT_ONCE", rows_at_once),
        (columnar, "ROWS_AT_ONCE", rows_at_once),
        (row_groups, "ROWS_PER_GROUP", group),
        (row_groups, "HELD_BYTES", held),
        (deliveries, "THREADS", threads),
    )
    before = [getattr(module, name) for module, name, _ in places]
    for module, name, value in places:
        setattr(module, name, value)
    try:
        yield
    finally:
        for (module, name, _), value in zip(places, before, strict=True):
            setattr(module, name, value)


def bytes_of(done: Delivered) -> list[bytes]:
    return [(done.folder / name).read_bytes() for name in FILES]


def dirty_rows(seed: int, count: int) -> list[list[str]]:
    """Rows of which some repeat an earlier key, some are unreadable, some hold line ends, some nothing."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        change = chance.choice(["", "", "", "key", "same", "bad", "lines", "blank", "placeholder", "number"])
        changes = {
            "key": {"罪名": "诈骗罪"},
            "bad": {"生效日期": "不详"},
            "lines": {"居住地": '"幸福路,\r\n1号"'},
            "placeholder": {"判决日期": "/"},
            "number": {"证件号码": "1.10105E+17"},
        }.get(change, {})
        key = chance.randrange(number) if number and change in ("key", "same") else number
        rows.append([""] * len(HEADER) if change == "blank" else row(key + 1, **changes))
    return rows


@given(
    seed=st.integers(0, 1000),
    block=st.integers(200, 4000),
    rows_at_once=st.integers(1, 9),
    held=st.sampled_from([0, 1 << 12, 1 << 29]),
    threads=st.integers(1, 3),
)
@settings(max_examples=25, deadline=None)
def test_neither_blocks_nor_threads_nor_memory_change_a_byte(
    tmp_path_factory, seed, block, rows_at_once, held, threads
):
    rows = dirty_rows(seed, 24)
    text = csv_bytes(rows, encoding="gb18030").replace("青城区".encode("gb18030"), b"\xff\xff", seed % 2)
    table = pa.table({name: pa.array(list(cells)) for name, cells in zip(HEADER, zip(*rows, strict=True), strict=True)})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    files = {"a.csv": text, "b.parquet": sink.getvalue().to_pybytes(), "c.csv": csv_bytes(rows[:5])}
    home = tmp_path_factory.mktemp("blocks")
    with cut(block=1 << 25, rows_at_once=1 << 17, group=7, held=1 << 29, threads=1):
        whole = bytes_of(Delivered(home / "whole", files))
    with cut(block=block, rows_at_once=rows_at_once, group=7, held=held, threads=threads):
        pieces = bytes_of(Delivered(home / "pieces", files))
    assert pieces == whole


def test_row_groups_hold_so_many_readable_rows_before_any_is_taken_out(tmp_path):
    rows = [row(number) for number in range(1, 9)]
    rows.insert(3, row(1))  # in the first group its key stands twice
    with cut(block=300, rows_at_once=2, group=4, held=0, threads=2):
        done = Delivered(tmp_path, {"a.csv": csv_bytes(rows)})
    written = pq.ParquetFile(done.folder / "rows.parquet").metadata
    assert [written.row_group(at).num_rows for at in range(written.num_row_groups)] == [3, 4, 1]
    assert done.quarantine == [("a.csv", 5, "duplicate_row", None)]


@pytest.mark.parametrize("held", [0, 1 << 29])
def test_rows_that_share_a_key_find_each_other_across_groups_and_files(tmp_path, held):
    first, later = [row(n) for n in range(1, 30)], [row(n) for n in range(60, 90)]
    later[-1] = row(2, 罪名="诈骗罪")
    later[-2] = row(3)
    with cut(block=500, rows_at_once=3, group=5, held=held, threads=2):
        done = Delivered(tmp_path, {"a.csv": csv_bytes(first), "b.csv": csv_bytes(later)})
    assert done.quarantine == [
        ("a.csv", 3, "conflicting_rows", None),
        ("b.csv", 30, "duplicate_row", None),
        ("b.csv", 31, "conflicting_rows", None),
    ]
    kept = {q["line"]: q["received"] for q in done.table("quarantine").to_pylist() if q["file"] == "b.csv"}
    assert kept[31] == (",".join(later[-1]) + "\r\n").encode()
    assert len(done.rows) == 29 + 30 - 3
    assert [r["record_id"] for r in done.rows] == done.table("received")["record_id"].to_pylist()


def test_a_value_in_a_column_without_name_refuses_the_file_however_late_it_comes(tmp_path):
    content = csv_bytes([row(n) for n in range(1, 40)]).replace(b"\r\n", b",\r\n").decode()
    lines = content.splitlines(keepends=True)
    lines[-1] = lines[-1].replace(",\r\n", ",x\r\n")
    with cut(block=400, rows_at_once=3, group=5, held=0, threads=2):
        done = Delivered(tmp_path, {"a.csv": "".join(lines).encode(), "b.csv": csv_bytes([row(90)])})
    assert done.refused == {"a.csv": "unnamed_column"}
    assert [r["file"] for r in done.rows] == ["b.csv"]
    refused = done.account["files"][0]
    assert (refused["rows_in"], refused["format"], refused["bytes"], refused["assumptions"]) == (0, None, None, [])


def test_a_head_that_speaks_for_one_encoding_is_overruled_by_the_whole_file(tmp_path, monkeypatch):
    header = ",".join(["方案编号", "矫正对象编号", "制定日期", "方案内容"]) + "\n"
    plain = [f"{n},{n},2025-01-01,x\n" for n in range(10)]
    spoken = [f"{n},{n},2025-01-01,甲\n" for n in range(10, 90)]
    content = header.encode("gb18030") + "".join([*plain, header, *spoken]).encode("utf-8")
    with cut(block=300, rows_at_once=9, group=50, held=0, threads=2):
        alone = Delivered(tmp_path / "1", {"a.csv": content}, "justice.plans").account["files"][0]
        monkeypatch.setattr(delimited, "_HEAD_BYTES", content.index(b"\n10,10,") + 1)
        monkeypatch.setattr(encodings, "_BLOCK", 256)
        done = Delivered(tmp_path / "2", {"a.csv": content}, "justice.plans").account["files"][0]
    assert done == alone


def test_a_parquet_file_of_more_cells_than_could_be_meant_is_refused_before_they_are_read(tmp_path):
    row_of_each = pa.table({name: pa.array([cell] * 1000) for name, cell in zip(HEADER, row(1), strict=True)})
    sink = pa.BufferOutputStream()
    pq.write_table(row_of_each, sink)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(columnar, "MOST_BYTES", 1000 * len(HEADER) - 1)
        done = Delivered(tmp_path, {"a.parquet": sink.getvalue().to_pybytes(), "b.csv": csv_bytes([row(2)])})
    assert (done.refused, len(done.rows)) == ({"a.parquet": "too_large"}, 1)


def test_a_damaged_file_is_told_as_damaged_whatever_it_holds_now(tmp_path):
    done = Delivered(tmp_path, {"a.csv": csv_bytes([row(1)])})
    path = done.delivery.folder / "a.csv"
    path.chmod(0o600)
    for content in (b"x" * path.stat().st_size, b"", path.read_bytes() + b"x"):
        path.write_bytes(content)
        with pytest.raises(landing.LandingError, match=r"a\.csv is not what was received"):
            deliveries.standardise(done.night, done.delivery)


def test_equal_texts_have_equal_digests_and_others_have_not():
    texts = [
        "",
        "a",
        "b",
        "ab",
        "ba",
        "a" * 8,
        "a" * 9,
        "a" * 16,
        "（2025）内0105刑初1号~1",
        "（2025）内0105刑初1号~2",
        "a",
    ]
    found = digests(pa.array(["前", *texts]).slice(1))
    assert repeated(found).tolist() == [1, len(texts) - 1]
    assert (digests(pa.array(texts)) == found).all()
    prefixed = pa.array(["court/" + text for text in texts])
    assert repeated(digests(prefixed, len("court/"))).tolist() == [1, len(texts) - 1]
    many = pa.array([f"court.sentences/（2025）内0105刑初{n}号~1" for n in range(200_000)])
    assert len(np.unique(digests(many))) == 200_000


@given(st.lists(st.one_of(st.none(), st.sampled_from("abcde")), max_size=20), st.integers(0, 5))
@settings(max_examples=200, deadline=None)
def test_a_dictionary_in_order_of_appearance_is_the_one_the_values_give(values, start):
    encoded = pa.array(["e", "x", *values], pa.string()).dictionary_encode().slice(2)[start:]
    ordered = in_order_of_appearance(encoded)
    fresh = pa.array(encoded.to_pylist(), pa.string()).dictionary_encode()
    assert ordered.to_pylist() == encoded.to_pylist()
    assert ordered.dictionary.equals(fresh.dictionary)


@pytest.mark.parametrize("at", [4_095, 4_096, 32_767, 32_768, 99_999])
def test_a_value_first_used_late_keeps_its_place(at):
    values = ["a"] * 100_000
    values[at] = "b"
    ordered = in_order_of_appearance(
        pa.DictionaryArray.from_arrays(pa.array([v == "a" for v in values]).cast("int32"), ["b", "a"])
    )
    assert (ordered.dictionary.to_pylist(), ordered.to_pylist()) == (["a", "b"], values)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.booleans()), min_size=1), st.sampled_from([0, 2, 99]))
@settings(max_examples=200, deadline=None)
def test_what_is_kept_of_a_group_is_the_same_however_many_runs_it_lies_in(rows, most_runs):
    values, keep = [value for value, _ in rows], np.array([flag for _, flag in rows])
    chunks = pa.chunked_array([values[:3], values[3:]], pa.string())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(row_groups, "_MOST_RUNS", most_runs)
        found = row_groups._one(chunks, pa.string(), keep)
    assert found.to_pylist() == [value for value, flag in rows if flag]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("threads", [1, 2])
def test_a_table_that_cannot_be_written_ends_the_writing_and_nobody_waits(tmp_path, monkeypatch, name, threads):
    schemas = dict.fromkeys(TABLES, pa.schema([("a", pa.string())]))
    write_group = RowGroups._write_group

    def fail(groups, written, table):
        if written == name:
            raise OSError(28, "No space left on device")
        write_group(groups, written, table)

    monkeypatch.setattr(RowGroups, "_write_group", fail)
    monkeypatch.setattr(row_groups, "ROWS_PER_GROUP", 1)
    with ThreadPoolExecutor(threads) as pool:
        groups = RowGroups(tmp_path, schemas, pool)
        groups.append({each: pa.table({"a": list("xyz")}) for each in TABLES})
        with pytest.raises(OSError, match="No space left"):
            groups.finish(np.zeros(0, np.int64))


def test_columns_that_hardly_repeat_a_value_are_told_apart():
    sample = {"many": pa.array(list("abcdef")), "few": pa.array(list("aabbcc")), "none": pa.array([None, ""] * 3)}
    assert hardly_repeating(sample) == {"many"}
