"""What a permit names, as counties; and the points of counties: never a guess, never a place nobody knows."""

from __future__ import annotations

import pytest

from pipelines.facts.places import county_point_table, county_table, permit_county_table
from pipelines.law import counties
from pipelines.settings import Region

REGION = Region(prefectures=("1501", "1502"))

# (the permit's text, the counties it names; None stands for a part that cannot be read)
PERMITS = [
    (
        "包头市东河区、呼和浩特市武川县",
        [
            "150125",
            "150202",
        ],
    ),
    ("150202,150125", ["150125", "150202"]),
    ("150202；包头市东河区", ["150202"]),
    (" 包头市东河区 ， 呼和浩特 武川县 ", ["150125", "150202"]),
    ("和林格尔县", ["150123"]),
    ("张家口市桥东区、桥西区", ["130702", "130703"]),
    ("包头市东河区、新城区", ["150102", "150202"]),
    ("桥西区", [None]),
    ("包头市", [None]),
    ("周边旗县", [None]),
    ("东河区及周边", [None]),
    ("东河区、呼和浩特市", ["150202", None]),
    ("、", [None]),
]


@pytest.mark.parametrize(("text", "named"), PERMITS)
def test_a_permit_names_counties_and_what_cannot_be_read_is_said(text: str, named: list[str | None]) -> None:
    rows = permit_county_table([text, text], REGION).to_pylist()
    assert [row["counties"] for row in rows] == [text] * len(named)
    assert sorted((row["county"] for row in rows), key=str) == sorted(named, key=str)


def test_every_point_is_a_county_in_force_on_chinese_ground_with_a_reach() -> None:
    rows = county_point_table().to_pylist()
    places = {row["county"]: row for row in county_table(REGION).to_pylist()}
    assert len(rows) > 2_700
    assert len({row["county"] for row in rows}) == len(rows)
    assert not [row["county"] for row in rows if places[row["county"]]["retired"]]
    assert all(73 < row["longitude"] < 136 and 18 < row["latitude"] < 54 for row in rows)
    assert {row["reach_metres"] for row in rows} == {150_000, 250_000, 700_000}
    assert {row["reach_metres"] for row in rows if row["county"].startswith("15")} == {700_000}


def test_a_county_no_longer_in_force_is_marked_as_retired() -> None:
    retired = {row["county"] for row in county_table(REGION).to_pylist() if row["retired"]}
    assert retired == {place.code for place in counties.known_counties() if place.retired}
    assert retired
    assert "150202" not in retired
