"""When a county falls silent: its rows against its own recent ones, days of silence left out of the measure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

#: rows; a county that usually sends fewer may well send none
LEAST_USUAL_ROWS = 5
#: earlier deliveries (full) and days (increments) that say what is usual
RECENT_DELIVERIES = 7
RECENT_DAYS = 14


@dataclass(frozen=True)
class Heard:
    """A county's newest state: silent or not, the last day it was heard, its newest and its usual rows."""

    silent: bool
    last_heard: date | None
    rows: int
    usual: Fraction


def listen(counts: Iterable[tuple[date, int]], least_share: Fraction, recent: int) -> Heard:
    """Walk a county's rows per delivery or day, oldest first, and tell how it stands on the newest.

    Silent: fewer rows than `least_share` of the median of the last `recent` non-silent ones, which is at least
    `LEAST_USUAL_ROWS`. Silence does not lower the measure, else a county would count as heard after a week of it.
    """
    usual_rows: deque[int] = deque(maxlen=recent)
    heard = Heard(False, None, 0, Fraction(0))
    for day, rows in counts:
        usual = Fraction(median(map(Fraction, usual_rows))) if usual_rows else Fraction(0)
        if usual >= LEAST_USUAL_ROWS and rows < least_share * usual:
            heard = Heard(True, heard.last_heard, rows, usual)
            continue
        usual_rows.append(rows)
        heard = Heard(False, day, rows, usual)
    return heard
