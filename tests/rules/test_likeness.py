"""Near-identical texts are found as comparing every two would find them, in whatever order they come."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.rules.likeness import RUN, alike, may_have_a_like
from pipelines.rules.plan_families import substance


def jaccard_tenths(first: str, second: str) -> bool:
    """Whether two texts are alike, by the definition."""
    a = {first[n : n + RUN] for n in range(len(first) - RUN + 1)}
    b = {second[n : n + RUN] for n in range(len(second) - RUN + 1)}
    return bool(a and b) and 10 * len(a & b) >= 9 * len(a | b)


def sentence(rng: random.Random, length: int) -> str:
    return "".join(chr(0x4E00 + rng.randrange(300)) for _ in range(length))


def changed(rng: random.Random, text: str, times: int) -> str:
    for _ in range(times):
        place = rng.randrange(len(text))
        text = text[:place] + chr(0x4E00 + rng.randrange(300)) + text[place + rng.randrange(2) :]
    return text


@pytest.mark.parametrize("seed", range(12))
def test_two_texts_are_together_exactly_when_the_definition_says_so(seed: int) -> None:
    rng = random.Random(seed)
    first = sentence(rng, rng.choice((4, 20, 60, 300)))
    second = changed(rng, first, rng.randrange(12))
    if first != second:
        together = alike([first, second], [1, 1])[0].group == alike([first, second], [1, 1])[1].group
        assert together == jaccard_tenths(first, second)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 30))
def test_a_member_is_alike_to_the_first_of_its_group_and_a_first_to_no_other(seed: int, number: int) -> None:
    rng = random.Random(seed)
    forms = [sentence(rng, rng.choice((5, 40, 120))) for _ in range(3)]
    texts = list(dict.fromkeys(changed(rng, rng.choice(forms), rng.randrange(4)) for _ in range(number)))
    found = alike(texts, [1] * len(texts))
    for text, likeness in zip(texts, found, strict=True):
        assert text == texts[likeness.group] or jaccard_tenths(text, texts[likeness.group])
    for place, text in enumerate(texts):
        # whoever stands alone is alike to nobody who has a group
        if [likeness.group for likeness in found].count(place) == 1 and found[place].group == place:
            others = {texts[likeness.group] for likeness in found} - {text}
            assert not any(jaccard_tenths(text, other) for other in others)


def test_who_is_alike_to_two_firsts_goes_to_the_heavier_group() -> None:
    rng = random.Random(5)
    form = sentence(rng, 200)
    # changed at its head, changed at its tail: the form is alike to both, they are not to each other
    head, tail = sentence(rng, 9) + form[9:], form[:-9] + sentence(rng, 9)
    assert jaccard_tenths(head, form)
    assert jaccard_tenths(tail, form)
    assert not jaccard_tenths(head, tail)
    assert [one.group for one in alike([head, form, tail], [1, 1, 1])] == [0, 0, 2]
    assert [one.group for one in alike([head, form, tail], [1, 1, 5])] == [0, 2, 2]


def test_short_and_empty_texts_are_alike_to_nothing() -> None:
    assert [one.group for one in alike(["", "甲", "甲乙", "甲乙丙"], [1, 1, 1, 1])] == [0, 1, 2, 3]
    assert alike([], []) == []


def test_likeness_is_told_in_thousandths() -> None:
    form = sentence(random.Random(1), 102)  # 100 runs, one changed at its end: 99 of 101 common
    assert [one.permille for one in alike([form, form[:-1] + "啊"], [1, 1])] == [1000, 980]


def test_a_hundred_copies_of_one_form_are_compared_with_its_first_alone() -> None:
    rng = random.Random(2)
    form = sentence(rng, 300)
    texts = list(dict.fromkeys(changed(rng, form, 2) for _ in range(100)))
    assert {one.group for one in alike(texts, [1] * len(texts))} == {0}


# (what is written, what of it counts)
SUBSTANCE = [
    ("示例甲，男，35岁。", "男岁"),
    ("自2025年3月1日至2026年2月28日矫正", "自至矫正"),
    ("自二〇二五年三月至次年", "自至次年"),
    ("自３月１日起，每月报告２次；（一）（二）", "自起每月报告次"),
    ("使用App签到_1", "使用App签到"),
]


@pytest.mark.parametrize(("text", "counts"), SUBSTANCE)
def test_names_numbers_dates_and_marks_are_no_substance(text: str, counts: str) -> None:
    assert substance(text, ("示例甲", None)) == counts


def test_a_name_of_one_character_is_left_for_it_may_be_a_word() -> None:
    assert substance("安全教育", ("安", "全教")) == "安育"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 4))
def test_the_coarse_search_lets_go_of_nobody_who_has_a_like_in_his_room(seed: int, number: int, rooms: int) -> None:
    rng = random.Random(seed)
    forms = [sentence(rng, rng.choice((3, 4, 5, 8, 40, 120))) for _ in range(4)]
    made = [
        list(dict.fromkeys(changed(rng, rng.choice(forms), rng.randrange(5)) for _ in range(number)))
        for _ in range(rooms)
    ]
    suspect = iter(may_have_a_like(made))
    for room in made:
        for text in room:
            if not next(suspect):
                assert not any(jaccard_tenths(text, other) for other in room if other != text)


def test_the_coarse_search_lets_go_of_those_who_have_little_in_common() -> None:
    rng = random.Random(9)
    rooms = [[sentence(rng, 200) for _ in range(30)] for _ in range(5)]
    assert sum(may_have_a_like(rooms)) < 15
    rooms[2].append(changed(rng, rooms[2][0], 3))
    assert may_have_a_like(rooms)[60]


def test_nothing_and_texts_too_short_for_a_run_have_no_like() -> None:
    assert may_have_a_like([]) == []
    assert may_have_a_like([[], ["甲", ""]]) == [False, False]
