"""What happens to some people during correction, each time within the rules."""

from __future__ import annotations

from datetime import date, timedelta

from data.generator import texts
from data.generator.builder import Builder
from data.generator.legal_calendar import add_months
from data.generator.places import COUNTIES, REGION, SILENT_COUNTY
from data.generator.supervision import accompany, move
from data.generator.traces import stay, trip
from data.generator.world import FIRST_NIGHT, HISTORY_FROM, NIGHTS, Handed, Term


class Incidents:
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
        elif (
            stop > NIGHTS[-1] + timedelta(20)
            and term.county != SILENT_COUNTY
            and self.on_leave < 14
            and rng.random() < 0.05
        ):
            self.on_leave += 1
            self._leave(term, date(2025, 10, 9) + timedelta(rng.randrange(6)), rng.randrange(7, 13))
        elif span > 0 and rng.random() < 0.10:
            self._zone_life(term, last)
        if rng.random() < 0.02:
            towns = rng.sample([county.middle for county in REGION.values()], 2)
            b.add(
                "justice.permits",
                begun + timedelta(20),
                term.person,
                term.county,
                permit_no=f"常{begun.year}-{b.next_number('permit'):04d}",
                correction_no=term.number,
                counties="、".join(towns),
                start_date=begun + timedelta(20),
                end_date=min(values["end_date"], add_months(begun + timedelta(20), 6) - timedelta(1)),
            )
        self._rewards(term, begun, span)
        at_home = not any(leave.values["end_date"] > date(2025, 10, 9) for leave in term.leaves)
        if stop > NIGHTS[-1] and at_home and rng.random() < 0.05:
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
            b.penalty(term, day, days, cause)
            b.sanction(term, "warning", day, day + timedelta(9), "违反治安管理规定，受到治安管理处罚")
        elif roll < 0.13 and day < HISTORY_FROM:
            b.search(term, day, found=day + timedelta(2))

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
        b.device(term, start, ground=rng.choice(texts.GROUNDS))
        term.monitored = True

    def revoked(self, handed: Handed, term: Term) -> None:
        """Revoked within the thirty days, taken in within ten."""
        b, values = self.b, term.record.values
        room = (min(values["ended_date"], FIRST_NIGHT) - values["reported_date"]).days - 60
        if room <= 0:
            return
        petition = values["reported_date"] + timedelta(20 + b.rng.randrange(room))
        ruling = petition + timedelta(b.rng.randrange(8, 26))
        b.sanction(
            term,
            "petition_revoke_probation",
            petition - timedelta(6),
            petition - timedelta(1),
            "违反监督管理规定，情节严重",
        )
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
