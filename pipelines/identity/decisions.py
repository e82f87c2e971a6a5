"""What people decided about two records, and what follows from it for tonight's: joined, kept apart, asked again.

A decision is a fact between two record ids and beats every score and guard. Decisions reach on: who is one with B is
one with whom B is one, also where B itself is not in tonight's data. Where they contradict each other nothing is joined
because of them, those told apart stay apart, and the pairs are put to a person again, saying so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

import pyarrow as pa

from pipelines.answers import Answer
from pipelines.engine import Session
from pipelines.identity.connecting import smallest_connected

#: The answers that are about who is who.
KINDS = ("same", "different", "unsure")

CONTRADICTION = "人工认定互相矛盾,暂不采用:"

Pair = tuple[int, int]


@dataclass
class Decided:
    """Decisions in terms of tonight's mentions; a pair's smaller mention stands first."""

    #: pairs that are one person: those decided, and one more where the record between them is not there tonight
    same: set[Pair] = field(default_factory=set)
    #: pairs that are two people, with what follows from decisions about others
    apart: set[Pair] = field(default_factory=set)
    #: pairs to put to a person whatever the score: looked at without a result, or decided in contradiction
    asked: set[Pair] = field(default_factory=set)
    #: what is said of a pair, in Chinese
    words: dict[Pair, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def told_apart(self) -> dict[int, dict[str, int]]:
        """Mention → key of a separation → the side it stands on; two sides of one key are never one person."""
        sides: dict[int, dict[str, int]] = defaultdict(dict)
        for a, b in sorted(self.apart):
            sides[a][f"{a}|{b}"], sides[b][f"{a}|{b}"] = 1, 2
        return dict(sides)

    def kind(self, pair: Pair) -> str:
        """What the pair is put down as: `same`, `different`, or `asked` again."""
        return "asked" if pair in self.asked else "same" if pair in self.same else "different"

    def contradict(self, pair: Pair) -> None:
        """Take back that a pair is one person: what is certain of others makes it contradict a separation."""
        self.same.discard(pair)
        self.asked.add(pair)
        self.words[pair] = CONTRADICTION + self.words[pair]
        self.counts["decisions_contradicting"] += 1


def decided_tonight(session: Session, decisions: Sequence[Answer]) -> Decided:
    """Apply decisions to the relation `mentions`; defines `decided_apart` and `decided_candidates` (a, b)."""
    named = sorted({record for answer in decisions for record in (answer.subject, answer.other)})
    session.register("decided_records", pa.table({"record_id": pa.array(named, pa.string())}))
    rows = session.query(
        """
        SELECT mentions.record_id, mentions.mention FROM mentions
        INNER JOIN decided_records ON decided_records.record_id = mentions.record_id
        ORDER BY mentions.record_id
        """,
        source="decided records",
    )
    present = dict(zip(rows["record_id"].to_pylist(), rows["mention"].to_pylist(), strict=True))
    decided = apply_decisions(decisions, present)
    session.register("decided_apart", _pairs_table(decided.apart))
    session.register("decided_candidates", _pairs_table(decided.words))
    return decided


def register_decided(session: Session, decided: Decided) -> None:
    """Define `decided_pairs`: a, b, place (from 1), kind (`same`, `different`, `asked`), the words said of the pair."""
    pairs = sorted(decided.words)
    table = _pairs_table(pairs)
    table = table.append_column("place", pa.array(range(1, len(pairs) + 1), pa.int64()))
    table = table.append_column("kind", pa.array([decided.kind(pair) for pair in pairs], pa.string()))
    session.register(
        "decided_pairs", table.append_column("words", pa.array([decided.words[pair] for pair in pairs], pa.string()))
    )


def _pairs_table(pairs: Iterable[Pair]) -> pa.Table:
    rows = sorted(pairs)
    return pa.table({"a": pa.array([a for a, _ in rows], pa.int64()), "b": pa.array([b for _, b in rows], pa.int64())})


def apply_decisions(decisions: Iterable[Answer], present: Mapping[str, int]) -> Decided:
    """What decisions between record ids mean for the records that are there (record id → mention)."""
    answers = sorted(decisions, key=lambda answer: (answer.subject, answer.other, answer.kind))
    component = smallest_connected((a.subject, a.other) for a in answers if a.kind == "same")
    of = {record: component.get(record, record) for a in answers for record in (a.subject, a.other)}
    torn = {of[a.subject] for a in answers if a.kind == "different" and of[a.subject] == of[a.other]}
    members: dict[str, list[str]] = defaultdict(list)
    for record in sorted(of):
        members[of[record]].append(record)

    decided = Decided()
    dormant = contradicting = 0
    for answer in answers:
        one, other = of[answer.subject], of[answer.other]
        contradicts = one == other and one in torn
        if answer.kind == "unsure" and one == other and not contradicts:
            continue  # what was decided of others answers it
        contradicting += contradicts and answer.kind != "unsure"
        if answer.kind != "same":
            # where decisions contradict each other the words alone hold, nothing that would follow from them
            torn_here = bool({one, other} & torn)
            sides = ([answer.subject], [answer.other]) if torn_here else (members[one], members[other])
            decided.apart |= {_pair(present, a, b) for a, b in product(*sides) if a in present and b in present}
        if answer.subject not in present or answer.other not in present:
            dormant += 1
            continue
        pair = _pair(present, answer.subject, answer.other)
        decided.words[pair] = (CONTRADICTION if contradicts and answer.kind != "unsure" else "") + _words(answer)
        if contradicts or answer.kind == "unsure":
            decided.asked.add(pair)
        elif answer.kind == "same":
            decided.same.add(pair)
    for name, records in sorted(members.items()):
        there = [present[record] for record in records if record in present]
        if name not in torn:
            _bridge(decided, there)
    decided.counts = {
        "decisions": len(answers),
        "decisions_without_their_records": dormant,
        "decisions_contradicting": contradicting,
    }
    return decided


def _bridge(decided: Decided, there: list[int]) -> None:
    """Join present records of one decided person that only absent records connect."""
    known = smallest_connected((a, b) for a, b in decided.same if a in there and b in there)
    for pair in pairwise(sorted({known.get(mention, mention) for mention in there})):
        decided.same.add(pair)
        decided.words[pair] = "人工认定为同一人(经当晚数据中没有的另一条记录)"


def _pair(present: Mapping[str, int], one: str, other: str) -> Pair:
    a, b = sorted((present[one], present[other]))
    return a, b


def _words(answer: Answer) -> str:
    said = {"same": "人工认定为同一人", "different": "人工认定不是同一人", "unsure": "已有人看过,尚不能确定"}[
        answer.kind
    ]
    return f"{said}({answer.author},自{answer.from_night.isoformat()}起适用,理由:{answer.reason})"
