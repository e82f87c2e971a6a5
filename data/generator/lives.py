"""Ordinary lives: people whose records no rule has a reason to mention."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from data.generator.builder import Builder
from data.generator.incidents import Incidents
from data.generator.legal_calendar import add_months, is_working_day, term_end
from data.generator.places import OUTSIDE, REGION, SILENT_COUNTY, basic_court
from data.generator.supervision import accompany
from data.generator.traces import before_and_after, keep_telephones_with_people, top_up_contacts
from data.generator.world import HISTORY_FROM, NIGHTS, Handed, Term

_KINDS = ("probation", "public_surveillance", "temporary_release")
_FROM, _TO = date(2023, 1, 3), date(2025, 10, 13)


def ordinary_lives(b: Builder, count: int, releases: int, counties: tuple[str, ...], finished: float = 0.0) -> None:
    """Until the world holds `count` sentences: people received, supervised and discharged as the law has it."""
    extras = Incidents(b)
    while len(b.world.sentences) < count:
        if b.rng.random() < 0.025:
            _outside(b)
        else:
            _inside(b, extras, count, counties, finished)
    for _ in range(releases):
        _release(b, extras, counties)
    for _ in range(12):
        _sentenced_elsewhere(b, extras)
    before_and_after(b)
    top_up_contacts(b)
    keep_telephones_with_people(b)


def _pronounced(b: Builder) -> date:
    while True:
        day = _FROM + timedelta(b.rng.randrange((_TO - _FROM).days + 1))
        if is_working_day(day):
            return day


def _outside(b: Builder) -> None:
    county = b.rng.choice(list(OUTSIDE))
    person = b.person(county)
    # The deciding court lies in the region, the execution outside it.
    b.sentence(person, county, pronounced=_pronounced(b), court=basic_court(b.rng.choice(list(REGION))))


def _inside(b: Builder, extras: Incidents, count: int, counties: tuple[str, ...], finished: float) -> None:
    county = b.rng.choices(counties, [REGION[code].weight for code in counties])[0]
    kind = b.rng.choices(_KINDS, (93, 5, 2))[0]
    if finished and b.rng.random() < finished:
        _long_over(b, county, extras)
        return
    first = b.sentence(b.person(county), county, pronounced=_pronounced(b), kind=kind)
    accused = [first]
    if kind == "probation" and "刑初" in first.record.values["case_no"] and b.rng.random() < 0.1:
        accused += _co_defendants(b, first, min(b.rng.choice((1, 1, 2)), count - len(b.world.sentences)))
    for handed in accused:
        follow(b, handed, extras)


def _long_over(b: Builder, county: str, extras: Incidents) -> None:
    """A year of probation served by the summer of 2024 at the latest."""
    pronounced = date(2022, 1, 4) + timedelta(b.rng.randrange(500))
    while not is_working_day(pronounced):
        pronounced += timedelta(1)
    penalty = ("imprisonment", b.rng.choice((6, 7, 8, 9, 10, 12)))
    follow(b, b.sentence(b.person(county), county, pronounced=pronounced, penalty=penalty, probation=12), extras)


def _co_defendants(b: Builder, first: Handed, number: int) -> list[Handed]:
    values = first.record.values
    same: dict[str, Any] = {
        column: values[column]
        for column in (
            "court_name",
            "court_code",
            "served_date",
            "decision_type",
            "charges",
            "notified_date",
            "documents_sent_date",
            "execution_notice_no",
        )
    }
    others = []
    for _ in range(number):
        other = b.sentence(
            b.person(first.county),
            first.county,
            pronounced=values["pronounced_date"],
            case_no=values["case_no"],
            born=first.record.born,
            **same,
        )
        other.record.values["effective_date"] = values["effective_date"]
        other.effective, other.trigger = first.effective, first.trigger
        if other.record.values["probation_term"] and "detention" in other.record.values["principal_penalty"]:
            other.record.values["charges"] = values["charges"]
        others.append(other)
    return others


def _move_end(decided: dict[str, Any], registered: dict[str, Any]) -> None:
    """Half a year more, by court (or prison) and register alike; a month less where the law knows no longer term."""
    if "release_no" in decided:
        decided["sentence_end_date"] = add_months(decided["sentence_end_date"], 6)
        return
    term = "probation_term" if decided["probation_term"] else "principal_penalty"
    kind, months = decided[term]
    # 刑法38、69、73: the longest term of correction by kind of penalty
    longest = {"detention": 12, "public_surveillance": 24}.get(decided["principal_penalty"][0], 60)
    decided[term] = registered[term] = (kind, months + 6 if months + 6 <= longest else months - 1)


def follow(b: Builder, handed: Handed, extras: Incidents) -> Term:
    """Register row, supervision and the end of an ordinary sentence or release."""
    rng = b.rng
    term = b.register(handed)
    values = term.record.values
    if handed.county == SILENT_COUNTY:
        while NIGHTS[0] <= values["end_date"] <= NIGHTS[-1]:
            _move_end(handed.record.values, values)
            values["end_date"] = values["ended_date"] = b.end_of(handed)
    if rng.random() < 0.01:
        values["supervision_level"], term.interval = None, 15
    active = values["reported_date"] < HISTORY_FROM - timedelta(60)
    if handed.kind == "probation" and active and rng.random() < 0.012:
        extras.revoked(handed, term)
    elif active and rng.random() < 0.012:
        return extras.moved(handed, term)
    elif active and rng.random() < 0.008 and values["ended_date"] < HISTORY_FROM:
        extras.died(term)
    extras.supervision(term)
    return accompany(b, term)


def _release(b: Builder, extras: Incidents, counties: tuple[str, ...]) -> None:
    county = b.rng.choice(counties)
    kind = b.rng.choices(("parole", "temporary_release", "sentence_served"), (30, 12, 18))[0]
    left = b.rng.choice((14, 20, 26, 32, 38))
    released = date(2023, 2, 1) + timedelta(b.rng.randrange(960))
    while county == SILENT_COUNTY and NIGHTS[0] <= term_end(released, left) <= NIGHTS[-1]:
        released -= timedelta(7)
    handed = b.release(county, kind, released, years=b.rng.randrange(4, 12), left=left)
    if kind != "sentence_served":
        follow(b, handed, extras)


def _sentenced_elsewhere(b: Builder, extras: Incidents) -> None:
    """A register row whose court is outside the region: no sentence of it is ever delivered."""
    county = b.rng.choice([code for code in REGION if code != SILENT_COUNTY])
    where = b.rng.choice(["130102", "140212", "610802"])
    handed = b.sentence(b.person(county), where, pronounced=_pronounced(b), probation=36, penalty=("imprisonment", 24))
    b.world.sentences.remove(handed)
    handed.county = county
    handed.record.values["execution_county"] = county
    follow(b, handed, extras)
