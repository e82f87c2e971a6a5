"""Nobody who was not planted gives any rule of the catalogue a reason: the rules, checked on the world itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest

from data.generator.legal_calendar import add_months, term_end
from data.generator.oracle import FULL_RESTRAINT
from data.generator.places import COUNTIES
from data.generator.world import NIGHTS, Handed, Record, Term, World

LAST = NIGHTS[-1]


def _ordinary(world: World) -> Iterable[Term]:
    return (term for term in world.terms if not term.record.planted)


def _of(world: World, dataset: str) -> dict[str, list[dict[str, Any]]]:
    by_term: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in world.records[dataset]:
        if record.born <= LAST and not record.planted:
            by_term[record.values["correction_no"]].append(record.values)
    return by_term


def _during(term: Term, day: date) -> bool:
    values = term.record.values
    return bool(values["start_date"] <= day <= (values["ended_date"] or LAST))


def differing_fields(world: World) -> Iterable[str]:
    """H08."""
    same = ("correction_type", "effective_date", "principal_penalty", "probation_term", "prohibition_order")
    for handed in world.sentences:
        for term in handed.terms:
            if term.record.planted or term.transfers_in:
                continue
            one, other = handed.record.values, term.record.values
            yield from (f"{handed.key} {name}" for name in same if one[name] != other[name])
            if one["execution_county"] != other["county"] or other["case_no"] not in (None, one["case_no"]):
                yield handed.key


def unlawful_terms(world: World) -> Iterable[str]:
    """H09 (刑法72, 73): probation within its limits, start and end as computed."""
    for handed in world.sentences:
        if handed.record.planted:
            continue
        values = handed.record.values
        kind, months = values["principal_penalty"]
        probation = values["probation_term"] and values["probation_term"][1]
        if handed.kind == "probation":
            low, high = (max(2, months), 12) if kind == "detention" else (max(12, months), 60)
            if not low <= probation <= high or (kind == "imprisonment" and months > 36):
                yield handed.key
        elif probation or (handed.kind == "public_surveillance" and not 3 <= months <= 24):
            yield handed.key
        for term in handed.terms:
            if handed.kind == "temporary_release" or handed.effective is None:
                continue
            row = term.record.values
            if row["start_date"] != handed.effective or row["end_date"] != term_end(
                handed.effective, probation or months
            ):
                yield term.number


def offences_inside_probation(world: World) -> Iterable[str]:
    """H10: a newer sentence inside an older term that was not absorbed."""
    by_person: dict[str, list[Handed]] = defaultdict(list)
    for handed in world.sentences:
        if not handed.record.planted:
            by_person[handed.person.number].append(handed)
    for several in by_person.values():
        for one, other in combinations(several, 2):
            if one.absorbed_by is other or one.effective is None or other.effective is None:
                continue
            older, newer = sorted((one, other), key=lambda each: each.effective or date.min)
            end = older.terms[0].record.values["end_date"] if older.terms else date.max
            if newer.record.values["pronounced_date"] <= end:
                yield newer.key


def uncovered_absences(world: World) -> Iterable[str]:
    """S03, S04, S09: stays and journeys outside the zone during correction without leave; borders crossed."""
    by_id = defaultdict(list)
    for term in _ordinary(world):
        by_id[term.person.id_no].append(term)
    for dataset, place, moment in (
        ("police.lodging", "county", "checked_in_at"),
        ("police.travel", "to_county", "departed_at"),
        ("police.border", None, "crossed_at"),
    ):
        for record in world.records[dataset]:
            day = record.values[moment].date()
            for term in by_id[record.values["id_no"]]:
                if not _during(term, day):
                    continue
                covered = any(leave.values["start_date"] <= day <= leave.values["end_date"] for leave in term.leaves)
                target = COUNTIES[record.values[place]].zone if place else "abroad"
                if target != COUNTIES[term.county].zone and not covered:
                    yield f"{dataset} {term.number} {day}"


def leaves_out_of_order(world: World) -> Iterable[str]:
    """S07, S08: back in time, approved at the right level, inside the term, never two."""
    for term in _ordinary(world):
        if len(term.leaves) > 1:
            yield term.number
        for leave in term.leaves:
            values = leave.values
            days = (values["end_date"] - values["start_date"]).days + 1
            if values["returned_date"] != values["end_date"] or days > 30:
                yield term.number
            if days > 7 and values["approval_level"] == "justice_office":
                yield term.number
            if not _during(term, values["start_date"]):
                yield term.number


def missing_exit_control(world: World) -> Iterable[str]:
    """S10, E04: everyone in correction is reported to the border, nobody after the end."""
    reports = _of(world, "justice.exit_control")
    for term in _ordinary(world):
        row = term.row(LAST)
        if row is None:
            continue
        open_reports = [one for one in reports[term.number] if (one["withdrawn_date"] or date.max) > LAST]
        if row["status"] == "in_correction" and not open_reports and (LAST - row["reported_date"]).days > 5:
            yield term.number
        if row["status"] in ("discharged", "terminated") and open_reports:
            yield term.number


def stale_medical_reports(world: World) -> Iterable[str]:
    """S11: an examination in every three months of temporary release."""
    reports = _of(world, "justice.medical")
    for term in _ordinary(world):
        values = term.record.values
        if values["correction_type"] != "temporary_release" or values["reported_date"] is None:
            continue
        seen = sorted(one["examined_date"] for one in reports[term.number] if one["submitted_date"] <= NIGHTS[0])
        days = [values["reported_date"], *seen, min(values["ended_date"] or LAST, LAST)]
        if any(later > add_months(earlier, 3) for earlier, later in pairwise(days)):
            yield term.number


def devices_too_long(world: World) -> Iterable[str]:
    """S12: three months at most, with a ground, on people who are said to wear one."""
    for number, approvals in _of(world, "justice.devices").items():
        term = next(term for term in world.terms if term.number == number)
        for one in approvals:
            if add_months(one["start_date"], 3) < one["end_date"] or one["end_date"] < LAST or not one["ground"]:
                yield number
        if not term.record.values["electronic_monitoring"] or (term.record.values["ended_date"] or LAST) <= LAST:
            yield number


def similar_plans(world: World) -> Iterable[str]:
    """S13: no two plans of one office nearly alike (character trigrams, Jaccard)."""
    offices = {term.number: term.record.values["office_name"] + term.county for term in world.terms}
    by_office = defaultdict(list)
    for number, plans in _of(world, "justice.plans").items():
        for plan in plans:
            text = re.sub(r"\d", "", plan["text"].split("，", 1)[1])
            by_office[offices[number]].append((number, {text[at : at + 3] for at in range(len(text) - 2)}))
    for plans_of_office in by_office.values():
        for (one, left), (_, right) in combinations(plans_of_office, 2):
            if len(left & right) >= 0.8 * len(left | right):
                yield one


def custody_without_notice(world: World) -> Iterable[str]:
    """P01, P02: full restraint notified within three days, and a detention answered by a sanction within thirty."""
    sanctions = _of(world, "justice.sanctions")
    for term in _ordinary(world):
        for record in term.custody:
            values = record.values
            notified = values["corrections_notified_date"]
            if notified is None or notified > values["decided_date"] + timedelta(3):
                yield term.number
            answered = [one for one in sanctions[term.number] if one["decided_date"] >= values["start_date"]]
            if not any((one["decided_date"] - values["start_date"]).days <= 30 for one in answered):
                yield term.number


def repeated_sanctions(world: World) -> Iterable[str]:
    """P03, P04: no second admonition, no second warning."""
    for number, sanctions in _of(world, "justice.sanctions").items():
        kinds = [one["kind"] for one in sanctions]
        if kinds.count("admonition") > 1 or kinds.count("warning") > 1:
            yield number


def slow_revocations(world: World) -> Iterable[str]:
    """P05, P06: ruled within thirty days, taken in within ten."""
    custody = defaultdict(list)
    for record in world.records["police.custody"]:
        assert record.person is not None
        custody[record.person.number].append(record.values)
    for record in world.records["court.revocations"]:
        values, person = record.values, record.person
        assert person is not None
        if record.planted:
            continue
        ruled = values["ruling_date"]
        if (ruled or LAST) > values["petition_received_date"] + timedelta(30):
            yield values["ruling_no"]
        taken = [one for one in custody[person.number] if one["kind"] in FULL_RESTRAINT and one["start_date"] >= ruled]
        if values["result"] == "granted" and not any((one["start_date"] - ruled).days <= 10 for one in taken):
            yield values["ruling_no"]


def early_discharges(world: World) -> Iterable[str]:
    """E02: discharged on the last day, not before."""
    for term in _ordinary(world):
        values = term.record.values
        if term.final_status == "discharged" and values["ended_date"] not in (None, values["end_date"]):
            yield term.number


def two_people_one_number(world: World) -> Iterable[str]:
    """D01: every number belongs to one person."""
    seen: dict[str, str] = {}
    for person in world.people:
        if seen.setdefault(person.id_no, person.number) != person.number:
            yield person.number


CHECKS = (
    differing_fields,
    unlawful_terms,
    offences_inside_probation,
    uncovered_absences,
    leaves_out_of_order,
    missing_exit_control,
    stale_medical_reports,
    devices_too_long,
    similar_plans,
    custody_without_notice,
    repeated_sanctions,
    slow_revocations,
    early_discharges,
    two_people_one_number,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_ordinary_life_gives_a_reason(check: Callable[[World], Iterable[str]], world: World) -> None:
    assert sorted(set(check(world))) == []


def test_dirt_leaves_everybody_recognisable(world: World) -> None:
    """Where a number is missing or wrong, name, case number and birth date stand clean on both sides."""

    def damaged(record: Record) -> bool:
        number = record.raw.get("id_no")
        return number is not None and number.strip(" '")[:6] != record.values["id_no"][:6]

    for handed in world.sentences:
        if handed.record.planted or len(handed.terms) != 1:
            continue
        one, other = handed.record, handed.terms[0].record
        assert len(one.raw) + len(other.raw) + (other.values["case_no"] is None) <= 1
        assert not (damaged(one) and damaged(other))
