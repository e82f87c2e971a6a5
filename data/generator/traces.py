"""Traces outside correction: hotels, journeys, borders, positions, the population register."""

from __future__ import annotations

from datetime import date, timedelta

from data.generator import texts
from data.generator.builder import Builder
from data.generator.places import COUNTIES, PORTS, REGION
from data.generator.world import FIRST_NIGHT, HISTORY_FROM, NIGHTS, Person, Record, Term


def stay(b: Builder, id_no: str, name: str, county: str, day: date, nights: int) -> Record:
    """A stay in a hotel, checked in in the evening, out in the morning."""
    moment = b.contact(day).at.replace(hour=b.rng.randrange(18, 23))
    return b.add(
        "police.lodging",
        day,
        None,
        id_no=id_no,
        person_name=name,
        hotel_name=b.rng.choice(texts.HOTELS),
        county=county,
        checked_in_at=moment,
        checked_out_at=moment.replace(hour=9) + timedelta(nights),
    )


def trip(b: Builder, id_no: str, name: str, start: str, target: str, day: date) -> Record:
    """A journey of some hours."""
    moment = b.contact(day).at.replace(hour=b.rng.randrange(7, 17))
    mode = b.rng.choices(("rail", "road", "air"), (60, 35, 5))[0]
    service = {"rail": "D67", "road": "蒙A", "air": "CA1"}[mode] + f"{b.rng.randrange(10, 99)}"
    return b.add(
        "police.travel",
        day,
        None,
        id_no=id_no,
        person_name=name,
        mode=mode,
        service_no=service,
        from_county=start,
        to_county=target,
        departed_at=moment,
        arrived_at=moment + timedelta(hours=b.rng.randrange(1, 6)),
    )


def before_and_after(b: Builder) -> None:
    """Hotels, journeys and borders of people before their correction begins or after it has ended."""
    moves = {id(term.person) for term in b.world.terms if term.transfers_out or term.transfers_in}
    free = []
    for term in b.world.terms:
        values = term.record.values
        if term.record.planted or id(term.person) in moves or term.person.died or term.final_status != "discharged":
            continue
        if values["ended_date"] and values["ended_date"] < HISTORY_FROM - timedelta(30):
            free.append(term.person)
    for person in b.rng.sample(free, min(len(free), max(160, len(free) // 10))):
        day = HISTORY_FROM + timedelta(b.rng.randrange((NIGHTS[-1] - HISTORY_FROM).days - 4))
        target, roll = b.rng.choice(list(COUNTIES)), b.rng.random()
        if roll < 0.5:
            trip(b, person.id_no, person.name, "150102", target, day)
            stay(b, person.id_no, person.name, target, day, 2)
        elif roll < 0.85:
            trip(b, person.id_no, person.name, target, "150203", day)
        else:
            _abroad(b, person, day)
    for day in NIGHTS:
        for person in b.rng.sample(free, min(len(free), 14)):
            trip(b, person.id_no, person.name, "150202", b.rng.choice(list(COUNTIES)), day)
            stay(b, person.id_no, person.name, b.rng.choice(list(COUNTIES)), day, 1)
        for person in b.rng.sample(free, min(len(free), 3)):
            _abroad(b, person, day)


def border(b: Builder, person: Person, direction: str, day: date) -> Record:
    """One crossing."""
    moment = b.contact(day).at
    return b.add(
        "police.border",
        moment.date(),
        None,
        id_no=person.id_no,
        person_name=person.name,
        direction=direction,
        port=b.rng.choice(PORTS),
        crossed_at=moment,
        travel_document_no=f"E{int(person.number[1:]) * 7919 % 10**8:08d}",
    )


def _abroad(b: Builder, person: Person, day: date) -> None:
    border(b, person, "exit", day)
    border(b, person, "entry", day + timedelta(4))


def top_up_contacts(b: Builder) -> None:
    """No county has fewer than six contacts on any day, so that silence stands out."""
    by_county: dict[str, list[Term]] = {code: [] for code in REGION}
    for term in b.world.terms:
        if not term.record.planted and term.record.values["reported_date"]:
            by_county[term.county].append(term)
    for terms in by_county.values():
        made: dict[date, set[str]] = {}
        for term in terms:
            for contact in term.contacts:
                made.setdefault(contact.day, set()).add(term.number)
        day = HISTORY_FROM
        while day <= NIGHTS[-1]:
            seen = made.get(day, set())
            able = [
                term
                for term in terms
                if term.number not in seen
                and term.record.values["reported_date"] < day < term.record.values["ended_date"]
            ]
            wanted = max(0, 6 - len(seen))
            for term in b.rng.sample(able, min(wanted, len(able))):
                term.contacts.append(b.contact(day, method="app_check_in"))
            day += timedelta(1)


def keep_telephones_with_people(b: Builder) -> None:
    """On and around days away nobody checks in by an app that stands at home."""
    away: dict[str, set[date]] = {}
    for dataset, moments in (
        ("police.lodging", ("checked_in_at", "checked_out_at")),
        ("police.travel", ("departed_at", "arrived_at")),
    ):
        for record in b.world.records[dataset]:
            days = away.setdefault(record.values["id_no"], set())
            for moment in moments:
                day = record.values[moment].date()
                days |= {day - timedelta(1), day, day + timedelta(1)}
    for term in b.world.terms:
        if term.record.planted or term.person.id_no not in away:
            continue
        for contact in term.contacts:
            if contact.method == "app_check_in" and contact.day in away[term.person.id_no]:
                contact.method = "telephone"


def population(b: Builder) -> None:
    """Everyone with a resident number whom the other systems asked about."""
    for person in b.world.people:
        if person.id_type != "resident_id":
            continue
        status = "died" if person.died else "normal"
        record = b.add(
            "police.population",
            FIRST_NIGHT,
            person,
            id_no=person.id_no,
            person_name=person.name,
            former_name=person.former_name,
            sex=person.sex,
            birth_date=person.birth,
            ethnicity=person.ethnicity,
            household_county=person.household,
            status=status,
            status_date=person.died,
            former_id_no=person.former_id_no,
        )
        record.planted = ""


def positions(b: Builder) -> None:
    """A fix every three hours from each device, at home or nearby."""
    for term in b.world.terms:
        if not term.monitored:
            continue
        place, day = REGION[term.county], date(2025, 10, 11)
        while day <= NIGHTS[-1]:
            for hour in range(1, 24, 3):
                moment = b.contact(day, hour=hour).at
                b.add(
                    "justice.positions",
                    day,
                    term.person,
                    term.county,
                    correction_no=term.number,
                    fixed_at=moment,
                    device="phone" if b.rng.random() < 0.6 else "wristband",
                    longitude=round(place.longitude + b.rng.uniform(-0.01, 0.01), 6),
                    latitude=round(place.latitude + b.rng.uniform(-0.01, 0.01), 6),
                    county=term.county,
                )
            day += timedelta(1)
