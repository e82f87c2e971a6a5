"""Oracle of the rules about supervision: S03–S13 (rules §3)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from math import asin, cos, radians, sin, sqrt

from data.generator.clues import Book, File, Seen
from data.generator.legal_calendar import add_months
from data.generator.oracle import Finding
from data.generator.places import COUNTIES

_LIMITS = {"justice_office": 7, "county": 30}


def supervision_clues(book: Book) -> Iterator[Finding]:
    """All findings of these rules."""
    for file in book.files:
        yield from _away(file, "S03", "police.lodging", "county", "checked_in_at")
        yield from _away(file, "S04", "police.travel", "to_county", "departed_at")
        yield from _positioned_outside(file)
        yield from _two_places(file)
        yield from _machine(file)
        for one in file.of["police.border"]:
            if one.row["direction"] == "exit" and file.during(one.row["crossed_at"].date()):
                yield file.found("S09")
        yield from _not_back(book, file)
        yield from _beyond_authority(file)
        yield from _not_examined(book, file)
        yield from _device(book, file)
    yield from _plans_alike(book)


def _away(file: File, rule: str, dataset: str, place: str, moment: str) -> Iterator[Finding]:
    """One finding per episode: hits within three days of each other are one."""
    days = sorted(
        one.row[moment].date()
        for one in file.of[dataset]
        if one.row[moment] is not None
        and file.during(one.row[moment].date())
        and COUNTIES[one.row[place]].zone != file.zone
        and not file.covered(one.row[moment].date(), one.row[place])
    )
    last = None
    for day in days:
        if last is None or (day - last).days > 3:
            yield file.found(rule)
        last = day


def _positioned_outside(file: File) -> Iterator[Finding]:
    fixes = sorted(
        (one.row["fixed_at"], one.row["county"])
        for one in file.of["justice.positions"]
        if one.row["fixed_at"] is not None
    )

    def outside(fix: tuple[datetime, str]) -> bool:
        day = fix[0].date()
        return file.during(day) and COUNTIES[fix[1]].zone != file.zone and not file.covered(day, fix[1])

    for away, run in groupby(fixes, outside):
        times = [moment for moment, _ in run]
        if away and len(times) >= 3 and times[-1] - times[0] >= timedelta(minutes=30):
            yield file.found("S05")


def kilometres(one: str, other: str) -> float:
    """Distance between two counties' seats on a sphere."""
    a, b = COUNTIES[one], COUNTIES[other]
    north, east = radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)
    chord = sin(north / 2) ** 2 + cos(radians(a.latitude)) * cos(radians(b.latitude)) * sin(east / 2) ** 2
    return 2 * 6371 * asin(sqrt(chord))


def _two_places(file: File) -> Iterator[Finding]:
    """The device is in the zone while its bearer is a hundred kilometres away."""
    far = [(one.row["county"], one.row["checked_in_at"]) for one in file.of["police.lodging"]]
    far += [(one.row["to_county"], one.row["arrived_at"]) for one in file.of["police.travel"]]
    far = [(county, at) for county, at in far if at is not None and kilometres(county, file.term.county) >= 100]
    if not far or not file.in_correction:
        return
    home = [one.at for one in file.term.contacts if one.method == "app_check_in" and one.result == "normal"]
    home += [
        one.row["fixed_at"]
        for one in file.of["justice.positions"]
        if one.row["fixed_at"] is not None and COUNTIES[one.row["county"]].zone == file.zone
    ]
    if any(file.during(at.date()) and abs(moment - at) <= timedelta(hours=6) for moment in home for _, at in far):
        yield file.found("S06")


def _machine(file: File) -> Iterator[Finding]:
    minutes: dict[tuple[int, int], list[date]] = defaultdict(list)
    for one in file.term.contacts:
        if one.fixed and one.method == "app_check_in":
            minutes[one.at.hour, one.at.minute].append(one.day)
    for days in minutes.values():
        days.sort()
        if any((days[place + 19] - days[place]).days < 30 for place in range(len(days) - 19)):
            yield file.found("S06")


def _not_back(book: Book, file: File) -> Iterator[Finding]:
    granted = [one for one in file.leaves if one.row["approved"]]
    for one in granted:
        end, back = one.row["end_date"], one.row["returned_date"]
        longer = any(other.row["start_date"] <= end + timedelta(1) and other.row["end_date"] > end for other in granted)
        if end + timedelta(1) < book.night and (back is None or back > end) and not longer:
            yield file.found("S07", one.id)


def _days(one: Seen) -> int:
    return int((one.row["end_date"] - one.row["start_date"]).days) + 1


def _beyond_authority(file: File) -> Iterator[Finding]:
    granted = sorted((one for one in file.leaves if one.row["approved"]), key=lambda one: one.row["start_date"])
    for one in granted:
        if _days(one) > _LIMITS.get(one.row["approval_level"], 10_000):
            yield file.found("S08", one.id)
    for one, other in pairwise(granted):
        limit = _LIMITS.get(other.row["approval_level"], 10_000)
        jointly = _days(one) + _days(other)
        if max(_days(one), _days(other)) > limit:
            continue
        adjoining = (other.row["start_date"] - one.row["end_date"]).days - 1 <= 1
        within = other.row["end_date"] < add_months(one.row["start_date"], 2)
        if (adjoining and jointly > limit) or (within and jointly > 30 and limit <= 30):
            yield file.found("S08", other.id, one.id)


def _not_examined(book: Book, file: File) -> Iterator[Finding]:
    if file.row["correction_type"] != "temporary_release" or not file.in_correction or file.begun is None:
        return
    due = add_months(file.begun, 3)
    for one in file.of["justice.medical"]:
        due = max(due, one.row["next_due_date"] or add_months(one.row["examined_date"], 3))
    if due < book.night:
        yield file.found("S11")


def _device(book: Book, file: File) -> Iterator[Finding]:
    if not file.in_correction:
        return
    approvals = sorted(file.of["justice.devices"], key=lambda one: one.row["start_date"])
    for one in approvals:
        begun, removed = one.row["start_date"], one.row["removed_date"]
        renewed = any(other.row["start_date"] > begun for other in approvals)
        if one.row["ground"] is None or (
            not renewed and (removed or book.night) >= add_months(begun, 3) + timedelta(removed is not None)
        ):
            yield file.found("S12", one.id)


def _plans_alike(book: Book) -> Iterator[Finding]:
    """Plans of one office that say the same once names, numbers and dates are taken out."""
    alike: dict[tuple[str, str, str], list[tuple[File, Seen]]] = defaultdict(list)
    for file in book.files:
        if not file.in_correction:
            continue
        for one in file.of["justice.plans"]:
            text = re.sub(r"\d", "", one.row["text"].replace(file.term.person.name, ""))
            alike[file.term.county, file.row["office_name"], text].append((file, one))
    for plans in alike.values():
        if len({file.term.number for file, _ in plans}) >= 3:
            file, first = plans[0]
            yield file.found("S13", first.id, *(name for one, plan in plans for name in (one.id, plan.id)))
