"""Counties of the region and beyond as relations: names, zones, contact intervals."""

from __future__ import annotations

import pyarrow as pa

from pipelines.law import counties
from pipelines.settings import Region, Settings


def county_table(region: Region) -> pa.Table:
    """county, name, short_name, prefecture, zone, in_region for every county-level code the register of places knows."""
    rows = [
        {
            "county": place.code,
            "name": place.full_name,
            "short_name": place.name,
            "prefecture": place.prefecture,
            "zone": place.zone,
            "in_region": region.holds(place.code),
        }
        for place in counties.known_counties()
    ]
    schema = pa.schema(
        [
            ("county", pa.string()),
            ("name", pa.string()),
            ("short_name", pa.string()),
            ("prefecture", pa.string()),
            ("zone", pa.string()),
            ("in_region", pa.bool_()),
        ]
    )
    return pa.Table.from_pylist(rows, schema).sort_by("county")


def interval_table(settings: Settings) -> pa.Table:
    """county, supervision_level, interval_days (longest time without positive contact) for the region's counties."""
    rows = []
    for place in counties.counties_in(settings.region.prefectures):
        own = settings.county_contact_intervals.get(place.code, settings.contact_intervals)
        for level, days in (("strict", own.strict), ("ordinary", own.ordinary), ("lenient", own.lenient)):
            rows.append({"county": place.code, "supervision_level": level, "interval_days": days})
    schema = pa.schema([("county", pa.string()), ("supervision_level", pa.string()), ("interval_days", pa.int64())])
    return pa.Table.from_pylist(rows, schema).sort_by([("county", "ascending"), ("supervision_level", "ascending")])
