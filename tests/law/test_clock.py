from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from chinese_calendar import is_workday
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.law.calendar import UnknownYearError
from pipelines.law.clock import add_months, band_of, legal_clock, term_end, term_end_readings

DAYS = st.dates(date(2005, 1, 1), date(2026, 6, 30))
ONE = timedelta(days=1)


def day_of(text):
    return date.fromisoformat(text)


# ── an independent clock that walks day by day ──────────────────────────────────────────────────


def walked_deadline(from_day, days):
    """Cross off one day after the other, the trigger day not counted; then walk on to a working day."""
    day, crossed_off = from_day, 0
    while crossed_off < days:
        day += ONE
        crossed_off += 1
    while not is_workday(day):
        day += ONE
    return day


def walked_month(day):
    """A day one month on, found by leafing through the calendar."""
    was_last = (day + ONE).month != day.month
    leaf = day
    while leaf.month == day.month:  # to the first of the next month
        leaf += ONE
    wanted = leaf
    while (wanted + ONE).month == leaf.month and (was_last or wanted.day < day.day):
        wanted += ONE
    return wanted


# ── day count ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("from_day", "days", "due_day", "arithmetic"),
    [
        ("2025-09-22", 10, "2025-10-09", "2025-09-22 + 10日 = 10-02(周四,休) → 10-09(周四)届满"),
        ("2025-10-01", 10, "2025-10-11", "2025-10-01 + 10日 = 10-11(周六,调休上班)届满"),
        ("2024-10-23", 10, "2024-11-04", "2024-10-23 + 10日 = 11-02(周六,休) → 11-04(周一)届满"),
        ("2025-09-01", 10, "2025-09-11", "2025-09-01 + 10日 = 09-11(周四)届满"),
        ("2025-12-25", 10, "2026-01-04", "2025-12-25 + 10日 = 2026-01-04(周日,调休上班)届满"),
        ("2025-12-22", 10, "2026-01-04", "2025-12-22 + 10日 = 2026-01-01(周四,休) → 01-04(周日,调休上班)届满"),
        ("2024-12-28", 3, "2024-12-31", "2024-12-28 + 3日 = 12-31(周二)届满"),
        ("2024-02-08", 2, "2024-02-18", "2024-02-08 + 2日 = 02-10(周六,休) → 02-18(周日,调休上班)届满"),
        ("2003-12-30", 5, "2004-01-05", "2003-12-30 + 5日 = 2004-01-04(周日,休) → 01-05(周一)届满"),
    ],
)
def test_a_time_limit_leaves_the_trigger_day_out_and_rolls_to_a_working_day(from_day, days, due_day, arithmetic):
    limit = legal_clock().deadline(day_of(from_day), days)
    assert limit.due_day == day_of(due_day)
    assert limit.raw_day == day_of(from_day) + timedelta(days=days)
    assert limit.arithmetic == arithmetic


@given(DAYS, st.integers(1, 90))
@example(date(2025, 10, 1), 10)
def test_the_deadline_is_the_one_found_by_walking(from_day, days):
    assert legal_clock().deadline(from_day, days).due_day == walked_deadline(from_day, days)


@given(DAYS, DAYS, st.integers(1, 90))
def test_a_later_trigger_never_gives_an_earlier_deadline(first, second, days):
    earlier, later = sorted((first, second))
    assert legal_clock().deadline(earlier, days).due_day <= legal_clock().deadline(later, days).due_day


@given(DAYS, st.integers(1, 90))
def test_a_deadline_is_a_working_day_and_no_working_day_was_skipped(from_day, days):
    limit = legal_clock().deadline(from_day, days)
    assert is_workday(limit.due_day)
    skipped = [limit.raw_day + timedelta(days=n) for n in range((limit.due_day - limit.raw_day).days)]
    assert not any(is_workday(day) for day in skipped)


@pytest.mark.parametrize(
    ("from_day", "days", "year"),
    [("2026-12-25", 10, 2027), ("2001-01-01", 10, 2001), ("2099-05-05", 3, 2099), ("9999-12-30", 10, 10000)],
)
def test_a_deadline_in_an_unknown_year_is_an_error_that_names_the_year(from_day, days, year):
    with pytest.raises(UnknownYearError, match=f"year {year} "):
        legal_clock().deadline(day_of(from_day), days)
    if days == 10:
        with pytest.raises(UnknownYearError, match=f"year {year} "):
            legal_clock().effective(decision_type="judgment", pronounced_date=day_of(from_day))


@pytest.mark.parametrize("length", [0, -1])
def test_a_time_limit_without_length_is_an_error(length):
    with pytest.raises(ValueError, match="positive"):
        legal_clock().deadline(date(2025, 1, 1), length)
    with pytest.raises(ValueError, match="positive"):
        legal_clock().month_deadline(date(2025, 1, 1), length)


# ── months as a time limit ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-01-15", 1, "2025-02-15"),
        ("2025-01-31", 1, "2025-02-28"),  # last day to last day
        ("2025-02-28", 1, "2025-03-31"),
        ("2024-02-29", 1, "2024-03-31"),
        ("2024-02-28", 1, "2024-03-28"),  # not the last day of a leap year's February
        ("2025-01-30", 1, "2025-02-28"),  # no such day → the month's last
        ("2025-01-29", 1, "2025-02-28"),
        ("2024-01-29", 1, "2024-02-29"),
        ("2025-04-30", 1, "2025-05-31"),
        ("2025-12-15", 2, "2026-02-15"),
        ("2025-03-31", -1, "2025-02-28"),
    ],
)
def test_months_as_a_limit_go_to_the_same_day_or_the_last(start, months, end):
    assert add_months(day_of(start), months) == day_of(end)


@given(DAYS)
@example(date(2025, 2, 28))
def test_one_month_on_is_the_day_found_by_leafing_through_the_calendar(day):
    assert add_months(day, 1) == walked_month(day)


@given(DAYS, st.integers(-200, 200))
def test_months_on_lies_that_many_months_on(day, months):
    there = add_months(day, months)
    assert (there.year - day.year) * 12 + there.month - day.month == months
    last = monthrange(there.year, there.month)[1]
    assert there.day == (last if (day + ONE).day == 1 else min(day.day, last))


def test_a_limit_in_months_rolls_as_one_in_days_does():
    limit = legal_clock().month_deadline(date(2025, 9, 5), 1)
    assert limit.due_day == date(2025, 10, 9)
    assert limit.arithmetic == "2025-09-05 + 1个月 = 10-05(周日,休) → 10-09(周四)届满"
    with pytest.raises(UnknownYearError, match="10000"):
        legal_clock().month_deadline(date(9999, 12, 1), 1)


# ── months and years as a term ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2024-11-05", {"years": 1}, "2025-11-04"),  # published case
        ("2022-06-28", {"years": 2}, "2024-06-27"),  # published case
        ("2025-01-01", {"months": 6}, "2025-06-30"),
        ("2025-03-15", {"years": 1, "months": 6}, "2026-09-14"),
        ("2024-02-29", {"years": 1}, "2025-02-27"),  # no 29 February → the day before the month's last
        ("2023-02-28", {"years": 1}, "2024-02-27"),
        ("2025-01-31", {"months": 1}, "2025-02-27"),  # last day to last day, less one
        ("2025-02-28", {"months": 1}, "2025-03-30"),
        ("2025-01-30", {"months": 1}, "2025-02-27"),
        ("2008-02-28", {"years": 1, "months": 1}, "2009-03-27"),  # starts a day before the month's last
        ("2023-02-28", {"years": 1, "months": 6}, "2024-08-30"),
        ("2025-05-10", {"months": 5, "days": 15}, "2025-10-24"),
        ("2025-10-01", {"days": 15}, "2025-10-15"),  # a term never rolls: 2025-10-15 is its last day
        ("2025-09-04", {"months": 1}, "2025-10-03"),  # not even from a holiday
    ],
)
def test_a_term_ends_the_day_before_the_same_date(start, length, end):
    assert term_end(day_of(start), **length) == day_of(end)


@given(DAYS.filter(lambda day: day.day <= 27), st.integers(1, 120), st.integers(0, 30))
def test_away_from_the_months_end_all_readings_of_a_term_agree(start, months, days):
    after = date(start.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1, start.day)
    assert term_end_readings(start, months, days) == (after + timedelta(days=days) - ONE,)


@given(DAYS, st.integers(1, 120))
@example(date(2023, 2, 28), 18)
@example(date(2008, 2, 28), 13)  # not February's last day, though 2009-02-28 is
def test_readings_of_a_term_stay_within_four_days_and_differ_only_from_a_months_last_day(start, months):
    readings = term_end_readings(start, months)
    assert list(readings) == sorted(set(readings))
    assert (readings[-1] - readings[0]).days <= 3
    if len(readings) > 1:
        assert (start + ONE).day == 1


def test_a_term_from_the_last_of_february_has_two_defensible_ends():
    assert term_end_readings(date(2023, 2, 28), 18) == (date(2024, 8, 27), date(2024, 8, 30))


@pytest.mark.parametrize("length", [{}, {"months": -1}, {"months": 2, "days": -1}])
def test_a_term_without_length_is_an_error(length):
    with pytest.raises(ValueError, match="positive length"):
        term_end(date(2025, 1, 1), **length)


# ── effective dates ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given_facts", "day", "estimated", "arithmetic"),
    [
        (  # published case
            {"decision_type": "judgment", "pronounced_date": date(2024, 10, 23)},
            date(2024, 11, 5),
            True,
            "2024-10-23 宣判 + 10日 = 11-02(周六,休) → 11-04(周一)届满 → 11-05 生效",
        ),
        (  # service counts before pronouncement
            {"decision_type": "judgment", "pronounced_date": date(2025, 9, 1), "served_date": date(2025, 9, 22)},
            date(2025, 10, 10),
            True,
            "2025-09-22 送达 + 10日 = 10-02(周四,休) → 10-09(周四)届满 → 10-10 生效",
        ),
        (
            {"decision_type": "judgment", "pronounced_date": date(2025, 12, 21)},
            date(2026, 1, 1),
            True,
            "2025-12-21 宣判 + 10日 = 12-31(周三)届满 → 2026-01-01 生效",
        ),
        (
            {"decision_type": "judgment", "effective_date": date(2025, 9, 22), "served_date": date(2025, 1, 1)},
            date(2025, 9, 22),
            False,
            "2025-09-22 生效(法院载明)",
        ),
        (
            {
                "decision_type": "judgment",
                "second_instance": True,
                "pronounced_date": date(2025, 9, 22),
                "served_date": date(2025, 9, 25),
            },
            date(2025, 9, 22),
            True,
            "2025-09-22 二审宣判，当日生效",
        ),
        (
            {"decision_type": "ruling", "pronounced_date": date(2025, 9, 22)},
            date(2025, 9, 22),
            True,
            "2025-09-22 裁定作出，当日生效",
        ),
        (
            {"decision_type": "decision", "pronounced_date": date(2025, 9, 22)},
            date(2025, 9, 22),
            True,
            "2025-09-22 决定作出，当日生效",
        ),
        ({"decision_type": "judgment"}, None, False, "生效、送达、宣判日期均缺，无法推算生效日"),
        (
            {"decision_type": "ruling", "served_date": date(2025, 9, 22)},
            None,
            False,
            "生效、裁判日期均缺，无法推算生效日",
        ),
        ({"pronounced_date": date(2025, 9, 22)}, None, False, "无生效日期且文书种类不明，无法推算生效日"),
    ],
)
def test_a_decision_takes_effect_as_given_or_as_computed(given_facts, day, estimated, arithmetic):
    effective = legal_clock().effective(**given_facts)
    assert (effective.day, effective.estimated, effective.arithmetic) == (day, estimated, arithmetic)


@given(DAYS)
def test_a_judgment_takes_effect_the_day_after_the_walked_appeal_period(pronounced):
    effective = legal_clock().effective(decision_type="judgment", pronounced_date=pronounced)
    assert effective.day == walked_deadline(pronounced, 10) + ONE


# ── bands ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("due_day", "as_of", "band"),
    [
        ("2025-10-09", "2025-10-08", None),
        ("2025-10-09", "2025-10-09", None),
        ("2025-10-09", "2025-10-10", "1_10_days"),
        ("2025-10-09", "2025-10-19", "1_10_days"),  # the tenth day
        ("2025-10-09", "2025-10-20", "11_days_to_month"),
        ("2025-10-09", "2025-11-09", "11_days_to_month"),  # one month excludes the month itself
        ("2025-10-09", "2025-11-10", "over_month"),
        ("2025-01-31", "2025-02-28", "11_days_to_month"),  # a month by the calendar, not 30 days
        ("2025-01-31", "2025-03-01", "over_month"),
        ("2025-02-28", "2025-03-31", "11_days_to_month"),
        ("2025-02-28", "2025-04-01", "over_month"),
    ],
)
def test_bands_follow_the_thresholds_of_the_rules(due_day, as_of, band):
    assert band_of(day_of(due_day), day_of(as_of)) == band


@given(DAYS, st.integers(0, 70))
def test_bands_only_ever_grow_and_match_the_walked_month(due_day, beyond):
    as_of = due_day + timedelta(days=beyond)
    expected = None
    if beyond > 0:
        expected = "1_10_days"
    if beyond > 10:
        expected = "11_days_to_month"
    if as_of > walked_month(due_day):
        expected = "over_month"
    assert band_of(due_day, as_of) == expected
