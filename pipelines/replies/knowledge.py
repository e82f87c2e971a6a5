"""What the ledger and the nights on disk know of the things people answer about."""

from __future__ import annotations

from datetime import date
from functools import cache, cached_property
from typing import Any

import pyarrow.dataset as pads
import pyarrow.parquet as pq

from pipelines import answers, ledger
from pipelines.answers import Answer, evidence_digest
from pipelines.answers.contents import said_in_reply, said_of_clue, said_of_document, said_of_pair
from pipelines.answers.form import INSTRUMENTS, REASONS, REPLIES, SAME_PERSON, VERDICTS
from pipelines.answers.marks import content_digest
from pipelines.reports.reviews import pair_id
from pipelines.settings import Night, Settings

CONTENTS = {"finding": said_of_clue, "document": said_of_document, "reply": said_in_reply, "identity": said_of_pair}
_LABELS = {
    "verdict": VERDICTS,
    "reason": REASONS,
    "instrument": INSTRUMENTS,
    "reply": REPLIES,
    "decision": SAME_PERSON,
}


class Knowledge:
    """Read once per import; what is asked for is looked up when first needed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.said = answers.history(settings)
        self.nights = ledger.known_nights(settings)
        self.last = {answer.about: answer for answer in self.said}
        # one lookup per night and thing
        self.evidence = cache(self._evidence)
        self.pair = cache(self._pair)

    @cached_property
    def findings(self) -> frozenset[str]:
        """Every finding a recorded night ever had."""
        return ledger.known_findings(self.settings)

    def issued(self, document: str) -> bool:
        """A document of that id is on record."""
        return ("document", document, "") in self.last

    def before(self, about: str, bases: tuple[str, ...]) -> dict[str, str]:
        """What a row about a clue or pair showed when it was made, as labels by name: words with those digests."""
        found: dict[str, str] = {}
        cited = {answer.other for answer in self.said if answer.kind == "cited" and answer.subject == about}
        for answer in self.said:
            of_pair = answer.family == "identity" and pair_id(answer.subject, answer.other) == about
            of_clue = answer.family == "finding" and answer.subject == about
            of_document = answer.family in ("document", "reply") and answer.subject in cited
            if of_pair or of_clue or of_document:
                content = CONTENTS[answer.family](answer)
                if content_digest(content) in bases:
                    found.update({name: _LABELS.get(name, {}).get(text, text) for name, text in content.items()})
        return found

    def _evidence(self, night: date, finding: str) -> str | None:
        """Digest of what a clue rested on, from that night's data; None where they do not know it."""
        row = self._findings_of(night).get(finding)
        return evidence_digest(row, self.settings.pseudonym_key.get_secret_value()) if row else None

    @cache  # noqa: B019 - lives as long as one import
    def _findings_of(self, night: date) -> dict[str, dict[str, Any]]:
        file = Night.of(self.settings, night).folder("rules") / "findings.parquet"
        if not file.is_file():
            return {}
        columns = ["finding_id", "rule_id", "county", "since", "document"]
        return {row["finding_id"]: row for row in pq.read_table(file, columns=columns).to_pylist()}

    def _pair(self, night: date, number: str) -> tuple[str, str] | None:
        """The two records of a pair number, from that night's pairs."""
        return self._pairs_of(night).get(number)

    @cache  # noqa: B019 - lives as long as one import
    def _pairs_of(self, night: date) -> dict[str, tuple[str, str]]:
        file = Night.of(self.settings, night).folder("identity") / "pairs.parquet"
        if not file.is_file():
            return {}
        rows = pads.dataset(file).to_table(columns=["record_a", "record_b"]).to_pylist()
        return {pair_id(row["record_a"], row["record_b"]): (row["record_a"], row["record_b"]) for row in rows}


def digest_of(answer: Answer) -> str:
    """The content of an answer that stands, in the form statements are compared in."""
    content = CONTENTS.get(answer.family) if answer.kind != "voided" else None
    return content_digest(content(answer) if content else {"kind": answer.kind})


__all__ = ["Knowledge", "digest_of"]
