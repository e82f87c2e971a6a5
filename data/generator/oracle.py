"""What is true on a night, computed from the world's facts by the rules' text — not with the product's code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data.generator.legal_calendar import band_of, due_day
from data.generator.places import REGION, SILENT_COUNTY
from data.generator.world import FIRST_NIGHT, MISSING_NIGHT, SILENT_NIGHT, Handed, Record, Term, World

GRACE = timedelta(3)
FULL_RESTRAINT = frozenset(
    {"administrative_detention", "judicial_detention", "criminal_detention", "arrest", "compulsory_drug_isolation"}
)


def register_known(county: str, night: date) -> date:
    """Business date of a county's newest register rows: none came on one night, one county fell silent on another."""
    if night == MISSING_NIGHT or (night == SILENT_NIGHT and county == SILENT_COUNTY):
        return FIRST_NIGHT
    return night


def supervision_known(county: str, night: date) -> date:
    """The same for the other datasets of justice."""
    return MISSING_NIGHT if night == SILENT_NIGHT and county == SILENT_COUNTY else night


def restrained(record: Record, day: date) -> bool:
    """Under full restraint on a day."""
    values = record.values
    if values["kind"] not in FULL_RESTRAINT or values["start_date"] > day:
        return False
    return values["end_date"] is None or values["end_date"] >= day


@dataclass(frozen=True)
class Disposition:
    """Where one sentence or release stands on a night."""

    name: str
    explanation: str = ""
    deadline: date | None = None
    received_on: date | None = None
    days: int | None = None
    band: str = ""
    file_opened: bool = False


def disposition(handed: Handed, night: date) -> Disposition | None:
    """The first of the tests of rules §2 that holds; None before the row is delivered."""
    row = handed.row(night)
    if row is None:
        return None
    begins = handed.effective
    if row.get("status", "in_force") != "in_force" or (begins is not None and begins > night):
        return Disposition("not_in_force")
    reported, opened = _reported(handed, night)
    deadline = handed.deadline
    if reported is not None and deadline is not None:
        if reported <= deadline:
            return Disposition("received", "", deadline, reported)
        return Disposition(
            "received_late", "", deadline, reported, (reported - deadline).days, band_of(deadline, reported)
        )
    if handed.county not in REGION:
        return Disposition("outside_region")
    if deadline is None:
        return Disposition("clock_unknown", file_opened=opened)
    if deadline >= night:
        return Disposition("not_due", "", deadline, file_opened=opened)
    if explanation := _explanation(handed, deadline, night):
        return Disposition("explained", explanation, deadline, file_opened=opened)
    if handed.unsure:
        return Disposition("needs_review", "", deadline)
    if register_known(handed.county, night) < deadline + GRACE:
        return Disposition("not_provable", "", deadline, file_opened=opened)
    days = (night - deadline).days
    return Disposition("never_received", "", deadline, None, days, band_of(deadline, night), opened)


def _reported(handed: Handed, night: date) -> tuple[date | None, bool]:
    """Earliest report among the rows of the person's own term, and whether a file was opened without one."""
    if handed.unsure:
        return None, False
    rows = [term.row(register_known(term.county, night)) for term in handed.terms]
    days = [row["reported_date"] or row["received_date"] for row in rows if row is not None]
    known = [day for day in days if day is not None]
    return (min(known) if known else None), bool(days) and not known


def _explanation(handed: Handed, deadline: date, night: date) -> str:
    died = handed.person.died
    if died is not None and died <= min(deadline, night):
        return "died"
    for record in handed.custody:
        if restrained(record, deadline) and restrained(record, night):
            return "custody"
    for record in handed.revocations:
        ruling = record.values["ruling_date"]
        if record.values["result"] == "granted" and ruling is not None and ruling <= night:
            return "revoked"
    later = handed.absorbed_by
    if later is not None:
        row = later.row(night)
        if row is not None and row["status"] == "in_force":
            return "absorbed"
    for term in handed.terms:
        for transfer in term.transfers_out:
            received = transfer.values["received_date"]
            if received is not None and received <= night:
                return "transferred"
    return ""


@dataclass(frozen=True)
class ContactState:
    """How a person in correction stands on a night."""

    name: str
    explanation: str
    last_contact: date | None
    due: date
    as_of: date
    days: int
    band: str
    also_accepted: str = ""


def contact_state(term: Term, night: date) -> ContactState | None:
    """State of a register row that says in_correction; None for every other row."""
    known = register_known(term.county, night)
    row = term.row(known)
    if row is None or row["status"] != "in_correction":
        return None
    covered = supervision_known(term.county, night)
    as_of = min(night, covered, row["end_date"])
    positive = [contact.day for contact in term.contacts if contact.result == "normal" and contact.day <= as_of]
    anchors = [*positive, *(day for day in (row["reported_date"], row["received_date"]) if day and day <= as_of)]
    anchors += [
        end
        for record in term.custody
        if (end := record.values["end_date"]) and end <= as_of and record.values["kind"] in FULL_RESTRAINT
    ]
    anchors += [day for record in term.transfers_in if (day := record.values["received_date"]) and day <= as_of]
    anchor = max(anchors)
    interval = timedelta(term.interval)
    for leave in sorted(_leaves(term, as_of), key=lambda one: one["start_date"]):
        if anchor < leave["start_date"] <= anchor + interval:
            anchor = leave["start_date"]
    due = anchor + interval
    beyond = (as_of - due).days
    last = max(positive, default=None)

    def state(name: str, explanation: str = "", days: int = beyond, band: str = "", also: str = "") -> ContactState:
        return ContactState(name, explanation, last, due, as_of, days, band, also)

    fine = "in_contact" if night <= due else ""
    if any(restrained(record, as_of) for record in term.custody):
        return state("explained", "custody", also=fine)
    if any(_under_way(record, as_of) for record in term.transfers_out):
        return state("explained", "transfer", also=fine)
    if beyond <= 0 and any(leave["end_date"] >= as_of for leave in _leaves(term, as_of)):
        return state("explained", "leave", also=fine)
    if term.person.died is not None and term.person.died <= as_of:
        return state("explained", "died", also=fine)
    if as_of == row["end_date"] < night and beyond <= 0:
        return state("explained", "term_over", also="in_contact")
    lost_since = _open_search(term, as_of, night)
    if lost_since is not None:
        counted = max(beyond, (as_of - lost_since).days)
        return state("lost", "", counted, band_of(as_of - timedelta(counted), as_of))
    if beyond <= 0:
        return state("in_contact" if night <= due or covered >= night else "not_provable")
    if beyond <= GRACE.days:
        return state("overdue", "", beyond, band_of(due, as_of))
    return state("lost", "", beyond, band_of(due, as_of))


def _leaves(term: Term, day: date) -> list[dict[str, Any]]:
    return [leave.values for leave in term.leaves if leave.values["approved"] and leave.values["start_date"] <= day]


def _under_way(record: Record, day: date) -> bool:
    received = record.values["received_date"]
    return bool(record.values["decided_date"] <= day and (received is None or received > day))


def _open_search(term: Term, day: date, night: date) -> date | None:
    for record in term.searches:
        lost, found = record.values["lost_date"], record.values["found_date"]
        if record.born <= night and lost <= day and (found is None or found > night):
            return lost  # type: ignore[no-any-return]
    return None


@dataclass(frozen=True)
class Finding:
    """One finding that has to be raised on a night."""

    rule: str
    record_id: str
    subject: str
    days: int | None
    band: str
    planted: str
    #: records under which the same finding may stand as well
    others: tuple[str, ...] = ()


def findings(world: World, night: date) -> list[Finding]:
    """All findings of the rules that the sample is complete for."""
    found: list[Finding] = []
    for handed in [*world.sentences, *world.releases]:
        if handed.kind == "sentence_served" or (state := disposition(handed, night)) is None:
            continue
        rule = {"never_received": _missing_rule(handed), "received_late": "H02"}.get(state.name)
        if rule is not None:
            dataset = handed.record.dataset
            found.append(
                Finding(rule, f"{dataset}/{handed.key}", handed.key, state.days, state.band, handed.record.planted)
            )
    for term in world.terms:
        found += _of_term(term, night)
    for record in world.records["justice.transfers"]:
        found += _transfer_gap(record, night)
    return sorted(found, key=lambda one: (one.rule, one.record_id))


def _missing_rule(handed: Handed) -> str:
    return {"parole": "H07", "temporary_release": "H06"}.get(handed.kind, "H01")


def _of_term(term: Term, night: date) -> list[Finding]:
    state, key = contact_state(term, night), f"justice.register/{term.number}"
    if state is None:
        return []
    found, planted = [], term.record.planted
    if state.name == "lost":
        found.append(Finding("S01", key, term.number, state.days, state.band, planted))
        told = [record for record in term.searches if record.born <= night and record.values["found_date"] is None]
        notices = ("police_notified_date", "procuratorate_notified_date")
        if any(record.values[column] is None for record in told for column in notices) or (state.days > 3 and not told):
            found.append(Finding("S02", key, term.number, state.days, "", planted))
    end = term.record.values["end_date"]
    known = register_known(term.county, night)
    held = any(restrained(record, night) for record in term.custody)
    # A register that does not reach beyond the last day cannot show that nobody was discharged.
    if end < night and end < known and not held and not term.petitions:
        found.append(Finding("E01", key, term.number, (night - end).days, "", planted))
    return found


def _transfer_gap(record: Record, night: date) -> list[Finding]:
    row = record.on(night)
    if row is None or row["received_date"] is not None or row["to_county"] not in REGION:
        return []
    beyond = (night - due_day(row["decided_date"], 7)).days
    if beyond <= GRACE.days:
        return []
    return [Finding("H05", f"justice.transfers/{row['transfer_no']}", row["correction_no"], beyond, "", record.planted)]
