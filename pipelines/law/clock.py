"""The legal clock: day count, months as a limit and as a term, effective dates, bands.

Articles: 刑诉法105 (day count, rolling), 刑诉解释202 (months and years), 社区矫正法实施办法34、35、46 (bands).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache

from pipelines.law.calendar import UnknownYearError, WorkingCalendar, weekday_text, working_calendar

#: half a month counts as fifteen days (刑诉解释202)
HALF_MONTH_DAYS = 15
#: days within which a judgment of first instance may be appealed (刑诉法230), counted as any time limit
APPEAL_DAYS = 10
#: last day of the first band (训诫); the second (警告) ends with one month
FIRST_BAND_DAYS = 10

BANDS = ("1_10_days", "11_days_to_month", "over_month")


@dataclass(frozen=True)
class Deadline:
    """A time limit: the day counted to, the day it ends on, and the sum in words."""

    from_day: date
    days: int | None  # None where the limit is in months
    months: int | None  # None where the limit is in days
    raw_day: date
    due_day: date
    arithmetic: str


@dataclass(frozen=True)
class EffectiveDate:
    """When a decision takes effect; `day` is None where nothing allows a computation."""

    day: date | None
    estimated: bool
    arithmetic: str


def add_months(day: date, months: int) -> date:
    """Months as a time limit (刑诉解释202 ¶1): same day number; last day to last day; a missing day → the month's last.

    Raises:
        OverflowError: the result lies beyond the year 9999 or before the year 1.
    """
    target = _same_day(day, months)
    if day.day == monthrange(day.year, day.month)[1]:
        return target.replace(day=monthrange(target.year, target.month)[1])
    return target


def term_end(start: date, *, years: int = 0, months: int = 0, days: int = 0) -> date:
    """Last day of a term (刑诉解释202 ¶2): the day before the same date; a term never rolls.

    Whole years go to the same day number (a missing 29 February → the month's last day); with months in it, a term that
    starts on a month's last day goes to a month's last day. 2024-11-05 and one year → 2025-11-04.

    Raises:
        ValueError: an empty or negative term.
        OverflowError: the result lies beyond the year 9999.
    """
    if min(years, months, days) < 0 or years + months + days == 0:
        raise ValueError("a term needs a positive length")
    count = 12 * years + months
    after = add_months(start, count) if months else _same_day(start, count)
    return after + timedelta(days=days - 1)


def term_end_readings(start: date, months: int, days: int = 0) -> tuple[date, ...]:
    """Every end the law's wording allows for a term of so many months, earliest first.

    They differ only where the term starts on a month's last day: 18 months from 2023-02-28 end on 2024-08-27 counted
    by day number, on 2024-08-30 counted from month's end to month's end. A finding needs all to be wrong.
    """
    ends = {_same_day(start, months), add_months(start, months)}
    return tuple(sorted(end + timedelta(days=days - 1) for end in ends))


def band_of(due_day: date, as_of: date) -> str | None:
    """Band of days beyond a day: 1–10, 11 to one month (month arithmetic), more; None when not beyond it.

    "超过一个月" excludes the month itself: the same day of the next month still belongs to the second band.
    """
    beyond = (as_of - due_day).days
    if beyond <= 0:
        return None
    if beyond <= FIRST_BAND_DAYS:
        return BANDS[0]
    return BANDS[1] if as_of <= add_months(due_day, 1) else BANDS[2]


def _same_day(day: date, months: int) -> date:
    """The same day number so many months on, or that month's last day where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= MAXYEAR:
        raise OverflowError("the date lies outside the years 1 to 9999")
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Clock:
    """Time limits and effective dates under one working calendar."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar

    def deadline(self, from_day: date, days: int) -> Deadline:
        """ "Within n days" of a day (刑诉法105): that day is not counted, a last day off rolls to the next working day.

        Raises:
            ValueError: `days` is not positive.
            UnknownYearError: the calendar does not know the year the limit ends in.
        """
        if days <= 0:
            raise ValueError("a time limit needs a positive number of days")
        try:
            raw_day = from_day + timedelta(days=days)
        except OverflowError:
            raise self._beyond_all_years() from None
        due_day = self.calendar.next_working(raw_day)
        arithmetic = f"{from_day} + {days}日 = {self._end_text(from_day, raw_day, due_day)}"
        return Deadline(from_day, days, None, raw_day, due_day, arithmetic)

    def month_deadline(self, from_day: date, months: int) -> Deadline:
        """ "Within n months" of a day (刑诉解释202 ¶1, 刑诉法105); the last day rolls as with days.

        Raises:
            ValueError: `months` is not positive.
            UnknownYearError: the calendar does not know the year the limit ends in.
        """
        if months <= 0:
            raise ValueError("a time limit needs a positive number of months")
        try:
            raw_day = add_months(from_day, months)
        except OverflowError:
            raise self._beyond_all_years() from None
        due_day = self.calendar.next_working(raw_day)
        arithmetic = f"{from_day} + {months}个月 = {self._end_text(from_day, raw_day, due_day)}"
        return Deadline(from_day, None, months, raw_day, due_day, arithmetic)

    def effective(
        self,
        *,
        effective_date: date | None = None,
        decision_type: str | None = None,
        second_instance: bool = False,
        served_date: date | None = None,
        pronounced_date: date | None = None,
    ) -> EffectiveDate:
        """When a decision takes effect.

        Given by the court → as it is. Else estimated: judgment of first instance, the day after ten days from service
        (without it, from pronouncement), rolled; judgment of second instance, ruling, decision: its own date.
        2024-10-23 + 10 = Saturday 11-02 → Monday 11-04 → effective 11-05 (published case).

        Raises:
            UnknownYearError: the calendar does not know the year the appeal period ends in.
        """
        if effective_date is not None:
            return EffectiveDate(effective_date, False, f"{effective_date} 生效(法院载明)")
        if decision_type == "judgment" and not second_instance:
            start, event = (served_date, "送达") if served_date is not None else (pronounced_date, "宣判")
            if start is None:
                return EffectiveDate(None, False, "生效、送达、宣判日期均缺，无法推算生效日")
            limit = self.deadline(start, APPEAL_DAYS)
            try:
                day = limit.due_day + timedelta(days=1)
            except OverflowError:
                raise self._beyond_all_years() from None
            chain = self._end_text(start, limit.raw_day, limit.due_day)
            shown = _short(day, limit.due_day)
            return EffectiveDate(day, True, f"{start} {event} + {APPEAL_DAYS}日 = {chain} → {shown} 生效")
        words = {"judgment": "二审宣判", "ruling": "裁定作出", "decision": "决定作出"}.get(decision_type or "")
        if words is None:
            return EffectiveDate(None, False, "无生效日期且文书种类不明，无法推算生效日")
        if pronounced_date is None:
            return EffectiveDate(None, False, "生效、裁判日期均缺，无法推算生效日")
        return EffectiveDate(pronounced_date, True, f"{pronounced_date} {words}，当日生效")

    def _end_text(self, from_day: date, raw_day: date, due_day: date) -> str:
        """`10-02(周四,休) → 10-09(周四)届满`; a year is written where it changes."""
        if raw_day == due_day:
            return f"{_short(raw_day, from_day)}({self._day_text(raw_day)})届满"
        first = f"{_short(raw_day, from_day)}({weekday_text(raw_day)},休)"
        return f"{first} → {_short(due_day, raw_day)}({self._day_text(due_day)})届满"

    def _day_text(self, day: date) -> str:
        return weekday_text(day) + (",调休上班" if self.calendar.is_make_up(day) else "")

    def _beyond_all_years(self) -> UnknownYearError:
        return UnknownYearError(MAXYEAR + 1, self.calendar.first_year, self.calendar.last_year)


def _short(day: date, before: date) -> str:
    return day.strftime("%m-%d") if day.year == before.year else day.isoformat()


@lru_cache(maxsize=1)
def legal_clock() -> Clock:
    """The clock under this installation's calendar."""
    return Clock(working_calendar())
