"""Where deliveries come from: every module in `kinds/` is one kind of source, found by scanning."""

from pipelines.sources.offers import Listing, Offer, OfferedFile, Problem, SourceError, available, run

__all__ = ["Listing", "Offer", "OfferedFile", "Problem", "SourceError", "available", "run"]
