"""What people said: append-only, hash-chained facts in the ledger, and an input of every night like a delivery."""

from pipelines.answers.chain import fingerprint, history, known, record, verify_chain
from pipelines.answers.words import FAMILIES, Answer, AnswerError, fingerprint_of, standing

__all__ = [
    "FAMILIES",
    "Answer",
    "AnswerError",
    "fingerprint",
    "fingerprint_of",
    "history",
    "known",
    "record",
    "standing",
    "verify_chain",
]
