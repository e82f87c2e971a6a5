"""Every suite holds its contract's skeleton, passes plausible rows, and each expectation has been seen to fail."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache

import pandas as pd
import pytest

from pipelines.contracts import load_contracts
from pipelines.engine import write_parquet
from pipelines.quality.expectations import run_suite
from pipelines.quality.frames import condition_columns, load_frame, to_frame
from pipelines.quality.relating import KNOWN
from pipelines.quality.skeleton import skeleton, write_skeletons
from pipelines.quality.suites import EXPECTATIONS, Expectation, Suite, SuiteError, load_suite
from tests.quality.deliveries import D, plausible_rows, table

CONTRACTS = load_contracts()
ROWS = 200  # what the distributions with the most rows ask for

Mutation = Callable[[pd.DataFrame, Expectation, Suite], pd.DataFrame]


@lru_cache(maxsize=32)
def plausible(dataset_id: str) -> pd.DataFrame:
    dataset = CONTRACTS.datasets[dataset_id]
    frame = to_frame(table(dataset, plausible_rows(dataset, ROWS)))
    return frame.assign(**{relation.name: KNOWN for relation in load_suite(dataset_id).relations})


def applicable(frame: pd.DataFrame, expectation: Expectation) -> pd.Series:
    condition = expectation.kwargs.get("row_condition")
    chosen = frame.query(condition).index if condition else frame.index
    assert len(chosen), "the plausible rows must hold some the condition applies to"
    return frame.index.isin(chosen)


def set_to(frame: pd.DataFrame, name: str, value: object, where: pd.Series | None = None) -> pd.DataFrame:
    changed = frame[name].astype("object") if value is None or isinstance(value, str) else frame[name].copy()
    changed[where if where is not None else slice(None)] = value
    if value is None and pd.api.types.is_datetime64_any_dtype(frame[name]):
        changed = pd.to_datetime(changed)
    return frame.assign(**{name: changed})


def emptied(frame, expectation, suite):
    return set_to(frame, expectation.kwargs["column"], None, applicable(frame, expectation))


def filled(frame, expectation, suite):
    return set_to(frame, expectation.kwargs["column"], pd.Timestamp(D), applicable(frame, expectation))


def same_everywhere(frame, expectation, suite):
    name = expectation.kwargs["column"]
    return frame.assign(**{name: frame[name].iloc[0]})


def unknown_term(frame, expectation, suite):
    return set_to(frame, expectation.kwargs["column"], "no_such_term")


def another_prevails(frame, expectation, suite):
    return set_to(frame, expectation.kwargs["column"], "another_term")


def order_reversed(frame, expectation, suite):
    later, earlier = expectation.kwargs["column_A"], expectation.kwargs["column_B"]
    return frame.assign(**{later: frame[earlier] - pd.Timedelta(days=1)})


def beyond(bound: str, direction: int) -> Mutation:
    def mutate(frame, expectation, suite):
        name = expectation.kwargs["column"]
        value = expectation.kwargs[bound]
        span = next((span for span in suite.spans if span.name == name), None)
        if span is not None:
            days = (value + direction) * (366 if span.unit == "years" else 1)
            return frame.assign(**{span.end: frame[span.start] + pd.Timedelta(days=days)})
        if isinstance(value, dict):
            day = pd.Timestamp(D) + pd.Timedelta(
                days={"business_date": 0, "day_after": 1, "recent": -3}[value["$PARAMETER"]]
            )
            return frame.assign(**{name: day + direction * pd.Timedelta(seconds=1)})
        if isinstance(value, str):
            return frame.assign(**{name: pd.Timestamp(value) + direction * pd.Timedelta(days=1)})
        return frame.assign(**{name: value + direction})

    return mutate


def of_length(bound: str, direction: int) -> Mutation:
    return lambda frame, expectation, suite: set_to(
        frame, expectation.kwargs["column"], "字" * (expectation.kwargs[bound] + direction)
    )


def too_few_rows(frame, expectation, suite):
    return frame.head(expectation.kwargs["min_value"] - 1)


def column_gone(frame, expectation, suite):
    return frame.drop(columns=expectation.kwargs["column_set"][-1])


def both_the_same(frame, expectation, suite):
    first, second = expectation.kwargs["column_list"]
    return frame.assign(**{second: frame[first]})


#: Expectation type → the ways to break it.
MUTATIONS: dict[str, dict[str, Mutation]] = {
    "expect_table_columns_to_match_set": {"a column is gone": column_gone},
    "expect_table_row_count_to_be_between": {"too few rows": too_few_rows},
    "expect_column_values_to_not_be_null": {"emptied": emptied},
    "expect_column_values_to_be_null": {"filled": filled},
    "expect_column_values_to_be_unique": {"the same everywhere": same_everywhere},
    "expect_column_values_to_be_in_set": {"an unknown term": unknown_term},
    "expect_column_pair_values_a_to_be_greater_than_b": {"order reversed": order_reversed},
    "expect_column_values_to_be_between": {"below": beyond("min_value", -1), "above": beyond("max_value", 1)},
    "expect_column_max_to_be_between": {"too old": beyond("min_value", -1)},
    "expect_column_most_common_value_to_be_in_set": {"another prevails": another_prevails},
    "expect_column_unique_value_count_to_be_between": {"the same everywhere": same_everywhere},
    "expect_column_proportion_of_unique_values_to_be_between": {"the same everywhere": same_everywhere},
    "expect_column_value_lengths_to_be_between": {
        "too short": of_length("min_value", -1),
        "too long": of_length("max_value", 1),
    },
    "expect_select_column_values_to_be_unique_within_record": {"both the same": both_the_same},
}

CASES = [
    pytest.param(dataset, expectation.check, mutation, id=f"{dataset}-{expectation.check}-{way.replace(' ', '_')}")
    for dataset in CONTRACTS.datasets
    for expectation in load_suite(dataset).expectations
    if not expectation.from_contract
    for way, mutation in MUTATIONS[expectation.type].items()
]


@pytest.mark.parametrize(("dataset_id", "check", "mutation"), CASES)
def test_an_expectation_fails_on_rows_that_break_it(dataset_id, check, mutation):
    suite = load_suite(dataset_id)
    expectation = suite.find(check)
    alone = dataclasses.replace(suite, expectations=(expectation,))
    [result] = run_suite(mutation(plausible(dataset_id), expectation, suite), alone, D)
    assert result.outcome == "failed"


@pytest.mark.parametrize("dataset_id", CONTRACTS.datasets)
def test_every_expectation_of_the_contract_fails_on_rows_that_break_it(dataset_id):
    suite = load_suite(dataset_id)
    by_type: dict[str, list[Expectation]] = {}
    for expectation in suite.expectations:
        if expectation.from_contract:
            by_type.setdefault(expectation.type, []).append(expectation)
    for kind, expectations in by_type.items():
        [mutation] = MUTATIONS[kind].values()
        frame = plausible(dataset_id)
        for expectation in expectations:
            frame = mutation(frame, expectation, suite)
        results = run_suite(frame, dataclasses.replace(suite, expectations=tuple(expectations)), D)
        assert {each.outcome for each in results} == {"failed"}, kind


@pytest.mark.parametrize("dataset_id", CONTRACTS.datasets)
def test_plausible_rows_pass_the_whole_suite(dataset_id, tmp_path):
    dataset, suite = CONTRACTS.datasets[dataset_id], load_suite(dataset_id).own
    write_parquet(table(dataset, plausible_rows(dataset, ROWS)), tmp_path / "rows.parquet")
    results = run_suite(load_frame(tmp_path / "rows.parquet", dataset, suite), suite, D)
    assert [(each.check, each.outcome) for each in results if each.outcome != "passed"] == []
    assert len(results) == len(suite.expectations)


@pytest.mark.parametrize("dataset_id", CONTRACTS.datasets)
def test_a_suite_holds_the_skeleton_of_its_contract(dataset_id):
    entries = json.loads((EXPECTATIONS / f"{dataset_id}.json").read_text("utf-8"))["expectations"]
    missing = [each for each in skeleton(CONTRACTS.datasets[dataset_id], CONTRACTS) if each not in entries]
    assert missing == [], "run python -m pipelines.quality.skeleton"


@pytest.mark.parametrize("dataset_id", CONTRACTS.datasets)
def test_a_suite_says_more_than_its_contract(dataset_id):
    assert any(not each.from_contract for each in load_suite(dataset_id).expectations)


def test_writing_the_skeleton_changes_no_suite_that_is_up_to_date(tmp_path):
    for dataset_id in CONTRACTS.datasets:
        (tmp_path / f"{dataset_id}.json").write_bytes((EXPECTATIONS / f"{dataset_id}.json").read_bytes())
    for path in write_skeletons(tmp_path):
        assert path.read_bytes() == (EXPECTATIONS / path.name).read_bytes()


def test_the_skeleton_is_written_where_a_suite_lost_a_part_and_keeps_what_was_written_by_hand(tmp_path):
    body = json.loads((EXPECTATIONS / "police.border.json").read_text("utf-8"))
    body["expectations"] = [each for each in body["expectations"] if each["meta"]["check"] != "direction_known_term"]
    (tmp_path / "police.border.json").write_text(json.dumps(body), "utf-8")
    write_skeletons(tmp_path)
    assert (tmp_path / "police.border.json").read_bytes() == (EXPECTATIONS / "police.border.json").read_bytes()


@pytest.mark.parametrize("key", ["check", "why", "severity"])
def test_an_expectation_without_its_why_is_an_error_that_names_the_file(tmp_path, key):
    body = json.loads((EXPECTATIONS / "police.border.json").read_text("utf-8"))
    del body["expectations"][0]["meta"][key]
    (tmp_path / "police.border.json").write_text(json.dumps(body), "utf-8")
    with pytest.raises(SuiteError, match=rf"police\.border\.json.*meta\.{key}"):
        load_suite("police.border", tmp_path)


@pytest.mark.parametrize("dataset_id", CONTRACTS.datasets)
def test_a_row_condition_names_a_column_of_the_dataset(dataset_id):
    columns = set(plausible(dataset_id).columns)
    for each in load_suite(dataset_id).expectations:
        assert condition_columns(each.kwargs.get("row_condition", "")) <= columns


def test_dates_reach_the_suite_as_timestamps_and_not_as_text_or_objects():
    frame = plausible("justice.register")
    assert pd.api.types.is_datetime64_any_dtype(frame["start_date"])
    assert frame["start_date"].iloc[0] == pd.Timestamp(D - timedelta(days=47))
