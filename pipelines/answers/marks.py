"""The mark of a workbook's row: which night and thing it is about, what it showed, and that it is whole.

It travels with the row when rows are sorted, columns moved or deleted; a row whose cells were sorted apart from their
mark shows, because the mark and the visible number then name different things.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

VERSION = "1"
NOTHING = "-"
#: Before the digest of an answer that the row did not show because it is to be given anew.
UNSHOWN = "~"


@dataclass(frozen=True)
class Mark:
    """`evidence`: digest of what the clue rested on; `shown`: digest per group of answers that stood in the row."""

    night: date
    about: str  # finding id or pair id
    evidence: str = NOTHING
    shown: tuple[str, ...] = ()

    def text(self) -> str:
        """One line, closed by a check over the rest."""
        parts = [VERSION, self.night.isoformat(), self.about, self.evidence, *self.shown]
        body = "/".join(parts)
        return f"{body}/{_check(body)}"

    def base(self, group: int) -> str:
        """Digest of the answer of one group that stood when the workbook was made; `NOTHING` where none did."""
        return self._of(group).removeprefix(UNSHOWN)

    def untouched(self, group: int, digest: str) -> bool:
        """The cells of the group say what they said when the workbook was made: nobody has answered."""
        return self._of(group) == digest

    def _of(self, group: int) -> str:
        return self.shown[group] if group < len(self.shown) else NOTHING


def read_mark(text: str) -> Mark | None:
    """The mark of a cell; None where it is not whole."""
    body, _, check = text.strip().rpartition("/")
    parts = body.split("/")
    if len(parts) < 4 or parts[0] != VERSION or check != _check(body):
        return None
    try:
        return Mark(date.fromisoformat(parts[1]), parts[2], parts[3], tuple(parts[4:]))
    except ValueError:
        return None


def content_digest(said: Mapping[str, str]) -> str:
    """8 hex digits over what a group of cells says, empty ones left out; `NOTHING` where all are empty."""
    filled = {name: text for name, text in said.items() if text}
    if not filled:
        return NOTHING
    return hashlib.blake2b(json.dumps(filled, ensure_ascii=False, sort_keys=True).encode(), digest_size=4).hexdigest()


def _check(body: str) -> str:
    """Against a torn or mistyped cell, not against forgery: who writes an answer names themselves."""
    return hashlib.blake2b(body.encode(), digest_size=3).hexdigest()
