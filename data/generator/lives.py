"""Ordinary lives: people whose records no rule has a reason to mention."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from data.generator import texts
from data.generator.builder import Builder
from data.generator.legal_calendar import add_months, due_day, is_working_day
from data.generator.places import COUNTIES, OUTSIDE, REGION, SILENT_COUNTY
from data.generator.world import FIRST_NIGHT, HISTORY_FROM, NIGHTS, Handed, Term

_KINDS = ("probation", "public_surveillance", "temporary_release")
_FROM, _TO = date(2023, 1, 3), date(2025, 10, 13)


def accompany(b: Builder, term: Term, *, contacts: bool = True, plan: bool = True) -> Term:
    """What every term of correction brings: contacts, plan, exit control, medical reports."""
    values = term.record.values
    if contacts:
        b.contacts(term)
    begun = values["reported_date"] or values["received_date"]
    if begun is None or begun > NIGHTS[-1]:
        return term
    stop = values["ended_date"] or NIGHTS[-1]
    if stop >= date(2025, 4, 1):
        _exit_control(b, term, begun)
    if plan and stop >= FIRST_NIGHT:
        made = begun + timedelta(b.rng.randrange(2, 8))
        b.add("justice.plans", made, term.person, term.county, plan_no=f"案{made.year}-{b.next_number('plan'):05d}",
              correction_no=term.number, made_date=made, text=texts.plan_text(b.rng, term.person.name))  # fmt: skip
    if values["correction_type"] == "temporary_release":
        _medical(b, term, begun, min(stop, NIGHTS[-1]))
    return term


def _exit_control(b: Builder, term: Term, begun: date) -> None:
    values, day = term.record.values, begun + timedelta(b.rng.randrange(0, 5))
    b.add("justice.exit_control", day, term.person, term.county, report_no=f"备{day.year}-{b.next_number('exit'):05d}",
          correction_no=term.number, reported_date=day, start_date=day, end_date=values["end_date"],
          withdrawn_date=values["ended_date"])  # fmt: skip


def _medical(b: Builder, term: Term, begun: date, stop: date) -> None:
    day = begun + timedelta(b.rng.randrange(20, 60))
    while day <= stop:
        handed_in = day + timedelta(b.rng.randrange(1, 6))
        b.add("justice.medical", handed_in, term.person, term.county, report_no=f"复{day.year}-{b.next_number('med'):04d}",
              correction_no=term.number, examined_date=day, submitted_date=handed_in,
              hospital=b.rng.choice(texts.HOSPITALS), next_due_date=add_months(day, 3))  # fmt: skip
        day += timedelta(b.rng.randrange(60, 80))


def ordinary_lives(b: Builder, count: int, releases: int = 60) -> None:
    """Until the world holds `count` sentences: people received, supervised and discharged as the law has it."""
    extras = _Extras(b)
    while len(b.world.sentences) < count:
        if b.rng.random() < 0.025:
            _outside(b)
        else:
            _inside(b, extras, count)
    for _ in range(releases):
        _release(b, extras)
    for _ in range(12):
        _sentenced_elsewhere(b, extras)
    _before_and_after(b)
    _top_up_contacts(b)


def _pronounced(b: Builder) -> date:
    while True:
        day = _FROM + timedelta(b.rng.randrange((_TO - _FROM).days + 1))
        if is_working_day(day):
            return day


def _outside(b: Builder) -> None:
    county = b.rng.choice(list(OUTSIDE))
    person = b.person(county)
    court = b.case_no  # the deciding court lies in the region, the execution outside it
    del court
    from data.generator.places import basic_court

    b.sentence(person, county, pronounced=_pronounced(b), court=basic_court(b.rng.choice(list(REGION))))


def _inside(b: Builder, extras: _Extras, count: int) -> None:
    counties = list(REGION)
    county = b.rng.choices(counties, [REGION[code].weight for code in counties])[0]
    kind = b.rng.choices(_KINDS, (93, 5, 2))[0]
    first = b.sentence(b.person(county), county, pronounced=_pronounced(b), kind=kind)
    accused = [first]
    if kind == "probation" and "刑初" in first.record.values["case_no"] and b.rng.random() < 0.1:
        accused += _co_defendants(b, first, min(b.rng.choice((1, 1, 2)), count - len(b.world.sentences)))
    for handed in accused:
        follow(b, handed, extras)


def _co_defendants(b: Builder, first: Handed, number: int) -> list[Handed]:
    values = first.record.values
    same: dict[str, Any] = {
        column: values[column]
        for column in ("court_name", "court_code", "served_date", "decision_type", "charges", "notified_date",
                       "documents_sent_date", "execution_notice_no")
    }  # fmt: skip
    others = []
    for _ in range(number):
        other = b.sentence(b.person(first.county), first.county, pronounced=values["pronounced_date"],
                           case_no=values["case_no"], born=first.record.born, **same)  # fmt: skip
        other.record.values["effective_date"] = values["effective_date"]
        other.effective, other.trigger = first.effective, first.trigger
        if other.record.values["probation_term"] and "detention" in other.record.values["principal_penalty"]:
            other.record.values["charges"] = values["charges"]
        others.append(other)
    return others


def follow(b: Builder, handed: Handed, extras: _Extras) -> Term:
    """Register row, supervision and the end of an ordinary sentence or release."""
    rng = b.rng
    term = b.register(handed)
    values = term.record.values
    if handed.county == SILENT_COUNTY:
        while NIGHTS[0] <= values["end_date"] <= NIGHTS[-1]:
            handed.record.values["probation_term"] = ("probation", handed.record.values["probation_term"][1] + 6)
            values["probation_term"] = handed.record.values["probation_term"]
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


def _release(b: Builder, extras: _Extras) -> None:
    county = b.rng.choice(list(REGION))
    kind = b.rng.choices(("parole", "temporary_release", "sentence_served"), (30, 12, 18))[0]
    released = date(2023, 2, 1) + timedelta(b.rng.randrange(960))
    handed = b.release(county, kind, released, years=b.rng.randrange(4, 12), left=b.rng.choice((14, 20, 26, 32, 38)))
    if kind != "sentence_served":
        term = follow(b, handed, extras)
        if handed.county == SILENT_COUNTY and NIGHTS[0] <= term.record.values["end_date"] <= NIGHTS[-1]:
            raise AssertionError("an ordinary release ends while its county is silent: choose another seed")


def _sentenced_elsewhere(b: Builder, extras: _Extras) -> None:
    """A register row whose court is outside the region: no sentence of it is ever delivered."""
    county = b.rng.choice([code for code in REGION if code != SILENT_COUNTY])
    where = b.rng.choice(["130102", "140202", "610802"])
    handed = b.sentence(b.person(county), where, pronounced=_pronounced(b), probation=36, penalty=("imprisonment", 24))
    b.world.sentences.remove(handed)
    handed.county = county
    handed.record.values["execution_county"] = county
    follow(b, handed, extras)


class _Extras:
    """What happens to some people during correction, each within the rules."""

    def __init__(self, b: Builder) -> None:
        self.b = b
        self.on_leave = 0

    def supervision(self, term: Term) -> None:
        """Leaves, permits, rewards, penalties, devices and the traces they leave."""
        b, rng, values = self.b, self.b.rng, term.record.values
        begun, stop = values["reported_date"], values["ended_date"]
        if begun > FIRST_NIGHT - timedelta(40):
            return
        last = min(stop, FIRST_NIGHT)
        span = (last - begun).days - 35
        if span > 0 and rng.random() < 0.09:
            self._leave(term, begun + timedelta(15 + rng.randrange(span)), rng.randrange(2, 8))
        elif stop > NIGHTS[-1] + timedelta(20) and term.county != SILENT_COUNTY and self.on_leave < 14 and rng.random() < 0.05:
            self.on_leave += 1
            self._leave(term, date(2025, 10, 9) + timedelta(rng.randrange(6)), rng.randrange(7, 13))
        elif span > 0 and rng.random() < 0.10:
            self._zone_life(term, last)
        if rng.random() < 0.02:
            towns = rng.sample([county.middle for county in REGION.values()], 2)
            b.add("justice.permits", begun + timedelta(20), term.person, term.county,
                  permit_no=f"常{begun.year}-{b.next_number('permit'):04d}", correction_no=term.number,
                  counties="、".join(towns), start_date=begun + timedelta(20), end_date=values["end_date"])  # fmt: skip
        self._rewards(term, begun, span)
        if stop > NIGHTS[-1] and rng.random() < 0.05:
            self._device(term, begun)

    def _rewards(self, term: Term, begun: date, span: int) -> None:
        b, rng = self.b, self.b.rng
        if span <= 0:
            return
        day, roll = begun + timedelta(12 + rng.randrange(span)), rng.random()
        if roll < 0.04:
            b.sanction(term, "commendation", day, day + timedelta(3), "连续三个月遵守规定，公益活动表现突出")
        elif roll < 0.08:
            b.sanction(term, "admonition", day, day + timedelta(5), "未按规定时间提交思想汇报")
        elif roll < 0.10:
            b.sanction(term, "warning", day, day + timedelta(6), "不服从管理，拒不参加教育学习")
        elif roll < 0.125 and day < FIRST_NIGHT - timedelta(40):
            days = rng.choice((3, 5, 10))
            end = day + timedelta(days)
            cause = rng.choice(texts.PENALTY_CAUSES)
            record = b.custody(term.person, "administrative_detention", day, end, term.county, reason=cause)
            term.custody.append(record)
            self.penalty(term, day, days, cause)
            b.sanction(term, "warning", day, day + timedelta(9), "违反治安管理规定，受到治安管理处罚")
        elif roll < 0.13 and day < HISTORY_FROM:
            b.search(term, day, found=day + timedelta(2))

    def penalty(self, term: Term, day: date, days: int, cause: str) -> None:
        """A penalty decision of the police."""
        place, number = COUNTIES[term.county], self.b.next_number("penalty")
        self.b.add("police.penalties", day, term.person, decision_no=f"{place.short[:2]}公行罚决字〔{day.year}〕{number:05d}号",
                   id_no=term.person.id_no, person_name=term.person.name, behaviour_date=day - timedelta(1),
                   decided_date=day, cause=cause, detention_days=days, organ=f"{place.middle}公安局")  # fmt: skip

    def _leave(self, term: Term, start: date, days: int) -> None:
        b, rng = self.b, self.b.rng
        target = rng.choice([code for code in COUNTIES if COUNTIES[code].zone != COUNTIES[term.county].zone])
        leave = b.leave(term, start, days, target)
        end = leave.values["end_date"]
        if start < HISTORY_FROM:
            return
        trip(b, term.person.id_no, term.person.name, term.county, target, start)
        if end > start:
            stay(b, term.person.id_no, term.person.name, target, start, (end - start).days)
            trip(b, term.person.id_no, term.person.name, target, term.county, end)

    def _zone_life(self, term: Term, last: date) -> None:
        b, rng = self.b, self.b.rng
        if last < HISTORY_FROM + timedelta(5):
            return
        zone = [code for code in REGION if REGION[code].zone == REGION[term.county].zone]
        day = HISTORY_FROM + timedelta(rng.randrange((min(last, NIGHTS[-1]) - HISTORY_FROM).days))
        stay(b, term.person.id_no, term.person.name, rng.choice(zone), day, 1)

    def _device(self, term: Term, begun: date) -> None:
        b, rng = self.b, self.b.rng
        start = max(begun + timedelta(3), date(2025, 7, 25) + timedelta(rng.randrange(70)))
        term.record.values["electronic_monitoring"] = True
        b.add("justice.devices", start, term.person, term.county, approval_no=f"定{start.year}-{b.next_number('dev'):04d}",
              correction_no=term.number, ground=rng.choice(texts.GROUNDS), start_date=start,
              end_date=add_months(start, 3) - timedelta(1), removed_date=None)  # fmt: skip
        term.record.values["_device"] = True

    def revoked(self, handed: Handed, term: Term) -> None:
        """Revoked within the thirty days, taken in within ten."""
        b, values = self.b, term.record.values
        room = (min(values["ended_date"], FIRST_NIGHT) - values["reported_date"]).days - 60
        if room <= 0:
            return
        petition = values["reported_date"] + timedelta(20 + b.rng.randrange(room))
        ruling = petition + timedelta(b.rng.randrange(8, 26))
        b.sanction(term, "petition_revoke_probation", petition - timedelta(6), petition - timedelta(1), "违反监督管理规定，情节严重")
        b.revocation(handed, "revoke_probation", petition, ruling, "granted", ruling + timedelta(2))
        b.custody(handed.person, "arrest", ruling + timedelta(2), None, term.county)
        values.update(ended_date=ruling, end_reason="probation_revoked")
        term.final_status = "terminated"
        if b.rng.random() < 0.5:
            handed.record.values["status"] = "revoked"

    def moved(self, handed: Handed, term: Term) -> Term:
        """Moved to another county of the region and received there within the week."""
        b, values = self.b, term.record.values
        room = (min(values["ended_date"], FIRST_NIGHT) - values["reported_date"]).days - 60
        if room <= 0 or term.county == SILENT_COUNTY:
            return accompany(b, term)
        decided = values["reported_date"] + timedelta(20 + b.rng.randrange(room))
        target = b.rng.choice([code for code in REGION if code not in (term.county, SILENT_COUNTY)])
        return move(b, handed, term, target, decided, decided + timedelta(b.rng.randrange(2, 7)))

    def died(self, term: Term) -> None:
        """Died during correction; the agency ended the term two days later."""
        b, values = self.b, term.record.values
        room = (values["ended_date"] - values["reported_date"]).days - 30
        if room <= 0:
            return
        term.person.died = values["reported_date"] + timedelta(10 + b.rng.randrange(room))
        values.update(ended_date=term.person.died + timedelta(2), end_reason="died")
        term.final_status = "terminated"


def move(b: Builder, handed: Handed, term: Term, target: str, decided: date, received: date) -> Term:
    """Carry out a transfer: the old row ends, a new one begins in the new county."""
    record, old = b.transfer(term, target, decided, received), term.record.values
    ended = old["ended_date"]
    again = b.register(
        handed, county=target, reported=received, received_date=received, end=old["end_date"], ended=ended,
        start_date=old["start_date"], level=old["supervision_level"], born=received,
        documents_received_date=decided + timedelta(3), receipt_returned_date=decided + timedelta(4),
        principal_penalty=old["principal_penalty"], charges=old["charges"],
    )  # fmt: skip
    old.update(ended_date=received, end_reason="transferred_out")
    term.final_status = "transferred_out"
    again.transfers_in.append(record)
    accompany(b, term, plan=False)
    return accompany(b, again)


def stay(b: Builder, id_no: str, name: str, county: str, day: date, nights: int) -> None:
    """A stay in a hotel, checked in in the evening, out in the morning."""
    moment = b.contact(day).at.replace(hour=b.rng.randrange(18, 23))
    b.add("police.lodging", day, None, id_no=id_no, person_name=name, hotel_name=b.rng.choice(texts.HOTELS),
          county=county, checked_in_at=moment, checked_out_at=moment.replace(hour=9) + timedelta(nights))  # fmt: skip


def trip(b: Builder, id_no: str, name: str, start: str, target: str, day: date) -> None:
    """A journey of some hours."""
    moment = b.contact(day).at.replace(hour=b.rng.randrange(7, 17))
    mode = b.rng.choices(("rail", "road", "air"), (60, 35, 5))[0]
    service = {"rail": "D67", "road": "蒙A", "air": "CA1"}[mode] + f"{b.rng.randrange(10, 99)}"
    b.add("police.travel", day, None, id_no=id_no, person_name=name, mode=mode, service_no=service, from_county=start,
          to_county=target, departed_at=moment, arrived_at=moment + timedelta(hours=b.rng.randrange(1, 6)))  # fmt: skip


def _before_and_after(b: Builder) -> None:
    """Hotels, journeys and borders of people before their correction begins or after it has ended."""
    moves = {id(term.person) for term in b.world.terms if term.transfers_out or term.transfers_in}
    free = []
    for term in b.world.terms:
        values = term.record.values
        if term.record.planted or id(term.person) in moves or term.person.died or term.final_status != "discharged":
            continue
        if values["ended_date"] and values["ended_date"] < HISTORY_FROM - timedelta(30):
            free.append(term.person)
    for person in b.rng.sample(free, min(len(free), 160)):
        day = HISTORY_FROM + timedelta(b.rng.randrange((NIGHTS[-1] - HISTORY_FROM).days - 4))
        target, roll = b.rng.choice(list(COUNTIES)), b.rng.random()
        if roll < 0.5:
            trip(b, person.id_no, person.name, "150102", target, day)
            stay(b, person.id_no, person.name, target, day, 2)
        elif roll < 0.85:
            trip(b, person.id_no, person.name, target, "150203", day)
        else:
            _abroad(b, person.id_no, person.name, day)
    for day in NIGHTS:
        for person in b.rng.sample(free, min(len(free), 14)):
            trip(b, person.id_no, person.name, "150202", b.rng.choice(list(COUNTIES)), day)
            stay(b, person.id_no, person.name, b.rng.choice(list(COUNTIES)), day, 1)
        for person in b.rng.sample(free, 3):
            _abroad(b, person.id_no, person.name, day)


def _abroad(b: Builder, id_no: str, name: str, day: date) -> None:
    from data.generator.places import PORTS

    port, document = b.rng.choice(PORTS), f"E{b.rng.randrange(10**8):08d}"
    for direction, moment in (("exit", b.contact(day).at), ("entry", b.contact(day + timedelta(4)).at)):
        b.add("police.border", moment.date(), None, id_no=id_no, person_name=name, direction=direction, port=port,
              crossed_at=moment, travel_document_no=document)  # fmt: skip


def _top_up_contacts(b: Builder) -> None:
    """No county has fewer than six contacts on any day, so that silence stands out."""
    by_county: dict[str, list[Term]] = {code: [] for code in REGION}
    for term in b.world.terms:
        if not term.record.planted and term.record.values["reported_date"]:
            by_county[term.county].append(term)
    for county, terms in by_county.items():
        made: dict[date, set[str]] = {}
        for term in terms:
            for contact in term.contacts:
                made.setdefault(contact.day, set()).add(term.number)
        day = HISTORY_FROM
        while day <= NIGHTS[-1]:
            seen = made.get(day, set())
            able = [term for term in terms if term.number not in seen
                    and term.record.values["reported_date"] < day < term.record.values["ended_date"]]  # fmt: skip
            wanted = max(0, 6 - len(seen))
            for term in b.rng.sample(able, min(wanted, len(able))):
                term.contacts.append(b.contact(day, method="app_check_in"))
            day += timedelta(1)


def population(b: Builder) -> None:
    """Everyone with a resident number whom the other systems asked about."""
    for person in b.world.people:
        if person.id_type != "resident_id":
            continue
        status = "died" if person.died else "normal"
        record = b.add(
            "police.population", FIRST_NIGHT, person, id_no=person.id_no, person_name=person.name,
            former_name=person.former_name, sex=person.sex, birth_date=person.birth, ethnicity=person.ethnicity,
            household_county=person.household, status=status, status_date=person.died, former_id_no=person.former_id_no,
        )  # fmt: skip
        record.planted = ""


def positions(b: Builder) -> None:
    """A fix every three hours from each device, at home or nearby."""
    for term in b.world.terms:
        if not term.record.values.get("_device"):
            continue
        place, day = REGION[term.county], date(2025, 10, 11)
        while day <= NIGHTS[-1]:
            for hour in range(1, 24, 3):
                moment = b.contact(day, hour=hour).at
                b.add("justice.positions", day, term.person, term.county, correction_no=term.number, fixed_at=moment,
                      device="phone" if b.rng.random() < 0.6 else "wristband",
                      longitude=round(place.longitude + b.rng.uniform(-0.01, 0.01), 6),
                      latitude=round(place.latitude + b.rng.uniform(-0.01, 0.01), 6), county=term.county)  # fmt: skip
            day += timedelta(1)


__all__ = ["accompany", "due_day", "follow", "move", "ordinary_lives", "population", "positions", "stay", "trip"]
