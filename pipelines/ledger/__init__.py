"""What was found on which night. Each night is replaced whole; the status of a finding is derived, never stored."""

from pipelines.database import LedgerError, content_digest
from pipelines.ledger.documents import Adoption, Document, adoption, documents
from pipelines.ledger.known import known_findings
from pipelines.ledger.precision import PrecisionLine, Verdict, precision, verdicts
from pipelines.ledger.reading import versions
from pipelines.ledger.received import Judged, Received, ReceivedPart, judged, received, record_received
from pipelines.ledger.recording import night_digests, run
from pipelines.ledger.status import Status, basis, known_nights, manifest, previous_night, statuses
from pipelines.ledger.suspicion import Suspicion, suspects
from pipelines.ledger.volumes import rule_counts

__all__ = [
    "Adoption",
    "Document",
    "Judged",
    "LedgerError",
    "PrecisionLine",
    "Received",
    "ReceivedPart",
    "Status",
    "Suspicion",
    "Verdict",
    "adoption",
    "basis",
    "content_digest",
    "documents",
    "judged",
    "known_findings",
    "known_nights",
    "manifest",
    "night_digests",
    "precision",
    "previous_night",
    "received",
    "record_received",
    "rule_counts",
    "run",
    "statuses",
    "suspects",
    "verdicts",
    "versions",
]
