"""What stands out in a delivery against its dataset's own recent ones: median and median deviation, in whole numbers.

Fewer than three recent deliveries are no measure; few rows never alarm. Each alarm says its figure, what is usual and
where the limit lies, so that a reader can do the sum again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from statistics import median
from typing import Literal

from pipelines.contracts import Dataset, canonical_columns
from pipelines.law.calendar import working_calendar
from pipelines.quality import texts
from pipelines.quality.deliveries import Delivered
from pipelines.quality.profile import Profile
from pipelines.settings import Guards

#: deliveries that say what is usual, and how few say nothing
RECENT, FEWEST_RECENT = 10, 3
#: rows; fewer repeated, future or emptied ones are single errors, not a fault of the export
FEWEST_ROWS = 10
#: rows; a dataset that usually has fewer may double or halve by chance
FEWEST_USUAL_ROWS = 50
#: working days, each with new rows, after which the same rows again are no chance
ALWAYS_CHANGED = 7
#: an increment may be small, but below half of a like day's rows somebody should look
_FEW = Fraction(1, 2)

Outcome = Literal["warn", "hold"]


@dataclass(frozen=True)
class Alarm:
    """One thing that stands out, or a rule that holds a delivery.

    `body` is a Chinese clause with the figure and the rule, `cure` a sentence; `about` a column or check, mostly empty.
    """

    guard: str
    outcome: Outcome
    figure: str
    usual: str
    bound: str
    body: str
    cure: str
    about: str = ""


@dataclass(frozen=True)
class Believed:
    """An accepted delivery with its profile: what later ones are measured against."""

    delivery: Delivered
    profile: Profile


@dataclass(frozen=True)
class Arrived:
    """A delivery that stood for its date, believed or not, with a digest of its rows."""

    day: date
    content: str


@dataclass(frozen=True)
class Usual:
    """The middle of recent figures, and how far they lie from it in the middle."""

    middle: Fraction
    deviation: Fraction

    @classmethod
    def of(cls, figures: Sequence[Fraction]) -> Usual:
        """Median and median deviation from it."""
        middle = Fraction(median(figures))
        return cls(middle, Fraction(median([abs(each - middle) for each in figures])))


def alarms(
    delivery: Delivered, profile: Profile, believed: Sequence[Believed], dataset: Dataset, guards: Guards
) -> list[Alarm]:
    """What stands out in a delivery against those believed before it, oldest first; in a fixed order."""
    recent = [each for each in believed if dataset.delivery == "full" or _like(each.delivery, delivery)][-RECENT:]
    if len(recent) < FEWEST_RECENT:
        return []
    found = [
        _repeated(delivery, profile, recent, dataset, guards),
        _future(delivery, profile, recent, dataset, guards),
        *_emptied(delivery, profile, recent, dataset, guards),
        _spike(delivery, recent, dataset, guards),
        _few(delivery, recent, dataset, guards),
    ]
    return [each for each in found if each is not None]


def _like(earlier: Delivered, delivery: Delivered) -> bool:
    """Events of a Sunday are measured against other days off."""
    return _worked(earlier.business_date) == _worked(delivery.business_date)


def _worked(day: date) -> bool | None:
    """None in a year the calendar does not know: nothing is then inferred from it."""
    calendar = working_calendar()
    return calendar.is_working(day) if calendar.knows(day) else None


def _repeated(
    delivery: Delivered, profile: Profile, recent: Sequence[Believed], dataset: Dataset, guards: Guards
) -> Alarm | None:
    """Rows whose key came before: of equal ones one stays, of different ones none, and then people are missing."""
    share = Fraction(profile.repeated, delivery.rows_in)
    usual = Usual.of([_share(each.profile.repeated, each.delivery.rows_in) for each in recent])
    limit = max(_exact(guards.most_repeated_share), usual.middle + guards.deviations * usual.deviation)
    if profile.repeated < FEWEST_ROWS or share <= limit:
        return None
    body = texts.repeated(profile.repeated, share, usual.middle, limit)
    return _of_shares("repeated_keys", "warn", share, usual.middle, limit, body, dataset)


def _future(
    delivery: Delivered, profile: Profile, recent: Sequence[Believed], dataset: Dataset, guards: Guards
) -> Alarm | None:
    """What is dated after the night is not known yet: a report dated ahead makes its person look unreported."""
    share = Fraction(profile.future, profile.rows)
    usual = Usual.of([_share(each.profile.future, each.profile.rows) for each in recent])
    limit = max(_exact(guards.most_future_share), usual.middle + guards.deviations * usual.deviation)
    if profile.future < FEWEST_ROWS or share <= limit:
        return None
    held = share > _exact(guards.held_future_share)
    limit = max(limit, _exact(guards.held_future_share)) if held else limit
    body = texts.future(delivery, profile.future, share, usual.middle, limit)
    return _of_shares("future_dates", "hold" if held else "warn", share, usual.middle, limit, body, dataset)


def _emptied(
    delivery: Delivered, profile: Profile, recent: Sequence[Believed], dataset: Dataset, guards: Guards
) -> list[Alarm]:
    """A column that lost its values makes everybody look as if nothing had happened to them.

    Held where most rows usually have a value and more than half of those are gone.
    """
    found = []
    known = [each for each in recent if each.profile.rows]
    if len(known) < FEWEST_RECENT:
        return []
    least = _exact(guards.most_emptied_share)
    for column in dataset.columns:
        # what was derived from a column tells of unreadable values, unless the column itself is empty
        for field in canonical_columns(column):
            share = Fraction(profile.filled[field.name], profile.rows)
            # most columns never had more than is allowed to go: nothing to take a median of
            top = share + least
            filled = [(each.profile.filled[field.name], each.profile.rows) for each in known]
            if all(count * top.denominator <= top.numerator * rows for count, rows in filled):
                continue
            usual = Usual.of([_share(count, rows) for count, rows in filled])
            lost = usual.middle - share
            allowed = max(least, guards.deviations * usual.deviation)
            if lost <= allowed or lost * profile.rows < FEWEST_ROWS:
                continue
            held = usual.middle >= Fraction(1, 2) and share < usual.middle / 2
            limit = usual.middle / 2 if held else usual.middle - allowed
            readable = field.name != column.name
            body = texts.emptied(column, share, usual.middle, limit, len(known), readable=readable)
            outcome: Outcome = "hold" if held else "warn"
            found.append(_of_shares("emptied_column", outcome, share, usual.middle, limit, body, dataset, field.name))
            break
    return found


def _spike(delivery: Delivered, recent: Sequence[Believed], dataset: Dataset, guards: Guards) -> Alarm | None:
    """Far more rows than usual: a wider export, another region's, or a backlog."""
    usual = Usual.of([Fraction(each.delivery.rows_in) for each in recent])
    limit = max(
        _exact(guards.most_times_recent_rows) * usual.middle, usual.middle + guards.deviations * usual.deviation
    )
    if delivery.rows_in - usual.middle < FEWEST_USUAL_ROWS or delivery.rows_in <= limit:
        return None
    body = texts.spike(delivery, usual.middle, limit, len(recent))
    return _of_rows("spike", delivery, usual.middle, limit, body, dataset)


def _few(delivery: Delivered, recent: Sequence[Believed], dataset: Dataset, guards: Guards) -> Alarm | None:
    """An increment of far fewer rows: contacts that did not come look like people out of contact."""
    if dataset.delivery == "full":  # held as shrunken
        return None
    usual = Usual.of([Fraction(each.delivery.rows_in) for each in recent])
    limit = min(_FEW * usual.middle, usual.middle - guards.deviations * usual.deviation)
    if usual.middle < FEWEST_USUAL_ROWS or delivery.rows_in >= limit:
        return None
    body = texts.few(delivery, usual.middle, limit, len(recent))
    return _of_rows("few_rows", delivery, usual.middle, limit, body, dataset)


def copied(
    delivery: Delivered, content: str, arrived: Sequence[Arrived], dataset: Dataset, guards: Guards
) -> Alarm | None:
    """The rows of the delivery before came again on a working day, though this dataset usually changes.

    On a day off nothing need change; but a copy that stood out on Friday is no better on Saturday.
    What is usual is seen on the working days before the run of equal deliveries began: a copy held yesterday teaches
    nothing. A dataset that changes rarely is named once it has stood still for `most_same_deliveries` working days.
    """
    if not arrived or arrived[-1].content != content:
        return None
    began = len(arrived) - 1
    while began and arrived[began - 1].content == content:
        began -= 1
    days = [*(each.day for each in arrived[began + 1 :]), delivery.business_date]
    again = sum(bool(_worked(day)) for day in days)
    if not again:
        return None
    before = arrived[: began + 1]
    changed = [each.content != last.content for last, each in pairwise(before) if _worked(each.day)][-RECENT:]
    since = arrived[began].day
    figure = f"{again}个工作日未变"
    if len(changed) >= FEWEST_RECENT and 2 * sum(changed) > len(changed):
        held = all(changed) and len(changed) >= ALWAYS_CHANGED
        body = texts.copied(since, again, sum(changed), len(changed))
        usual = f"{len(changed)}个工作日中{sum(changed)}个有变化"
        outcome: Outcome = "hold" if held else "warn"
        return Alarm("stale_copy", outcome, figure, usual, "工作日应有变化", body, _cure(outcome, dataset))
    if again >= guards.most_same_deliveries and delivery.rows_in >= FEWEST_ROWS:
        body = texts.standing_still(since, again, guards.most_same_deliveries)
        limit = f"少于{guards.most_same_deliveries}个工作日"
        return Alarm("stale_copy", "warn", figure, "", limit, body, _cure("warn", dataset))
    return None


def _share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def _exact(setting: float) -> Fraction:
    """A setting as it was written: 0.1 is a tenth."""
    return Fraction(str(setting))


def _of_shares(
    guard: str,
    outcome: Outcome,
    share: Fraction,
    usual: Fraction,
    limit: Fraction,
    body: str,
    dataset: Dataset,
    about: str = "",
) -> Alarm:
    figures = (texts.percent(share), texts.percent(usual), texts.percent(limit))
    return Alarm(guard, outcome, *figures, body, _cure(outcome, dataset), about)


def _of_rows(guard: str, delivery: Delivered, usual: Fraction, limit: Fraction, body: str, dataset: Dataset) -> Alarm:
    figures = (f"{delivery.rows_in}行", f"{texts.number(usual)}行", f"{texts.number(limit)}行")
    return Alarm(guard, "warn", *figures, body, _cure("warn", dataset))


def _cure(outcome: Outcome, dataset: Dataset) -> str:
    return texts.again(dataset) if outcome == "hold" else texts.look(dataset)
