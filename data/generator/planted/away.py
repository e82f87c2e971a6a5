"""Away without leave: hotels, journeys, positions, borders, and places where nobody can have been (社矫法26, 27)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from data.generator.builder import Builder
from data.generator.legal_calendar import add_months
from data.generator.places import COUNTIES
from data.generator.planted.registry import in_good_order, plant
from data.generator.traces import border, stay, trip
from data.generator.world import NIGHTS, Record, Term

_LATE_ENTRY = "an approval may still be entered within the days of grace"


def _at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, second))


def _stay(b: Builder, term: Term, county: str, day: date, nights: int = 1) -> Record:
    return stay(b, term.person.id_no, term.person.name, county, day, nights)


def _trip(b: Builder, term: Term, start: str, target: str, day: date) -> Record:
    return trip(b, term.person.id_no, term.person.name, start, target, day)


def _permit(b: Builder, term: Term, county: str, start: date) -> None:
    b.add(
        "justice.permits",
        start,
        term.person,
        term.county,
        permit_no=f"常{start.year}-{b.next_number('permit'):04d}",
        correction_no=term.number,
        counties=COUNTIES[county].middle,
        start_date=start,
        end_date=add_months(start, 6) - timedelta(1),
    )


@plant("nights in a hotel outside the zone, no leave, no permit → S03")
def stayed_without_leave(b: Builder) -> None:
    _stay(b, in_good_order(b, "150102"), "150602", date(2025, 9, 10), 2)
    recent = in_good_order(b, "150203")
    _stay(b, recent, "610802", date(2025, 10, 13))
    b.tolerate("S03", recent.record, _LATE_ENTRY, *NIGHTS[:2])
    _stay(b, in_good_order(b, "150105"), "150121", date(2025, 8, 20))  # a 旗 of the same city is another zone
    _stay(b, in_good_order(b, "150121"), "150105", date(2025, 8, 27))


@plant("a hotel in another 区 of the same city, which is the same zone → nothing")
def stayed_inside_the_zone(b: Builder) -> None:
    _stay(b, in_good_order(b, "150104"), "150103", date(2025, 9, 10), 2)
    _stay(b, in_good_order(b, "150202"), "150206", date(2025, 10, 13))


@plant("leave refused, leave over, permit for another county, permit expired → S03")
def stayed_without_cover(b: Builder) -> None:
    refused = in_good_order(b, "150204")
    b.leave(refused, date(2025, 9, 9), 4, "150602", approved=False, returned_date=None)
    _stay(b, refused, "150602", date(2025, 9, 10))
    over = in_good_order(b, "150207")
    b.leave(over, date(2025, 9, 2), 3, "130102")
    _stay(b, over, "130102", date(2025, 9, 12))
    elsewhere = in_good_order(b, "150221")
    _permit(b, elsewhere, "150122", date(2025, 6, 2))
    _stay(b, elsewhere, "150123", date(2025, 9, 15))
    expired = in_good_order(b, "150103")
    _permit(b, expired, "150223", date(2025, 2, 3))
    _stay(b, expired, "150223", date(2025, 9, 15))


@plant("the night is covered by an approved leave or a standing permit → nothing")
def stayed_with_cover(b: Builder) -> None:
    on_leave = in_good_order(b, "150222")
    b.leave(on_leave, date(2025, 9, 9), 4, "130102")
    _stay(b, on_leave, "130102", date(2025, 9, 9), 3)
    permitted = in_good_order(b, "150105")
    _permit(b, permitted, "150121", date(2025, 7, 1))
    _stay(b, permitted, "150121", date(2025, 9, 15))
    _trip(b, permitted, "150105", "150121", date(2025, 9, 15))


@plant("a hotel elsewhere before the correction began, or after it had ended → nothing")
def stayed_before_and_after(b: Builder) -> None:
    begun = in_good_order(b, "150102", effective=date(2025, 9, 16))
    _stay(b, begun, "130102", date(2025, 8, 20))
    over = in_good_order(b, "150203", effective=date(2024, 8, 13), penalty=("imprisonment", 8), probation=12)
    _stay(b, over, "130102", date(2025, 8, 25))


@plant("journeys out of the zone without leave → S04; the way back is no second one")
def travelled_without_leave(b: Builder) -> None:
    one = in_good_order(b, "150104")
    _trip(b, one, "150104", "130102", date(2025, 9, 3))
    _trip(b, one, "130102", "150104", date(2025, 9, 5))
    recent = in_good_order(b, "150202")
    _trip(b, recent, "150202", "150102", date(2025, 10, 14))
    b.tolerate("S04", recent.record, _LATE_ENTRY, *NIGHTS[:2])
    _trip(b, in_good_order(b, "150124"), "150124", "150105", date(2025, 8, 19))


@plant("out and back, with a night between: one S03 and one S04")
def one_episode_away(b: Builder) -> None:
    term = in_good_order(b, "150205")
    _trip(b, term, "150205", "140212", date(2025, 9, 17))
    _stay(b, term, "140212", date(2025, 9, 17), 2)
    _trip(b, term, "140212", "150205", date(2025, 9, 19))


@plant("two journeys two days apart are one episode; another three weeks later is a second one → S04 twice")
def two_episodes_away(b: Builder) -> None:
    term = in_good_order(b, "150102")
    for day in (date(2025, 8, 20), date(2025, 8, 22), date(2025, 9, 12)):
        _trip(b, term, "150102", "150902", day)


@plant("a journey inside the zone, or with leave, or home again → nothing")
def travelled_in_order(b: Builder) -> None:
    _trip(b, in_good_order(b, "150207"), "150207", "150202", date(2025, 9, 3))
    term = in_good_order(b, "150221")
    b.leave(term, date(2025, 9, 9), 5, "130102")
    _trip(b, term, "150221", "130102", date(2025, 9, 9))
    _trip(b, term, "130102", "150221", date(2025, 9, 13))
    _trip(b, in_good_order(b, "150123"), "130102", "150123", date(2025, 9, 13))


def monitored(b: Builder, term: Term) -> Term:
    """Wears a device since the end of August, in good order."""
    term.record.values["electronic_monitoring"] = True
    b.device(term, date(2025, 8, 26))
    return term


def _fixes(b: Builder, term: Term, county: str, start: datetime, minutes: tuple[int, ...]) -> None:
    place = COUNTIES[county]
    for minute in minutes:
        moment = start + timedelta(minutes=minute)
        b.add(
            "justice.positions",
            moment.date(),
            term.person,
            term.county,
            correction_no=term.number,
            fixed_at=moment,
            device="wristband",
            longitude=round(place.longitude + 0.0003 * minute / 60, 6),
            latitude=round(place.latitude, 6),
            county=county,
        )


@plant("three fixes or more over half an hour or more outside the zone → S05")
def positioned_outside(b: Builder) -> None:
    _fixes(b, monitored(b, in_good_order(b, "150102")), "150123", _at(date(2025, 10, 12), 9), (0, 40, 80, 120))
    recent = monitored(b, in_good_order(b, "150203"))
    _fixes(b, recent, "150221", _at(date(2025, 10, 13), 14), (0, 15, 30))
    b.tolerate("S05", recent.record, _LATE_ENTRY, *NIGHTS[:2])


@plant("two fixes outside, or three within 29 minutes, or three in another 区 of the city → nothing")
def positioned_barely_outside(b: Builder) -> None:
    _fixes(b, monitored(b, in_good_order(b, "150104")), "150123", _at(date(2025, 10, 12), 9), (0, 50))
    _fixes(b, monitored(b, in_good_order(b, "150202")), "150221", _at(date(2025, 10, 13), 14), (0, 15, 29))
    _fixes(b, monitored(b, in_good_order(b, "150105")), "150103", _at(date(2025, 10, 13), 14), (0, 30, 60))


@plant("hours of fixes outside, on approved leave → nothing")
def positioned_on_leave(b: Builder) -> None:
    term = monitored(b, in_good_order(b, "150204"))
    b.leave(term, date(2025, 10, 11), 4, "150222")
    _fixes(b, term, "150222", _at(date(2025, 10, 12), 9), (0, 60, 120, 180))


def _check_in(b: Builder, term: Term, moment: datetime) -> None:
    one = b.contact(moment.date(), method="app_check_in")
    one.at = moment
    term.contacts.append(one)


@plant("the telephone checks in at home while its owner checks in at a hotel 400 km away → S06")
def telephone_left_at_home(b: Builder) -> None:
    term = in_good_order(b, "150102")
    b.leave(term, date(2025, 9, 9), 4, "130102")
    _stay(b, term, "130102", date(2025, 9, 10), 2).values["checked_in_at"] = _at(date(2025, 9, 10), 18, 30)
    _check_in(b, term, _at(date(2025, 9, 10), 18, 5))


@plant("the wristband lies at home while its wearer gets off the train far away → S06")
def wristband_left_at_home(b: Builder) -> None:
    term = monitored(b, in_good_order(b, "150203"))
    b.leave(term, date(2025, 10, 11), 4, "130102")
    _trip(b, term, "150203", "130102", date(2025, 10, 12)).values.update(
        departed_at=_at(date(2025, 10, 12), 8), arrived_at=_at(date(2025, 10, 12), 13, 30)
    )
    _fixes(b, term, "150203", _at(date(2025, 10, 12), 13), (0, 30, 60))


@plant("checked in at home in the morning, at a far hotel eleven hours later; or at a hotel 32 km away → nothing")
def telephone_taken_along(b: Builder) -> None:
    term = in_good_order(b, "150105")
    b.leave(term, date(2025, 9, 9), 4, "130102")
    _stay(b, term, "130102", date(2025, 9, 10), 2).values["checked_in_at"] = _at(date(2025, 9, 10), 19, 30)
    _check_in(b, term, _at(date(2025, 9, 10), 8, 5))
    near = in_good_order(b, "150102")
    b.leave(near, date(2025, 9, 9), 4, "150125")
    _stay(b, near, "150125", date(2025, 9, 10), 2).values["checked_in_at"] = _at(date(2025, 9, 10), 18, 30)
    _check_in(b, near, _at(date(2025, 9, 10), 18, 5))


def _every_morning(b: Builder, term: Term, days: int, *, fixed: bool = True) -> None:
    for place in range(days):
        day = date(2025, 9, 20) + timedelta(place)
        _check_in(b, term, _at(day, 8, 1, (place * 7) % 60))
        term.contacts[-1].fixed = fixed


@plant("twenty check-ins in the same minute of the day at the same spot → S06")
def checked_in_by_a_machine(b: Builder) -> None:
    _every_morning(b, in_good_order(b, "150207"), 20)


@plant("nineteen such check-ins; or twenty in one minute of the day, but all over the town → nothing")
def checked_in_punctually(b: Builder) -> None:
    _every_morning(b, in_good_order(b, "150204"), 19)
    _every_morning(b, in_good_order(b, "150121"), 20, fixed=False)


@plant("left the country during correction → S09; coming home is none")
def left_the_country(b: Builder) -> None:
    for county, day in (("150105", date(2025, 9, 4)), ("150202", date(2025, 10, 14)), ("150221", date(2025, 8, 13))):
        term = in_good_order(b, county)
        border(b, term.person, "exit", day)
        if day < date(2025, 10, 1):
            border(b, term.person, "entry", day + timedelta(2))


@plant("left the country before the correction began or after it had ended; came home during it → nothing")
def crossed_in_order(b: Builder) -> None:
    later = in_good_order(b, "150102", effective=date(2025, 9, 16))
    border(b, later.person, "exit", date(2025, 8, 20))
    border(b, later.person, "entry", date(2025, 9, 20))
    over = in_good_order(b, "150203", effective=date(2024, 8, 13), penalty=("imprisonment", 8), probation=12)
    border(b, over.person, "exit", date(2025, 8, 25))
