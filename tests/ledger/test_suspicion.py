"""Clues held back as suspect of one delivery: when so many at once count, what explains them, and what lifts it."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipelines import ledger
from pipelines.database import transaction
from pipelines.ledger.reading import NightContent
from pipelines.ledger.recording import _replace
from pipelines.settings import Guards, Night
from tests.ledger.nights import finding, leave_night, settings_at

FIRST = date(2025, 9, 1)
REGISTER, COURT = "justice.register", "court.sentences"


class Story:
    """Nights one after the other: night n has the clues of its `standing` people and those new on it."""

    def __init__(self, home: Path, **guards: Any) -> None:
        self.settings = settings_at(home, guards=Guards(**guards))
        self.day = FIRST - timedelta(days=1)
        self.there: dict[str, str] = {}
        self.count = 0
        self.counts: dict[str, int] = {}

    def night(
        self,
        new: int,
        *,
        brought: int = 0,
        county: str = "150102",
        by: str = REGISTER,
        came: date | None = None,
        previous: date | None = None,
        days: int = 1,
        gone: int = 0,
        rules: dict[str, int] | None = None,
        released: tuple[date, ...] = (),
        audience: str = "prosecutor",
        on_disk: bool = False,
    ) -> Night:
        """Record the next night; `brought` of its new clues may have come with the delivery of `by`."""
        self.day += timedelta(days=days)
        for _ in range(gone):
            self.there.pop(next(iter(self.there)))
        fresh = [f"p{self.count + n:04}" for n in range(new)]
        self.count += new
        self.there |= dict.fromkeys(fresh, county)
        origin = {
            "dataset": by,
            "delivery_id": f"{by}-{came or self.day}",
            "business_date": came or self.day,
            "previous_date": previous or self.day - timedelta(days=1),
            "way": "row",
        }
        origins = [{"finding_id": f"H01-{key}", **origin} for key in fresh[:brought]]
        night = Night.of(self.settings, self.day)
        if on_disk:
            found = [finding(key, county=place) for key, place in self.there.items()]
            leave_night(self.settings, self.day, found, rules=rules, released=released, origins=origins)
            self.counts = ledger.run(night)
        else:
            there = {f"H01-{key}": place for key, place in self.there.items()}
            record(night, there, audience, origins, rules or {"H01": 1}, released)
        return night


def record(
    night: Night,
    there: dict[str, str],
    audience: str,
    origins: list[dict[str, Any]],
    rules: dict[str, int],
    released: tuple[date, ...],
) -> None:
    """What `ledger.run` would write of a night, without the night on disk."""
    day = night.business_date
    plain = {"tier": "A", "band": "", "since": None, "digest": "", "needs": REGISTER, "covered": True}
    findings = [
        {
            "finding_id": finding_id,
            "finding_key": finding_id,
            "rule_id": finding_id[:3],
            "county": place,
            "audience": audience,
            **plain,
        }
        for finding_id, place in there.items()
    ]
    delivery = {"sequence": 1, "verdict": "accept", "rows_in": 1, "rows_out": 1, "rows_quarantined": 0, "text": ""}
    deliveries = [
        {
            "dataset": dataset,
            "delivery_id": f"{dataset}-{delivered}",
            "business_date": delivered,
            "reason": "released" if delivered in released else "",
            **delivery,
        }
        for delivered in sorted({day, *released})
        for dataset in (COURT, REGISTER)
    ]
    ran = [{"rule_id": rule, "version": version, "findings": 0} for rule, version in rules.items()]
    with transaction(night.settings) as connection:
        _replace(connection, night, NightContent({}, deliveries, [], ran, findings, origins))


@pytest.fixture
def story(tmp_path):
    told = Story(tmp_path)
    told.night(40, brought=40)  # the first night: everything is new, and suspects nobody
    return told


def held(night: Night) -> int:
    return len(ledger.suspects(night))


def usual(story: Story, nights: int = 4, new: int = 2) -> None:
    for _ in range(nights):
        story.night(new)


def test_the_first_night_ever_suspects_nobody(story):
    assert held(Night.of(story.settings, story.day)) == 0


def test_clues_that_came_at_once_with_one_delivery_are_held_back_and_the_figures_are_told(story):
    usual(story)
    night = story.night(30, brought=28)
    found = ledger.suspects(night)
    assert len(found) == 28
    assert {finding_id.split("-")[0] for finding_id in found} == {"H01"}
    [suspicion] = set(found.values())
    assert (suspicion.rule_id, suspicion.county, suspicion.night) == ("H01", "150102", night.business_date)
    assert (suspicion.dataset, suspicion.delivery_id) == (REGISTER, f"{REGISTER}-{night.business_date}")
    assert (suspicion.new, suspicion.explained, suspicion.usual, suspicion.bound) == (30, 28, 2, 6)


@pytest.mark.parametrize(("nights", "expected"), [(2, 0), (3, 30)])
def test_fewer_than_three_nights_after_the_first_say_nothing(story, nights, expected):
    usual(story, nights)
    assert held(story.night(30, brought=30)) == expected


@pytest.mark.parametrize(("new", "expected"), [(12, 0), (13, 13)])
def test_three_times_the_usual_number_is_no_jump(story, new, expected):
    usual(story, new=4)
    assert held(story.night(new, brought=new)) == expected


def two_rules(story: Story, other: int, *, first: int = 30, by: str = REGISTER) -> dict[str, ledger.Suspicion]:
    """A night on which a delivery of the register brings so many of H01, and one of `by` so many of S01."""
    rules = {"H01": 1, "S01": 1}
    for _ in range(5):
        story.day += timedelta(days=1)
        record(Night.of(story.settings, story.day), {}, "prosecutor", [], rules, ())
    night = Night.of(story.settings, story.day + timedelta(days=1))
    day = night.business_date
    there = {f"H01-x{n:02}": "150102" for n in range(first)} | {f"S01-y{n:02}": "150103" for n in range(other)}
    origins = [
        {
            "finding_id": finding_id,
            "dataset": dataset,
            "delivery_id": f"{dataset}-{day}",
            "business_date": day,
            "previous_date": day - timedelta(days=1),
            "way": "row",
        }
        for finding_id in there
        for dataset in (REGISTER if finding_id.startswith("H01") else by,)
    ]
    record(night, there, "prosecutor", origins, rules, ())
    return ledger.suspects(night)


def test_of_a_delivery_already_suspected_few_new_clues_of_another_rule_are_held_back_too(tmp_path):
    found = two_rules(Story(tmp_path), 2)
    assert len(found) == 32
    assert {(each.rule_id, each.county, each.new) for each in found.values()} == {
        ("H01", "150102", 30),
        ("S01", "", 2),
    }


def test_of_another_delivery_or_one_that_is_not_suspected_few_new_clues_stay(tmp_path):
    assert {each.rule_id for each in two_rules(Story(tmp_path / "a"), 2, by=COURT).values()} == {"H01"}
    assert two_rules(Story(tmp_path / "b"), 2, first=9) == {}


@pytest.mark.parametrize(("new", "expected"), [(9, 0), (10, 10)])
def test_fewer_than_ten_are_never_held_back(story, new, expected):
    usual(story, new=0)
    assert held(story.night(new, brought=new)) == expected


def test_a_jump_lies_beyond_the_usual_deviations(story):
    for new in (4, 16, 10, 4, 16):
        story.night(new)
    assert held(story.night(40, brought=40)) == 0  # 10 and five times 6
    assert held(story.night(41, brought=41)) == 0  # the measure now holds the 40


def test_a_jump_that_no_delivery_explains_stays_on_the_list(story):
    """A holiday ends and many deadlines with it."""
    usual(story)
    assert held(story.night(30)) == 0


@pytest.mark.parametrize(("brought", "expected"), [(24, 24), (23, 0)])
def test_a_delivery_explains_a_jump_where_the_rest_is_no_jump(story, brought, expected):
    usual(story)
    assert held(story.night(30, brought=brought)) == expected  # bound 6


def test_they_stay_held_back_while_they_are_there_and_later_ones_do_not(story):
    usual(story)
    story.night(30, brought=30)
    for _ in range(12):
        night = story.night(2, brought=2)
    assert held(night) == 30


def test_a_release_by_name_lifts_them_all(story):
    usual(story)
    story.night(30, brought=30)
    jumped = story.day
    assert held(story.night(2)) == 30
    assert held(story.night(2, released=(jumped,))) == 0
    assert held(Night.of(story.settings, jumped)) == 30, "as that night knew it"


def test_a_clue_that_was_gone_and_came_again_is_said_anew(story):
    usual(story)
    story.night(30, brought=30)
    kept = dict(story.there)
    story.night(0, gone=len(kept))
    story.there = kept
    assert held(story.night(0)) == 0


def test_those_that_are_gone_are_known_as_having_been_held_back(story):
    usual(story)
    story.night(30, brought=30)
    suspected = set(ledger.suspects(Night.of(story.settings, story.day)))
    night = story.night(0, gone=len(story.there), on_disk=True)
    assert set(ledger.suspects(night)) == suspected
    assert story.counts["resolved"] == 40 + 4 * 2, "of those that were on the list"


def test_what_is_held_back_is_not_counted_as_new(story):
    usual(story)
    story.night(30, brought=28, on_disk=True)
    assert (story.counts["new"], story.counts["held_back"]) == (2, 28)


def test_a_county_that_jumps_alone_is_held_back_alone(story):
    for _ in range(4):
        story.night(60, county="150202")
    night = story.night(20, brought=20, county="150105")
    assert {each.county for each in ledger.suspects(night).values()} == {"150105"}


def test_the_region_jumps_where_no_county_does(tmp_path):
    story = Story(tmp_path, least_suspect_findings=12)
    story.night(20)
    usual(story)
    story.day += timedelta(days=1)
    fresh = {f"x{n:02}": f"1501{n % 3 + 2:02}" for n in range(30)}
    story.there |= fresh
    origin = {"dataset": REGISTER, "delivery_id": "r", "business_date": story.day, "way": "row"}
    night = Night.of(story.settings, story.day)
    origin["previous_date"] = story.day - timedelta(days=1)
    origins = [{"finding_id": f"H01-{key}", **origin} for key in fresh]
    there = {f"H01-{key}": place for key, place in story.there.items()}
    record(night, there, "prosecutor", origins, {"H01": 1}, ())
    found = ledger.suspects(night)
    assert len(found) == 30
    assert {each.county for each in found.values()} == {""}


def test_days_that_passed_between_nights_count(story):
    usual(story, new=4)
    assert held(story.night(40, brought=40, days=4)) == 0  # 48 in four days are usual


def test_a_delivery_after_a_gap_brings_what_happened_in_the_gap(story):
    usual(story, new=4)
    assert held(story.night(40, brought=40, previous=story.day - timedelta(days=3))) == 0


def test_a_delivery_the_night_before_already_knew_explains_nothing(story):
    usual(story)
    assert held(story.night(30, brought=30, came=story.day)) == 0


@pytest.mark.parametrize("versions", [{"H01": 2}, {"H01": 1}])
def test_what_another_version_of_a_rule_finds_is_the_rule_not_the_delivery(story, versions):
    usual(story)
    assert held(story.night(30, brought=30, rules=versions)) == (30 if versions["H01"] == 1 else 0)


def test_findings_for_data_engineers_are_not_held_back(tmp_path):
    story = Story(tmp_path)
    for new in (5, 2, 2, 2, 2, 30):
        night = story.night(new, brought=new, audience="data_engineer")
    assert held(night) == 0


def test_how_many_make_a_jump_is_a_setting(tmp_path):
    story = Story(tmp_path, most_times_recent_findings=20, least_suspect_findings=2)
    for new in (5, 1, 1, 1):
        story.night(new)
    assert held(story.night(20, brought=20)) == 0
    assert held(story.night(21, brought=21)) == 21


@pytest.mark.sqlite_only
@hypothesis_settings(max_examples=2, deadline=None)
@given(st.permutations(range(7)))
def test_nights_recorded_in_any_order_suspect_the_same(tmp_path_factory, order):
    straight, shuffled = (Story(tmp_path_factory.mktemp("home")) for _ in range(2))
    nights = [straight.night(new, brought=new, on_disk=True) for new in (12, 0, 1, 0, 1, 11, 1)]
    expected = ledger.suspects(nights[-1])
    assert len(expected) == 11
    shutil.copytree(straight.settings.home, shuffled.settings.home, dirs_exist_ok=True)
    (shuffled.settings.home / "ledger.db").unlink()
    again = [Night.of(shuffled.settings, night.business_date) for night in nights]
    for place in order:
        ledger.run(again[place])
    assert ledger.suspects(again[-1]) == expected
