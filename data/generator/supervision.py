"""What every term of correction brings with it, and how a term moves to another county."""

from __future__ import annotations

from datetime import date, timedelta

from data.generator import texts
from data.generator.builder import Builder
from data.generator.legal_calendar import add_months
from data.generator.world import FIRST_NIGHT, NIGHTS, Handed, Term


def accompany(b: Builder, term: Term, *, contacts: bool = True, plan: bool = True) -> Term:
    """What every term of correction brings: contacts, plan, exit control, medical reports."""
    values = term.record.values
    if contacts:
        b.contacts(term)
    begun = values["reported_date"] or values["received_date"]
    if begun is None or begun > NIGHTS[-1]:
        return term
    stop = values["ended_date"] or NIGHTS[-1]
    if stop >= date(2025, 4, 1):
        _exit_control(b, term, begun)
    if plan and stop >= FIRST_NIGHT:
        made = begun + timedelta(b.rng.randrange(2, 8))
        b.add(
            "justice.plans",
            made,
            term.person,
            term.county,
            plan_no=f"案{made.year}-{b.next_number('plan'):05d}",
            correction_no=term.number,
            made_date=made,
            text=texts.plan_text(b.rng, term.person.name),
        )
    if values["correction_type"] == "temporary_release":
        _medical(b, term, begun, min(stop, NIGHTS[-1]))
    return term


def _exit_control(b: Builder, term: Term, begun: date) -> None:
    values, day = term.record.values, begun + timedelta(b.rng.randrange(0, 5))
    b.add(
        "justice.exit_control",
        day,
        term.person,
        term.county,
        report_no=f"备{day.year}-{b.next_number('exit'):05d}",
        correction_no=term.number,
        reported_date=day,
        start_date=day,
        end_date=values["end_date"],
        withdrawn_date=values["ended_date"],
    )


def _medical(b: Builder, term: Term, begun: date, stop: date) -> None:
    day = begun + timedelta(b.rng.randrange(20, 60))
    while day <= stop:
        handed_in = day + timedelta(b.rng.randrange(1, 6))
        b.add(
            "justice.medical",
            handed_in,
            term.person,
            term.county,
            report_no=f"复{day.year}-{b.next_number('med'):04d}",
            correction_no=term.number,
            examined_date=day,
            submitted_date=handed_in,
            hospital=b.rng.choice(texts.HOSPITALS),
            next_due_date=add_months(day, 3),
        )
        day += timedelta(b.rng.randrange(60, 80))


def move(b: Builder, handed: Handed, term: Term, target: str, decided: date, received: date) -> Term:
    """Carry out a transfer: the old row ends, a new one begins in the new county."""
    record, old = b.transfer(term, target, decided, received), term.record.values
    ended = old["ended_date"]
    again = b.register(
        handed,
        county=target,
        reported=received,
        received_date=received,
        end=old["end_date"],
        ended=ended,
        start_date=old["start_date"],
        level=old["supervision_level"],
        born=received,
        documents_received_date=decided + timedelta(3),
        receipt_returned_date=decided + timedelta(4),
        principal_penalty=old["principal_penalty"],
        charges=old["charges"],
    )
    old.update(ended_date=received, end_reason="transferred_out")
    term.final_status = "transferred_out"
    again.transfers_in.append(record)
    accompany(b, term, plan=False)
    return accompany(b, again)
