"""One point in every county and how far its ground can lie from it, to prove that two places are far apart.

`county_points.csv` is taken from `adcodes.csv` of the package cpca 0.5.5 (MIT, its licence beside the table), for
counties in force. The points were compared with the places of GeoNames: each lies beside a named place of its own
province or of a neighbour. Their datum (GCJ-02 against WGS 84) shifts them by less than a kilometre, which the reach
holds with ease.

The reach is generous: no ground of a county there lies further from its seat. Where counties are vast it is so
large that only the other end of the country is provably far.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

POINTS = Path(__file__).with_name("county_points.csv")
_VAST = {"15", "54", "62", "63", "65"}  # 内蒙古, 西藏, 甘肃, 青海, 新疆
_LARGE = {"23", "51", "53"}  # 黑龙江, 四川, 云南


class CountyPoint(NamedTuple):
    """A point of a county in degrees, and the greatest distance of its ground from it in metres."""

    county: str
    longitude: Decimal
    latitude: Decimal
    reach_metres: int


@lru_cache(maxsize=1)
def county_points() -> tuple[CountyPoint, ...]:
    """Every county whose place is known, by code; a county that is missing here is far from nowhere."""
    with POINTS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            CountyPoint(row["county"], Decimal(row["longitude"]), Decimal(row["latitude"]), _reach(row["county"]))
            for row in csv.DictReader(lines)
        )


def _reach(county: str) -> int:
    province = county[:2]
    return 700_000 if province in _VAST else 250_000 if province in _LARGE else 150_000
