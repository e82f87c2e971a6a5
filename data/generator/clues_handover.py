"""Oracle of the rules about hand-over and the end: H03, H04, H08–H10, E02–E04, D01 (rules §3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from data.generator.clues import Book, File, sentence_id
from data.generator.legal_calendar import due_day, term_end
from data.generator.oracle import Finding, register_known
from data.generator.places import REGION, basic_court, intermediate_court
from data.generator.world import Handed

_COURTS = {court(county).name for county in REGION for court in (basic_court, intermediate_court)}
_NOT_OVER = frozenset({"died", "transferred_out", "sentenced_for_new_crime"})


def handover_clues(book: Book) -> Iterator[Finding]:
    """All findings of these rules."""
    for handed in book.world.sentences:
        yield from _papers_late(book, handed)
        yield from _unlawful_term(book, handed)
    for file in book.files:
        if file.handed is not None:
            yield from _differing(book, file, file.handed)
            yield from _miscalculated(file, file.handed)
        elif file.in_correction and file.row["court_name"] in _COURTS:
            yield file.found("H04")
        yield from _ended(book, file)
        yield from _died(book, file)
    yield from _not_revoked(book)
    yield from _two_files(book)
    yield from _two_people(book)


def _papers_late(book: Book, handed: Handed) -> Iterator[Finding]:
    night, row = book.night, handed.row(book.night)
    effective = handed.effective
    if row is None or row["status"] != "in_force" or effective is None or effective > night:
        return
    known = [one for term in handed.terms if (one := term.row(register_known(term.county, night)))]
    arrived = [one["documents_received_date"] for one in known if one["documents_received_date"]]
    papers = min(arrived) if arrived else row["documents_sent_date"]
    for day, limit in ((row["notified_date"], due_day(effective, 5)), (papers, due_day(effective, 10))):
        if (day or night) > limit:
            registers = tuple(f"justice.register/{term.number}" for term in handed.terms)
            yield Finding("H03", sentence_id(handed), handed.key, None, "", handed.record.planted, registers)
            return


def _linked(file: File, handed: Handed) -> bool:
    """Whether this is the row compared with the decision: one that nobody moved here, and nobody doubts."""
    return not handed.unsure and not file.term.transfers_in and file.term is handed.terms[0]


def _differing(book: Book, file: File, handed: Handed) -> Iterator[Finding]:
    decision = handed.row(book.night)
    if decision is None or not _linked(file, handed):
        return
    row, name = file.row, sentence_id(handed)
    if handed.record.dataset == "justice.prison_releases":
        pairs = [("end_date", decision["sentence_end_date"], row["end_date"])]
    else:
        same = ("correction_type", "principal_penalty", "probation_term", "prohibition_order")
        pairs = [(column, decision[column], row[column]) for column in same]
        pairs += [
            ("effective_date", handed.effective, row["effective_date"]),
            ("county", decision["execution_county"], row["county"]),
            ("case_no", decision["case_no"], row["case_no"]),
        ]
    for _, one, other in pairs:
        if one is None or other is None or one == other:
            continue
        if isinstance(one, date) and abs((one - other).days) <= 1:
            continue
        yield file.found("H08", "", name)


def _months(handed: Handed) -> int | None:
    values = handed.record.values
    if handed.record.dataset != "court.sentences" or handed.kind == "temporary_release":
        return None
    return int((values["probation_term"] or values["principal_penalty"])[1])


def _unlawful_term(book: Book, handed: Handed) -> Iterator[Finding]:
    row = handed.row(book.night)
    if row is None or handed.kind != "probation" or row["status"] != "in_force":
        return
    kind, months = row["principal_penalty"]
    low, high = (max(2, months), 12) if kind == "detention" else (max(12, months), 60)
    if not low <= row["probation_term"][1] <= high or (kind != "detention" and months > 36):
        registers = tuple(f"justice.register/{term.number}" for term in handed.terms)
        yield Finding("H09", sentence_id(handed), handed.key, None, "", handed.record.planted, registers)


def _miscalculated(file: File, handed: Handed) -> Iterator[Finding]:
    months = _months(handed)
    if months is None or handed.effective is None or handed.unsure:
        return
    start, end = handed.effective, term_end(handed.effective, months)
    if abs((file.row["start_date"] - start).days) > 1 or abs((file.row["end_date"] - end).days) > 1:
        yield file.found("H09", "", sentence_id(handed))


def _not_revoked(book: Book) -> Iterator[Finding]:
    for person, sentences in book.sentences.items():
        known = [one for one in sentences if one.effective is not None and one.effective <= book.night]
        known.sort(key=lambda one: (one.record.values["pronounced_date"], one.key))
        granted = [one for one in book.orders["court.revocations"][person] if one.row["result"] == "granted"]
        for older, newer in pairwise(known):
            months = _months(older)
            if older.kind != "probation" or months is None or older.effective is None or granted:
                continue
            pronounced = newer.record.values["pronounced_date"]
            if older.absorbed_by is newer or not older.effective <= pronounced <= term_end(older.effective, months):
                continue
            others = (sentence_id(older), *(f"justice.register/{term.number}" for term in older.terms))
            yield Finding("H10", sentence_id(newer), newer.key, None, "", newer.record.planted, others)


def _ended(book: Book, file: File) -> Iterator[Finding]:
    ended, row, night = file.row["ended_date"], file.row, book.night
    if ended is None or row["status"] not in ("discharged", "terminated"):
        return
    months = _months(file.handed) if file.handed else None
    if row["end_reason"] == "term_completed" and months is not None and file.handed and file.handed.effective:
        days = (term_end(file.handed.effective, months) - ended).days
        if days > 1:
            yield file.found("E02", "", sentence_id(file.handed), days=days)
    if row["end_reason"] in _NOT_OVER or file.term.final_status != "discharged":
        return
    reports = [
        one
        for one in file.of["justice.exit_control"]
        if one.row["withdrawn_date"] is None and one.row["end_date"] > night
    ]
    devices = [one for one in file.of["justice.devices"] if one.row["removed_date"] is None]
    if ended < night and (reports or devices):
        yield file.found("E04", "", *(one.id for one in (*reports, *devices)))
    if ended < night:
        yield from (file.found("S10", one.id) for one in reports)
        yield from (file.found("S12", one.id) for one in devices)


def _died(book: Book, file: File) -> Iterator[Finding]:
    died = file.term.person.died
    if died is not None and file.in_correction and died + timedelta(30) < book.night:
        yield file.found("E03", days=(book.night - died).days)


def _two_files(book: Book) -> Iterator[Finding]:
    """One person, one case, two open files in two counties."""
    for files in book.by_person.values():
        open_files = [one for one in files if one.in_correction]
        for one, other in pairwise(open_files):
            if one.handed is not None and one.handed is other.handed and one.term.county != other.term.county:
                yield one.found("D01", "", other.id, sentence_id(one.handed))


def _two_people(book: Book) -> Iterator[Finding]:
    """One number as received on records of two people."""
    holders: dict[str, dict[str, str]] = defaultdict(dict)
    rows = [(handed.record, sentence_id(handed), handed.person) for handed in book.world.sentences]
    rows += [(file.term.record, file.id, file.term.person) for file in book.files]
    for record, name, person in rows:
        if record.born <= book.night:
            number = record.raw.get("id_no", record.values["id_no"])
            if number:
                holders[number].setdefault(person.number, name)
    wrong = {
        file.term.record.raw["id_no"]: file for file in book.files if len(file.term.record.raw.get("id_no", "")) == 18
    }
    for number, people in holders.items():
        if len(people) > 1:
            yield wrong[number].found("D01", "", *people.values())
