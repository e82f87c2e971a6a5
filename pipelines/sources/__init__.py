"""Where deliveries come from: one declaration per source; every module in `kinds/` is one kind, found by scanning."""

from pipelines.sources.faults import DeclarationError, SourceError, SourceUnreachableError, raise_failures
from pipelines.sources.listing import available, expected, run, standing, uses_inbox
from pipelines.sources.offers import Listing, Offer, OfferedFile, Problem, Stream

__all__ = [
    "DeclarationError",
    "Listing",
    "Offer",
    "OfferedFile",
    "Problem",
    "SourceError",
    "SourceUnreachableError",
    "Stream",
    "available",
    "expected",
    "raise_failures",
    "run",
    "standing",
    "uses_inbox",
]
