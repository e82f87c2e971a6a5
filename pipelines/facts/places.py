"""Counties of the region and beyond as relations: names, zones, contact intervals, points, what a permit names."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyarrow as pa

from pipelines.law import counties
from pipelines.law.county_points import county_points
from pipelines.law.refusal import Refusal
from pipelines.settings import Region, Settings

#: What stands between the counties that a permit names; 和 and 及 do not, they are part of names.
_BETWEEN_COUNTIES = re.compile(r"[、,，;；/|\n\r]+")


def county_table(region: Region) -> pa.Table:
    """county, name, short_name, prefecture, zone, in_region, retired for every code the register of places knows."""
    rows = [
        {
            "county": place.code,
            "name": place.full_name,
            "short_name": place.name,
            "prefecture": place.prefecture,
            "zone": place.zone,
            "in_region": region.holds(place.code),
            "retired": place.retired,
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
            ("retired", pa.bool_()),
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


def county_point_table() -> pa.Table:
    """county, longitude, latitude, reach_metres: a point of the county, and how far its ground may lie from it."""
    schema = pa.schema(
        [
            ("county", pa.string()),
            ("longitude", pa.decimal128(12, 6)),
            ("latitude", pa.decimal128(12, 6)),
            ("reach_metres", pa.int64()),
        ]
    )
    return pa.Table.from_pylist([point._asdict() for point in county_points()], schema).sort_by("county")


def permit_county_table(texts: Iterable[str], region: Region) -> pa.Table:
    """counties, county: the counties a permit's text names, one row each; null for a part that cannot be read.

    `texts` are the distinct texts of `justice.permits.counties`. An unreadable part may stand for any county.
    """
    rows = [{"counties": text, "county": code} for text in sorted(set(texts)) for code in _counties_named(text, region)]
    schema = pa.schema([("counties", pa.string()), ("county", pa.string())])
    return pa.Table.from_pylist(rows, schema).sort_by([("counties", "ascending"), ("county", "ascending")])


def _counties_named(text: str, region: Region) -> list[str | None]:
    named: set[str] = set()
    unreadable = False
    before = ""
    for part in filter(None, (piece.strip() for piece in _BETWEEN_COUNTIES.split(text))):
        code = _county_of(part, before, region)
        if code is None:
            unreadable = True
            continue
        named.add(code)
        place = counties.county(code)
        before = f"{place.province}{place.prefecture}" if place else ""
    return [*sorted(named), *([None] if unreadable or not named else [])]


def _county_of(part: str, before: str, region: Region) -> str | None:
    """The county a part names; a bare name belongs first to the city named before it (张家口市桥东区、桥西区)."""
    for text in (before + part, part) if before else (part,):
        found = counties.resolve(text, region.prefectures)
        if not isinstance(found, Refusal):
            return found.code
    return None
