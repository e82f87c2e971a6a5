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
#: The datasets behind them by the bit that stands for each in `mentions.dataset_bit`.
DATASETS = {1 << place: relation.replace("_", ".", 1) for place, relation in enumerate(READS)}
