"""When a county counts as silent, to the row and the day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quality.silence import Loss, listen

TENTH = Fraction(1, 10)
FIRST = date(2025, 10, 1)


def heard(*rows: int, recent: int = 7):
    return listen([(FIRST + timedelta(days=n), each) for n, each in enumerate(rows)], TENTH, recent)


@pytest.mark.parametrize(
    ("rows", "silent"),
    [
        ((100, 10), False),  # a tenth exactly
        ((100, 9), True),
        ((5, 0), True),  # the fewest usual rows that make a silence
        ((4, 0), False),  # few rows: none is nothing unusual
        ((4, 5, 0), False),  # median 4.5
        ((0, 0, 0), False),
        ((100,), False),
        ((), False),
    ],
)
def test_a_county_is_silent_below_a_tenth_of_its_usual_rows(rows, silent):
    assert heard(*rows).silent is silent


def test_a_silent_county_was_last_heard_on_the_last_day_it_was_not():
    assert heard(50, 50, 0, 0).last_heard == FIRST + timedelta(days=1)


def test_a_county_stays_silent_however_long_the_silence():
    found = heard(50, *([0] * 400))
    assert found.silent
    assert found.last_heard == FIRST


def test_a_county_that_speaks_again_is_heard():
    found = heard(50, 0, 0, 45)
    assert not found.silent
    assert found.last_heard == FIRST + timedelta(days=3)


def test_only_the_recent_days_say_what_is_usual():
    assert not heard(*([1000] * 3), *([200] * 7), 20).silent
    assert heard(*([1000] * 4), *([200] * 3), 20).silent


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40), st.integers(1, 20))
def test_the_last_day_heard_is_one_of_the_days_and_the_newest_exactly_if_not_silent(rows, recent):
    found = heard(*rows, recent=recent)
    newest = FIRST + timedelta(days=len(rows) - 1)
    assert found.last_heard is not None
    assert (found.last_heard == newest) is not found.silent


@given(st.lists(st.integers(0, 60), min_size=1, max_size=30))
def test_more_rows_never_make_a_county_silent(rows):
    if heard(*rows[:-1], rows[-1] + 1).silent:
        assert heard(*rows).silent


# ── losing most of the rows without falling silent ─────────────────────────────────────────────────

HALF = Loss(Fraction(1, 2), 5)


def full(*rows: int, confirmed: tuple[int, ...] = ()):
    days = [(FIRST + timedelta(days=n), each) for n, each in enumerate(rows)]
    return listen(days, TENTH, 7, HALF, {FIRST + timedelta(days=n) for n in confirmed})


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ((100, 100, 100, 50), "heard"),  # half exactly
        ((100, 100, 100, 49), "shrunken"),
        ((100, 100, 100, 10), "shrunken"),
        ((100, 100, 100, 9), "silent"),
        ((100, 100, 49), "heard"),  # two earlier ones are no measure
        ((20, 20, 20, 9), "shrunken"),
        ((19, 19, 19, 9), "heard"),  # too few rows to be missed
        ((40, 60, 50, 60, 40, 20), "heard"),  # 30 fewer, usually 10 apart: within five times
        ((53, 67, 60, 67, 53, 25), "heard"),  # 35 fewer, usually 7 apart: five times exactly
        ((53, 67, 60, 67, 53, 24), "shrunken"),
    ],
)
def test_a_county_of_a_full_delivery_is_shrunken_below_half_of_its_usual_rows(rows, state):
    assert full(*rows).state == state


def test_events_of_a_day_never_shrink():
    assert heard(100, 100, 100, 49).state == "heard"


def test_a_shrunken_county_was_last_heard_whole_before_and_stays_shrunken():
    found = full(100, 100, 100, *([40] * 30))
    assert (found.state, found.last_heard) == ("shrunken", FIRST + timedelta(days=2))


def test_a_confirmed_delivery_begins_the_measure_anew():
    assert full(100, 100, 100, 40, 40, confirmed=(3,)).state == "heard"
    assert full(100, 100, 100, 0, 0, confirmed=(3,)).state == "heard"
    assert full(100, 100, 100, 40, 40, 40, 15, confirmed=(3,)).state == "shrunken"


def listened_in_fractions(counts, least_share, recent, loss, confirmed):
    """The definition, word for word: medians and shares as fractions."""
    usual_rows, found = [], ("heard", None, 0, Fraction(0))
    for day, rows in counts:
        usual_rows = [] if day in confirmed else usual_rows[-recent:]
        usual = Fraction(median(map(Fraction, usual_rows))) if usual_rows else Fraction(0)
        deviation = Fraction(median([abs(each - usual) for each in usual_rows])) if usual_rows else Fraction(0)
        lost = len(usual_rows) >= 3 and usual >= 20 and rows < loss.least_share * usual
        if usual >= 5 and rows < least_share * usual:
            found = ("silent", found[1], rows, usual)
        elif lost and usual - rows > loss.deviations * deviation:
            found = ("shrunken", found[1], rows, usual)
        else:
            usual_rows.append(rows)
            found = ("heard", day, rows, usual)
    return found


@given(
    st.lists(st.integers(0, 60), max_size=30),
    st.fractions(Fraction(1, 50), Fraction(9, 10), max_denominator=50),
    st.fractions(Fraction(1, 50), Fraction(9, 10), max_denominator=50),
    st.integers(1, 8),
    st.integers(1, 6),
    st.sets(st.integers(0, 29), max_size=2),
)
def test_whole_numbers_say_what_fractions_say(rows, silent_share, lost_share, deviations, recent, confirmed):
    counts = [(FIRST + timedelta(days=n), each) for n, each in enumerate(rows)]
    days = {FIRST + timedelta(days=n) for n in confirmed}
    loss = Loss(lost_share, deviations)
    found = listen(counts, silent_share, recent, loss, days)
    wanted = listened_in_fractions(counts, silent_share, recent, loss, days)
    assert (found.state, found.last_heard, found.rows, found.usual) == wanted
