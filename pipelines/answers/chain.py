"""Appending answers and reading them back; nothing is ever changed or removed."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, text

from pipelines.answers.table import AnswerRow
from pipelines.answers.words import Answer, fingerprint_of, over, standing
from pipelines.database import transaction
from pipelines.settings import Settings

#: What the first answer's digest stands on.
BEGINNING = "0" * 64
#: Two people who answer at once take turns on PostgreSQL; SQLite has one writer anyway.
_APPENDING_LOCK = 0x616E73776572


class ChainMovedError(RuntimeError):
    """Somebody answered between reading and writing: read again."""


def record(settings: Settings, *said: Answer, seen: int | None = None) -> list[str]:
    """Append answers, all or none; one that stands already, word for word, is not said twice.

    Args:
        seen: how many answers (`history`) the caller decided upon; others since then are an error.

    Returns:
        The digests of the answers, in the order given.

    Raises:
        LedgerError: the ledger cannot be written.
        ChainMovedError: there are more answers than `seen`; nothing has been written.
    """
    digests = []
    with transaction(settings) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_APPENDING_LOCK})"))
        rows = _rows(connection)
        place = rows[-1]["place"] if rows else 0
        previous = rows[-1]["digest"] if rows else BEGINNING
        if seen is not None and len(rows) != seen:
            raise ChainMovedError(f"{len(rows)} answers where {seen} were read")
        last = {(answer := _answer(row)).about: (answer, row["digest"]) for row in rows}
        for answer in said:
            repeated = last.get(answer.about)
            if repeated is not None and repeated[0].as_json(with_moment=False) == answer.as_json(with_moment=False):
                digests.append(str(repeated[1]))
                continue
            place, digest = place + 1, _digest(previous, answer)
            connection.execute(insert(AnswerRow), [_row(answer, place, previous, digest)])
            last[answer.about], previous = (answer, digest), digest
            digests.append(digest)
    return digests


def history(settings: Settings, *kinds: str) -> list[Answer]:
    """Every answer ever given, in the order it was given; of some kinds alone where kinds are named.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    with transaction(settings) as connection:
        return [_answer(row) for row in _rows(connection) if not kinds or row["kind"] in kinds]


def known(settings: Settings, night: date, *kinds: str) -> list[Answer]:
    """The answers that stand on a night, sorted by what they are about.

    A word that a later one of its family replaced is not among them, whichever kinds are asked for.
    """
    return [answer for answer in standing(history(settings), night) if not kinds or answer.kind in kinds]


def fingerprint(settings: Settings, night: date, *kinds: str) -> str:
    """A digest for manifests and caches: of `known`, and of last words whose time is over, which are told of, too."""
    said = history(settings)
    words = [*standing(said, night), *over(said, night)]
    return fingerprint_of(word for word in words if not kinds or word.kind in kinds)


def verify_chain(settings: Settings) -> list[str]:
    """What is wrong with the chain: a changed, removed or inserted answer; empty where it is sound."""
    wrong = []
    previous, place = BEGINNING, 0
    with transaction(settings) as connection:
        for row in _rows(connection):
            place += 1
            if row["place"] != place:
                wrong.append(f"answer {place} is missing")
                place = row["place"]
            if row["previous"] != previous:
                wrong.append(f"answer {place} does not follow the one before it")
            if row["digest"] != _digest(row["previous"], _answer(row)):
                wrong.append(f"answer {place} was changed")
            previous = row["digest"]
    return wrong


def _rows(connection: Connection) -> list[dict[str, Any]]:
    found = connection.execute(select(AnswerRow.__table__).order_by(AnswerRow.place)).mappings()
    return [dict(row) for row in found]


def _digest(previous: str, answer: Answer) -> str:
    return hashlib.sha256(f"{previous}\n{answer.as_json()}".encode()).hexdigest()


def _row(answer: Answer, place: int, previous: str, digest: str) -> dict[str, Any]:
    return {
        "place": place,
        "digest": digest,
        "previous": previous,
        "kind": answer.kind,
        "subject": answer.subject,
        "other": answer.other,
        "reason": answer.reason,
        "author": answer.author,
        "given_at": answer.given_at.isoformat(timespec="seconds"),
        "from_night": answer.from_night,
        "until": answer.until,
        "details": json.dumps(answer.details, ensure_ascii=False, sort_keys=True),
    }


def _answer(row: dict[str, Any]) -> Answer:
    return Answer(
        row["kind"],
        row["subject"],
        row["other"],
        row["reason"],
        row["author"],
        datetime.fromisoformat(row["given_at"]),
        row["from_night"],
        row["until"],
        json.loads(row["details"]),
    )
