from __future__ import annotations

from datetime import date, timedelta

import pytest
from chinese_calendar import is_workday
from hypothesis import given
from hypothesis import strategies as st

from pipelines.law.calendar import CalendarError, UnknownYearError, load_calendar, weekday_text, working_calendar

KNOWN_DAYS = st.dates(date(2004, 1, 1), date(2026, 9, 30))


def declare(tmp_path, text):
    file = tmp_path / "calendar_years.yaml"
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize(
    ("day", "working", "weekday"),
    [
        ("2025-10-01", False, "周三"),  # National Day
        ("2025-10-08", False, "周三"),  # its last day off
        ("2025-10-09", True, "周四"),
        ("2025-10-11", True, "周六"),  # make-up Saturday
        ("2025-09-28", True, "周日"),  # make-up Sunday
        ("2025-10-12", False, "周日"),
        ("2024-11-02", False, "周六"),
        ("2024-11-04", True, "周一"),
        ("2004-01-01", False, "周四"),  # first known day
        ("2026-12-31", True, "周四"),  # last known day
    ],
)
def test_working_days_are_those_of_the_state_council(day, working, weekday):
    day = date.fromisoformat(day)
    assert working_calendar().is_working(day) is working
    assert weekday_text(day) == weekday


def test_the_calendar_names_its_first_and_last_day():
    calendar = working_calendar()
    assert calendar.first_day == date(2004, 1, 1)
    assert calendar.horizon == date(calendar.last_year, 12, 31)
    assert calendar.knows(calendar.horizon)
    assert not calendar.knows(calendar.horizon + timedelta(days=1))


@given(KNOWN_DAYS)
def test_the_next_working_day_is_found_by_walking(day):
    walked = day
    while not is_workday(walked):
        walked += timedelta(days=1)
    assert working_calendar().next_working(day) == walked


def test_every_known_day_agrees_with_the_packages_own_answer():
    calendar = working_calendar()
    for day in calendar.days():
        if day.year <= 2026:
            assert calendar.is_working(day) == is_workday(day), day


@pytest.mark.parametrize("year", [2003, 1999, 2031, 9999])
def test_an_unknown_year_is_an_error_that_names_the_year_and_the_cure(year):
    with pytest.raises(UnknownYearError, match=rf"year {year} .*chinesecalendar.*calendar_years\.yaml") as caught:
        working_calendar().is_working(date(year, 5, 5))
    assert caught.value.year == year
    with pytest.raises(UnknownYearError):
        working_calendar().is_make_up(date(year, 5, 5))


def test_walking_past_the_last_known_day_is_an_error_and_no_guess():
    calendar = load_calendar()
    eve = type(calendar)(2004, 2026, calendar.holidays | {date(2026, 12, 31)}, calendar.make_up_days)
    with pytest.raises(UnknownYearError, match="year 2027"):
        eve.next_working(date(2026, 12, 31))


NOTICE_2027 = """
years:
  2027:
    notice: 测试
    holidays: [2026-12-31, 2027-01-01, 2027-01-02, 2027-01-03]
    make_up_days: [2026-12-27, 2027-01-10]
"""


def test_a_year_the_package_lacks_is_taken_from_the_declared_notice(tmp_path):
    calendar = load_calendar(declare(tmp_path, NOTICE_2027))
    assert calendar.horizon == date(2027, 12, 31)
    expected = {"2026-12-27": True, "2026-12-31": False, "2027-01-01": False, "2027-01-04": True, "2027-01-10": True}
    assert {day: calendar.is_working(date.fromisoformat(day)) for day in expected} == expected


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        ("years: {2029: {notice: n, holidays: [2029-01-01]}}", "2029 leaves a gap after 2026"),
        ("years: {2027: {notice: n, holidays: [2028-01-01]}}", "2028-01-01 is no day of 2027"),
        ("years: {2027: {notice: n, holidays: [元旦]}}", "元旦 is no day of 2027"),
        ("years: {2027: {notice: n, holidays: []}}", "give the notice's number and its holidays"),
        ("years: {2027: {holidays: [2027-01-01]}}", "give the notice's number and its holidays"),
        ("years: {2027: {notice: n, holidays: [2027-01-01], workdays: []}}", "unknown entry"),
        ("years: {2027: {notice: n, holidays: [2027-01-01], make_up_days: [2027-01-05]}}", "2027-01-05 is no weekend"),
        ("years: {2027: {notice: n, holidays: [2027-01-02], make_up_days: [2027-01-02]}}", "2027-01-02 is both"),
        ("years: {2025: {notice: n, holidays: [2025-01-01]}}", "2025 differs from chinesecalendar on 2025-01-26"),
    ],
)
def test_a_wrongly_declared_year_is_an_error_that_names_it(tmp_path, declared, complaint):
    with pytest.raises(CalendarError, match=complaint):
        load_calendar(declare(tmp_path, declared))


def test_a_declared_year_equal_to_the_packages_changes_nothing(tmp_path):
    known = load_calendar()
    off = sorted(day.isoformat() for day in known.holidays if day.year == 2025)
    worked = sorted(day.isoformat() for day in known.make_up_days if day.year == 2025)
    text = f"years: {{2025: {{notice: n, holidays: [{', '.join(off)}], make_up_days: [{', '.join(worked)}]}}}}"
    assert load_calendar(declare(tmp_path, text)) == known
