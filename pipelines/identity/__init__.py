"""Who is who: mentions of people → certain links by number → scored rest → persons. The design: docs/identity.md."""

from pipelines.identity.decisions import KINDS as DECISIONS
from pipelines.identity.history import history_digest
from pipelines.identity.inheritance import Move, moves, person_on
from pipelines.identity.relations import READS
from pipelines.identity.resolve import Resolved, resolve
from pipelines.identity.stage import run, train
from pipelines.identity.weights import ModelError

__all__ = [
    "DECISIONS",
    "READS",
    "ModelError",
    "Move",
    "Resolved",
    "history_digest",
    "moves",
    "person_on",
    "resolve",
    "run",
    "train",
]
