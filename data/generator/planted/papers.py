"""What court and register say of one case: papers, missing judgments, differing fields, wrong terms, new sentences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from data.generator.builder import Builder
from data.generator.legal_calendar import effective_of_first_instance
from data.generator.planted.registry import plant, received, sentenced
from data.generator.supervision import accompany
from data.generator.world import Term


@plant("told on the fifth day (a Sunday, rolled), papers on the tenth → nothing")
def papers_on_the_limit(b: Builder) -> None:
    handed = sentenced(b, "150103", date(2025, 3, 11))
    handed.record.values.update(notified_date=date(2025, 3, 17), documents_sent_date=date(2025, 3, 21))
    accompany(b, b.register(handed, documents_received_date=date(2025, 3, 21), receipt_returned_date=date(2025, 3, 24)))


@plant("told a day after the limit, or papers a day after it → H03")
def papers_a_day_late(b: Builder) -> None:
    told = sentenced(b, "150202", date(2025, 3, 11))
    told.record.values["notified_date"] = date(2025, 3, 18)
    received(b, told)
    sent = sentenced(b, "150222", date(2025, 3, 10))
    sent.record.values["documents_sent_date"] = date(2025, 3, 21)
    received(b, sent, documents_received_date=date(2025, 3, 21), receipt_returned_date=date(2025, 3, 24))


def _undelivered(b: Builder, county: str, effective: date, **given: Any) -> Term:
    """Registered, but the sentence is in no delivery of the courts."""
    handed = sentenced(b, county, effective, **given)
    b.world.sentences.remove(handed)
    return received(b, handed)


@plant("in correction by a judgment of a court of the region that no delivery holds → H04")
def register_without_sentence(b: Builder) -> None:
    _undelivered(b, "150104", date(2024, 9, 10))
    _undelivered(b, "150223", date(2025, 2, 18), kind="public_surveillance")


@plant("the same, and an earlier sentence of the person must not stand in → H04")
def register_without_second_sentence(b: Builder) -> None:
    first = sentenced(b, "150207", date(2023, 3, 14), penalty=("imprisonment", 6), probation=12)
    received(b, first)
    second = b.sentence(first.person, "150207", effective=date(2025, 3, 11), penalty=("imprisonment", 10), probation=24)
    b.world.sentences.remove(second)
    received(b, second)


@plant("in correction by a court outside the region, whose judgments are never delivered → nothing")
def sentenced_by_a_court_elsewhere(b: Builder) -> None:
    handed = sentenced(b, "140212", date(2024, 11, 12))
    b.world.sentences.remove(handed)
    handed.county = "150105"
    received(b, handed, county="150105")


def _registered_with(b: Builder, place: str, **given: Any) -> Term:
    return received(b, sentenced(b, place, date(2024, 6, 12)), **given)


@plant("one field of the register differs from the judgment → one H08 for it")
def one_field_differs(b: Builder) -> None:
    _registered_with(b, "150102", correction_type="public_surveillance")
    term = _registered_with(b, "150203", probation_term=("probation", 24))
    b.tolerate("H09", term.record, "the register's own term and its last day do not agree either")
    _registered_with(b, "150105", principal_penalty=("imprisonment", 12))
    term = _registered_with(b, "150202", effective_date=date(2024, 6, 14))
    b.tolerate("H09", term.record, "by the register's own effective date its first and last day are two days off")
    _registered_with(b, "150204", county="150207")
    term = _registered_with(b, "150121")
    term.record.values["prohibition_order"] = not term.record.values["prohibition_order"]


@plant("effective date a day apart → nothing")
def effective_date_a_day_apart(b: Builder) -> None:
    _registered_with(b, "150104", effective_date=date(2024, 6, 13))


@plant("the last day after parole is three days later in the register than the prison says → H08")
def parole_ends_differently(b: Builder) -> None:
    handed = b.release("150203", "parole", date(2025, 3, 4), left=30)
    end = handed.record.values["sentence_end_date"] + timedelta(3)
    term = received(b, handed, end=end, ended=end)
    b.tolerate("H09", term.record, "the last day is also one that was computed wrongly")


@plant("first or last day in the register two days off the computed one → H09")
def register_term_miscalculated(b: Builder) -> None:
    for county, column, value in (
        ("150103", "start_date", date(2024, 6, 14)),
        ("150221", "end_date", date(2026, 12, 13)),
        ("150205", "end_date", date(2026, 12, 9)),
    ):
        term = _registered_with(b, county, **{column: value})
        b.tolerate("H08", term.record, "the end that follows from the judgment may also be told as a differing field")


@plant("first or last day in the register one day off → nothing")
def register_term_within_a_day(b: Builder) -> None:
    _registered_with(b, "150206", start_date=date(2024, 6, 13))
    _registered_with(b, "150122", end_date=date(2026, 12, 12))
    _registered_with(b, "150123", end_date=date(2026, 12, 10))


@plant("probation outside 刑法72, 73: term over three years, too short, too long → H09")
def unlawful_probation(b: Builder) -> None:
    for county, penalty, probation in (
        ("150102", ("imprisonment", 37), 60),
        ("150104", ("imprisonment", 18), 17),
        ("150203", ("imprisonment", 6), 11),
        ("150204", ("imprisonment", 36), 61),
        ("150124", ("detention", 5), 13),
        ("150207", ("detention", 4), 3),
        ("150222", ("detention", 1), 1),
    ):
        received(b, sentenced(b, county, date(2024, 6, 12), penalty=penalty, probation=probation))


@plant("probation exactly at the limits of 刑法72, 73 → nothing")
def probation_at_the_limits(b: Builder) -> None:
    for county, penalty, probation in (
        ("150105", ("imprisonment", 36), 60),
        ("150202", ("imprisonment", 36), 36),
        ("150103", ("imprisonment", 6), 12),
        ("150221", ("detention", 6), 6),
        ("150223", ("detention", 3), 12),
        ("150205", ("detention", 1), 2),
    ):
        received(b, sentenced(b, county, date(2024, 6, 12), penalty=penalty, probation=probation))


def _again(b: Builder, county: str, pronounced: date, **first: Any) -> tuple[Any, Any]:
    """Registered, and sentenced again: both sentences."""
    older = sentenced(b, county, first.pop("effective", date(2024, 6, 12)), **first)
    received(b, older)
    newer = b.sentence(
        older.person,
        county,
        effective=effective_of_first_instance(pronounced),
        penalty=("imprisonment", 10),
        probation=24,
    )
    newer.record.values.update(pronounced_date=pronounced, served_date=pronounced)
    assert "刑初" in newer.record.values["case_no"]
    received(b, newer)
    return older, newer


@plant("sentenced again inside the probation term, neither revoked nor combined → H10, P07")
def sentenced_again_inside_probation(b: Builder) -> None:
    _again(b, "150102", date(2025, 5, 13))
    _again(b, "150203", date(2025, 2, 18))


@plant("sentenced again on the last day of probation → H10; on the day after → nothing")
def sentenced_again_at_the_end(b: Builder) -> None:
    short: dict[str, Any] = {"penalty": ("imprisonment", 6), "probation": 12, "effective": date(2023, 6, 13)}
    _, newer = _again(b, "150104", date(2024, 6, 12), **short)
    b.tolerate("P07", newer.record, "pronounced on the day of discharge")
    _again(b, "150202", date(2024, 6, 13), **short)


@plant("sentenced again inside probation, which was revoked for it → no H10, but P07")
def sentenced_again_and_revoked(b: Builder) -> None:
    older, _ = _again(b, "150105", date(2025, 5, 13))
    b.revocation(older, "revoke_probation", date(2025, 5, 20), date(2025, 6, 10), "granted", date(2025, 6, 12))
    b.custody(older.person, "arrest", date(2025, 6, 12), date(2025, 6, 20), "150105")
    term = older.terms[0]
    term.record.values.update(ended_date=date(2025, 6, 10), end_reason="probation_revoked")
    term.contacts = [one for one in term.contacts if one.day <= date(2025, 6, 10)]
    term.final_status = "terminated"
    for record in b.world.records["justice.exit_control"]:
        if record.values["correction_no"] == term.number:
            record.values["withdrawn_date"] = date(2025, 6, 10)


@plant("sentenced again while under 管制, which knows no probation to revoke → no H10, but P07")
def sentenced_again_under_surveillance(b: Builder) -> None:
    _again(b, "150207", date(2025, 5, 13), kind="public_surveillance")


@plant("one case, one person, two open files in two counties, no transfer → D01")
def two_files_of_one_case(b: Builder) -> None:
    for county, other in (("150102", "150204"), ("150202", "150121")):
        handed = sentenced(b, county, date(2024, 6, 12))
        received(b, handed, date(2024, 6, 14))
        second = received(b, handed, date(2024, 6, 18), county=other)
        b.tolerate("H08", second.record, "which of the two files is compared with the judgment is open")


@plant("somebody else's number stands in the register: one number on two people → D01, D02; review or received")
def one_number_on_two_people(b: Builder) -> None:
    one = sentenced(b, "150104", date(2024, 6, 12))
    received(b, one)
    other = sentenced(b, "150223", date(2024, 6, 12))
    received(b, other).record.raw["id_no"] = one.person.id_no
    other.unsure, other.also_accepted = True, ("received",)
