"""How often clues proved true: answers counted by rule, dataset, county and reason, as of a night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select

from pipelines.answers import Answer
from pipelines.answers.effects import last_word
from pipelines.database import transaction
from pipelines.ledger.tables import FindingRow
from pipelines.settings import Night, Settings

DIMENSIONS = ("all", "rule", "dataset", "county")
#: Findings asked for at once: databases bound the number of parameters.
_AT_ONCE = 500


@dataclass(frozen=True)
class PrecisionLine:
    """Answered clues of one rule, dataset or county; a clue stands under every dataset whose records it is made of.

    True are those confirmed or corrected; `waived` is neither true nor false and counts in no share.
    """

    dimension: str
    key: str
    confirmed: int
    corrected: int
    unfounded: int
    waived: int
    reasons: tuple[tuple[str, int], ...]  # why unfounded, most frequent first

    @property
    def judged(self) -> int:
        """Clues said to be true or not."""
        return self.confirmed + self.corrected + self.unfounded

    @property
    def share(self) -> str:
        """True among judged, in per cent to one decimal; empty where none was judged."""
        if not self.judged:
            return ""
        true = Decimal(100 * (self.confirmed + self.corrected))
        return str((true / self.judged).quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True)
class Verdict:
    """The last word about a clue up to a night, and where the clue belongs as the newest night that saw it says."""

    finding_id: str
    kind: str
    reason: str
    rule_id: str
    county: str
    datasets: tuple[str, ...]


def verdicts(night: Night, said: Sequence[Answer]) -> tuple[Verdict, ...]:
    """The verdicts given by a night, of clues in the ledger, by finding id.

    Args:
        said: all answers in the order they were given (`answers.history`).

    Raises:
        LedgerError: the ledger cannot be read.
    """
    by_finding: dict[str, list[Answer]] = {}
    for answer in said:
        if answer.family == "finding":
            by_finding.setdefault(answer.subject, []).append(answer)
    last = {
        finding: word
        for finding, words in by_finding.items()
        if (word := last_word(words, night.business_date)) is not None and word.kind != "retracted"
    }
    return tuple(
        Verdict(finding, last[finding].kind, last[finding].reason, rule, county, tuple(datasets))
        for finding, rule, county, datasets in _places(night.settings, sorted(last), night)
    )


def precision(given: Sequence[Verdict], county: str = "") -> tuple[PrecisionLine, ...]:
    """Lines in order of dimension and key; of one county's clues where one is named."""
    counted: dict[tuple[str, str], Counter[str]] = {}
    reasons: dict[tuple[str, str], Counter[str]] = {}
    for word in given:
        if county and word.county != county:
            continue
        keys = [("all", ""), ("rule", word.rule_id), ("county", word.county)]
        for key in (*keys, *(("dataset", dataset) for dataset in word.datasets)):
            counted.setdefault(key, Counter())[word.kind] += 1
            if word.kind == "unfounded":
                reasons.setdefault(key, Counter())[word.reason] += 1
    return tuple(
        PrecisionLine(
            dimension,
            key,
            of_key["confirmed"],
            of_key["corrected"],
            of_key["unfounded"],
            of_key["waived"],
            tuple(sorted(reasons.get((dimension, key), Counter()).items(), key=lambda part: (-part[1], part[0]))),
        )
        for (dimension, key), of_key in sorted(
            counted.items(), key=lambda item: (DIMENSIONS.index(item[0][0]), item[0][1])
        )
    )


def _places(settings: Settings, findings: list[str], night: Night) -> Iterator[tuple[str, str, str, list[str]]]:
    """(finding, rule, county, datasets of its records) as the newest night up to this one says."""
    newest: dict[str, tuple[object, str, str, str]] = {}
    with transaction(settings) as connection:
        for start in range(0, len(findings), _AT_ONCE):
            asked = FindingRow.finding_id.in_(findings[start : start + _AT_ONCE])
            rows = connection.execute(
                select(
                    FindingRow.finding_id,
                    FindingRow.night,
                    FindingRow.rule_id,
                    FindingRow.county,
                    FindingRow.finding_key,
                ).where(asked, FindingRow.night <= night.business_date)
            )
            for finding, seen, rule, county, key in rows:
                if finding not in newest or seen > newest[finding][0]:  # type: ignore[operator]
                    newest[finding] = (seen, rule, county, key)
    known = night.contracts.datasets
    for finding in sorted(newest):
        _, rule, county, key = newest[finding]
        named = {part.split("/", 1)[0] for part in key.split("|") if "/" in part}
        yield finding, rule, county, sorted(named & set(known))
