from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.law.case_numbers import CaseNumber, parse_case_number

NORMAL = "（2025）内0105刑初123号"


@pytest.mark.parametrize(
    ("text", "key", "display"),
    [
        (NORMAL, "2025|内0105|刑初|123", NORMAL),
        ("(2025)内0105刑初123号", "2025|内0105|刑初|123", NORMAL),
        ("〔2025〕内0105刑初123号", "2025|内0105|刑初|123", NORMAL),
        ("［2025］内0105刑初123号", "2025|内0105|刑初|123", NORMAL),
        ("【2025】内0105刑初123号", "2025|内0105|刑初|123", NORMAL),
        ("（2025)内0105刑初123号", "2025|内0105|刑初|123", NORMAL),
        ("（２０２５）内０１０５刑初１２３号", "2025|内0105|刑初|123", NORMAL),
        (" ( 2025 ) 内 0105　刑初 123 号 ", "2025|内0105|刑初|123", NORMAL),
        ("（2025）内0105刑初第0123号", "2025|内0105|刑初|123", NORMAL),
        ("（2025年）内0105刑初123号", "2025|内0105|刑初|123", NORMAL),
        ("2025内0105刑初123号", "2025|内0105|刑初|123", NORMAL),
        ("（2025）内0105刑初123", "2025|内0105|刑初|123", NORMAL),
        ("'（2025）内0105刑初123号", "2025|内0105|刑初|123", NORMAL),
        ("（2025）内0105刑初123号刑事判决书", "2025|内0105|刑初|123", NORMAL),
        ("呼和浩特市赛罕区人民法院（2025）内0105刑初123号", "2025|内0105|刑初|123", NORMAL),
        ("(2024)内 0102 刑初 45 号之一", "2024|内0102|刑初|45", "（2024）内0102刑初45号之一"),
        ("（2024）内0102刑初45号之2", "2024|内0102|刑初|45", "（2024）内0102刑初45号之二"),
        ("（2024）内0102刑初45-1号", "2024|内0102|刑初|45", "（2024）内0102刑初45号之一"),
        ("（2024）内0102刑初45号－12", "2024|内0102|刑初|45", "（2024）内0102刑初45号之十二"),
        ("（2025）内01刑终12号", "2025|内01|刑终|12", "（2025）内01刑终12号"),
        ("（2025）内刑终5号", "2025|内|刑终|5", "（2025）内刑终5号"),
        ("（2025）内01刑更7号", "2025|内01|刑更|7", "（2025）内01刑更7号"),
        ("（2025）内0105刑执8号", "2025|内0105|刑执|8", "（2025）内0105刑执8号"),
        ("（2025）最高法刑核3号", "2025|最高法|刑核|3", "（2025）最高法刑核3号"),
        ("（2014）回刑初字第123号", "2014|回|刑初|123", "（2014）回刑初字第123号"),
        ("(2014) 呼刑二终字第 45 号", "2014|呼|刑二终|45", "（2014）呼刑二终字第45号"),
    ],
)
def test_a_case_number_is_read_in_any_width_bracket_and_spacing(text, key, display):
    number = parse_case_number(text)
    assert number is not None
    assert (number.key, number.display) == (key, display)
    assert parse_case_number(number.display) == number


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "无",
        "内0105刑初123号",  # no year
        "（2025）0105刑初123号",  # no court
        "（2025）内105刑初123号",  # a court code has two or four digits
        "（2025）内0105初123号",  # no type
        "（2025）内0105刑初号",
        "（2025）内0105刑初0号",
        "（2025内0105刑初123号",
        "（1025）内0105刑初123号",
        "（2025）内0105刑初123号、124号",
        "（2025）内0105刑初123-1号之二",
        "（2025）内O105刑初123号",
        "（2025）内0105刑初12345678号",
        "内司矫字〔2025〕12号",  # a justice agency's document
    ],
)
def test_what_cannot_be_read_with_certainty_has_no_number(text):
    assert parse_case_number(text) is None


def test_second_instance_is_told_by_the_type():
    told = {text: parse_case_number(text).second_instance for text in ("（2025）内01刑终1号", NORMAL)}
    assert told == {"（2025）内01刑终1号": True, NORMAL: False}


brackets = st.sampled_from(["（）", "()", "〔〕", "［］", "[]", "【】"])
spaces = st.sampled_from(["", " ", "\u3000", "\u00a0", "\u200b"])


@given(
    st.integers(2016, 2035),
    st.sampled_from(["内0105", "内01", "内", "京0105", "最高法"]),
    st.sampled_from(["刑初", "刑终", "刑更", "刑执", "刑再"]),
    st.integers(1, 99999),
    st.sampled_from(["", "之一", "之十二"]),
    brackets,
    spaces,
    st.booleans(),
)
def test_every_spelling_of_one_number_is_the_same_number(year, court, kind, number, suffix, bracket, space, wide):
    text = f"{bracket[0]}{space}{year}{bracket[1]}{space}{court}{space}{kind}{number}{space}号{suffix}"
    if wide:
        text = text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert parse_case_number(text) == CaseNumber(year, court, kind, number, suffix)


@given(st.text("（）()〔〕2025内01刑初终字第号之一-法院 ", max_size=30))
def test_any_text_is_read_or_left_and_what_is_read_is_stable(text):
    number = parse_case_number(text)
    if number is not None:
        again = parse_case_number(number.display)
        assert again is not None
        assert again.key == number.key
