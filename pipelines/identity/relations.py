"""The relations that name people, in their canonical schema."""

from __future__ import annotations

#: The relations this stage reads; all in their canonical schema.
READS = (
    "court_sentences",
    "court_revocations",
    "justice_register",
    "justice_prison_releases",
    "police_population",
    "police_custody",
    "police_penalties",
)
