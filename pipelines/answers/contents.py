"""What a group of cells says in one canonical form: a row written out and read back untouched compares equal."""

from __future__ import annotations

import re
import unicodedata

from pipelines.answers.form import PLAIN_REASONS
from pipelines.answers.words import Answer

#: The groups of a clue's row, in the order their digests stand in its mark.
VERDICT, DOCUMENT, REPLY = 0, 1, 2
_OPENING, _CLOSING = "[(（【〔［", "])）】〕］"


def folded(text: str) -> str:
    """White space as single blanks: programs that edit workbooks change it."""
    return " ".join(text.split())


def document_number(text: str) -> str:
    """A document's number in one form: half width, no blanks, the year in 〔〕 whatever brackets were typed."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return re.sub(rf"[{re.escape(_OPENING)}](\d{{4}})[{re.escape(_CLOSING)}]", r"〔\1〕", plain)


def document_id(instrument: str, number: str, finding: str, served_on: str) -> str:
    """One document, however many clues it names; an oral correction has no number and is of one clue and day."""
    return f"{instrument}:{number}" if number else f"{instrument}:{finding}:{served_on}"


def said_of_clue(word: Answer) -> dict[str, str]:
    """Verdict, reason, note, owner, last day."""
    return {
        "verdict": word.kind,
        "reason": "" if word.reason in PLAIN_REASONS.values() else word.reason,
        "note": word.details.get("note", ""),
        "owner": word.details.get("owner", ""),
        "until": word.until.isoformat() if word.until else "",
    }


def said_of_document(word: Answer) -> dict[str, str]:
    """Kind, number, day served, to whom, day set for the reply."""
    names = ("instrument", "number", "served_on", "addressee", "reply_by")
    return {name: word.details.get(name, "") for name in names}


def said_in_reply(word: Answer) -> dict[str, str]:
    """What was answered and when."""
    return {"reply": word.kind, "replied_on": word.details.get("replied_on", "")}


def said_of_pair(word: Answer) -> dict[str, str]:
    """The decision and why."""
    return {"decision": word.kind, "why": word.reason}
