"""The guards: each one's plain hit and miss, its boundary to the row, and that few rows or few nights say nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.contracts import Dataset, canonical_columns, load_contracts
from pipelines.quality.deliveries import Delivered
from pipelines.quality.guards import Alarm, Arrived, Believed, alarms, copied
from pipelines.quality.profile import Profile
from pipelines.settings import Guards

CONTRACTS = load_contracts()
FULL, EVENTS = CONTRACTS.datasets["justice.register"], CONTRACTS.datasets["justice.contacts"]
#: a Wednesday; 2025-10-11 is a make-up Saturday, 10-12 a Sunday, 10-01 to 10-08 the holiday
D = date(2025, 10, 15)
#: four working days behind it in its week, five in the week before
FRIDAY = date(2025, 9, 26)


def believed(day: date, rows: int, dataset: Dataset = FULL, **changed: object) -> Believed:
    """A delivery all of whose columns are filled; `emptied` names columns and how many rows have a value."""
    emptied = changed.pop("emptied", {})
    quarantined = int(changed.get("repeated", 0))
    names = [field.name for column in dataset.columns for field in canonical_columns(column)]
    filled = dict.fromkeys(names, rows) | emptied
    profile = dataclasses.replace(Profile(rows, filled, 0, 0, str(day)), **changed)
    given_ = Delivered(
        dataset.id, str(day), day, 1, (str(day),), Path(str(day)), rows + quarantined, rows, quarantined, ()
    )
    return Believed(given_, profile)


def recent(count: int, rows: int = 1000, dataset: Dataset = FULL, until: date = D, **changed: object) -> list[Believed]:
    return [believed(until - timedelta(days=n), rows, dataset, **changed) for n in range(count, 0, -1)]


def found(tonight: Believed, before: Sequence[Believed], dataset: Dataset = FULL, **limits: object) -> list[Alarm]:
    return alarms(tonight.delivery, tonight.profile, before, dataset, Guards(**limits))


def said(*args: object, **more: object) -> list[tuple[str, str]]:
    return [(alarm.guard, alarm.outcome) for alarm in found(*args, **more)]


def test_a_delivery_like_its_recent_ones_says_nothing():
    assert said(believed(D, 1000), recent(10)) == []


FAULTS = {
    "repeated_keys": ({"repeated": 200}, 1000),
    "future_dates": ({"future": 200}, 1000),
    "emptied_column": ({"emptied": {"reported_date": 0}}, 1000),
    "spike": ({}, 9000),
}


@pytest.mark.parametrize("guard", FAULTS)
def test_every_guard_speaks_with_three_recent_deliveries_and_says_nothing_with_two(guard):
    changed, rows = FAULTS[guard]
    tonight = believed(D, rows, **changed)
    assert [alarm.guard for alarm in found(tonight, recent(3))] == [guard]
    assert found(tonight, recent(2)) == []


@pytest.mark.parametrize("guard", FAULTS)
def test_what_was_always_so_is_nothing_new(guard):
    changed, rows = FAULTS[guard]
    assert found(believed(D, rows, **changed), recent(10, rows, **changed)) == []


@pytest.mark.parametrize("guard", FAULTS)
def test_the_text_gives_figure_usual_and_bound(guard):
    changed, rows = FAULTS[guard]
    [alarm] = found(believed(D, rows, **changed), recent(10))
    assert alarm.figure.rstrip("行") in alarm.body
    assert alarm.usual.rstrip("行") in alarm.body
    assert alarm.bound.rstrip("行") in alarm.body
    assert alarm.cure


def test_only_the_last_ten_believed_deliveries_are_the_measure():
    old = recent(20, 1000, until=D - timedelta(days=10))
    assert said(believed(D, 7500), [*old, *recent(10, 3000)]) == []
    assert said(believed(D, 9100), [*old, *recent(10, 3000)]) == [("spike", "warn")]


# ── repeated keys ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rows", "repeated", "alarm"),
    [(990, 10, False), (989, 11, True), (9, 9, False), (90, 10, True)],  # 1 % exactly, above it; nine rows; ten
)
def test_repeated_keys_beyond_a_hundredth_of_the_rows(rows, repeated, alarm):
    tonight = believed(D, rows, repeated=repeated)
    assert bool(found(tonight, recent(5, rows))) is alarm


@pytest.mark.parametrize(("repeated", "alarm"), [(50, False), (51, True)])
def test_repeated_keys_beyond_five_deviations_of_what_is_usual(repeated, alarm):
    """Usually 30 of 1000, 4 more or fewer: up to 50 of 1000 is chance."""
    usual = [believed(D - timedelta(days=n), 1000 - n_, repeated=n_) for n, n_ in enumerate((34, 26, 30, 34, 26), 1)]
    assert bool(found(believed(D, 1000 - repeated, repeated=repeated), usual)) is alarm


# ── dates ahead ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("future", "outcome"),
    [(10, []), (11, ["warn"]), (100, ["warn"]), (101, ["hold"])],
)
def test_dates_ahead_warn_beyond_a_hundredth_and_hold_beyond_a_tenth(future, outcome):
    assert [each.outcome for each in found(believed(D, 1000, future=future), recent(5))] == outcome


def test_a_handful_of_dates_ahead_is_no_fault_of_the_export():
    assert found(believed(D, 50, future=9), recent(5, 50)) == []
    assert found(believed(D, 50, future=10), recent(5, 50)) != []


# ── emptied columns ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("usual", "filled", "outcome"),
    [
        (1000, 900, []),  # a tenth less exactly
        (1000, 899, ["warn"]),
        (1000, 500, ["warn"]),  # half exactly
        (1000, 499, ["hold"]),
        (500, 249, ["hold"]),  # half of the rows usually have a value
        (490, 0, ["warn"]),  # fewer than half: an empty column says less
        (100, 0, []),  # a tenth exactly
        (110, 0, ["warn"]),
    ],
)
def test_a_column_that_lost_its_values(usual, filled, outcome):
    before = recent(5, emptied={"reported_date": usual})
    alarm = found(believed(D, 1000, emptied={"reported_date": filled}), before)
    assert [(each.guard, each.about, each.outcome) for each in alarm] == [
        ("emptied_column", "reported_date", each) for each in outcome
    ]


def test_few_rows_without_a_value_are_no_emptied_column():
    assert found(believed(D, 20, emptied={"reported_date": 11}), recent(5, 20)) == []
    assert found(believed(D, 20, emptied={"reported_date": 10}), recent(5, 20)) != []


def test_a_column_that_is_filled_more_often_is_no_fault():
    assert found(believed(D, 1000), recent(5, emptied={"reported_date": 0})) == []


def test_values_that_can_no_longer_be_read_are_said_of_their_column_and_an_empty_column_is_said_once():
    [unread] = found(believed(D, 1000, emptied={"id_no_18": 100}), recent(5))
    assert (unread.about, unread.outcome) == ("id_no_18", "hold")
    assert "可读" in unread.body
    [empty] = found(believed(D, 1000, emptied={"id_no": 0, "id_no_18": 0, "id_no_state": 0}), recent(5))
    assert empty.about == "id_no"


def test_a_quiet_day_without_rows_is_no_measure_of_columns():
    thursday = FRIDAY - timedelta(days=1)
    quiet = [Believed(each.delivery, Profile(0, {}, 0, 0, "")) for each in recent(3, 0, EVENTS, thursday)]
    tonight = believed(FRIDAY, 40, EVENTS, emptied={"county": 0})
    assert found(tonight, [*quiet, *recent(2, 40, EVENTS, FRIDAY)], EVENTS) == []
    assert said(tonight, [*quiet, *recent(3, 40, EVENTS, FRIDAY)], EVENTS) == [("emptied_column", "hold")]


# ── volume ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("rows", "alarm"), [(3000, False), (3001, True)])
def test_a_spike_is_more_than_three_times_the_usual_rows(rows, alarm):
    assert bool(said(believed(D, rows), recent(5))) is alarm


@pytest.mark.parametrize(("rows", "alarm"), [(59, False), (60, True)])
def test_a_small_dataset_may_multiply(rows, alarm):
    assert bool(said(believed(D, rows), recent(5, 10))) is alarm


def test_a_spike_lies_beyond_five_usual_deviations():
    """Usually 1000, 600 more or fewer: 4000 is chance, 4001 is not."""
    swinging = [believed(D - timedelta(days=n), rows) for n, rows in enumerate((400, 1600, 1000, 400, 1600), 1)]
    assert said(believed(D, 4000), swinging) == []
    assert said(believed(D, 4001), swinging) == [("spike", "warn")]


def test_the_times_that_make_a_spike_are_a_setting():
    assert said(believed(D, 1501), recent(5), most_times_recent_rows=1.5) == [("spike", "warn")]
    assert said(believed(D, 1500), recent(5), most_times_recent_rows=1.5) == []


@pytest.mark.parametrize(("usual", "rows", "alarm"), [(100, 50, False), (100, 49, True), (49, 3, False), (50, 3, True)])
def test_an_increment_below_half_of_its_usual_rows_is_warned_of(usual, rows, alarm):
    tonight = believed(D, rows, EVENTS)
    expected = [("few_rows", "warn")] if alarm else []
    working = [each for each in recent(12, usual, EVENTS) if each.delivery.business_date >= date(2025, 10, 9)]
    assert said(tonight, working, dataset=EVENTS) == expected


def test_events_of_a_day_off_are_measured_against_days_off():
    weeks = [
        believed(day, 30 if day.weekday() >= 5 else 1000, EVENTS)
        for day in (date(2025, 9, 1) + timedelta(days=n) for n in range(26))
    ]
    saturday = date(2025, 9, 27)
    assert said(believed(saturday, 30, EVENTS), weeks, dataset=EVENTS) == []
    assert said(believed(saturday, 1000, EVENTS), weeks, dataset=EVENTS) == [("spike", "warn")]
    monday = date(2025, 9, 29)
    assert said(believed(monday, 30, EVENTS), weeks, dataset=EVENTS) == [("few_rows", "warn")]


@given(st.lists(st.integers(50, 2000), min_size=3, max_size=12), st.integers(1, 5000), st.integers(2, 9))
def test_a_delivery_multiplied_with_its_past_stands_out_as_before_or_more(past, rows, times):
    """The guards look at proportions: only the floors for few rows depend on size."""
    before = [believed(D - timedelta(days=n), each) for n, each in enumerate(past, 1)]
    larger = [believed(D - timedelta(days=n), each * times) for n, each in enumerate(past, 1)]
    assert set(said(believed(D, rows), before)) <= set(said(believed(D, rows * times), larger))


# ── the same rows again ────────────────────────────────────────────────────────────────────────────


def arrived(*contents: str, until: date = D) -> list[Arrived]:
    """One delivery a day, the last on the day before."""
    return [
        Arrived(until - timedelta(days=n), each) for n, each in zip(range(len(contents), 0, -1), contents, strict=True)
    ]


def copy(contents: str, day: date = D, rows: int = 1000) -> tuple[str, str]:
    """Outcome and text for a delivery with the rows of the last of `contents`, one letter a day."""
    alarm = copied(believed(day, rows).delivery, contents[-1], arrived(*contents, until=day), FULL, Guards())
    return (alarm.outcome, alarm.body) if alarm else ("", "")


@pytest.mark.parametrize(
    ("contents", "outcome"),
    [
        ("abcdefghijkl", "hold"),  # changed on every one of nine working days
        ("abcdef", "warn"),  # three working days behind it (09-23 to 09-25), which is too short for certainty
        ("abc", ""),  # two changes: no measure
        ("aabbccddeeff", ""),  # changes on half the days
        ("aaaaaaaaaaaa", "warn"),  # never changed, but has stood still for long
        ("aaaa", ""),
    ],
)
def test_the_same_rows_again_count_by_how_often_the_dataset_changes(contents, outcome):
    assert copy(contents, FRIDAY)[0] == outcome


def test_other_rows_are_no_copy():
    delivery = believed(FRIDAY, 1000).delivery
    assert copied(delivery, "new", arrived(*"abcdefghijkl", until=FRIDAY), FULL, Guards()) is None
    assert copied(delivery, "a", arrived(*"abcdefghijkl", until=FRIDAY), FULL, Guards()) is None  # of long ago


def test_on_a_day_off_nothing_need_change():
    assert copy("abcdefghijkl", FRIDAY + timedelta(days=1))[0] == ""
    assert copy("abcdefghijkl", date(2025, 10, 3))[0] == ""  # a holiday
    assert copy("abcdefghijkl", date(2025, 10, 11))[0] != ""  # a make-up Saturday is worked
    assert copy("abcdefghijkll", FRIDAY + timedelta(days=1))[0] == "hold"  # Friday's was a copy already


def test_a_copy_held_yesterday_teaches_nothing():
    assert copy("abcdefghijklll", FRIDAY)[0] == "hold"


def test_a_year_the_calendar_does_not_know_says_nothing_of_copies():
    assert copy("abcdefghijkl", date(1990, 6, 15))[0] == ""


@pytest.mark.parametrize(("days", "outcome"), [(11, ""), (12, "warn")])
def test_a_dataset_that_stands_still_is_named_on_the_tenth_working_day(days, outcome):
    """Since Monday 09-15: unchanged on nine working days, the Friday one of them; since Sunday 09-14: on ten."""
    assert copy("a" * days, FRIDAY)[0] == outcome


def test_a_dataset_of_a_few_rows_may_stand_still():
    assert copy("a" * 30, FRIDAY, rows=9)[0] == ""
    assert copy("a" * 30, FRIDAY, rows=10)[0] == "warn"


def test_the_text_on_a_copy_names_the_day_and_how_often_rows_change():
    text = copy("abcdefghijkl", FRIDAY)[1]
    assert "2025-09-25" in text
    assert "9个工作日中有9个有变化" in text
