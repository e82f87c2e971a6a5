"""All findings that have to be raised on a night, rule by rule, from the oracle's parts."""

from __future__ import annotations

from datetime import date

from data.generator.clues import Book, record_id
from data.generator.clues_answers import answer_clues
from data.generator.clues_handover import handover_clues
from data.generator.clues_supervision import supervision_clues
from data.generator.oracle import Finding, findings
from data.generator.world import World

Found = dict[date, list[Finding]]


def all_findings(world: World, night: date) -> list[Finding]:
    """Every finding of every rule about people (H, S, P, E) and of D01; what may be told or not is left out."""
    book = Book(world, night)
    optional = {(one.rule, record_id(one.record)) for one in world.tolerated if one.night == night}
    found = [*findings(world, night), *handover_clues(book), *supervision_clues(book), *answer_clues(book)]
    return sorted(
        (one for one in found if not any((one.rule, name) in optional for name in (one.record_id, *one.others))),
        key=lambda one: (one.rule, one.record_id, one.others),
    )
