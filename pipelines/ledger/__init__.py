"""What was found on which night. Each night is replaced whole; the status of a finding is derived, never stored."""

from pipelines.database import LedgerError, content_digest
from pipelines.ledger.recording import run
from pipelines.ledger.status import Status, known_nights, manifest, previous_night, statuses

__all__ = [
    "LedgerError",
    "Status",
    "content_digest",
    "known_nights",
    "manifest",
    "previous_night",
    "run",
    "statuses",
]
