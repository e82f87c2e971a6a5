"""What people say of a delivery by name: released it is believed, withdrawn it is not, and both are said."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from pipelines import answers, quality
from pipelines.answers import Answer
from pipelines.quality.deliveries import Refusal
from pipelines.quality.expectations import CheckResult
from pipelines.quality.judging import judge
from pipelines.settings import Settings
from tests.quality.deliveries import deliver, night_of
from tests.quality.test_judging import FULL, SUITE, D, delivery, profile_of

SAID_AT = datetime(2025, 10, 16, 9, 30)  # noqa: DTZ001


def word(kind: str, of: str, reason: str = "已电话核实。", from_night: date = D) -> Answer:
    return Answer(kind, of, "", reason, "数据员甲", SAID_AT, from_night)


def judged(*deliveries, results=(), said=()):
    words = {each.subject: each for each in said}
    return judge(deliveries, FULL, SUITE, Settings(), lambda _: list(results), words, profiles=profile_of)


def reasons(*deliveries, **more):
    return [(verdict.verdict, verdict.reason) for verdict in judged(*deliveries, **more)]


GRAVE = CheckResult("strict", "critical", "failed", 1, ())
HELD = {
    "shrunken": (delivery(0, 10), ()),
    "too many quarantined": (delivery(0, 100, rows_out=80, rows_quarantined=20), ()),
    "no rows": (delivery(0, 0), ()),
    "an expectation failed": (delivery(0), (GRAVE,)),
    "one of its files refused": (delivery(0, refusals=(Refusal("torn_zip", "a.zip：不完整"),)), ()),
}


@pytest.mark.parametrize("why", HELD)
def test_a_held_delivery_is_accepted_once_released_and_the_text_says_by_whom_why_and_what_the_rule_had_said(why):
    held, results = HELD[why]
    before = [delivery(-1)]
    without = judged(*before, held, results=results)[-1]
    assert not without.accepted
    released = judged(*before, held, results=results, said=[word("release", held.delivery_id)])[-1]
    assert (released.verdict, released.reason) == ("accept", "released")
    assert "数据员甲" in released.text
    assert "已电话核实" in released.text
    assert without.text in released.text


@pytest.mark.parametrize(
    "unreadable",
    [
        delivery(0, 20, rows_out=0, rows_quarantined=20),
        delivery(0, 0, refusals=(Refusal("torn_zip", "a.zip：不完整"),)),
    ],
)
def test_no_word_makes_unreadable_rows_readable(unreadable):
    assert not judged(delivery(-1), unreadable, said=[word("release", unreadable.delivery_id)])[-1].accepted


def test_a_release_of_what_no_rule_holds_is_said_too_because_it_lifts_what_is_suspected_of_the_delivery():
    [verdict] = judged(delivery(0), said=[word("release", delivery(0).delivery_id)])
    assert (verdict.verdict, verdict.reason) == ("accept", "released")
    assert "本应" not in verdict.text
    assert "放行前的判断" not in verdict.text


def test_a_released_delivery_is_a_measure_for_the_next():
    days = [delivery(-2, 100), delivery(-1, 10), delivery(0, 40)]
    assert reasons(*days)[1:] == [("hold", "shrunken"), ("hold", "shrunken")]
    released = [word("release", days[1].delivery_id)]
    assert reasons(*days, said=released)[1:] == [("accept", "released"), ("accept", "")]


def test_a_withdrawn_delivery_is_held_and_no_measure_and_the_text_says_by_whom_and_why():
    days = [delivery(-1, 1000), delivery(0, 100)]
    found = judged(*days, said=[word("withdraw", days[0].delivery_id, "导出了测试库")])
    assert [(each.verdict, each.reason) for each in found] == [("hold", "withdrawn"), ("accept", "")]
    assert "数据员甲撤回" in found[0].text
    assert "导出了测试库" in found[0].text


def test_what_a_withdrawn_delivery_superseded_stands_again_only_where_it_is_released_by_name():
    first, second = delivery(0, 90), delivery(0, 80, sequence=2)
    withdrawn = word("withdraw", second.delivery_id)
    assert reasons(first, second, said=[withdrawn]) == [("hold", "superseded"), ("hold", "withdrawn")]
    both = [withdrawn, word("release", first.delivery_id)]
    assert reasons(first, second, said=both) == [("accept", "released"), ("hold", "withdrawn")]
    assert reasons(first, second, said=both[1:]) == [("hold", "superseded"), ("accept", "")]


@pytest.fixture
def shrunken_night(tmp_path):
    night = night_of(tmp_path / "var")
    deliver(night, "justice.register", 100, D - timedelta(days=1))
    return night, deliver(night, "justice.register", 10)


def test_the_step_reads_the_words_of_its_night_and_leaves_their_fingerprint(shrunken_night):
    night, held = shrunken_night
    quality.run(night)
    before = (night.folder("quality") / "words.json").read_text()
    assert [each.accepted for each in quality.verdicts(night)] == [True, False]
    answers.record(night.settings, word("release", held))
    quality.run(night)
    assert [each.reason for each in quality.verdicts(night)] == ["", "released"]
    assert (night.folder("quality") / "words.json").read_text() != before
    [covered] = [each for each in quality.coverage(night) if each.dataset == "justice.register" and not each.county]
    assert (covered.state, covered.covered_to) == ("current", D)


def test_a_word_counts_from_its_night_on(shrunken_night):
    night, held = shrunken_night
    answers.record(night.settings, word("release", held, from_night=D + timedelta(days=1)))
    quality.run(night)
    assert [each.reason for each in quality.verdicts(night)] == ["", "shrunken"]


def test_the_last_word_stands(shrunken_night):
    night, held = shrunken_night
    answers.record(night.settings, word("release", held), word("withdraw", held, "放行有误"))
    quality.run(night)
    assert [each.reason for each in quality.verdicts(night)] == ["", "withdrawn"]
