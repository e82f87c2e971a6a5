"""Precision, recall and F1 over pairs of records, from who is with whom and who should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def pairs_in(groups: Counter[object]) -> int:
    """Pairs inside groups of these sizes."""
    return sum(size * (size - 1) // 2 for size in groups.values())


def measure(found: Mapping[str, str], truth: Mapping[str, int]) -> dict[str, float]:
    """Pairwise precision, recall, F1 and the number of wrong and missed pairs."""
    together = pairs_in(Counter((found[record], truth[record]) for record in truth))
    claimed = pairs_in(Counter(found[record] for record in truth))
    real = pairs_in(Counter(truth.values()))
    precision, recall = together / claimed, together / real
    return {
        "pairs": real,
        "wrong": claimed - together,
        "missed": real - together,
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall),
    }
