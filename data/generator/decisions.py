"""Builds decisions: sentences of courts and releases from prison; the second layer of the builder."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from data.generator import texts
from data.generator.legal_calendar import due_day, is_working_day, served_for, term_end
from data.generator.people import PeopleBuilder
from data.generator.places import OUTSIDE, PRISONS, REGION, Court, basic_court, intermediate_court
from data.generator.world import Handed, Person, Record


def between(day: date, low: int, high: int, roll: float) -> date:
    """A day from `low` to `high` days later, by a number in [0, 1)."""
    return day + timedelta(low + int(roll * (high - low + 1)))


class DecisionBuilder(PeopleBuilder):
    """Adds decisions that put people under community correction."""

    def case_no(self, court: Court, year: int, kind: str) -> str:
        """The court's next case number."""
        serial = self.next_number(f"{court.mark}/{year}/{kind}") + 7 * (sum(map(ord, court.mark)) % 9)
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
            court = self._above(county, court)
        elif effective is not None:
            served = served_for(effective)
            pronounced = effective if served is None else self._working_day_before(served, rng.randrange(0, 4))
        else:
            assert pronounced is not None
            served = between(pronounced, 0, 4, rng.random())
            if rng.random() < 0.12:
                served = None
            effective = pronounced if served is None else due_day(served, 10) + timedelta(1)
        assert effective is not None
        if served is None:
            first_instance = False
            court = self._above(county, court)
        word = "刑初" if first_instance else ("刑更" if kind == "temporary_release" else "刑终")
        number = case_no or self.case_no(court, pronounced.year, word)
        penalty, probation = self._penalty(kind, penalty, probation)
        sent = between(effective, 1, 7, rng.random())
        forbidden = kind in ("probation", "public_surveillance") and rng.random() < 0.05
        values: dict[str, Any] = {
            "case_no": number,
            "defendant_no": self.next_number(f"defendant/{number}"),
            "court_name": court.name,
            "court_code": court.mark,
            "decision_type": "decision"
            if kind == "temporary_release"
            else ("judgment" if first_instance or rng.random() < 0.5 else "ruling"),
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
            "notified_date": between(effective, 0, 4, rng.random()),
            "documents_sent_date": sent,
            "execution_notice_no": f"{court.mark}执通〔{pronounced.year}〕{self.next_number('notice' + court.mark)}号",
            "decision_received_date": between(effective, 1, 3, rng.random()) if kind == "temporary_release" else None,
        }
        values.update({column: value for column, value in given.items() if column in values})
        record = Record(
            "court.sentences", values, born or between(pronounced, 1, 4, rng.random()), person, planted=self.planted
        )
        trigger = values["decision_received_date"] if kind == "temporary_release" else effective
        handed = Handed(record, person, county, kind, effective, trigger)
        self.world.sentences.append(handed)
        return handed

    def _above(self, county: str, court: Court) -> Court:
        return intermediate_court(county) if county in REGION else court

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
            penalty = (
                ("detention", rng.randrange(1, 7))
                if rng.random() < 0.22
                else ("imprisonment", rng.choice((6, 7, 8, 9, 10, 12, 12, 14, 18, 18, 24, 30, 36)))
            )
        if probation is None:
            if penalty[0] == "detention":
                probation = rng.choice([m for m in (2, 3, 4, 5, 6, 8, 10, 12) if m >= penalty[1]])
            else:
                probation = rng.choice(
                    [m for m in (12, 18, 24, 24, 30, 36, 48, 60) if penalty[1] <= m <= penalty[1] * 2 + 6]
                )
        return penalty, probation

    def release(
        self, county: str, kind: str, released: date, *, years: int = 7, left: int = 24, **given: Any
    ) -> Handed:
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
            "decision_received_date": between(released, -2, 0, rng.random()) if kind == "temporary_release" else None,
            "released_date": released,
            "handed_over_date": None if kind == "sentence_served" else released + timedelta(rng.randrange(0, 3)),
            "execution_county": county,
            "sentence_end_date": ends,
        }
        values.update({column: value for column, value in given.items() if column in values})
        record = Record("justice.prison_releases", values, released, person, planted=self.planted)
        trigger = values["decision_received_date"] if kind == "temporary_release" else released
        handed = Handed(record, person, county, kind, released, trigger, years=years)
        self.world.releases.append(handed)
        return handed

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
