"""The State Council's working days: weekends, holidays and make-up days (调休), year by known year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from chinese_calendar import constants

ADDED_YEARS = Path(__file__).with_name("calendar_years.yaml")

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class CalendarError(ValueError):
    """The declared calendar years are wrong: names the year and the cure."""


class UnknownYearError(LookupError):
    """The calendar does not know a year; `year` says which. Never answered by a guess."""

    def __init__(self, year: int, first_year: int, last_year: int) -> None:
        super().__init__(
            f"the working calendar does not know the year {year} (it knows {first_year} to {last_year}); install a "
            f"chinesecalendar release that holds {year}, or enter the State Council's notice for it in "
            f"pipelines/law/{ADDED_YEARS.name}"
        )
        self.year = year


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked, for the whole years from `first_year` to `last_year`."""

    first_year: int
    last_year: int
    holidays: frozenset[date]
    make_up_days: frozenset[date]

    @property
    def first_day(self) -> date:
        """The first day it knows."""
        return date(self.first_year, 1, 1)

    @property
    def horizon(self) -> date:
        """The last day it knows."""
        return date(self.last_year, 12, 31)

    def knows(self, day: date) -> bool:
        """True where the day's year is known."""
        return self.first_year <= day.year <= self.last_year

    def require(self, year: int) -> None:
        """Pass for a known year.

        Raises:
            UnknownYearError: for any other.
        """
        if not self.first_year <= year <= self.last_year:
            raise UnknownYearError(year, self.first_year, self.last_year)

    def is_working(self, day: date) -> bool:
        """True for a working day; make-up Saturdays and Sundays are working days.

        Raises:
            UnknownYearError: the day's year is not known.
        """
        self.require(day.year)
        return day in self.make_up_days or (day.weekday() < _SATURDAY and day not in self.holidays)

    def is_make_up(self, day: date) -> bool:
        """True for a weekend day that is worked (调休上班).

        Raises:
            UnknownYearError: the day's year is not known.
        """
        self.require(day.year)
        return day in self.make_up_days

    def next_working(self, day: date) -> date:
        """The day itself if it is worked, else the first working day after it.

        Raises:
            UnknownYearError: the search leaves the known years.
        """
        while not self.is_working(day):
            if day.year == MAXYEAR and day == date.max:
                raise UnknownYearError(MAXYEAR + 1, self.first_year, self.last_year)
            day += _ONE_DAY
        return day

    def days(self) -> Iterator[date]:
        """Every known day, in order."""
        day = self.first_day
        while day <= self.horizon:
            yield day
            day += _ONE_DAY


def weekday_text(day: date) -> str:
    """`周一` … `周日`."""
    return WEEKDAYS[day.weekday()]


def load_calendar(added_years: Path = ADDED_YEARS) -> WorkingCalendar:
    """The calendar of the installed package, with the years declared beside it.

    Raises:
        CalendarError: a declared year leaves a gap, contradicts the package or holds an impossible day.
    """
    holidays = set(constants.holidays)
    make_up_days = set(constants.workdays)
    # a New Year's notice may reach into the December before: the package's years are those of its holidays
    first_year, last_year = min(holidays).year, max(holidays).year
    missing = set(range(first_year, last_year + 1)) - {day.year for day in holidays}
    if missing:
        raise CalendarError(f"chinesecalendar holds no holidays for {sorted(missing)}; install another release")
    declared: dict[int, dict[str, Any]] = yaml.safe_load(added_years.read_text("utf-8"))["years"]
    for year in sorted(declared):
        off, worked = _declared_days(year, declared[year])
        if year <= last_year:
            known_off = {day for day in holidays if day.year == year and day.weekday() < _SATURDAY}
            known_worked = {day for day in make_up_days if day.year == year}
            declared_off = {day for day in off if day.year == year and day.weekday() < _SATURDAY}
            declared_worked = {day for day in worked if day.year == year}
            if differing := (known_off ^ declared_off) | (known_worked ^ declared_worked):
                listed = ", ".join(day.isoformat() for day in sorted(differing))
                raise CalendarError(f"{added_years.name}: {year} differs from chinesecalendar on {listed}; correct one")
            continue
        if year != last_year + 1:
            raise CalendarError(f"{added_years.name}: {year} leaves a gap after {last_year}; add the years between")
        # what a notice says about the December before replaces what was known of those days
        holidays = (holidays - worked) | off
        make_up_days = (make_up_days - off) | worked
        last_year = year
    return WorkingCalendar(first_year, last_year, frozenset(holidays), frozenset(make_up_days))


@lru_cache(maxsize=1)
def working_calendar() -> WorkingCalendar:
    """The calendar of this installation, read once."""
    return load_calendar()


def _declared_days(year: int, body: dict[str, Any]) -> tuple[set[date], set[date]]:
    if unknown := set(body) - {"notice", "holidays", "make_up_days"}:
        raise CalendarError(f"{ADDED_YEARS.name}: {year}: unknown entry {sorted(unknown)}")
    off, worked = set(body.get("holidays") or ()), set(body.get("make_up_days") or ())
    if not body.get("notice") or not off:
        raise CalendarError(f"{ADDED_YEARS.name}: {year}: give the notice's number and its holidays")
    for day in sorted(off | worked, key=str):
        if type(day) is not date or not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
            raise CalendarError(f"{ADDED_YEARS.name}: {year}: {day} is no day of {year} or of the December before")
    if both := off & worked:
        raise CalendarError(f"{ADDED_YEARS.name}: {year}: {min(both)} is both a holiday and a make-up day")
    if weekdays := sorted(day for day in worked if day.weekday() < _SATURDAY):
        raise CalendarError(f"{ADDED_YEARS.name}: {year}: {weekdays[0]} is no weekend day; it cannot be a make-up day")
    return off, worked
