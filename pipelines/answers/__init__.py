"""What people said: append-only, hash-chained facts in the ledger, and an input of every night like a delivery."""

from pipelines.answers.chain import ChainMovedError, fingerprint, history, known, record, verify_chain
from pipelines.answers.effects import Effect, effect
from pipelines.answers.evidence import evidence_digest
from pipelines.answers.words import FAMILIES, Answer, AnswerError, fingerprint_of, standing

__all__ = [
    "FAMILIES",
    "Answer",
    "AnswerError",
    "ChainMovedError",
    "Effect",
    "effect",
    "evidence_digest",
    "fingerprint",
    "fingerprint_of",
    "history",
    "known",
    "record",
    "standing",
    "verify_chain",
]
