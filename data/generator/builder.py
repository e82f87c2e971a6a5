"""Builds consistent people, decisions and register rows; ordinary lives and plants are made with the same hands."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from data.generator import names, texts
from data.generator.id_numbers import id_number
from data.generator.legal_calendar import add_months, due_day, is_working_day, served_for, term_end
from data.generator.places import COUNTIES, OUTSIDE, PRISONS, REGION, Court, basic_court, intermediate_court
from data.generator.world import HISTORY_FROM, NIGHTS, Contact, Handed, Person, Record, Term, World

INTERVALS = {"strict": 7, "ordinary": 15, "lenient": 30}
_GAPS = {"strict": (1, 5), "ordinary": (2, 9), "lenient": (3, 14)}
_METHODS = ("app_check_in", "app_check_in", "app_check_in", "telephone", "in_person", "education", "written_report",
            "community_service", "home_visit", "video")  # fmt: skip


def _after(day: date, low: int, high: int, roll: float) -> date:
    return day + timedelta(low + int(roll * (high - low + 1)))


class Builder:
    """Adds to one world; every choice comes from the world's own generator."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.rng
        self.planted = ""
        self._numbers: Counter[str] = Counter()
        self._id_numbers: set[str] = set()
        self.taken_names: set[str] = set()

    def next_number(self, series: str) -> int:
        """The next serial number of a series."""
        self._numbers[series] += 1
        return self._numbers[series]

    # ── people ────────────────────────────────────────────────────────────────────────────────

    def person(self, county: str, **given: Any) -> Person:
        """A person who lives in a county; anything given is taken as it is."""
        rng = self.rng
        sex = given.pop("sex", None) or ("male" if rng.random() < 0.83 else "female")
        born = given.pop("birth", None) or date(2006, 6, 1) - timedelta(rng.randrange(366, 19500))
        mongol = rng.random() < 0.13
        name = given.pop("name", None) or self._name(sex == "male", born, mongol)
        household = given.pop("household", None) or self._household(county)
        id_no = given.pop("id_no", None) or self._id_number(household, born, sex)
        self._id_numbers.add(id_no)
        person = Person(
            number=f"P{len(self.world.people) + 1:06d}",
            name=name,
            sex=sex,
            birth=born,
            ethnicity="蒙古族" if mongol else rng.choices(("汉族", "回族", "满族"), (88, 8, 4))[0],
            id_no=id_no,
            household=household,
            residence=given.pop("residence", None) or self._residence(county),
            phone=f"1{rng.choice('3578')}{rng.randrange(10**9):09d}",
            protected=bool(self.planted),
        )
        for attribute, value in given.items():
            setattr(person, attribute, value)
        self.world.people.append(person)
        if self.planted:
            self.taken_names.add(name)
        return person

    def _name(self, male: bool, born: date, mongol: bool) -> str:
        while True:
            name = names.mongolian_name(self.rng, male) if mongol else names.han_name(self.rng, male, born)
            # Planted people keep their names to themselves, so that only the plant decides whom they resemble.
            if name not in self.taken_names:
                return name
            mongol = mongol and self.rng.random() < 0.9

    def _household(self, county: str) -> str:
        roll = self.rng.random()
        if roll < 0.72:
            return county
        return self.rng.choice(list(REGION) if roll < 0.9 else list(OUTSIDE))

    def _id_number(self, area: str, born: date, sex: str) -> str:
        while True:
            sequence = self.rng.randrange(1, 499) * 2 + (1 if sex == "male" else 0)
            number = id_number(area, born, sequence)
            if number not in self._id_numbers:
                return number

    def _residence(self, county: str) -> str:
        rng, place = self.rng, COUNTIES[county]
        office = rng.choice(place.offices or ("中心",))
        home = rng.choice(texts.ESTATES)
        return f"{place.middle}{office}{home}{rng.randrange(1, 40)}号楼{rng.randrange(1, 6)}单元{rng.randrange(101, 1899)}室"

    # ── decisions ─────────────────────────────────────────────────────────────────────────────

    def case_no(self, court: Court, year: int, kind: str) -> str:
        """The court's next case number."""
        serial = self.next_number(f"{court.mark}/{year}/{kind}") + (hash_of(court.mark) % 9) * 7
        return f"（{year}）{court.mark}{kind}{serial}号"

    def sentence(
        self,
        person: Person,
        county: str,
        *,
        pronounced: date | None = None,
        effective: date | None = None,
        kind: str = "probation",
        case_no: str | None = None,
        penalty: tuple[str, int] | None = None,
        probation: int | None = None,
        court: Court | None = None,
        born: date | None = None,
        **given: Any,
    ) -> Handed:
        """A decision that takes effect on `effective`, or one pronounced on `pronounced` with all that follows."""
        rng = self.rng
        court = court or (basic_court(county) if rng.random() < 0.8 or county in OUTSIDE else self._other_court(county))
        first_instance, served = kind != "temporary_release", None
        if kind == "temporary_release":
            effective = pronounced = effective or pronounced
            assert pronounced is not None
            court = intermediate_court(county) if county in REGION else court
        elif effective is not None:
            served = served_for(effective)
            pronounced = effective if served is None else self._working_day_before(served, rng.randrange(0, 4))
        else:
            assert pronounced is not None
            served = _after(pronounced, 0, 4, rng.random())
            if rng.random() < 0.12:
                served = None
            effective = pronounced if served is None else due_day(served, 10) + timedelta(1)
        assert effective is not None
        if served is None:
            first_instance = False
            court = intermediate_court(county) if county in REGION else court
        word = "刑初" if first_instance else ("刑更" if kind == "temporary_release" else "刑终")
        number = case_no or self.case_no(court, pronounced.year, word)
        penalty, probation = self._penalty(kind, penalty, probation)
        sent = _after(effective, 1, 7, rng.random())
        forbidden = kind in ("probation", "public_surveillance") and rng.random() < 0.05
        values: dict[str, Any] = {
            "case_no": number,
            "defendant_no": self.next_number(f"defendant/{number}"),
            "court_name": court.name,
            "court_code": court.mark,
            "decision_type": "decision" if kind == "temporary_release" else
            ("judgment" if first_instance or rng.random() < 0.5 else "ruling"),
            "correction_type": kind,
            "person_name": person.name,
            "sex": person.sex,
            "birth_date": person.birth,
            "ethnicity": person.ethnicity,
            "id_type": person.id_type,
            "id_no": person.id_no,
            "household_county": person.household,
            "residence": person.residence,
            "charges": rng.choice(texts.MINOR_CHARGES if penalty[0] == "detention" else texts.CHARGES),
            "principal_penalty": penalty,
            "probation_term": None if probation is None else ("probation", probation),
            "prohibition_order": forbidden,
            "prohibition_text": rng.choice(texts.PROHIBITIONS) if forbidden else None,
            "pronounced_date": pronounced,
            "served_date": served,
            "effective_date": effective,
            "detention_days": 0 if kind == "public_surveillance" else rng.choice((0, 0, 1, 7, 14, 30, 37)),
            "status": "in_force",
            "execution_county": county,
            "notified_date": _after(effective, 0, 4, rng.random()),
            "documents_sent_date": sent,
            "execution_notice_no": f"{court.mark}执通〔{pronounced.year}〕{self.next_number('notice' + court.mark)}号",
            "decision_received_date": _after(effective, 1, 3, rng.random()) if kind == "temporary_release" else None,
        }  # fmt: skip
        values.update({column: value for column, value in given.items() if column in values})
        record = Record(
            "court.sentences", values, born or _after(pronounced, 1, 4, rng.random()), person, planted=self.planted
        )
        trigger = values["decision_received_date"] if kind == "temporary_release" else effective
        handed = Handed(record, person, county, kind, effective, trigger)
        self.world.sentences.append(handed)
        return handed

    def _other_court(self, county: str) -> Court:
        return basic_court(self.rng.choice([code for code in REGION if code[:4] == county[:4]]))

    def _working_day_before(self, day: date, back: int) -> date:
        day -= timedelta(back)
        while not is_working_day(day):
            day -= timedelta(1)
        return day

    def _penalty(
        self, kind: str, penalty: tuple[str, int] | None, probation: int | None
    ) -> tuple[tuple[str, int], int | None]:
        """Principal penalty and probation within 刑法38, 42, 72, 73."""
        rng = self.rng
        if kind == "public_surveillance":
            return penalty or ("surveillance", rng.choice((6, 8, 10, 12, 18, 24))), None
        if kind == "temporary_release":
            return penalty or ("imprisonment", rng.choice((30, 36, 42, 48, 60))), None
        if penalty is None:
            penalty = ("detention", rng.randrange(1, 7)) if rng.random() < 0.22 else (
                "imprisonment", rng.choice((6, 7, 8, 9, 10, 12, 12, 14, 18, 18, 24, 30, 36)))  # fmt: skip
        if probation is None:
            if penalty[0] == "detention":
                probation = rng.choice([m for m in (2, 3, 4, 5, 6, 8, 10, 12) if m >= penalty[1]])
            else:
                probation = rng.choice([m for m in (12, 18, 24, 24, 30, 36, 48, 60) if penalty[1] <= m <= penalty[1] * 2 + 6])
        return penalty, probation

    def release(self, county: str, kind: str, released: date, *, years: int = 7, left: int = 24, **given: Any) -> Handed:
        """A person who leaves prison; `left` months of the sentence remain."""
        rng = self.rng
        person = given.pop("person", None) or self.person(county)
        prison = rng.choice(PRISONS)
        ends = released if kind == "sentence_served" else term_end(released, left)
        values: dict[str, Any] = {
            "release_no": f"{'假' if kind == 'parole' else '暂' if kind == 'temporary_release' else '释'}"
            f"{released.year}-{self.next_number('release'):04d}",
            "prison_name": prison,
            "person_name": person.name,
            "id_no": person.id_no,
            "sex": person.sex,
            "birth_date": person.birth,
            "release_kind": kind,
            "original_case_no": self.case_no(basic_court(county), released.year - rng.randrange(3, 6), "刑初"),
            "decision_received_date": _after(released, 0, 2, rng.random()) if kind == "temporary_release" else None,
            "released_date": released,
            "handed_over_date": None if kind == "sentence_served" else released + timedelta(rng.randrange(0, 3)),
            "execution_county": county,
            "sentence_end_date": ends,
        }
        values.update({column: value for column, value in given.items() if column in values})
        record = Record("justice.prison_releases", values, released, person, home=county, planted=self.planted)
        trigger = values["decision_received_date"] if kind == "temporary_release" else released
        handed = Handed(record, person, county, kind, released, trigger)
        handed.record.values["_years"] = years
        self.world.releases.append(handed)
        return handed

    # ── register ──────────────────────────────────────────────────────────────────────────────

    def end_of(self, handed: Handed) -> date:
        """Computed last day of the term."""
        values = handed.record.values
        if "release_no" in values:
            return values["sentence_end_date"]  # type: ignore[no-any-return]
        assert handed.effective is not None
        if handed.kind == "temporary_release":
            return term_end(handed.effective, max(12, values["principal_penalty"][1] - 8))
        term = values["probation_term"] or values["principal_penalty"]
        return term_end(handed.effective, term[1])

    def register(self, handed: Handed, **given: Any) -> Term:
        """The register row of a person handed over: reported in time unless told otherwise."""
        rng, person, source = self.rng, handed.person, handed.record.values
        county = given.pop("county", handed.county)
        released = "release_no" in source
        effective = handed.effective or source.get("pronounced_date") or FIRST
        reported = given.pop("reported", None) or self._report_day(handed, effective)
        unreported = given.pop("unreported", False)
        end = given.pop("end", None) or self.end_of(handed)
        ended = given.pop("ended", end)
        sent = source.get("documents_sent_date") or _after(effective, 1, 6, rng.random())
        docs = min(sent + timedelta(rng.randrange(0, 3)), effective + timedelta(10))
        level = given.pop("level", None) or rng.choices(("strict", "ordinary", "lenient"), (14, 52, 34))[0]
        number = f"{county}{reported.year}{self.next_number(f'term/{county}/{reported.year}'):05d}"
        values: dict[str, Any] = {
            "correction_no": number,
            "person_name": person.name,
            "former_name": person.former_name,
            "sex": person.sex,
            "birth_date": person.birth,
            "ethnicity": person.ethnicity,
            "id_type": person.id_type,
            "id_no": person.id_no,
            "phone": person.phone,
            "household_county": person.household,
            "residence": person.residence,
            "correction_type": handed.kind,
            "charges": source.get("charges") or rng.choice(texts.CHARGES),
            "court_name": source.get("court_name") or intermediate_court(handed.county).name,
            "case_no": source["original_case_no"] if released else source["case_no"],
            "principal_penalty": ("imprisonment", source["_years"] * 12) if released else source["principal_penalty"],
            "probation_term": source.get("probation_term"),
            "effective_date": None if released else handed.effective,
            "documents_received_date": docs,
            "receipt_returned_date": _after(docs, 1, 5, rng.random()),
            "reported_date": None if unreported else reported,
            "received_date": None if unreported else reported + timedelta(rng.choice((0, 0, 0, 1))),
            "start_date": effective,
            "end_date": end,
            "county": county,
            "office_name": f"{rng.choice(COUNTIES[county].offices or ('中心',))}司法所",
            "supervision_level": level,
            "electronic_monitoring": False,
            "prohibition_order": bool(source.get("prohibition_order")),
            "out_of_contact": False,
            "ended_date": None if unreported else ended,
            "end_reason": "term_completed",
        }
        final = given.pop("final_status", "discharged")
        values.update({column: value for column, value in given.items() if column in values})
        born = given.get("born") or (docs if unreported else min(docs, reported))
        record = Record("justice.register", values, born, person, home=county, planted=self.planted)
        term = Term(record, person, county, INTERVALS[values["supervision_level"] or "ordinary"], final_status=final)
        handed.terms.append(term)
        self.world.terms.append(term)
        return term

    def _report_day(self, handed: Handed, effective: date) -> date:
        deadline = handed.deadline or effective + timedelta(9)
        latest = max(1, (deadline - effective).days)
        return effective + timedelta(self.rng.randrange(1, min(latest, 10) + 1))

    # ── supervision ───────────────────────────────────────────────────────────────────────────

    def contacts(self, term: Term, *, since: date = HISTORY_FROM, last: date | None = None) -> None:
        """Contacts inside the level's interval up to the end of the term, or with `last` as the last one of all."""
        rng, values = self.rng, term.record.values
        begun = values["reported_date"] or values["received_date"]
        if begun is None:
            return
        level = values["supervision_level"] if values["supervision_level"] in _GAPS else "strict"
        low, high = _GAPS[level]
        stop = last or min(NIGHTS[-1], values["ended_date"] or NIGHTS[-1])
        if stop < since:
            return
        day = max(since + timedelta(rng.randrange(0, high)), begun + timedelta(rng.randrange(low, high + 1)))
        while day < stop:
            term.contacts.append(self.contact(day))
            if rng.random() < 0.04:
                term.contacts.append(self.contact(day, method="telephone", result="no_answer", hour=7))
            day += timedelta(rng.randrange(low, high + 1))
        if last is not None or day == stop:
            term.contacts.append(self.contact(stop))

    def contact(self, day: date, *, method: str | None = None, result: str = "normal", hour: int = 0) -> Contact:
        """One contact at some minute of a day."""
        rng = self.rng
        at = datetime(day.year, day.month, day.day, hour or rng.randrange(8, 20), rng.randrange(60), rng.randrange(60))
        return Contact(at, method or rng.choice(_METHODS), result)

    def add(self, dataset: str, born: date, person: Person | None, home: str | None = None, **values: Any) -> Record:
        """A row of any other dataset."""
        record = Record(dataset, values, born, person, home=home, planted=self.planted)
        self.world.records[dataset].append(record)
        return record

    def leave(self, term: Term, start: date, days: int, destination: str, **given: Any) -> Record:
        """An approved leave, with the person back on its last day."""
        end = start + timedelta(days - 1)
        number = f"假{start.year}{self.next_number('leave'):05d}"
        values: dict[str, Any] = {
            "leave_no": number, "correction_no": term.number, "reason": self.rng.choice(texts.LEAVE_REASONS),
            "destination_county": destination, "start_date": start, "end_date": end,
            "approval_level": "justice_office" if days <= 7 else "county" if days <= 30 else "prefecture",
            "approved": True, "approved_date": start - timedelta(self.rng.randrange(1, 4)), "returned_date": end,
        }  # fmt: skip
        values.update(given)
        record = self.add("justice.leaves", values["approved_date"], term.person, term.county, **values)
        term.leaves.append(record)
        return record

    def transfer(self, term: Term, to_county: str, decided: date, received: date | None) -> Record:
        """A decision to move a term; received by the new county or not."""
        record = self.add(
            "justice.transfers", decided, term.person, term.county,
            transfer_no=f"执变{decided.year}-{self.next_number('transfer'):04d}", correction_no=term.number,
            from_county=term.county, to_county=to_county, decided_date=decided,
            documents_sent_date=decided + timedelta(2), report_due_date=due_day(decided, 7),
            reported_date=received, received_date=received,
        )  # fmt: skip
        term.transfers_out.append(record)
        return record

    def sanction(self, term: Term, kind: str, behaviour: date, decided: date, reason: str) -> Record:
        """A reward, sanction or petition."""
        addressee = intermediate_court(term.county).name if kind.startswith("petition") else None
        return self.add(
            "justice.sanctions", decided, term.person, term.county,
            sanction_no=f"矫{decided.year}-{self.next_number('sanction'):05d}", correction_no=term.number, kind=kind,
            behaviour_date=behaviour, decided_date=decided, reason=reason, addressee=addressee,
        )  # fmt: skip

    def custody(self, person: Person, kind: str, start: date, end: date | None, county: str, **given: Any) -> Record:
        """A restraint of liberty, notified to the agency two days later."""
        word = {"administrative_detention": "行罚决", "criminal_detention": "刑拘", "arrest": "逮捕", "bail": "取保"}
        number = f"{COUNTIES[county].short[:2]}公{word.get(kind, '强')}字〔{start.year}〕{self.next_number('custody'):05d}号"
        values: dict[str, Any] = {
            "custody_no": number, "id_no": person.id_no, "person_name": person.name, "kind": kind,
            "reason": self.rng.choice(texts.CHARGES), "organ": f"{COUNTIES[county].middle}公安局", "decided_date": start,
            "start_date": start, "end_date": end,
            "corrections_notified_date": None if kind in ("bail",) else start + timedelta(self.rng.randrange(0, 3)),
        }  # fmt: skip
        values.update(given)
        return self.add("police.custody", start, person, **values)

    def search(self, term: Term, lost: date, *, notices: bool = True, found: date | None = None) -> Record:
        """An episode of lost contact and the search for the person."""
        record = self.add(
            "justice.searches", lost + timedelta(1), term.person, term.county,
            search_no=f"查{lost.year}-{self.next_number('search'):04d}", correction_no=term.number, lost_date=lost,
            started_date=lost + timedelta(1), police_notified_date=lost + timedelta(1) if notices else None,
            procuratorate_notified_date=lost + timedelta(1) if notices else None, found_date=found,
            outcome="已查找到本人" if found else "查找中",
        )  # fmt: skip
        term.searches.append(record)
        return record

    def revocation(
        self, handed: Handed, kind: str, petitioned: date, ruling: date | None, result: str, delivered: date | None
    ) -> Record:
        """A petition to revoke and its ruling."""
        court = intermediate_court(handed.county)
        record = self.add(
            "court.revocations", petitioned, handed.person, None,
            ruling_no=self.case_no(court, petitioned.year, "刑更"),
            original_case_no=handed.record.values.get("case_no"), person_name=handed.person.name,
            id_no=handed.person.id_no, revocation_type=kind, petition_received_date=petitioned, ruling_date=ruling,
            result=result, delivered_date=delivered,
        )  # fmt: skip
        handed.revocations.append(record)
        return record


FIRST = date(2025, 1, 2)


def hash_of(text: str) -> int:
    """A small number that depends on a text alone."""
    return sum(place * ord(character) for place, character in enumerate(text, start=1))


def months_after(day: date, months: int) -> date:
    """Convenience for plants."""
    return add_months(day, months)
