"""What each rule left out, by what: the figures with which a rule is tuned."""

from __future__ import annotations

from collections import Counter

from pipelines.reports.reading import NightData
from pipelines.reports.wording import EXPLANATIONS


def outcomes(data: NightData, county: str = "") -> dict[tuple[str, str], tuple[int, str]]:
    """(rule, `explained` or `not_provable`) → rows, and by what, largest first; empty where the night did not count."""
    told: dict[tuple[str, str], Counter[str]] = {}
    for row in data.rule_outcomes:
        counted = told.setdefault((row["rule_id"], row["outcome"]), Counter())
        if row["rows"] and (not county or row["county"] == county):
            counted[row["explanation"]] += row["rows"]
    left_out = {}
    for key, counted in told.items():
        parts = sorted(counted.items(), key=lambda part: (-part[1], part[0]))
        # reasons have 、 within them
        by = "；".join(f"{EXPLANATIONS.get(why, why)}{rows}" for why, rows in parts)
        left_out[key] = (sum(counted.values()), by)
    return left_out
