"""Received late: the exact edges of the bands (办法34, 35, 46)."""

from __future__ import annotations

from datetime import date, timedelta

from data.generator.builder import Builder
from data.generator.legal_calendar import add_months, due_day
from data.generator.planted.registry import late_by, plant, received, sentenced
from data.generator.world import Term


@plant("reported on the last day of the deadline → received")
def on_the_last_day(b: Builder) -> None:
    for county in ("150103", "150205", "150123"):
        handed = sentenced(b, county, date(2025, 3, 4))
        received(b, handed, handed.deadline)


def _with_sanction(b: Builder, term: Term, kind: str) -> None:
    day = term.record.values["reported_date"]
    b.sanction(term, kind, day, day + timedelta(8), "无正当理由未按规定时间报到")


@plant("reported exactly one day late → H02, 1–10")
def late_by_one_day(b: Builder) -> None:
    _with_sanction(b, late_by(b, "150102", date(2025, 3, 4), 1), "admonition")
    late_by(b, "150202", date(2024, 5, 14), 1)


@plant("reported exactly ten days late → H02, still 1–10")
def late_by_ten_days(b: Builder) -> None:
    _with_sanction(b, late_by(b, "150104", date(2025, 3, 4), 10), "admonition")
    late_by(b, "150221", date(2024, 9, 10), 10)


@plant("reported exactly eleven days late → H02, 11 to a month")
def late_by_eleven_days(b: Builder) -> None:
    _with_sanction(b, late_by(b, "150105", date(2025, 3, 4), 11), "warning")
    late_by(b, "150204", date(2025, 5, 13), 11)


@plant("reported exactly one month late → H02, 11 to a month")
def late_by_one_month(b: Builder) -> None:
    for county, effective in (("150203", date(2025, 3, 4)), ("150207", date(2024, 4, 9))):
        deadline = due_day(effective, 10)
        late_by(b, county, effective, (add_months(deadline, 1) - deadline).days)


@plant("deadline 2025-06-30, the month's last day: 07-31 is still one month (刑诉解释202) → H02, 11 to a month")
def late_by_one_month_at_month_end(b: Builder) -> None:
    received(b, sentenced(b, "150222", date(2025, 6, 20)), date(2025, 7, 31))


@plant("reported one month and one day late → H02, over a month")
def late_by_one_month_and_a_day(b: Builder) -> None:
    for county, effective in (("150103", date(2025, 3, 4)), ("150223", date(2025, 6, 3))):
        deadline = due_day(effective, 10)
        late_by(b, county, effective, (add_months(deadline, 1) - deadline).days + 1)


@plant("reported seventy days late → H02, over a month")
def late_by_seventy_days(b: Builder) -> None:
    late_by(b, "150206", date(2025, 3, 4), 70)
    late_by(b, "150121", date(2025, 5, 6), 70, kind="public_surveillance")


@plant("no report noted, only the day of reception, four days late → H02")
def late_by_reception(b: Builder) -> None:
    handed = sentenced(b, "150122", date(2025, 4, 8))
    assert handed.deadline is not None
    day = handed.deadline + timedelta(4)
    received(b, handed, day, reported_date=None, received_date=day)


@plant("deadline before the first night, reported on 2025-10-16 → night 1 and 2 never_received, then H02")
def late_between_the_nights(b: Builder) -> None:
    received(b, sentenced(b, "150105", date(2025, 9, 16)), date(2025, 10, 16))
