"""The legal clock of the synthetic world, written apart from the product's own so that each can catch the other.

Working days follow the State Council's yearly notices; deadlines 刑诉法105, months 刑诉解释202.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

# Holidays on what would be working days, and make-up days on weekends, month and day.
_HOLIDAYS = {
    2022: "0103 0131 0201 0202 0203 0204 0404 0405 0502 0503 0504 0603 0912 1003 1004 1005 1006 1007",
    2023: "0102 0123 0124 0125 0126 0127 0405 0501 0502 0503 0622 0623 0929 1002 1003 1004 1005 1006",
    2024: "0101 0212 0213 0214 0215 0216 0404 0405 0501 0502 0503 0610 0916 0917 1001 1002 1003 1004 1007",
    2025: "0101 0128 0129 0130 0131 0203 0204 0404 0501 0502 0505 0602 1001 1002 1003 1006 1007 1008",
    2026: "0101 0102 0216 0217 0218 0219 0220 0223 0406 0501 0504 0505 0619 0925 1001 1002 1005 1006 1007",
}
_MAKE_UP_DAYS = {
    2022: "0129 0130 0402 0424 0507 1008 1009",
    2023: "0128 0129 0423 0506 0625 1007 1008",
    2024: "0204 0218 0407 0428 0511 0914 0929 1012",
    2025: "0126 0208 0427 0928 1011",
    2026: "0104 0214 0228 0509 0920 1010",
}


def _days(by_year: dict[int, str]) -> frozenset[date]:
    return frozenset(date(year, int(day[:2]), int(day[2:])) for year, days in by_year.items() for day in days.split())


HOLIDAYS = _days(_HOLIDAYS)
MAKE_UP_DAYS = _days(_MAKE_UP_DAYS)


def is_working_day(day: date) -> bool:
    """Whether offices work; a year without a notice is an error.

    Raises:
        KeyError: the calendar does not know the year.
    """
    if day.year not in _HOLIDAYS:
        raise KeyError(day.year)
    return day in MAKE_UP_DAYS or (day.weekday() < 5 and day not in HOLIDAYS)


def due_day(trigger: date, days: int) -> date:
    """Last day of "within `days` days": the trigger day not counted, rolled to a working day."""
    day = trigger + timedelta(days)
    while not is_working_day(day):
        day += timedelta(1)
    return day


def add_months(day: date, months: int) -> date:
    """Same day number; last day to last day; a missing day becomes the month's last (刑诉解释202 ¶1)."""
    month_index = day.year * 12 + day.month - 1 + months
    year, month = divmod(month_index, 12)
    last = monthrange(year, month + 1)[1]
    if day.day == monthrange(day.year, day.month)[1]:
        return date(year, month + 1, last)
    return date(year, month + 1, min(day.day, last))


def term_end(start: date, months: int) -> date:
    """Last day of a term: the day before the same date (刑诉解释202 ¶2)."""
    return add_months(start, months) - timedelta(1)


def effective_of_first_instance(served: date) -> date:
    """A first-instance judgment takes effect the day after its ten days of appeal."""
    return due_day(served, 10) + timedelta(1)


def served_for(effective: date) -> date | None:
    """A day of service that makes a first-instance judgment take effect on this day, where there is one."""
    for back in range(11, 24):
        served = effective - timedelta(back)
        if is_working_day(served) and effective_of_first_instance(served) == effective:
            return served
    return None


def band_of(limit: date, reached: date) -> str:
    """Band of being late or out of contact (rules §1); empty when not beyond the limit."""
    beyond = (reached - limit).days
    if beyond <= 0:
        return ""
    if beyond <= 10:
        return "1_10_days"
    return "11_days_to_month" if reached <= add_months(limit, 1) else "over_month"
