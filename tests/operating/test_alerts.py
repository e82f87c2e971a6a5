"""What stands out of a night is told; an ordinary night is silent."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines import ledger
from pipelines.operating import alerts as operating_alerts  # the function, under a name that hides no module
from pipelines.operating.alerts import _of_calendar, _of_numbers
from pipelines.settings import Night
from tests.ledger.nights import finding, leave_night, settings_at

FIRST = date(2025, 10, 1)


def nights_with(home: Path, counts: list[int]) -> Night:
    """A ledger in which rule H01 had so many findings, night after night; the last night."""
    settings = settings_at(home)
    for place in range(len(counts)):
        ledger.run(leave_night(settings, FIRST + timedelta(days=place), [finding("a")]))
    with sqlite3.connect(home / "ledger.db") as connection:
        for place, count in enumerate(counts):
            day = (FIRST + timedelta(days=place)).isoformat()
            connection.execute("UPDATE rules SET findings = ? WHERE night = ? AND rule_id = 'H01'", (count, day))
    return Night.of(settings, FIRST + timedelta(days=len(counts) - 1))


@pytest.mark.parametrize(
    ("case", "counts", "told"),
    [
        ("many times the usual", [5, 6, 5, 40], True),
        ("three times the usual is not more than three times", [10, 10, 10, 30], False),
        ("many times, but few findings", [1, 1, 1, 9], False),
        ("a rule that falls silent", [40, 41, 39, 0], True),
        ("too few nights to know what is usual", [5, 5, 90], False),
        ("one wild night before does not move the median", [5, 500, 5, 5, 40], True),
    ],
)
def test_a_night_is_unusual_against_its_own_recent_nights(case, counts, told, tmp_path):
    assert bool(_of_numbers(nights_with(tmp_path, counts))) is told, case


def test_a_later_night_does_not_change_what_was_unusual(tmp_path):
    night = nights_with(tmp_path, [5, 6, 5, 40, 40])
    before = Night.of(night.settings, night.business_date - timedelta(days=1))
    assert [each.subject for each in _of_numbers(before)] == ["H01"]


def test_the_calendar_is_told_of_sixty_days_before_it_ends():
    from pipelines.law.calendar import working_calendar

    end = working_calendar().horizon
    assert _of_calendar(end - timedelta(days=60)) == []
    assert [each.code for each in _of_calendar(end - timedelta(days=59))] == ["calendar_horizon"]


def test_a_sample_night_tells_of_the_deliveries_that_do_not_reach_it(three_nights):
    night = Night.of(three_nights, date(2025, 10, 17))
    told = {(each.code, each.subject) for each in operating_alerts(night)}
    from pipelines import quality

    behind = {each.dataset for each in quality.coverage(night) if not each.county and each.state != "current"}
    assert {subject for code, subject in told if code.endswith("_delivery")} == behind
