"""Builds what police, agency and courts order: sanctions, custody, searches, petitions, penalties, devices."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from data.generator import texts
from data.generator.decisions import DecisionBuilder
from data.generator.legal_calendar import add_months
from data.generator.places import COUNTIES, intermediate_court
from data.generator.world import NIGHTS, Handed, Person, Record, Term, Tolerated


class OrderBuilder(DecisionBuilder):
    """Adds orders about a person; the third layer of the builder."""

    def add(self, dataset: str, born: date, person: Person | None, home: str | None = None, **values: Any) -> Record:
        """A row of any other dataset."""
        record = Record(dataset, values, born, person, home=home, planted=self.planted)
        self.world.records[dataset].append(record)
        return record

    def sanction(self, term: Term, kind: str, behaviour: date, decided: date, reason: str) -> Record:
        """A reward, sanction or petition."""
        addressee = intermediate_court(term.county).name if kind.startswith("petition") else None
        return self.add(
            "justice.sanctions",
            decided,
            term.person,
            term.county,
            sanction_no=f"矫{decided.year}-{self.next_number('sanction'):05d}",
            correction_no=term.number,
            kind=kind,
            behaviour_date=behaviour,
            decided_date=decided,
            reason=reason,
            addressee=addressee,
        )

    def custody(self, person: Person, kind: str, start: date, end: date | None, county: str, **given: Any) -> Record:
        """A restraint of liberty, notified to the agency two days later."""
        word = {"administrative_detention": "行罚决", "criminal_detention": "刑拘", "arrest": "逮捕", "bail": "取保"}
        number = (
            f"{COUNTIES[county].short[:2]}公{word.get(kind, '强')}字〔{start.year}〕{self.next_number('custody'):05d}号"
        )
        values: dict[str, Any] = {
            "custody_no": number,
            "id_no": person.id_no,
            "person_name": person.name,
            "kind": kind,
            "reason": self.rng.choice(texts.CHARGES),
            "organ": f"{COUNTIES[county].middle}公安局",
            "decided_date": start,
            "start_date": start,
            "end_date": end,
            "corrections_notified_date": None if kind in ("bail",) else start + timedelta(self.rng.randrange(0, 3)),
        }
        values.update(given)
        return self.add("police.custody", start, person, **values)

    def search(self, term: Term, lost: date, *, notices: bool = True, found: date | None = None) -> Record:
        """An episode of lost contact and the search for the person."""
        record = self.add(
            "justice.searches",
            lost + timedelta(1),
            term.person,
            term.county,
            search_no=f"查{lost.year}-{self.next_number('search'):04d}",
            correction_no=term.number,
            lost_date=lost,
            started_date=lost + timedelta(1),
            police_notified_date=lost + timedelta(1) if notices else None,
            procuratorate_notified_date=lost + timedelta(1) if notices else None,
            found_date=found,
            outcome="已查找到本人" if found else "查找中",
        )
        term.searches.append(record)
        return record

    def revocation(
        self, handed: Handed, kind: str, petitioned: date, ruling: date | None, result: str, delivered: date | None
    ) -> Record:
        """A petition to revoke and its ruling."""
        court = intermediate_court(handed.county)
        record = self.add(
            "court.revocations",
            petitioned,
            handed.person,
            None,
            ruling_no=self.case_no(court, petitioned.year, "刑更"),
            original_case_no=handed.record.values.get("case_no"),
            person_name=handed.person.name,
            id_no=handed.person.id_no,
            revocation_type=kind,
            petition_received_date=petitioned,
            ruling_date=ruling,
            result=result,
            delivered_date=delivered,
        )
        handed.revocations.append(record)
        return record

    def penalty(self, term: Term, day: date, days: int, cause: str) -> Record:
        """A penalty decision of the police for what was done the day before."""
        place, number = COUNTIES[term.county], self.next_number("penalty")
        return self.add(
            "police.penalties",
            day,
            term.person,
            decision_no=f"{place.short[:2]}公行罚决字〔{day.year}〕{number:05d}号",
            id_no=term.person.id_no,
            person_name=term.person.name,
            behaviour_date=day - timedelta(1),
            decided_date=day,
            cause=cause,
            detention_days=days,
            organ=f"{place.middle}公安局",
        )

    def device(self, term: Term, start: date, *, months: int = 3, **given: Any) -> Record:
        """An approval to use a device, three months unless told otherwise."""
        term.record.values["electronic_monitoring"] = True
        return self.add(
            "justice.devices",
            start,
            term.person,
            term.county,
            approval_no=f"定{start.year}-{self.next_number('dev'):04d}",
            correction_no=term.number,
            ground=given.get("ground", texts.GROUNDS[1]),
            start_date=start,
            end_date=add_months(start, months) - timedelta(1),
            removed_date=given.get("removed"),
        )

    def examination(self, term: Term, day: date, due: date) -> Record:
        """A medical report, handed in three days after the examination."""
        return self.add(
            "justice.medical",
            day + timedelta(3),
            term.person,
            term.county,
            report_no=f"复{day.year}-{self.next_number('med'):04d}",
            correction_no=term.number,
            examined_date=day,
            submitted_date=day + timedelta(3),
            hospital=self.rng.choice(texts.HOSPITALS),
            next_due_date=due,
        )

    def tolerate(self, rule: str, record: Record, reason: str, *nights: date) -> None:
        """Note that the catalogue leaves open whether a rule names this record, on all nights or some."""
        self.world.tolerated += [Tolerated(night, rule, record, reason, self.planted) for night in nights or NIGHTS]
