"""What was found on which night. Each night is replaced whole; the status of a finding is derived, never stored."""

from pipelines.database import LedgerError, content_digest
from pipelines.ledger.received import Judged, Received, ReceivedPart, judged, received, record_received
from pipelines.ledger.recording import run
from pipelines.ledger.status import Status, known_nights, manifest, previous_night, statuses

__all__ = [
    "Judged",
    "LedgerError",
    "Received",
    "ReceivedPart",
    "Status",
    "content_digest",
    "judged",
    "known_nights",
    "manifest",
    "previous_night",
    "received",
    "record_received",
    "run",
    "statuses",
]
