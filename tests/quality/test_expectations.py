"""Running a suite: results are counts and record ids; a check that cannot run is broken; large tables are sliced."""

from __future__ import annotations

import json
import logging
import warnings
from dataclasses import asdict

import pandas as pd
import pyarrow as pa
import pytest

from pipelines.contracts import load_contracts
from pipelines.engine import write_parquet
from pipelines.quality import expectations, frames
from pipelines.quality.expectations import run_suite
from pipelines.quality.frames import load_frame
from pipelines.quality.suites import Expectation, Suite, load_suite
from tests.quality.deliveries import D, plausible_rows, table

CONTRACTS = load_contracts()
CANARY = "金丝雀样人"


def suite_of(*expectations: Expectation) -> Suite:
    return Suite("test", expectations, (), "x")


def expectation(kind: str, **kwargs: object) -> Expectation:
    return Expectation("it", kind, kwargs, "critical", "因此。", False, 0)


def frame(**columns: object) -> pd.DataFrame:
    length = len(next(iter(columns.values())))
    return pd.DataFrame({"record_id": [f"r/{n}" for n in range(length)], **columns})


BROKEN = {
    "text against a number": (
        expectation("expect_column_values_to_be_between", column="value", min_value=0, max_value=9),
        frame(value=[CANARY, "b"]),
    ),
    "date text against timestamps": (
        expectation("expect_column_values_to_be_between", column="value", max_value={"$PARAMETER": "business_date"}),
        frame(value=["2025-01-01", CANARY]),
    ),
    "text compared with timestamps": (
        expectation("expect_column_pair_values_a_to_be_greater_than_b", column_A="value", column_B="day"),
        frame(value=[CANARY], day=pd.to_datetime(["2025-01-01"])),
    ),
    "no such column": (
        expectation("expect_column_values_to_not_be_null", column="nowhere"),
        frame(value=[CANARY]),
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_check_that_cannot_run_is_broken_and_quotes_no_value(case, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    check, rows = BROKEN[case]
    [result] = run_suite(rows, suite_of(check), D)
    assert (result.outcome, result.failed_rows, result.sample_records) == ("broken", 0, ())
    assert CANARY not in caplog.text + "".join(capfd.readouterr()) + json.dumps(asdict(result), ensure_ascii=False)


@pytest.mark.parametrize("level", [logging.NOTSET, logging.DEBUG])
def test_what_great_expectations_logs_or_warns_while_judging_is_not_heard(level, caplog, capsys, recwarn, monkeypatch):
    logger = logging.getLogger("great_expectations.talkative")
    logger.setLevel(level)

    def talk() -> None:
        logger.error("seen: %s", CANARY)
        warnings.warn(f"seen: {CANARY}", stacklevel=1)
        raise RuntimeError("enough said")

    monkeypatch.setattr(expectations, "_whole_frame", talk)
    with pytest.raises(RuntimeError):
        run_suite(frame(value=["x"]), suite_of(expectation("expect_column_to_exist", column="value")), D)
    assert CANARY not in caplog.text + "".join(capsys.readouterr())
    assert [CANARY for warning in recwarn if CANARY in str(warning.message)] == []


def test_one_broken_check_leaves_the_others_standing():
    broken, rows = BROKEN["text against a number"]
    sound = Expectation("sound", "expect_column_values_to_not_be_null", {"column": "value"}, "warning", "w", False, 0)
    assert [each.outcome for each in run_suite(rows, suite_of(broken, sound), D)] == ["broken", "passed"]


def test_failing_rows_are_named_by_the_five_smallest_record_ids_whatever_the_row_order():
    check = suite_of(expectation("expect_column_values_to_not_be_null", column="value"))
    rows = frame(value=[None if n % 2 else "x" for n in range(40)])
    [result] = run_suite(rows, check, D)
    [turned] = run_suite(rows.iloc[::-1].reset_index(drop=True), check, D)
    assert result == turned
    assert result.failed_rows == 20
    assert result.sample_records == ("r/1", "r/11", "r/13", "r/15", "r/17")


def test_rows_that_fail_within_the_tolerance_are_counted_though_the_check_passes():
    check = suite_of(expectation("expect_column_values_to_not_be_null", column="value", mostly=0.5))
    [result] = run_suite(frame(value=["x", "x", None]), check, D)
    assert (result.outcome, result.failed_rows, result.sample_records) == ("passed", 1, ("r/2",))


@pytest.mark.parametrize(("rows", "asked"), [(19, 0), (20, 1)])
def test_a_distribution_is_not_asked_of_a_few_rows(rows, asked):
    check = Expectation("it", "expect_column_values_to_not_be_null", {"column": "value"}, "warning", "w", False, 20)
    assert len(run_suite(frame(value=["x"] * rows), suite_of(check), D)) == asked


def test_a_row_condition_limits_a_check_to_its_rows():
    check = expectation("expect_column_values_to_not_be_null", column="value", row_condition='kind == "a"')
    [result] = run_suite(frame(kind=["a", "b", "a"], value=[None, None, "x"]), suite_of(check), D)
    assert (result.failed_rows, result.sample_records) == (1, ("r/0",))


def test_personal_columns_reach_the_frame_only_where_a_check_compares_them(tmp_path):
    dataset = CONTRACTS.datasets["court.sentences"]
    rows = plausible_rows(dataset, 3)
    rows[0].update(person_name=CANARY, residence=CANARY, prohibition_text=CANARY, id_no=CANARY)
    write_parquet(table(dataset, rows), tmp_path / "rows.parquet")
    found = load_frame(tmp_path / "rows.parquet", dataset, load_suite(dataset.id))
    assert CANARY not in found.to_csv()
    assert {column.name for column in dataset.columns} <= set(found.columns)


def test_a_column_the_delivery_lacks_is_reported_and_not_a_crash(tmp_path):
    dataset, suite = CONTRACTS.datasets["police.border"], load_suite("police.border")
    rows = table(dataset, plausible_rows(dataset, 9)).drop_columns(["crossed_at", "port"])
    write_parquet(rows, tmp_path / "rows.parquet")
    results = {
        each.check: each.outcome for each in run_suite(load_frame(tmp_path / "rows.parquet", dataset, suite), suite, D)
    }
    assert results["columns_present"] == "failed"
    assert results["crossed_at_plausible"] == "broken"
    assert results["direction_known_term"] == "passed"


def test_a_large_table_is_judged_on_a_slice_that_does_not_depend_on_row_order(tmp_path, monkeypatch):
    monkeypatch.setattr(frames, "SLICE_ROWS", 100)
    dataset, suite = CONTRACTS.datasets["police.border"], load_suite("police.border")
    rows = table(dataset, plausible_rows(dataset, 1000))
    write_parquet(rows, tmp_path / "rows.parquet")
    write_parquet(rows.take(pa.array(range(999, -1, -1))), tmp_path / "turned.parquet")
    once, turned = (load_frame(tmp_path / name, dataset, suite) for name in ("rows.parquet", "turned.parquet"))
    assert 50 < len(once) < 200
    assert set(once["record_id"]) == set(turned["record_id"])
    assert list(once.index) == list(range(len(once)))


def test_a_table_up_to_the_slice_size_is_judged_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(frames, "SLICE_ROWS", 100)
    dataset = CONTRACTS.datasets["police.border"]
    write_parquet(table(dataset, plausible_rows(dataset, 100)), tmp_path / "rows.parquet")
    assert len(load_frame(tmp_path / "rows.parquet", dataset, load_suite(dataset.id))) == 100
