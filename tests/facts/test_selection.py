"""Which rows a night stands on: a county that lost its rows keeps them, a warned delivery is believed."""

from __future__ import annotations

from datetime import timedelta

import pyarrow.parquet as pq
import pytest

from pipelines import facts, quality
from tests.quality.deliveries import COUNTIES, D, deliver, night_of, plausible_rows

XINCHENG, HUIMIN = COUNTIES[:2]


def register(night, per_county: dict[str, int], day, level: str = "ordinary") -> str:
    """A register delivery whose correction numbers are county-n; `level` tells the deliveries apart."""
    numbers = [(county, f"{county}-{n}") for county, rows in per_county.items() for n in range(rows)]
    rows = plausible_rows(night.contracts.datasets["justice.register"], len(numbers), day)
    for row, (county, number) in zip(rows, numbers, strict=True):
        row.update(county=county, correction_no=number, record_id=f"justice.register/{number}")
        row.update(supervision_level=level)
    return deliver(night, "justice.register", rows, day)


def levels(night, county: str) -> dict[str, str]:
    """Correction number → level of the night's register rows of a county."""
    quality.run(night)
    facts.run(night)
    rows = pq.read_table(night.folder("facts") / "justice_register.parquet").to_pylist()
    return {row["correction_no"]: row["supervision_level"] for row in rows if row["county"] == county}


@pytest.mark.parametrize("left", [12, 2], ids=["shrunken", "silent"])
def test_rows_missing_from_a_county_are_carried_over_and_those_that_came_are_taken(tmp_path, left):
    night = night_of(tmp_path)
    for days in (3, 2, 1):
        register(night, {XINCHENG: 60, HUIMIN: 40}, D - timedelta(days=days))
    register(night, {XINCHENG: 58, HUIMIN: left}, D, "strict")
    found = levels(night, HUIMIN)
    assert len(found) == 40
    assert sorted(found.values()) == ["ordinary"] * (40 - left) + ["strict"] * left
    assert set(levels(night, XINCHENG).values()) == {"strict"}
    assert len(levels(night, XINCHENG)) == 58


def test_a_county_that_lost_fewer_is_taken_as_it_came(tmp_path):
    night = night_of(tmp_path)
    for days in (3, 2, 1):
        register(night, {XINCHENG: 60, HUIMIN: 40}, D - timedelta(days=days))
    register(night, {XINCHENG: 60, HUIMIN: 20}, D)
    assert len(levels(night, HUIMIN)) == 20


def test_a_night_stands_on_a_delivery_that_is_warned_of(tmp_path):
    night = night_of(tmp_path)
    for days in (3, 2, 1):
        register(night, {XINCHENG: 60}, D - timedelta(days=days))
    register(night, {XINCHENG: 260}, D)
    found = levels(night, XINCHENG)
    assert quality.verdicts(night)[-1].verdict == "warn"
    assert len(found) == 260
