"""Documents issued on clues: by when they are to be answered, what was answered, and what the data show afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.answers import Answer, standing
from pipelines.law.instruments import answer_due, instruments, review_due
from pipelines.ledger.status import Status

ORAL = "oral"


@dataclass(frozen=True)
class Document:
    """One document as it stands on a night.

    `state`: `awaiting` | `overdue` (no answer, and its day has passed) | `answered` | `answered_late` | `review` (a
    review was asked for, and the procuratorate is to answer by `due`) | `review_overdue` | `settled` and `escalate`
    (an oral correction whose clues are all gone; one after whose day some are there).
    `days`: beyond `due`, where it is overdue or was answered late. `resolved`, `there`, `unknown`: its clues by what
    the data show after it was served; `unknown` are gone without their absence shown, or not yet in the ledger.
    """

    document_id: str
    kind: str
    number: str
    served_on: date
    addressee: str
    due: date | None
    arithmetic: str
    #: the law that `due` rests on was read in its text
    verified: bool
    reply: str
    replied_on: date | None
    state: str
    days: int | None
    findings: tuple[str, ...]
    resolved: tuple[str, ...]
    there: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Adoption:
    """Documents counted, oral corrections apart; a reply by what it says, a clue by what the data show."""

    issued: int
    replied: int
    adopted: int
    adopted_in_part: int
    rejected: int
    review_requested: int
    overdue: int
    oral: int
    to_escalate: int
    clues: int
    clues_resolved: int
    clues_there: int
    clues_unknown: int
    adopted_yet_there: int


def documents(said: Sequence[Answer], statuses: Mapping[str, Status], night: date) -> tuple[Document, ...]:
    """Every document that stands on a night, by the day it was served.

    Args:
        said: all answers in the order they were given (`answers.history`).
        statuses: `ledger.statuses` of the same night.
    """
    words = standing(said, night)
    replies = {word.subject: word for word in words if word.family == "reply"}
    cited: dict[str, list[str]] = {}
    for word in words:
        if word.kind == "cited":
            cited.setdefault(word.other, []).append(word.subject)
    found = [
        _document(word, replies.get(word.subject), sorted(cited.get(word.subject, [])), statuses, night)
        for word in words
        if word.kind == "issued"
    ]
    return tuple(sorted(found, key=lambda each: (each.served_on, each.document_id)))


def adoption(issued: Iterable[Document]) -> Adoption:
    """What both adoption rates rest on (adopted ÷ issued, adopted ÷ replied), and what the data show."""
    every = list(issued)
    written = [each for each in every if each.kind != ORAL]
    oral = [each for each in every if each.kind == ORAL]
    by_reply = {kind: sum(each.reply == kind for each in written) for kind in (*ANSWERED, "review_requested")}
    clues = {finding for each in written for finding in each.findings}
    resolved = {finding for each in written for finding in each.resolved}
    there = {finding for each in written for finding in each.there}
    return Adoption(
        issued=len(written),
        replied=sum(bool(each.reply) for each in written),
        adopted=by_reply["adopted"],
        adopted_in_part=by_reply["adopted_in_part"],
        rejected=by_reply["rejected"],
        review_requested=by_reply["review_requested"],
        overdue=sum(each.state in ("overdue", "review_overdue") for each in written),
        oral=len(oral),
        to_escalate=sum(each.state == "escalate" for each in oral),
        clues=len(clues),
        clues_resolved=len(resolved),
        clues_there=len(there),
        clues_unknown=len(clues - resolved - there),
        adopted_yet_there=len({f for each in written if each.reply == "adopted" for f in each.there}),
    )


ANSWERED = ("adopted", "adopted_in_part", "rejected")


def _document(
    word: Answer, reply: Answer | None, findings: list[str], statuses: Mapping[str, Status], night: date
) -> Document:
    kind, said = word.details["instrument"], word.details
    served = date.fromisoformat(said["served_on"])
    term = answer_due(kind, served, _day(said.get("reply_by")))
    replied = _day(reply.details.get("replied_on")) if reply else None
    resolved, there = [], []
    for finding in findings:
        status = statuses.get(finding)
        if status is not None and status.status == "resolved" and status.changed_on > served and not status.why:
            resolved.append(finding)
        elif status is not None and status.status not in ("resolved", "suspended"):
            there.append(finding)
    unknown = [finding for finding in findings if finding not in resolved and finding not in there]
    due = term.day
    if kind == ORAL and due is not None:
        state = "settled" if not there and not unknown else "escalate" if night > due and there else "awaiting"
    elif reply is not None and reply.kind == "review_requested" and replied is not None:
        term = review_due(replied)
        state = "review_overdue" if term.day is not None and night > term.day else "review"
    elif reply is not None and replied is not None:
        state = "answered_late" if due is not None and replied > due else "answered"
    else:
        state = "overdue" if due is not None and night > due else "awaiting"
    until = replied if state == "answered_late" else night
    beyond = state in ("overdue", "answered_late", "review_overdue", "escalate")
    return Document(
        document_id=word.subject,
        kind=kind if kind in instruments() else "",
        number=said.get("number", ""),
        served_on=served,
        addressee=said.get("addressee", ""),
        due=term.day,
        arithmetic=term.arithmetic,
        verified=term.verified,
        reply=reply.kind if reply else "",
        replied_on=replied,
        state=state,
        days=(until - term.day).days if beyond and term.day is not None and until is not None else None,
        findings=tuple(findings),
        resolved=tuple(resolved),
        there=tuple(there),
        unknown=tuple(unknown),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
