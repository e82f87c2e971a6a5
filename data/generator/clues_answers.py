"""Oracle of the rules about sanctions, petitions and custody: P01–P07 (rules §3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from data.generator.clues import Book, File, Seen, sentence_id
from data.generator.legal_calendar import add_months, band_of, due_day
from data.generator.oracle import FULL_RESTRAINT, Finding, contact_state, disposition

_WEIGHT = {"admonition": 1, "warning": 2, "petition_public_security_penalty": 2}
_DUE = {"1_10_days": 1, "11_days_to_month": 2, "over_month": 3}


def weight(kind: str) -> int:
    """How heavy a sanction is: admonition, warning, petition; a commendation is none."""
    return _WEIGHT.get(kind, 3 if kind.startswith("petition_") and kind != "petition_commutation" else 0)


def answer_clues(book: Book) -> Iterator[Finding]:
    """All findings of these rules."""
    for file in book.files:
        yield from _not_notified(book, file)
        yield from _not_sanctioned(book, file)
        if file.in_correction:
            yield from _too_lightly(book, file)
            yield from _not_petitioned(book, file)
        yield from _new_crime(book, file)
    for person, petitions in book.orders["court.revocations"].items():
        for one in petitions:
            yield from _undecided(book, one)
            yield from _not_taken_in(book, person, one)


def _custody(book: Book, file: File) -> list[Seen]:
    """Full restraints that overlap the term."""
    end = file.row["ended_date"] or book.night
    return [
        one
        for one in book.orders["police.custody"][file.term.person.number]
        if one.row["kind"] in FULL_RESTRAINT
        and file.begun is not None
        and one.row["start_date"] <= end
        and (one.row["end_date"] or book.night) >= file.begun
    ]


def _not_notified(book: Book, file: File) -> Iterator[Finding]:
    for one in _custody(book, file):
        limit = due_day(one.row["decided_date"], 3)
        if (one.row["corrections_notified_date"] or book.night) > limit:
            yield file.found("P01", one.id)


def _not_sanctioned(book: Book, file: File) -> Iterator[Finding]:
    person = file.term.person.number
    penalties = list(book.orders["police.penalties"][person])
    offences = [(one, one.row["behaviour_date"], one.row["decided_date"]) for one in penalties]
    for one in _custody(book, file):
        day = one.row["start_date"]
        if one.row["kind"] == "administrative_detention" and not any(
            abs((day - other.row["decided_date"]).days) <= 3 for other in penalties
        ):
            offences.append((one, day, day))
    for one, behaviour, decided in offences:
        limit = due_day(decided, 30)
        if not file.during(behaviour) or limit >= book.night:
            continue
        if not any(weight(kind) and behaviour <= day <= limit for kind, day, _ in _sanctions(file)):
            yield file.found("P02", one.id)


def _sanctions(file: File) -> list[tuple[str, date, Seen]]:
    rows = [(one.row["kind"], one.row["decided_date"], one) for one in file.of["justice.sanctions"]]
    return sorted(rows, key=lambda one: (one[1], one[2].record.values["sanction_no"]))


def _lateness(book: Book, file: File) -> tuple[str, date] | None:
    """Band of late reporting, and the day from which thirty days to answer run."""
    if file.handed is None or file.handed.unsure or file.term.transfers_in:
        return None
    state = disposition(file.handed, book.night)
    if state is None or state.name != "received_late" or state.received_on is None:
        return None
    return state.band, state.received_on


def _too_lightly(book: Book, file: File) -> Iterator[Finding]:
    late, sanctions = _lateness(book, file), _sanctions(file)
    if late is not None:
        band, since = late
        limit = due_day(since, 30)
        given = [weight(kind) for kind, day, _ in sanctions if weight(kind) and since <= day <= limit]
        if given and max(given) < _DUE[band] and limit < book.night:
            name = (sentence_id(file.handed),) if file.handed else ()
            yield file.found("P03", "", *name, *(one.id for _, _, one in sanctions))
    admonished = [day for kind, day, _ in sanctions if kind == "admonition"]
    if len(admonished) >= 2:
        limit = due_day(admonished[1], 30)
        if limit < book.night and not any(weight(kind) >= 2 and admonished[1] <= day for kind, day, _ in sanctions):
            yield file.found("P03", "", *(one.id for _, _, one in sanctions))


def _not_petitioned(book: Book, file: File) -> Iterator[Finding]:
    if file.row["correction_type"] == "public_surveillance":
        return
    sanctions, others = _sanctions(file), [one.id for _, _, one in _sanctions(file)]
    petitions = [day for kind, day, _ in sanctions if weight(kind) == 3]
    grounds = []
    if (late := _lateness(book, file)) is not None and late[0] == "over_month":
        grounds.append(late[1])
    state = contact_state(file.term, book.night)
    if state is not None and state.name == "lost" and band_of(state.due, state.as_of) == "over_month":
        grounds.append(add_months(state.due, 1) + timedelta(1))
    warned = [day for kind, day, _ in sanctions if kind == "warning"]
    if len(set(warned)) >= 2:
        grounds.append(sorted(set(warned))[1])
    for penalty in book.orders["police.penalties"][file.term.person.number]:
        since = penalty.row["decided_date"]
        later = [day for kind, day, one in sanctions if weight(kind) and one.row["behaviour_date"] > since]
        if "监督管理规定" in penalty.row["cause"] and later:
            grounds.append(later[0])
            others.append(penalty.id)
    if any(due_day(day, 30) < book.night and not any(one >= day for one in petitions) for day in grounds):
        name = (sentence_id(file.handed),) if file.handed else ()
        yield file.found("P04", "", *name, *others)


def _new_crime(book: Book, file: File) -> Iterator[Finding]:
    person = file.term.person.number
    granted = [one for one in book.orders["court.revocations"][person] if one.row["result"] == "granted"]
    for one in _custody(book, file):
        begun = one.row["start_date"]
        executes = any(other.row["ruling_date"] and other.row["ruling_date"] <= begun for other in granted)
        if one.row["kind"] in ("criminal_detention", "arrest") and file.during(begun) and not executes:
            yield file.found("P07", one.id)
    for handed in book.sentences[person]:
        pronounced, own = handed.record.values["pronounced_date"], file.handed
        if own is None or handed is own or own.absorbed_by is not None or pronounced is None:
            continue
        if file.during(pronounced):
            yield file.found("P07", sentence_id(handed), planted=handed.record.planted)


def _undecided(book: Book, one: Seen) -> Iterator[Finding]:
    row = one.row
    if row["result"] == "pending" and row["ruling_date"] is None:
        limit = due_day(row["petition_received_date"], 30)
        if limit < book.night:
            yield Finding("P05", one.id, row["ruling_no"], (book.night - limit).days, "", one.record.planted)


def _not_taken_in(book: Book, person: str, one: Seen) -> Iterator[Finding]:
    row, died = one.row, one.record.person.died if one.record.person else None
    if row["result"] != "granted" or row["ruling_date"] is None or row["delivered_date"] is not None:
        return
    limit = due_day(row["ruling_date"], 10)
    inside = any(
        other.row["kind"] in FULL_RESTRAINT
        and other.row["start_date"] <= limit
        and (other.row["end_date"] or book.night) >= row["ruling_date"]
        for other in book.orders["police.custody"][person]
    )
    if not inside and limit < book.night and not (died is not None and died <= limit):
        yield Finding("P06", one.id, row["ruling_no"], (book.night - limit).days, "", one.record.planted)
