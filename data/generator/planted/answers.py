"""What has to follow: notices, sanctions, petitions, rulings, custody (社矫法32, 48–50; 办法34–36, 46–49)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from data.generator.builder import Builder
from data.generator.legal_calendar import add_months, due_day
from data.generator.planted.registry import in_good_order, late_by, plant, received, runs_out, sentenced
from data.generator.world import NIGHTS, Handed, Record, Term


def _held(b: Builder, county: str, kind: str, decided: date, days: int, notified: date | None) -> Term:
    """In correction, held for some days, no contact while inside."""
    term = in_good_order(b, county)
    end = decided + timedelta(days)
    record = b.custody(term.person, kind, decided, end, county, corrections_notified_date=notified)
    term.custody.append(record)
    term.contacts = [one for one in term.contacts if not decided <= one.day <= end]
    if kind == "administrative_detention":
        b.sanction(term, "warning", decided, decided + timedelta(9), "违反治安管理规定，受到治安管理处罚")
    return term


@plant("held during correction, the agency never told, or on the fourth day → P01")
def custody_not_notified(b: Builder) -> None:
    _held(b, "150102", "criminal_detention", date(2025, 9, 9), 6, None)
    _held(b, "150203", "administrative_detention", date(2025, 8, 12), 5, None)
    _held(b, "150204", "judicial_detention", date(2025, 8, 19), 4, date(2025, 8, 25))
    _held(b, "150121", "criminal_detention", date(2025, 9, 2), 6, date(2025, 9, 8))


@plant("told on the third day, or on the Monday to which the third day rolls; on bail; held before → nothing")
def custody_notified_in_time(b: Builder) -> None:
    _held(b, "150104", "administrative_detention", date(2025, 8, 12), 5, date(2025, 8, 15))
    _held(b, "150202", "administrative_detention", date(2025, 8, 13), 5, date(2025, 8, 18))
    bail = in_good_order(b, "150105")
    bail.custody.append(b.custody(bail.person, "bail", date(2025, 8, 12), None, "150105"))
    before = in_good_order(b, "150207")
    b.custody(
        before.person,
        "criminal_detention",
        date(2024, 1, 9),
        date(2024, 2, 7),
        "150207",
        corrections_notified_date=None,
    )


@plant("detained or arrested for a crime during correction → P07; for a fine or on bail → nothing")
def held_for_a_new_crime(b: Builder) -> None:
    _held(b, "150103", "criminal_detention", date(2025, 8, 5), 30, date(2025, 8, 6))
    _held(b, "150221", "arrest", date(2025, 8, 5), 20, date(2025, 8, 7))
    _held(b, "150222", "judicial_detention", date(2025, 8, 5), 5, date(2025, 8, 6))


def _penalty(b: Builder, term: Term, day: date, days: int = 0) -> Record:
    return b.penalty(term, day, days, "殴打他人")


@plant("penalty of the police during correction, and the agency did nothing, or only after 45 days → P02")
def penalty_without_sanction(b: Builder) -> None:
    _penalty(b, in_good_order(b, "150105"), date(2025, 7, 8))
    term = in_good_order(b, "150202")
    _penalty(b, term, date(2025, 6, 10))
    b.sanction(term, "commendation", date(2025, 6, 12), date(2025, 6, 16), "公益活动表现突出")
    late = in_good_order(b, "150223")
    _penalty(b, late, date(2025, 6, 10))
    b.sanction(late, "warning", date(2025, 6, 9), date(2025, 7, 25), "违反治安管理规定，受到治安管理处罚")
    detained = in_good_order(b, "150206")
    day = date(2025, 7, 8)
    detained.custody.append(
        b.custody(detained.person, "administrative_detention", day, day + timedelta(5), "150206", reason="赌博")
    )
    detained.contacts = [one for one in detained.contacts if not day <= one.day <= day + timedelta(5)]


@plant("sanctioned within thirty days, or petitioned; penalty before correction; thirty days not over → nothing")
def penalty_answered(b: Builder) -> None:
    for county, kind, days in (
        ("150102", "warning", 27),
        ("150203", "petition_public_security_penalty", 6),
        ("150104", "admonition", 10),
    ):
        term = in_good_order(b, county)
        _penalty(b, term, date(2025, 6, 10))
        b.sanction(term, kind, date(2025, 6, 9), date(2025, 6, 10) + timedelta(days), "违反治安管理规定")
    before = in_good_order(b, "150204", effective=date(2024, 11, 12))
    _penalty(b, before, date(2024, 9, 10))
    _penalty(b, in_good_order(b, "150121"), date(2025, 10, 6))


@plant("late by a band and sanctioned below it → P03 (and P04 where a petition was due)")
def sanctioned_too_lightly(b: Builder) -> None:
    for county, days, kind in (("150102", 15, "admonition"), ("150203", 50, "warning"), ("150124", 20, "admonition")):
        term = late_by(b, county, date(2025, 3, 4), days)
        day = term.record.values["reported_date"]
        b.sanction(term, kind, day, day + timedelta(8), "无正当理由未按规定时间报到")


@plant("sanctioned as the band has it → H02, no P03")
def sanctioned_by_the_band(b: Builder) -> None:
    for county, days, kind in (
        ("150104", 6, "admonition"),
        ("150202", 15, "warning"),
        ("150105", 50, "petition_revoke_probation"),
    ):
        handed = sentenced(b, county, date(2025, 3, 4))
        assert handed.deadline is not None
        term = received(b, handed, handed.deadline + timedelta(days))
        day = term.record.values["reported_date"]
        b.sanction(term, kind, day, day + timedelta(8), "无正当理由未按规定时间报到")
        if kind.startswith("petition"):
            b.revocation(handed, "revoke_probation", day + timedelta(9), day + timedelta(30), "refused", None)


def _sanctions(b: Builder, county: str, *given: tuple[str, date]) -> Term:
    term = in_good_order(b, county)
    for kind, day in given:
        b.sanction(term, kind, day - timedelta(4), day, "不服从管理，未按规定报告")
    return term


@plant("admonished twice and never warned → P03")
def two_admonitions(b: Builder) -> None:
    _sanctions(b, "150103", ("admonition", date(2025, 4, 8)), ("admonition", date(2025, 6, 17)))
    _sanctions(b, "150207", ("admonition", date(2025, 4, 8)), ("admonition", date(2025, 6, 17)))


@plant("admonished once; or twice and then warned; warned once → nothing")
def admonished_in_order(b: Builder) -> None:
    _sanctions(b, "150222", ("admonition", date(2025, 4, 8)))
    _sanctions(
        b, "150205", ("admonition", date(2025, 4, 8)), ("admonition", date(2025, 6, 17)), ("warning", date(2025, 7, 1))
    )
    _sanctions(b, "150223", ("warning", date(2025, 4, 8)))


@plant("warned twice and no petition within thirty days → P04")
def two_warnings(b: Builder) -> None:
    _sanctions(b, "150104", ("warning", date(2025, 4, 8)), ("warning", date(2025, 6, 17)))
    _sanctions(b, "150204", ("warning", date(2025, 6, 17)), ("warning", date(2025, 7, 22)))


@plant("warned twice and petitioned for; the second warning not thirty days old → nothing")
def two_warnings_answered(b: Builder) -> None:
    petition = ("petition_revoke_probation", date(2025, 7, 8))
    term = _sanctions(b, "150102", ("warning", date(2025, 4, 8)), ("warning", date(2025, 6, 17)), petition)
    handed = next(one for one in b.world.sentences if term in one.terms)
    b.revocation(handed, "revoke_probation", date(2025, 7, 9), date(2025, 8, 5), "refused", None)
    _sanctions(b, "150203", ("warning", date(2025, 6, 17)), ("warning", date(2025, 9, 26)))


@plant("two warnings on one day: for one behaviour, counted as one → P03 may say so, P04 may not follow")
def two_warnings_on_one_day(b: Builder) -> None:
    term = _sanctions(b, "150121", ("warning", date(2025, 6, 17)), ("warning", date(2025, 6, 17)))
    reason = "the catalogue leaves open whether two warnings of one day are a clue or the way to count them"
    b.tolerate("P03", term.record, reason)
    b.tolerate("P04", term.record, reason)


@plant("punished by the police for breaking the rules, broke them again, no petition → P04")
def penalty_then_another_breach(b: Builder) -> None:
    term = in_good_order(b, "150202")
    penalty = b.penalty(term, date(2025, 5, 13), 5, "违反社区矫正监督管理规定")
    penalty.values["behaviour_date"] = date(2025, 5, 6)
    b.sanction(term, "petition_public_security_penalty", date(2025, 5, 6), date(2025, 5, 8), "违反监督管理规定")
    b.sanction(term, "warning", date(2025, 7, 1), date(2025, 7, 8), "无正当理由不按规定报告")


@plant("out of contact for a hundred days, nobody petitions → S01, S02, P04")
def lost_for_a_hundred_days(b: Builder) -> None:
    runs_out(b, "150105", "ordinary", NIGHTS[0] - timedelta(100))
    runs_out(b, "150221", "lenient", NIGHTS[0] - timedelta(95))


@plant("out of contact for a hundred days, petitioned for in time → S01, no P04")
def lost_and_petitioned(b: Builder) -> None:
    due = NIGHTS[0] - timedelta(100)
    term = runs_out(b, "150104", "ordinary", due)
    b.search(term, due + timedelta(1))
    day = add_months(due, 1) + timedelta(10)
    handed = next(one for one in b.world.sentences if term in one.terms)
    term.petitions.append(b.sanction(term, "petition_revoke_probation", due, day, "脱离监管超过一个月"))
    b.revocation(handed, "revoke_probation", day + timedelta(1), day + timedelta(24), "refused", None)
    b.tolerate("P04", term.record, "the court refused the petition, and the person has stayed away since")


def _petitioned(
    b: Builder, county: str, received_on: date, ruling: date | None, result: str, delivered: date | None = None
) -> tuple[Handed, Term, Record]:
    """In correction, petitioned for; a granted petition ends the term."""
    handed = sentenced(b, county, date(2024, 6, 12))
    ended = ruling if result == "granted" else None
    reason = "probation_revoked" if ended else "term_completed"
    given: dict[str, Any] = {"ended": ended, "final_status": "terminated"} if ended else {}
    term = received(b, handed, end_reason=reason, **given)
    record = b.sanction(
        term,
        "petition_revoke_probation",
        received_on - timedelta(9),
        received_on - timedelta(1),
        "违反监督管理规定，情节严重",
    )
    term.petitions.append(record)
    return handed, term, b.revocation(handed, "revoke_probation", received_on, ruling, result, delivered)


@plant("petition to revoke with the court for more than thirty days, no ruling → P05")
def petition_undecided(b: Builder) -> None:
    _petitioned(b, "150102", date(2025, 7, 1), None, "pending")
    _petitioned(b, "150202", date(2025, 8, 19), None, "pending")


@plant("the thirtieth day is a Sunday and rolls to 10-13: beyond it from 10-15 on → P05")
def petition_undecided_after_a_sunday(b: Builder) -> None:
    _, _, record = _petitioned(b, "150207", date(2025, 9, 12), None, "pending")
    b.tolerate("P05", record, "data may lag by days of grace", *NIGHTS[:2])


@plant("ruled within thirty days, if only to refuse; or thirty days not over → nothing")
def petition_decided(b: Builder) -> None:
    _petitioned(b, "150104", date(2025, 7, 1), date(2025, 7, 31), "refused")
    _petitioned(b, "150203", date(2025, 9, 17), None, "pending")


@plant("revoked, and not taken in within ten days: never, on bail only, or late → P06")
def revoked_not_taken_in(b: Builder) -> None:
    ruling = date(2025, 8, 5)
    _petitioned(b, "150105", date(2025, 7, 15), ruling, "granted")
    bail, _, _ = _petitioned(b, "150204", date(2025, 7, 15), ruling, "granted")
    b.custody(bail.person, "bail", ruling + timedelta(2), None, "150204")
    late, _, _ = _petitioned(b, "150221", date(2025, 7, 15), ruling, "granted")
    b.custody(late.person, "arrest", due_day(ruling, 10) + timedelta(5), None, "150221")


@plant("revoked and taken in on the tenth day; inside already; died; ten days not over → nothing")
def revoked_and_taken_in(b: Builder) -> None:
    ruling = date(2025, 8, 5)
    tenth, _, _ = _petitioned(b, "150103", date(2025, 7, 15), ruling, "granted")
    b.custody(tenth.person, "arrest", due_day(ruling, 10), None, "150103")
    inside, _, _ = _petitioned(b, "150223", date(2025, 7, 15), ruling, "granted")
    record = b.custody(inside.person, "criminal_detention", date(2025, 7, 29), None, "150223")
    b.tolerate("P07", record, "held a week before the ruling: for a new crime, or to secure the revocation")
    dead, _, _ = _petitioned(b, "150122", date(2025, 7, 15), ruling, "granted")
    dead.person.died = date(2025, 8, 9)
    _petitioned(b, "150206", date(2025, 9, 22), date(2025, 10, 13), "granted")
