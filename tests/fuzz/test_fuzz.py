"""The same cases from the same seed; CROSSCHECK_FUZZ_CASES and _SEED ask for more or others (`make fuzz`)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from pipelines.standardise import unpacking, xlsx_books
from tests.fuzz.dirt import GOOD, PASSWORDS, PLAN_HEADER, bitten, sentences, tables, thrown_together
from tests.fuzz.laws import PLANS, SENTENCES, assert_blocks_change_nothing, assert_nothing_lost, read_file

CASES = int(os.environ.get("CROSSCHECK_FUZZ_CASES", "0"))
SEED = int(os.environ.get("CROSSCHECK_FUZZ_SEED", "20251015"))
NAMES = ["a.csv", "a.txt", "a", "a.zip", "a.gz", "a.xlsx", "a.xls", "a.parquet"]
RUN: Counter[str] = Counter()


def cases(few: int, share: float) -> Callable[[Any], Any]:
    """So many cases in a test run, and a share of those asked for in a long one."""

    def decorate(test: Any) -> Any:
        asked = max(few, round(CASES * share))
        limits = settings(max_examples=asked, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        return seed(SEED)(limits(test))

    return decorate


@pytest.fixture(scope="module", autouse=True)
def _count():
    yield
    if CASES:
        print("\n" + "\n".join(f"{count:>9,}  {name}" for name, count in sorted(RUN.items())))
        print(f"{RUN.total():>9,}  cases in all, seed {SEED}")


@pytest.fixture(scope="module", autouse=True)
def _small_limits():
    """A bitten archive may say anything about its size: what is a bomb is decided earlier here."""
    before = unpacking.FREE_BYTES, unpacking.MOST_BYTES, xlsx_books.MOST_CELLS
    unpacking.FREE_BYTES, unpacking.MOST_BYTES, xlsx_books.MOST_CELLS = 1 << 22, 1 << 24, 1_000_000
    yield
    unpacking.FREE_BYTES, unpacking.MOST_BYTES, xlsx_books.MOST_CELLS = before


@cases(120, 0.45)
@given(thrown_together(), st.integers(1, 64))
def test_tokens_below_a_header_are_rows_or_rejected_and_every_byte_is_somewhere(dirt, size):
    content, separator = dirt
    RUN["tokens below a header"] += 1
    for read in read_file(PLANS, "a.csv", content):
        assert_nothing_lost(read.content, read.extract, separator)
        assert_blocks_change_nothing(PLANS, "a.csv", content, read, size)


@cases(80, 0.25)
@given(tables(), st.integers(1, 64))
def test_a_sound_table_of_any_shape_is_read_as_it_was_written(table, size):
    content, written, separator = table
    RUN["sound tables"] += 1
    (read,) = read_file(PLANS, "a.csv", content)
    assert_nothing_lost(read.content, read.extract, separator)
    assert [(one.line, one.reason, one.received) for one in read.extract.rejected] == []
    names = ("plan_no", "correction_no", "made_date", "text")
    came = zip(*(read.extract.columns[name].to_pylist() for name in names), strict=True)
    assert [list(cells) for cells in came] == written


@cases(40, 0.05)
@given(sentences())
def test_any_value_in_any_column_is_read_or_set_aside_with_its_row(content):
    RUN["values in columns"] += 1
    (read,) = read_file(SENTENCES, "a.csv", content)
    assert [(one.line, one.reason, one.received) for one in read.extract.rejected] == []


@cases(80, 0.15)
@given(bitten())
def test_a_good_file_bitten_into_is_read_or_refused_with_a_reason(bite):
    name, content = bite
    RUN["files bitten into"] += 1
    read_file(SENTENCES, name, content, PASSWORDS)


@cases(50, 0.10)
@given(
    st.binary(max_size=300), st.sampled_from(["a.csv", "a.txt", "a", "a.zip", "a.gz", "a.xlsx", "a.xls", "a.parquet"])
)
def test_any_bytes_under_any_name_are_read_or_refused_with_a_reason(content, name):
    RUN["any bytes"] += 1
    read_file(PLANS, name, content)
    read_file(PLANS, name, ",".join(PLAN_HEADER).encode() + b"\n" + content)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_the_good_files_are_good(name):
    assert sum(read.typed.rows.num_rows for read in read_file(SENTENCES, name, GOOD[name], PASSWORDS)) >= 2
