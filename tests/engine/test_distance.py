"""`metres_between`: known distances, and the bound the check-in cells of support/clockwork_check_ins.sql rest on."""

from __future__ import annotations

import pytest

from pipelines.engine import Session
from pipelines.settings import EngineLimits

# (longitude and latitude of two points, metres on the sphere of radius 6371008.8 m)
DISTANCES = [
    ((111.701355, 40.792667, 111.701355, 40.792667), 0),
    ((0, 0, 0, 1), 111_195),
    ((100, 60, 101, 60), 55_597),
    ((0, 0, 180, 0), 20_015_114),
    ((111.701355, 40.792667, 116.443205, 39.921506), 413_246),
]


@pytest.mark.parametrize(("points", "metres"), DISTANCES)
def test_the_distance_of_two_points_is_the_same_both_ways(points: tuple[float, ...], metres: int) -> None:
    there = ", ".join(f"CAST({degrees} AS DECIMAL(12, 6))" for degrees in points)
    back = ", ".join(f"CAST({degrees} AS DECIMAL(12, 6))" for degrees in (*points[2:], *points[:2]))
    with Session(EngineLimits(memory_limit="256MB", threads=1)) as session:
        row = session.query(f"SELECT metres_between({there}) AS there, metres_between({back}) AS back").to_pylist()[0]
    assert row == {"there": metres, "back": metres}


@pytest.mark.parametrize("latitude", [0, 18, 40, 53])
def test_two_points_of_one_cell_of_317_millionths_are_within_fifty_metres(latitude: int) -> None:
    corner = f"111.0, {latitude}, 111.000316, CAST({latitude} AS DECIMAL(12, 6)) + 0.000316"
    with Session(EngineLimits(memory_limit="256MB", threads=1)) as session:
        assert session.query(f"SELECT metres_between({corner}) AS metres")["metres"][0].as_py() <= 50
