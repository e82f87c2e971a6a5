"""Coverage: how far each dataset, and each county's part of it, reaches."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from types import MappingProxyType

import pytest

from pipelines.answers import Answer
from pipelines.quality.covering import NEWEST_DELIVERIES, Coverage, cover, thinned
from pipelines.quality.deliveries import delivered
from pipelines.quality.judging import judge
from pipelines.quality.profile import Profiler
from pipelines.quality.suites import load_suite
from tests.quality.deliveries import COUNTIES, D, Row, deliver, night_of, plausible_rows

XINCHENG, HUIMIN, SAIHAN, DONGHE = COUNTIES
OUTSIDE = "110105"


@pytest.fixture
def night(tmp_path):
    return night_of(tmp_path)


def coverage(night, words=MappingProxyType({})) -> dict[tuple[str, str], Coverage]:
    """Coverage with every expectation taken as met: these tests are about volume and silence."""
    deliveries = delivered(night)
    with Profiler(night.contracts, night.settings.engine) as profiles:
        verdicts = {
            dataset.id: judge(
                deliveries[dataset.id],
                dataset,
                load_suite(dataset.id),
                night.settings,
                lambda _: [],
                words,
                profiles=profiles,
            )
            for dataset in night.contracts.datasets.values()
        }
    return {(each.dataset, each.county): each for each in cover(night, deliveries, verdicts, words)}


def stands(each: Coverage) -> tuple[str, date | None]:
    return each.state, each.covered_to


def days_back(days: int) -> date:
    return D - timedelta(days=days)


def register(night, per_county: dict[str, int], day: date = D) -> str:
    """A register delivery; correction numbers are county-n, so that they stay the same from day to day."""
    dataset = night.contracts.datasets["justice.register"]
    numbers = [(county, f"{county}-{n}") for county, rows in per_county.items() for n in range(rows)]
    rows = plausible_rows(dataset, len(numbers), day)
    for row, (county, number) in zip(rows, numbers, strict=True):
        row.update(county=county, correction_no=number, record_id=f"justice.register/{number}")
    return deliver(night, dataset.id, rows, day)


def of_persons(night, dataset_id: str, per_county: dict[str, int], day: date) -> list[Row]:
    rows = plausible_rows(night.contracts.datasets[dataset_id], sum(per_county.values()), day)
    numbers = [f"{county}-{n}" for county, count in per_county.items() for n in range(count)]
    for row, number in zip(rows, numbers, strict=True):
        row["correction_no"] = number
    return rows


def contacts(night, per_county: dict[str, int], day: date, *, of_day: date | None = None, **more) -> str:
    rows = of_persons(night, "justice.contacts", per_county, day)
    for n, row in enumerate(rows):
        row["contacted_at"] = datetime.combine(of_day or day, time(9)) + timedelta(seconds=n)
    return deliver(night, "justice.contacts", rows, day, **more)


# ── whole datasets ─────────────────────────────────────────────────────────────────────────────────


def test_every_dataset_has_a_row_even_if_nothing_ever_came(night):
    found = coverage(night)
    assert sorted(found) == sorted((dataset, "") for dataset in night.contracts.datasets)
    assert {stands(each) for each in found.values()} == {("missing", None)}
    assert all("没有任何已采用的交付" in each.text for each in found.values())


def test_a_dataset_delivered_for_the_night_is_current(night):
    delivery_id = deliver(night, "court.revocations", 9)
    found = coverage(night)["court.revocations", ""]
    assert stands(found) == ("current", D)
    assert (found.delivery_id, found.business_date) == (delivery_id, D)


def test_a_dataset_nothing_came_for_tonight_is_late(night):
    delivery_id = deliver(night, "court.revocations", 9, days_back(2))
    found = coverage(night)["court.revocations", ""]
    assert stands(found) == ("late", days_back(2))
    assert found.delivery_id == delivery_id
    assert "2025-10-13" in found.text


def test_a_dataset_whose_delivery_of_the_night_is_held_covers_to_the_last_accepted_one(night):
    deliver(night, "court.revocations", 100, days_back(1))
    deliver(night, "court.revocations", 10)
    found = coverage(night)["court.revocations", ""]
    assert stands(found) == ("held", days_back(1))
    assert "仅10行" in found.text


def test_a_dataset_held_on_its_first_night_covers_nothing(night):
    deliver(night, "court.revocations", 9, refused="压缩包不完整")
    assert stands(coverage(night)["court.revocations", ""]) == ("held", None)


def test_a_dataset_held_yesterday_and_absent_today_is_late_and_says_why(night):
    deliver(night, "court.revocations", 100, days_back(2))
    deliver(night, "court.revocations", 10, days_back(1))
    found = coverage(night)["court.revocations", ""]
    assert stands(found) == ("late", days_back(2))
    assert "仅10行" in found.text


def test_deliveries_after_the_night_are_not_known_yet(night):
    deliver(night, "court.revocations", 9, days_back(1))
    deliver(night, "court.revocations", 9, D + timedelta(days=1))
    assert stands(coverage(night)["court.revocations", ""]) == ("late", days_back(1))


# ── counties, full deliveries ──────────────────────────────────────────────────────────────────────


def test_a_county_that_drops_out_of_the_register_is_silent_since_it_was_last_heard(night):
    register(night, {XINCHENG: 40, HUIMIN: 40, SAIHAN: 40}, days_back(2))
    spoke = register(night, {XINCHENG: 40, HUIMIN: 40, SAIHAN: 40}, days_back(1))
    register(night, {XINCHENG: 40, SAIHAN: 40})
    found = coverage(night)
    assert stands(found["justice.register", ""]) == ("current", D)
    assert stands(found["justice.register", XINCHENG]) == ("current", D)
    assert stands(found["justice.register", HUIMIN]) == ("silent", days_back(1))
    assert found["justice.register", HUIMIN].delivery_id == spoke
    assert "回民区" in found["justice.register", HUIMIN].text


@pytest.mark.parametrize(("rows", "state"), [(4, "current"), (3, "silent")])
def test_a_county_is_silent_below_a_tenth_of_its_own_recent_rows(night, rows, state):
    register(night, {XINCHENG: 60, HUIMIN: 40}, days_back(1))
    register(night, {XINCHENG: 60, HUIMIN: rows})
    assert coverage(night)["justice.register", HUIMIN].state == state


def test_a_county_with_few_rows_is_not_silent_when_it_has_none(night):
    register(night, {XINCHENG: 60, HUIMIN: 4}, days_back(1))
    register(night, {XINCHENG: 60})
    assert stands(coverage(night)["justice.register", HUIMIN]) == ("current", D)


def test_a_county_silent_for_longer_than_the_measure_looks_back_stays_silent(night):
    register(night, {XINCHENG: 30, HUIMIN: 20}, days_back(12))
    for days in range(11, -1, -1):
        register(night, {XINCHENG: 30}, days_back(days))
    assert stands(coverage(night)["justice.register", HUIMIN]) == ("silent", days_back(12))


def test_a_county_that_speaks_again_is_covered(night):
    register(night, {XINCHENG: 30, HUIMIN: 20}, days_back(2))
    register(night, {XINCHENG: 30}, days_back(1))
    register(night, {XINCHENG: 30, HUIMIN: 19})
    assert stands(coverage(night)["justice.register", HUIMIN]) == ("current", D)


def test_a_county_people_are_sentenced_to_but_the_register_never_named_proves_nothing(night):
    register(night, {XINCHENG: 30})
    rows = plausible_rows(night.contracts.datasets["court.sentences"], 8)
    deliver(night, "court.sentences", [{**row, "execution_county": SAIHAN} for row in rows])
    found = coverage(night)
    assert stands(found["justice.register", SAIHAN]) == ("missing", None)
    assert stands(found["court.sentences", SAIHAN]) == ("current", D)


def test_a_county_outside_the_region_gets_no_row_of_its_own(night):
    register(night, {XINCHENG: 30, OUTSIDE: 30})
    assert ("justice.register", OUTSIDE) not in coverage(night)


def test_datasets_that_cannot_be_placed_have_no_county_rows(night):
    register(night, {XINCHENG: 30})
    deliver(night, "police.population", 30)
    assert [county for dataset, county in coverage(night) if dataset == "police.population"] == [""]


def shrinking(night, rows: int, *, earlier: int = 3) -> dict[tuple[str, str], Coverage]:
    for days in range(earlier, 0, -1):
        register(night, {XINCHENG: 60, HUIMIN: 40}, days_back(days))
    register(night, {XINCHENG: 60, HUIMIN: rows})
    return coverage(night)


@pytest.mark.parametrize(
    ("rows", "earlier", "state"),
    [(20, 3, "current"), (19, 3, "shrunken"), (4, 3, "shrunken"), (3, 3, "silent"), (19, 2, "current")],
)
def test_a_county_that_lost_most_of_its_rows_is_covered_to_the_day_it_had_them(night, rows, earlier, state):
    found = shrinking(night, rows, earlier=earlier)
    assert stands(found["justice.register", HUIMIN]) == (state, D if state == "current" else days_back(1))
    assert stands(found["justice.register", XINCHENG]) == ("current", D)


def test_the_text_on_a_shrunken_county_gives_figure_rule_and_cure(night):
    text = shrinking(night, 12)["justice.register", HUIMIN].text
    assert "回民区" in text
    assert "最近仅12行，不足其此前交付中位数40行的50%" in text
    assert "沿用此前的，仅覆盖到2025-10-14" in text
    assert "放行" in text


def test_an_increment_that_brings_half_of_a_county_shrinks_nothing(night):
    register(night, {XINCHENG: 60, HUIMIN: 60}, days_back(5))
    for days in range(4, 0, -1):
        contacts(night, {XINCHENG: 40, HUIMIN: 40}, days_back(days))
    contacts(night, {XINCHENG: 40, HUIMIN: 12}, D)
    assert stands(coverage(night)["justice.contacts", HUIMIN]) == ("current", D)


@pytest.mark.parametrize("left", [12, 0])
@pytest.mark.parametrize(
    ("named", "state"), [("", None), ("150202", None), ("150103", "current"), ("150202 150103", "current")]
)
def test_only_a_release_that_names_the_county_says_that_its_rows_are_truly_gone(night, left, named, state):
    """A delivery released for another reason would else make everybody of a missing county look unreceived."""
    for days in range(3, 0, -1):
        register(night, {XINCHENG: 60, HUIMIN: 40}, days_back(days))
    smaller = register(night, {XINCHENG: 60, HUIMIN: left})
    details = {"counties": named} if named else {}
    word = Answer("release", smaller, "", "机构合并", "甲", datetime.combine(D, time(20)), D, None, details)
    found = coverage(night, {smaller: word})["justice.register", HUIMIN]
    assert found.state == (state or ("shrunken" if left else "silent"))


# ── counties, placed through the register ──────────────────────────────────────────────────────────


def test_a_county_silent_in_leaves_is_found_through_the_register(night):
    register(night, {XINCHENG: 30, HUIMIN: 30})
    deliver(
        night,
        "justice.leaves",
        of_persons(night, "justice.leaves", {XINCHENG: 9, HUIMIN: 9}, days_back(1)),
        days_back(1),
    )
    deliver(night, "justice.leaves", of_persons(night, "justice.leaves", {XINCHENG: 9}, D))
    found = coverage(night)
    assert stands(found["justice.leaves", HUIMIN]) == ("silent", days_back(1))
    assert stands(found["justice.leaves", XINCHENG]) == ("current", D)


def test_rows_are_placed_by_an_older_register_on_a_night_the_register_is_missing(night):
    register(night, {XINCHENG: 30, HUIMIN: 30}, days_back(3))
    contacts(night, {XINCHENG: 20, HUIMIN: 20}, days_back(1))
    contacts(night, {XINCHENG: 20}, D)
    found = coverage(night)
    assert stands(found["justice.register", HUIMIN]) == ("late", days_back(3))
    assert stands(found["justice.contacts", HUIMIN]) == ("silent", days_back(1))


def test_rows_of_a_county_silent_in_the_register_are_placed_by_its_last_known_rows(night):
    for days in (2, 1):
        register(night, {XINCHENG: 30, HUIMIN: 30}, days_back(days))
        contacts(night, {XINCHENG: 20, HUIMIN: 20}, days_back(days))
    register(night, {XINCHENG: 30})
    contacts(night, {XINCHENG: 20, HUIMIN: 1}, D)
    found = coverage(night)
    assert stands(found["justice.register", HUIMIN]) == ("silent", days_back(1))
    assert stands(found["justice.contacts", HUIMIN]) == ("silent", days_back(1))


def test_a_county_silent_in_the_register_may_still_report_contacts(night):
    register(night, {XINCHENG: 30, HUIMIN: 30}, days_back(1))
    register(night, {XINCHENG: 30})
    contacts(night, {XINCHENG: 20, HUIMIN: 20}, days_back(1))
    contacts(night, {XINCHENG: 20, HUIMIN: 20}, D)
    assert stands(coverage(night)["justice.contacts", HUIMIN]) == ("current", D)


def test_a_person_who_moved_is_placed_where_the_newest_register_says(night):
    register(night, {XINCHENG: 30, HUIMIN: 30}, days_back(1))
    dataset = night.contracts.datasets["justice.register"]
    numbers = [f"{county}-{n}" for county in (XINCHENG, HUIMIN) for n in range(30)]
    rows = plausible_rows(dataset, 60)
    for n, (row, number) in enumerate(zip(rows, numbers, strict=True)):
        row.update(correction_no=number, county=XINCHENG if n < 50 else HUIMIN)  # twenty moved
    deliver(night, dataset.id, rows)
    contacts(night, {HUIMIN: 20}, days_back(1))
    contacts(night, {XINCHENG: 20}, D)
    found = coverage(night)
    assert stands(found["justice.contacts", XINCHENG]) == ("current", D)
    assert stands(found["justice.contacts", HUIMIN]) == ("current", D)  # none of its own was heard before


def permits(night, per_county: dict[str, int], day: date) -> str:
    rows = of_persons(night, "justice.permits", per_county, day)
    return deliver(night, "justice.permits", rows, day)


@pytest.mark.parametrize(
    ("before", "tonight", "expected"),
    [
        ({XINCHENG: 3, HUIMIN: 2}, {XINCHENG: 3}, ("silent", days_back(1))),
        ({XINCHENG: 3}, {XINCHENG: 3}, ("silent", days_back(1))),
        ({XINCHENG: 3, HUIMIN: 2}, {XINCHENG: 3, HUIMIN: 1}, ("current", D)),
    ],
)
def test_where_an_agency_is_silent_in_the_register_few_rows_that_vanish_are_missed_too(
    night, before, tonight, expected
):
    register(night, {XINCHENG: 30, HUIMIN: 30}, days_back(2))
    spoke = permits(night, before, days_back(1))  # a night without a register in between
    register(night, {XINCHENG: 30})
    permits(night, tonight, D)
    found = coverage(night)["justice.permits", HUIMIN]
    assert stands(found) == expected
    assert (found.delivery_id == spoke) is (found.state == "silent")


def test_an_agency_silent_in_the_register_does_not_silence_what_prisons_export(night):
    register(night, {XINCHENG: 30, HUIMIN: 30}, days_back(1))
    register(night, {XINCHENG: 30})
    releases = plausible_rows(night.contracts.datasets["justice.prison_releases"], 9)
    deliver(night, "justice.prison_releases", [{**row, "execution_county": XINCHENG} for row in releases])
    assert stands(coverage(night)["justice.prison_releases", HUIMIN]) == ("current", D)


def test_a_dataset_that_is_late_is_not_said_to_be_silent_for_days_it_did_not_reach(night):
    register(night, {XINCHENG: 30, HUIMIN: 30}, days_back(1))
    permits(night, {XINCHENG: 3}, days_back(1))
    register(night, {XINCHENG: 30})
    assert stands(coverage(night)["justice.permits", HUIMIN]) == ("late", days_back(1))


def test_without_any_register_nothing_can_be_placed_and_the_whole_dataset_speaks(night):
    contacts(night, {XINCHENG: 20}, D)
    assert [county for dataset, county in coverage(night) if dataset == "justice.contacts"] == [""]


# ── counties, increments ───────────────────────────────────────────────────────────────────────────


def test_a_county_without_contacts_on_the_newest_day_is_silent_since_the_day_before(night):
    register(night, {XINCHENG: 30, HUIMIN: 30})
    for days in (3, 2, 1):
        contacts(night, {XINCHENG: 20, HUIMIN: 20}, days_back(days))
    contacts(night, {XINCHENG: 20, HUIMIN: 1}, D)
    found = coverage(night)
    assert stands(found["justice.contacts", HUIMIN]) == ("silent", days_back(1))
    assert stands(found["justice.contacts", XINCHENG]) == ("current", D)
    assert "此前各日中位数20行" in found["justice.contacts", HUIMIN].text


def test_contacts_that_arrive_a_day_late_count_for_the_day_they_happened(night):
    register(night, {XINCHENG: 30, HUIMIN: 30}, days_back(2))
    contacts(night, {XINCHENG: 20, HUIMIN: 20}, days_back(2))
    contacts(night, {XINCHENG: 20}, days_back(1))
    night_before = night_of(night.settings.home, days_back(1))
    assert stands(coverage(night_before)["justice.contacts", HUIMIN]) == ("silent", days_back(2))
    late = of_persons(night, "justice.contacts", {XINCHENG: 20, HUIMIN: 40}, D)
    for n, row in enumerate(late):
        day = days_back(1) if 20 <= n < 40 else D
        row["contacted_at"] = datetime.combine(day, time(10)) + timedelta(seconds=n)
    for row in late[40:]:
        row["correction_no"] = f"{HUIMIN}-0"
    deliver(night, "justice.contacts", late)
    assert stands(coverage(night)["justice.contacts", HUIMIN]) == ("current", D)


def test_a_day_on_which_nothing_was_delivered_at_all_speaks_against_no_county(night):
    register(night, {XINCHENG: 30, HUIMIN: 30})
    contacts(night, {XINCHENG: 20, HUIMIN: 20}, days_back(6))
    contacts(night, {XINCHENG: 20, HUIMIN: 20}, D)
    found = coverage(night)
    assert stands(found["justice.contacts", HUIMIN]) == ("current", D)


def test_an_increment_that_always_lags_a_day_makes_no_county_silent(night):
    register(night, {XINCHENG: 30, HUIMIN: 30})
    for days in (2, 1, 0):
        contacts(night, {XINCHENG: 20, HUIMIN: 20}, days_back(days), of_day=days_back(days + 1))
    found = coverage(night)
    assert stands(found["justice.contacts", HUIMIN]) == ("current", D)


def test_a_county_is_found_silent_in_an_increment_that_lags_a_day(night):
    register(night, {XINCHENG: 30, HUIMIN: 30})
    contacts(night, {XINCHENG: 20, HUIMIN: 20}, days_back(1), of_day=days_back(2))
    contacts(night, {XINCHENG: 20}, D, of_day=days_back(1))
    assert stands(coverage(night)["justice.contacts", HUIMIN]) == ("silent", days_back(2))


def test_an_event_dated_after_its_delivery_makes_no_county_silent(night):
    register(night, {XINCHENG: 30, HUIMIN: 30})
    contacts(night, {XINCHENG: 20, HUIMIN: 20}, days_back(1))
    rows = of_persons(night, "justice.contacts", {XINCHENG: 20, HUIMIN: 20}, D)
    rows[0]["contacted_at"] = datetime.combine(date(2052, 10, 15), time(9))
    deliver(night, "justice.contacts", rows)
    assert stands(coverage(night)["justice.contacts", HUIMIN]) == ("current", D)


def test_counties_share_the_fate_of_a_dataset_that_is_late(night):
    register(night, {XINCHENG: 30}, days_back(1))
    assert stands(coverage(night)["justice.register", XINCHENG]) == ("late", days_back(1))


# ── the bounded look back ──────────────────────────────────────────────────────────────────────────


def test_of_old_deliveries_the_last_of_each_month_is_looked_at(night):
    for days in range(NEWEST_DELIVERIES + 70):
        deliver(night, "court.revocations", 1, days_back(days), content=f"{days}")
    every = delivered(night)["court.revocations"]
    kept = thinned(every)
    assert [each.business_date for each in kept[-NEWEST_DELIVERIES:]] == [
        each.business_date for each in every[-NEWEST_DELIVERIES:]
    ]
    older = [each.business_date for each in kept[:-NEWEST_DELIVERIES]]
    assert older == [date(2025, 6, 30), date(2025, 7, 31), date(2025, 8, 16)]
