"""When a county falls silent or loses most of its rows: against its own recent ones, the lost ones left out."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

#: rows; a county that usually sends fewer may well send none
LEAST_USUAL_ROWS = 5
#: earlier deliveries (full) and days (increments) that say what is usual
RECENT_DELIVERIES = 7
RECENT_DAYS = 14


#: of a county that lost rows but not all: rows it usually has, deliveries that say so, and how many usual deviations
#: from day to day a loss must exceed
LEAST_USUAL_FULL_ROWS = 20
FEWEST_RECENT = 3


@dataclass(frozen=True)
class Loss:
    """When a county of a full delivery has lost most of its rows, though it is not silent."""

    least_share: Fraction
    deviations: int


@dataclass(frozen=True)
class Heard:
    """A county's newest state, the last day it was heard whole, its newest and its usual rows."""

    state: Literal["heard", "silent", "shrunken"]
    last_heard: date | None
    rows: int
    usual: Fraction

    @property
    def silent(self) -> bool:
        """Next to nothing came."""
        return self.state == "silent"


def listen(
    counts: Iterable[tuple[date, int]],
    least_share: Fraction,
    recent: int,
    loss: Loss | None = None,
    confirmed: Collection[date] = (),
) -> Heard:
    """Walk a county's rows per delivery or day, oldest first, and tell how it stands on the newest.

    Silent: fewer rows than `least_share` of the median of the last `recent` heard ones, which is at least
    `LEAST_USUAL_ROWS`. Shrunken (with `loss`): fewer than its share of that median, and by more than the usual
    deviations. Neither lowers the measure, else a county would count as heard after a week of it. Of the `confirmed`
    days a person said that they are right: the measure begins anew with them.
    """
    usual_rows: deque[int] = deque(maxlen=recent)
    state: Literal["heard", "silent", "shrunken"] = "heard"
    last_heard: date | None = None
    rows = twice_usual = 0
    for day, rows in counts:
        if day in confirmed:
            usual_rows.clear()
        twice_usual = _twice_median(usual_rows)
        if twice_usual >= 2 * LEAST_USUAL_ROWS and _below(rows, least_share, twice_usual):
            state = "silent"
        elif loss is not None and _lost(rows, usual_rows, twice_usual, loss):
            state = "shrunken"
        else:
            usual_rows.append(rows)
            state, last_heard = "heard", day
    return Heard(state, last_heard, rows, Fraction(twice_usual, 2))


def _twice_median(values: Collection[int]) -> int:
    """Twice the median of whole numbers is whole: years of days are walked for every county of every dataset."""
    if not values:
        return 0
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] + ordered[middle if len(ordered) % 2 else middle - 1]


def _below(rows: int, share: Fraction, twice_usual: int) -> bool:
    return 2 * rows * share.denominator < share.numerator * twice_usual


def _lost(rows: int, usual_rows: Collection[int], twice_usual: int, loss: Loss) -> bool:
    if len(usual_rows) < FEWEST_RECENT or twice_usual < 2 * LEAST_USUAL_FULL_ROWS:
        return False
    if not _below(rows, loss.least_share, twice_usual):
        return False
    four_deviations = _twice_median([abs(2 * each - twice_usual) for each in usual_rows])
    return 2 * twice_usual - 4 * rows > loss.deviations * four_deviations
