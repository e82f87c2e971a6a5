"""What was found on which night. Each night is replaced whole; the status of a finding is derived, never stored."""

from pipelines.database import LedgerError, content_digest
from pipelines.ledger.documents import Adoption, Document, adoption, documents
from pipelines.ledger.precision import PrecisionLine, precision
from pipelines.ledger.received import Judged, Received, ReceivedPart, judged, received, record_received
from pipelines.ledger.recording import run
from pipelines.ledger.status import Status, contents, known_nights, manifest, previous_night, statuses

__all__ = [
    "Adoption",
    "Document",
    "Judged",
    "LedgerError",
    "PrecisionLine",
    "Received",
    "ReceivedPart",
    "Status",
    "adoption",
    "content_digest",
    "contents",
    "documents",
    "judged",
    "known_nights",
    "manifest",
    "precision",
    "previous_night",
    "received",
    "record_received",
    "run",
    "statuses",
]
