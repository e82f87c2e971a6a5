from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.law.refusal import Refusal
from pipelines.law.terms import KINDS, Term, parse_term

JOINT = (
    "犯盗窃罪,判处有期徒刑一年,并处罚金人民币五千元;犯诈骗罪,判处有期徒刑二年,并处罚金一万元;"
    "总和刑期三年,决定执行有期徒刑二年六个月,缓刑三年,并处罚金人民币一万五千元"
)


@pytest.mark.parametrize(
    ("text", "kind", "months", "days"),
    [
        ("有期徒刑一年六个月", "imprisonment", 18, 0),
        ("有期徒刑　一年 六个月", "imprisonment", 18, 0),
        ("有期徒刑３年", "imprisonment", 36, 0),
        ("有期徒刑壹年陆个月", "imprisonment", 18, 0),
        ("有期徒刑贰拾个月", "imprisonment", 20, 0),
        ("有期徒刑叁年", "imprisonment", 36, 0),
        ("有期徒刑两年", "imprisonment", 24, 0),
        ("有期徒刑十年", "imprisonment", 120, 0),
        ("有期徒刑十二年三个月", "imprisonment", 147, 0),
        ("有期徒刑二十五年", "imprisonment", 300, 0),
        ("有期徒刑一年零六个月", "imprisonment", 18, 0),
        ("判处有期徒刑一年", "imprisonment", 12, 0),
        ("三年有期徒刑", "imprisonment", 36, 0),
        ("拘役五个月", "detention", 5, 0),
        ("拘役五个月十五日", "detention", 5, 15),
        ("拘役五个月十五天", "detention", 5, 15),
        ("拘役五个半月", "detention", 5, 15),
        ("拘役1个月零15天", "detention", 1, 15),
        ("管制一年", "public_surveillance", 12, 0),
        ("无期徒刑", "life", None, None),
        ("无期徒刑,剥夺政治权利终身", "life", None, None),
        ("缓刑二年", "probation", 24, 0),
        ("缓刑考验期限为二年,从判决确定之日起计算", "probation", 24, 0),
        ("1年6个月", "unspecified", 18, 0),
        ("01年06月", "unspecified", 18, 0),
        ("18个月", "unspecified", 18, 0),
        ("三十个月", "unspecified", 30, 0),
        ("一百二十个月", "unspecified", 120, 0),
        ("半年", "unspecified", 6, 0),
        ("一年半", "unspecified", 18, 0),
        ("有期徒刑三年缓刑四年", "imprisonment", 36, 0),
        ("有期徒刑三年,缓刑四年", "imprisonment", 36, 0),
        ("有期徒刑二年(缓刑三年)", "imprisonment", 24, 0),
        ("一年,缓刑二年", "unspecified", 12, 0),
        ("有期徒刑一年,剥夺政治权利三年", "imprisonment", 12, 0),
        ("有期徒刑三年(刑期自2024年11月5日起至2027年11月4日止)", "imprisonment", 36, 0),
        ("有期徒刑一年,判决执行以前先行羁押的,羁押一日折抵刑期一日", "imprisonment", 12, 0),
        (JOINT, "imprisonment", 30, 0),
        ("数罪并罚,决定执行有期徒刑三年", "imprisonment", 36, 0),
        ("有期徒刑一年,有期徒刑二年,总和刑期三年,决定合并执行有期徒刑二年", "imprisonment", 24, 0),
    ],
)
def test_a_principal_penalty_is_read_from_words(text, kind, months, days):
    assert parse_term(text) == Term(kind, months, days)
    assert kind in KINDS


@pytest.mark.parametrize(
    ("text", "kind", "months", "days"),
    [
        ("缓刑二年", "probation", 24, 0),
        ("二年", "probation", 24, 0),
        ("18个月", "probation", 18, 0),
        ("有期徒刑三年缓刑四年", "probation", 48, 0),
        ("三年有期徒刑四年缓刑", "probation", 48, 0),
        ("四年缓刑", "probation", 48, 0),
        ("拘役四个月,宣告缓刑六个月", "probation", 6, 0),
        ("有期徒刑一年,缓刑考验期二年", "probation", 24, 0),
        (JOINT, "probation", 36, 0),
        ("有期徒刑三年", "imprisonment", 36, 0),  # says itself that it is none
    ],
)
def test_a_probation_column_gives_the_probation_part(text, kind, months, days):
    assert parse_term(text, "probation") == Term(kind, months, days)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "term_empty"),
        ("　 ", "term_empty"),
        ("有期徒刑", "term_without_length"),
        ("缓刑", "term_without_length"),
        ("单处罚金", "term_without_length"),
        ("剥夺政治权利一年", "term_without_length"),  # no principal penalty, and no term of one
        ("有期徒刑一年;有期徒刑二年", "term_several"),
        ("有期徒刑一年;有期徒刑一年", "term_several"),  # two crimes, not one year
        ("一年/二年", "term_several"),
        ("决定执行有期徒刑一年,管制六个月", "term_several"),
        ("原决定执行有期徒刑一年,现决定执行有期徒刑二年", "term_several"),
        ("总和刑期三年", "term_without_decision"),
        ("有期徒刑一年以下", "term_unreadable"),
        ("约一年", "term_unreadable"),
        ("一至二年", "term_unreadable"),
        ("1-2年", "term_unreadable"),
        ("1.5年", "term_unreadable"),
        ("18", "term_unreadable"),
        ("一二年", "term_unreadable"),
        ("十十年", "term_unreadable"),
        ("一年零", "term_unreadable"),
        ("一年半六个月", "term_unreadable"),
        ("有期徒刑一年六", "term_unreadable"),
        ("免予刑事处罚", "term_unreadable"),
        ("死刑缓期二年执行", "term_unreadable"),
        ("有期徒刑一年又三周", "term_unreadable"),
        ("0个月", "term_zero"),
        ("有期徒刑零年", "term_zero"),
        ("有期徒刑一百年", "term_too_long"),
        ("2024年11月5日", "term_too_long"),  # a date in a term column
        ("拘役999天", "term_too_long"),
    ],
)
@pytest.mark.parametrize("part", ["principal", "probation"])
def test_what_leaves_something_open_is_refused_with_a_reason(text, reason, part):
    refusal = parse_term(text, part)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == reason
    assert refusal.text


def spoken(number):
    """A number below 1000 as a judgment spells it."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    if number < 20:
        return "十" + (digits[number - 10] if number > 10 else "")
    if number < 100:
        return digits[number // 10] + "十" + (digits[number % 10] if number % 10 else "")
    rest = number % 100
    tail = "" if not rest else "零" + digits[rest] if rest < 10 else "一" + spoken(rest) if rest < 20 else spoken(rest)
    return digits[number // 100] + "百" + tail


FORMAL = str.maketrans("一二三四五六七八九十百", "壹贰叁肆伍陆柒捌玖拾佰")


@given(
    st.sampled_from(
        [("有期徒刑", "imprisonment"), ("拘役", "detention"), ("管制", "public_surveillance"), ("缓刑", "probation")]
    ),
    st.integers(0, 24),
    st.integers(0, 11),
    st.integers(0, 30),
    st.sampled_from(["spoken", "formal", "digits", "wide"]),
)
def test_every_length_written_any_way_is_read_back(kind, years, months, days, style):
    if years + months + days == 0:
        return
    write = str if style in ("digits", "wide") else spoken
    text = kind[0]
    text += f"{write(years)}年" if years else ""
    text += f"{write(months)}个月" if months else ""
    text += f"{write(days)}日" if days else ""
    if style == "formal":
        text = text.translate(FORMAL)
    if style == "wide":
        text = text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert parse_term(text) == Term(kind[1], 12 * years + months, days)


@given(st.integers(1, 300))
def test_months_alone_are_read_in_words_and_digits(months):
    assert parse_term(f"{spoken(months)}个月") == parse_term(f"{months}个月") == Term("unspecified", months, 0)


@given(st.text("有期徒刑缓拘役管制一二十百零年个月日天半,;()决定执行总和犯罪0123456789", max_size=25))
def test_any_text_is_read_or_refused_and_never_an_error(text):
    for part in ("principal", "probation"):
        result = parse_term(text, part)
        assert isinstance(result, Refusal) or result.kind == "life" or result.months + result.days > 0
