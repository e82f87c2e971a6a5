"""Builds consistent records; ordinary lives and plants are made with the same hands."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from data.generator import texts
from data.generator.decisions import between
from data.generator.legal_calendar import due_day
from data.generator.orders import OrderBuilder
from data.generator.places import COUNTIES, intermediate_court
from data.generator.world import HISTORY_FROM, NIGHTS, Contact, Handed, Record, Term

INTERVALS = {"strict": 7, "ordinary": 15, "lenient": 30}
_GAPS = {"strict": (1, 5), "ordinary": (2, 9), "lenient": (3, 14)}
_METHODS = (
    "app_check_in",
    "app_check_in",
    "app_check_in",
    "telephone",
    "in_person",
    "education",
    "written_report",
    "community_service",
    "home_visit",
    "video",
)


class Builder(OrderBuilder):
    """Adds register rows and everything that happens under supervision."""

    # ── register ──────────────────────────────────────────────────────────────────────────────

    def register(self, handed: Handed, **given: Any) -> Term:
        """The register row of a person handed over: reported in time unless told otherwise."""
        rng, person, source = self.rng, handed.person, handed.record.values
        county = given.pop("county", handed.county)
        released = "release_no" in source
        effective = handed.effective or source.get("pronounced_date") or date(2025, 1, 2)
        reported = given.pop("reported", None) or self._report_day(handed, effective)
        unreported = given.pop("unreported", False)
        end = given.pop("end", None) or self.end_of(handed)
        ended = given.pop("ended", end)
        sent = source.get("documents_sent_date") or between(effective, 1, 6, rng.random())
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
            "principal_penalty": ("imprisonment", handed.years * 12) if released else source["principal_penalty"],
            "probation_term": source.get("probation_term"),
            "effective_date": None if released else handed.effective,
            "documents_received_date": docs,
            "receipt_returned_date": between(docs, 1, 5, rng.random()),
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
        at = datetime.combine(day, time(hour or rng.randrange(8, 20), rng.randrange(60), rng.randrange(60)))
        return Contact(at, method or rng.choice(_METHODS), result)

    def leave(self, term: Term, start: date, days: int, destination: str, **given: Any) -> Record:
        """An approved leave, with the person back on its last day."""
        end = start + timedelta(days - 1)
        number = f"假{start.year}{self.next_number('leave'):05d}"
        values: dict[str, Any] = {
            "leave_no": number,
            "correction_no": term.number,
            "reason": self.rng.choice(texts.LEAVE_REASONS),
            "destination_county": destination,
            "start_date": start,
            "end_date": end,
            "approval_level": "justice_office" if days <= 7 else "county" if days <= 30 else "prefecture",
            "approved": True,
            "approved_date": start - timedelta(self.rng.randrange(1, 4)),
            "returned_date": end,
        }
        values.update(given)
        record = self.add("justice.leaves", values["approved_date"], term.person, term.county, **values)
        term.leaves.append(record)
        return record

    def transfer(self, term: Term, to_county: str, decided: date, received: date | None) -> Record:
        """A decision to move a term; received by the new county or not."""
        record = self.add(
            "justice.transfers",
            decided,
            term.person,
            term.county,
            transfer_no=f"执变{decided.year}-{self.next_number('transfer'):04d}",
            correction_no=term.number,
            from_county=term.county,
            to_county=to_county,
            decided_date=decided,
            documents_sent_date=decided + timedelta(2),
            report_due_date=due_day(decided, 7),
            reported_date=received,
            received_date=received,
        )
        term.transfers_out.append(record)
        return record
