"""Verdicts: what holds a delivery, to the row; and that order of arrival plays no part."""

from __future__ import annotations

import dataclasses
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import answers
from pipelines.contracts import canonical_schema, load_contracts
from pipelines.quality.deliveries import Delivered, Refusal
from pipelines.quality.expectations import CheckResult
from pipelines.quality.judging import Verdict, judge
from pipelines.quality.profile import Profile
from pipelines.quality.suites import Expectation, Suite
from pipelines.settings import Settings

CONTRACTS = load_contracts()
FULL, EVENTS = CONTRACTS.datasets["justice.register"], CONTRACTS.datasets["police.lodging"]
COLUMNS = [field.name for dataset in (FULL, EVENTS) for field in canonical_schema(dataset)]
D = date(2025, 10, 15)
SAID_AT = datetime.combine(D, time(20))
SUITE = Suite(
    "justice.register",
    (
        Expectation("strict", "t", {}, "critical", "必须如此。", True, 0),
        Expectation("tolerant", "t", {"mostly": 0.9}, "critical", "多半如此。", False, 0),
        Expectation("mild", "t", {}, "warning", "最好如此。", False, 0),
    ),
    (),
    "x",
)


def delivery(days: int = 0, rows: int = 100, *, sequence: int = 1, bytes_: str = "", **changed: object) -> Delivered:
    day = D + timedelta(days=days)
    name = f"{day}-{sequence}"
    plain = Delivered(FULL.id, name, day, sequence, (bytes_ or name,), Path(name), rows, rows, 0, ())
    return dataclasses.replace(plain, **changed)


def profile_of(delivery: Delivered) -> Profile:
    """Of made-up deliveries: every column filled, their digests stand for their rows."""
    return Profile(delivery.rows_out, dict.fromkeys(COLUMNS, delivery.rows_out), 0, 0, delivery.digests[0])


def verdicts(*deliveries: Delivered, dataset=FULL, results=(), **settings: float) -> list[Verdict]:
    return judge(deliveries, dataset, SUITE, Settings(**settings), lambda _: list(results), profiles=profile_of)


def reasons(*deliveries: Delivered, **more: object) -> list[str]:
    return [verdict.reason or verdict.verdict for verdict in verdicts(*deliveries, **more)]


def test_a_plain_delivery_is_accepted_without_words():
    [verdict] = verdicts(delivery())
    assert (verdict.verdict, verdict.reason, verdict.text) == ("accept", "", "")


def test_one_refused_file_holds_the_delivery_and_the_text_names_file_and_cure():
    [verdict] = verdicts(delivery(refusals=(Refusal("torn_zip", "登记.zip：压缩包不完整，请重新传送"),)))
    assert (verdict.verdict, verdict.reason) == ("hold", "refused_file")
    assert "登记.zip：压缩包不完整" in verdict.text
    assert "重新交付" in verdict.text


@pytest.mark.parametrize(
    ("rows_in", "quarantined", "outcome"),
    [
        (0, 0, "no_rows"),
        (4, 4, "nothing_readable"),
        (100, 10, "accept"),  # exactly a tenth
        (100, 11, "too_many_quarantined"),
        (8, 4, "accept"),  # half, but a handful
        (8, 5, "too_many_quarantined"),
    ],
)
def test_how_many_quarantined_rows_hold_a_delivery(rows_in, quarantined, outcome):
    given_ = delivery(rows=rows_in, rows_out=rows_in - quarantined, rows_quarantined=quarantined)
    assert reasons(given_) == [outcome]


def test_the_text_on_quarantined_rows_gives_figure_and_rule():
    [verdict] = verdicts(delivery(rows=1000, rows_out=875, rows_quarantined=125))
    assert "收到1000行，隔离125行（12.5%），超过上限10%" in verdict.text


@pytest.mark.parametrize(("rows", "outcome"), [(50, "accept"), (49, "shrunken"), (0, "no_rows"), (5000, "accept")])
def test_a_full_delivery_below_half_the_usual_rows_is_shrunken(rows, outcome):
    assert reasons(delivery(-2), delivery(-1), delivery(0, rows))[-1] == outcome


def test_the_share_that_makes_a_delivery_shrunken_is_a_setting():
    assert reasons(delivery(-1), delivery(0, 79), least_share_of_recent_rows=0.8)[-1] == "shrunken"
    assert reasons(delivery(-1), delivery(0, 80), least_share_of_recent_rows=0.8)[-1] == "accept"


def test_the_text_on_a_shrunken_delivery_gives_figure_rule_and_cure():
    text = verdicts(delivery(-2, 100), delivery(-1, 101), delivery(0, 12))[-1].text
    assert "仅12行，不足此前2次已采用交付中位数100.5行的50%" in text
    assert "核实并重新导出" in text


def test_the_measure_is_the_median_of_the_newest_seven_accepted_deliveries():
    large = [delivery(-20 + n, 1000) for n in range(7)]
    small = [delivery(-10 + n, 600) for n in range(7)]
    assert reasons(*large, *small, delivery(0, 300))[-1] == "accept"  # half of 600, though not of 1000
    assert reasons(*large, *small, delivery(0, 299))[-1] == "shrunken"


def test_a_held_delivery_is_no_measure_for_the_next():
    assert reasons(delivery(-2, 100), delivery(-1, 10), delivery(0, 10)) == ["accept", "shrunken", "shrunken"]


def test_a_delivery_held_by_its_checks_is_no_measure_for_the_next():
    failed = CheckResult("strict", "critical", "failed", 1, ())
    deliveries = [delivery(-2, 100), delivery(-1, 1000), delivery(0, 60)]
    found = judge(
        deliveries, FULL, SUITE, Settings(), lambda each: [failed] if each.rows_in == 1000 else [], profiles=profile_of
    )
    assert [verdict.reason for verdict in found] == ["", "expectation_failed", ""]


def test_an_increment_may_be_small():
    assert reasons(delivery(-1, 1000), delivery(0, 3), dataset=EVENTS) == ["accept", "accept"]


@pytest.mark.parametrize(
    ("usual", "outcome"),
    [(4, "accept"), (5, "no_rows"), (100, "no_rows")],
)
def test_a_header_without_rows_is_a_quiet_day_only_where_few_events_are_usual(usual, outcome):
    assert reasons(delivery(-2, usual), delivery(-1, usual), delivery(0, 0), dataset=EVENTS)[-1] == outcome


def test_a_first_delivery_without_rows_proves_nothing():
    assert reasons(delivery(0, 0), dataset=EVENTS) == ["no_rows"]


def test_two_quiet_days_are_not_stale_though_their_bytes_are_one():
    quiet = [delivery(days, 0, bytes_="header") for days in (-1, 0)]
    assert reasons(delivery(-2, 2), *quiet, dataset=EVENTS) == ["accept", "accept", "accept"]


def test_the_same_bytes_on_another_day_are_stale_for_events():
    assert reasons(delivery(-1, bytes_="b"), delivery(0, bytes_="b"), dataset=EVENTS) == ["accept", "stale"]
    text = verdicts(delivery(-1, bytes_="b"), delivery(0, bytes_="b"), dataset=EVENTS)[-1].text
    assert "2025-10-14" in text


def test_the_same_bytes_on_another_day_are_fine_for_a_full_state():
    assert reasons(delivery(-1, bytes_="b"), delivery(0, bytes_="b")) == ["accept", "accept"]


def test_the_newest_sequence_of_a_date_supersedes_the_earlier_ones():
    assert reasons(delivery(0), delivery(0, 90, sequence=2)) == ["superseded", "accept"]


def test_a_superseded_delivery_stays_withdrawn_even_if_its_successor_is_held():
    assert reasons(delivery(-1), delivery(0), delivery(0, 10, sequence=2)) == ["accept", "superseded", "shrunken"]


@pytest.mark.parametrize(
    ("check", "outcome", "failed_rows", "reason"),
    [
        ("strict", "failed", 1, "expectation_failed"),
        ("tolerant", "failed", 5, "expectation_failed"),
        ("tolerant", "failed", 4, ""),  # a handful of bad rows
        ("mild", "failed", 100, "check_failed"),
        ("strict", "passed", 0, ""),
        ("strict", "broken", 0, "check_broken"),
    ],
)
def test_which_check_results_hold_a_delivery(check, outcome, failed_rows, reason):
    severity = SUITE.find(check).severity
    [verdict] = verdicts(delivery(), results=[CheckResult(check, severity, outcome, failed_rows, ())])
    assert verdict.reason == reason
    assert verdict.accepted == (reason != "expectation_failed")


def test_a_broken_check_is_said_aloud_and_does_not_speak_against_the_data():
    [verdict] = verdicts(delivery(), results=[CheckResult("strict", "critical", "broken", 0, ())])
    assert verdict.accepted
    assert "strict" in verdict.text
    assert "不说明数据好坏" in verdict.text


def test_the_text_on_failed_expectations_gives_their_why_and_rows():
    [verdict] = verdicts(delivery(), results=[CheckResult("tolerant", "critical", "failed", 17, ())])
    assert "多半如此（17行不符）" in verdict.text


def test_the_checks_are_not_asked_where_the_delivery_is_held_already():
    asked = []
    judge([delivery(rows=0)], FULL, SUITE, Settings(), lambda each: asked.append(each) or [], profiles=profile_of)
    assert asked == []


@given(
    st.lists(st.tuples(st.integers(-9, 0), st.integers(0, 40), st.sampled_from("abc")), max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_order_of_arrival_of_business_dates_changes_no_verdict(drawn, chance: random.Random):
    sequences: dict[int, int] = {}
    deliveries = []
    for days, rows, bytes_ in drawn:
        sequences[days] = sequences.get(days, 0) + 1
        deliveries.append(delivery(days, rows, sequence=sequences[days], bytes_=bytes_))
    shuffled = list(deliveries)
    chance.shuffle(shuffled)
    for dataset in (FULL, EVENTS):
        assert verdicts(*shuffled, dataset=dataset) == verdicts(*deliveries, dataset=dataset)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12), st.integers(1, 12))
def test_a_later_delivery_changes_no_earlier_verdict(rows, until):
    deliveries = [delivery(n, each) for n, each in enumerate(rows)]
    assert verdicts(*deliveries[:until]) == verdicts(*deliveries)[:until]


# ── guards and verdicts ────────────────────────────────────────────────────────────────────────────


def emptied(delivery_: Delivered) -> Profile:
    """The newest delivery has no reported_date any more."""
    found = profile_of(delivery_)
    return dataclasses.replace(found, filled=found.filled | {"reported_date": 0}) if delivery_.sequence == 9 else found


def test_a_guard_that_warns_accepts_and_the_verdict_carries_figure_usual_and_bound():
    verdict = verdicts(*(delivery(-n, 100) for n in range(1, 6)), delivery(0, 400))[-1]
    assert (verdict.verdict, verdict.accepted, verdict.reason) == ("warn", True, "spike")
    assert (verdict.figure, verdict.usual, verdict.bound) == ("400行", "100行", "300行")
    assert verdict.text.startswith("司法行政机关“社区矫正对象登记”2025-10-15的交付已采用，但须留意：收到400行")


def test_a_guard_that_holds_holds_and_what_is_held_is_no_measure():
    days = [*(delivery(-n) for n in range(9, 1, -1)), delivery(-1, sequence=9), delivery(0, sequence=9)]
    found = judge(days, FULL, SUITE, Settings(), lambda _: [], profiles=emptied)
    assert [(each.verdict, each.reason) for each in found[-2:]] == [("hold", "emptied_column")] * 2
    assert "“报到日期”有值的行由往常100%" in found[-1].text


def test_what_holds_is_said_before_what_warns_and_both_are_said():
    days = [*(delivery(-n) for n in range(5, 0, -1)), delivery(0, 900, sequence=9)]
    verdict = judge(days, FULL, SUITE, Settings(), lambda _: [], profiles=emptied)[-1]
    assert (verdict.verdict, verdict.reason) == ("hold", "emptied_column")
    assert [alarm.guard for alarm in verdict.alarms] == ["emptied_column", "spike"]
    assert "收到900行" in verdict.text


def test_a_critical_failure_holds_although_guards_only_warn():
    failed = CheckResult("strict", "critical", "failed", 1, ())
    days = [*(delivery(-n) for n in range(5, 0, -1)), delivery(0, 900)]
    found = judge(
        days, FULL, SUITE, Settings(), lambda each: [failed] if each.rows_in == 900 else [], profiles=profile_of
    )
    assert (found[-1].verdict, found[-1].reason) == ("hold", "expectation_failed")


def test_a_warned_delivery_is_a_measure_for_the_next():
    days = [*(delivery(-n) for n in range(9, 4, -1)), *(delivery(-n, 400) for n in range(4, -1, -1)), delivery(1, 400)]
    assert [each.verdict for each in verdicts(*days)][-6:] == ["warn"] * 5 + ["accept"]


def test_a_copy_of_a_full_state_is_held_where_it_always_changed_and_stays_held():
    days = [delivery(-n) for n in range(16, 6, -1)]  # 09-29 to 10-08: two working days
    more = [delivery(-n) for n in range(35, 16, -1)]
    copies = [delivery(-n, bytes_="same") for n in range(6, -1, -1)]  # from 10-09 on
    found = verdicts(*more, *days, *copies)
    assert [each.reason for each in found[-7:]] == ["", *["stale_copy"] * 6]
    assert {each.verdict for each in found[-6:]} == {"hold"}  # a Sunday among them
    assert "2025-10-09" in found[-1].text


def test_a_copy_confirmed_by_name_is_no_copy_the_day_after():
    days = [delivery(-n) for n in range(25, 2, -1)]
    copies = [delivery(-n, bytes_="same") for n in (2, 1, 0)]
    said = answers.Answer("release", copies[1].delivery_id, "", "核实无变化", "甲", SAID_AT, D)
    found = judge([*days, *copies], FULL, SUITE, Settings(), lambda _: [], {said.subject: said}, profiles=profile_of)
    assert [(each.verdict, each.reason) for each in found[-2:]] == [("accept", "released"), ("accept", "")]


def test_events_in_other_packing_are_stale_all_the_same():
    first = delivery(-1, digests=("zip",))
    again = delivery(0, digests=("csv",))
    same = lambda each: dataclasses.replace(profile_of(each), content="rows")  # noqa: E731
    found = judge([first, again], EVENTS, SUITE, Settings(), lambda _: [], profiles=same)
    assert [each.reason for each in found] == ["", "stale"]


def test_a_refused_or_unreadable_delivery_is_not_described():
    asked = []
    refused = delivery(refusals=(Refusal("torn_zip", "a.zip：不完整"),))
    unreadable = delivery(1, 20, rows_out=0, rows_quarantined=20)
    judge([refused, unreadable], FULL, SUITE, Settings(), lambda _: [], profiles=lambda each: asked.append(each))
    assert asked == []
