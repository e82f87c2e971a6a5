"""Person ids are minted once and inherited, what joined holds while little changes: both by the deliveries alone."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date

import pyarrow.parquet as pq
import pytest

from pipelines.engine import Session
from pipelines.identity import moves, person_on
from pipelines.identity.history import attach_history
from pipelines.settings import Night
from tests.identity.records import decision, persons_of, record_id, resolved, rows_of, seen_table
from tests.identity.test_hard_cases import NUMBERS
from tests.night.sample import NIGHTS, settings_for

EARLY, LATE = date(2025, 10, 1), date(2025, 10, 9)
WANG = {"name": "王建国", "number": "elder", "birth": "1990-01-01"}
LI = {"name": "李强", "number": "li", "birth": "1979-06-12"}


def minted(short):
    return "p" + hashlib.md5(record_id(short).encode()).hexdigest()[:20]


def person(drawn, seen, decisions=(), gone=None):
    numbers = {short: {**said, "number": NUMBERS[said["number"]]} for short, said in (gone or {}).items()}
    result = resolved(rows_of(drawn, NUMBERS), decisions=decisions, seen=seen_table(seen, numbers))
    return {record.split("/")[1]: found for record, found in persons_of(result).items()}


def test_a_record_that_comes_later_joins_the_person_and_changes_no_id_though_its_own_id_is_smaller():
    assert person({"R1": WANG}, {"R1": EARLY})["R1"] == minted("R1")
    found = person({"R1": WANG, "S1": WANG}, {"R1": EARLY, "S1": LATE})
    assert found == {"R1": minted("R1"), "S1": minted("R1")}


def test_of_two_people_who_turn_out_to_be_one_the_one_known_longer_gives_the_id_and_a_split_gives_both_back():
    drawn, seen = {"R1": WANG, "S1": LI}, {"R1": EARLY, "S1": LATE}
    apart = {"R1": minted("R1"), "S1": minted("S1")}
    assert person(drawn, seen) == apart
    together = person(drawn, seen, [decision("same", "R1", "S1")])
    assert together == {"R1": minted("R1"), "S1": minted("R1")}
    assert person(drawn, seen, [decision("different", "R1", "S1")]) == apart


def test_a_person_keeps_the_id_of_a_record_no_longer_delivered():
    seen = {"R1": EARLY, "S1": LATE}
    assert person({"S1": WANG}, seen, gone={"R1": WANG})["S1"] == minted("R1")
    assert person({"S1": WANG}, seen, gone={"R1": LI})["S1"] == minted("S1")
    assert person({"S1": WANG}, seen | {"R1": date(2025, 10, 10)}, gone={"R1": WANG})["S1"] == minted("S1")


def test_two_people_who_claim_one_vanished_record_both_keep_their_own_ids():
    seen = {"R1": EARLY, "S1": LATE, "P1": LATE}
    found = person({"S1": WANG, "P1": WANG}, seen, [decision("different", "S1", "P1")], gone={"R1": WANG})
    assert found == {"S1": minted("S1"), "P1": minted("P1")}


#: a slip in the number, name and county: 11.4 bits, of which every doubling of the name's bearers takes one
SLIPPED = {
    "P1": {"name": "张伟", "number": "zhang", "sex": "male", "county": "150105"},
    "R1": {"name": "张伟", "mistyped": "zhang", "sex": "male", "county": "150105"},
}


@pytest.mark.parametrize(
    ("namesakes", "holds_anew", "holds_as_before"), [(0, True, True), (10, False, True), (40, False, False)]
)
def test_a_link_once_joined_holds_while_the_name_grows_common_until_it_is_too_common(
    namesakes, holds_anew, holds_as_before
):
    others = {f"C{place}": {"name": "张伟"} for place in range(namesakes)}
    for day, holds in ((EARLY, holds_anew), (LATE, holds_as_before)):
        seen = {"P1": EARLY, "R1": EARLY} | dict.fromkeys(others, day)
        found = person(SLIPPED | others, seen)
        assert (found["P1"] == found["R1"]) is holds, day


def first_days(night):
    with Session(night.settings.engine) as session:
        attach_history(session, night)
        return session.query("SELECT * FROM seen ORDER BY record_id").to_pylist()


def test_since_when_a_record_is_known_follows_from_the_deliveries_in_whatever_order_nights_are_asked(
    three_nights, tmp_path
):
    home = settings_for(tmp_path)
    (tmp_path / "canonical").symlink_to(three_nights.home / "canonical")
    for day in NIGHTS:
        shutil.copytree(three_nights.home / f"nights/{day}/quality", tmp_path / f"nights/{day}/quality")
    backwards = {day: first_days(Night.of(home, day)) for day in reversed(NIGHTS)}
    shutil.rmtree(tmp_path / "cache")
    onwards = {day: first_days(Night.of(home, day)) for day in NIGHTS}
    assert backwards == onwards
    days = {row["record_id"]: row["first_day"] for row in onwards[NIGHTS[2]]}
    assert set(days.values()) == set(NIGHTS)
    for day in NIGHTS:
        known = {row["record_id"] for row in onwards[day]}
        assert {record for record, first in days.items() if first <= day} == known
        persons = pq.read_table(three_nights.home / f"nights/{day}/identity/persons.parquet")
        assert set(persons["record_id"].to_pylist()) <= known


def persons_on(night):
    table = pq.read_table(night.folder("identity") / "persons.parquet")
    return dict(zip(table["record_id"].to_pylist(), table["person_id"].to_pylist(), strict=True))


def test_ids_stay_over_the_sample_nights_and_where_one_moves_it_leads_on(three_nights):
    nights = [Night.of(three_nights, day) for day in NIGHTS]
    persons = [persons_on(night) for night in nights]
    for before, after, was, now in zip(nights, nights[1:], persons, persons[1:], strict=False):
        moved = {record for record in was if record in now and was[record] != now[record]}
        listed = moves(before, after)
        assert sum(move.records for move in listed) == len(moved)
        for move in listed:
            assert person_on(after, move.person_before) in set(now.values())
    some = persons[0]["court.sentences/（2024）内0202刑初45号~1"]
    assert person_on(nights[2], some) == some
    assert person_on(nights[2], "p0") is None
