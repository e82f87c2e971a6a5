"""How two names agree: the table is the specification, the properties hold for any two names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity.names import LEVELS, name_forms, name_level, one_slip

NAMES = {
    "a traditional character is the same character": ("陈华", "陳華", "variant"),
    "a variant character is the same character": ("王峰", "王峯", "variant"),
    "a rare variant of 坤 folds": ("李坤", "李堃", "variant"),
    "one sound, another character": ("张伟", "张玮", "homophone"),
    "a surname is read as a surname: 单 is shan": ("单立新", "山立新", "homophone"),
    "the same character inside a name is read otherwise: 简单 is dan": ("李单", "李丹", "homophone"),
    "仇 is qiu": ("仇英", "邱英", "homophone"),
    "查 is zha, not cha": ("查良", "茶良", "one_character_of_two"),
    "a compound surname keeps its reading": ("单于丹", "单于单", "homophone"),
    "one Mongolian name, written 儿 for 尔": ("巴特尔", "巴特儿", "homophone"),
    "one Mongolian name, 其 or 琪": ("其木格", "琪木格", "homophone"),
    "one Mongolian name, 日 or 尔, 勒 or 乐": ("格日勒", "格尔乐", "transliteration"),
    "one long Mongolian name in two transliterations": ("吉日嘎拉", "吉尔嘎勒", "transliteration"),
    "two characters are too few for a transliteration": ("日勒", "尔乐", "different"),
    "己 and 已 look alike": ("刘己", "刘已", "look_alike"),
    "未 and 末 look alike": ("王未", "王末", "look_alike"),
    "日 and 曰 look alike": ("马日升", "马曰升", "look_alike"),
    "brothers of one generation name are one character apart": ("王建国", "王建民", "one_character"),
    "one character left out of four": ("欧阳建国", "欧阳国", "one_character"),
    "two neighbours exchanged": ("王建国", "王国建", "one_character"),
    "one character of two says little": ("张伟", "张强", "one_character_of_two"),
    "a character left out of a three-character name leaves two": ("王小明", "王明", "one_character_of_two"),
    "another person": ("张伟", "李强", "different"),
    "one surname, another given name": ("张伟", "张小强", "different"),
    "all characters shared but in another order": ("文建华", "华文建", "different"),
}


@pytest.mark.parametrize("case", NAMES)
def test_names_agree_at_the_level_of_the_table(case):
    one, other, level = NAMES[case]
    assert name_level(name_forms(one), name_forms(other)) == level


def test_a_name_before_the_interpunct_may_be_left_out():
    assert name_level(name_forms("孛儿只斤巴特尔", "孛儿只斤·巴特尔"), name_forms("巴特尔", "巴特尔")) == "part"
    assert name_level(name_forms("孛儿只斤巴特尔", "孛儿只斤•巴特尔"), name_forms("巴特尔")) == "part"
    assert name_level(name_forms("孛儿只斤巴特尔", "孛儿只斤巴特尔"), name_forms("巴特尔")) == "different"


def test_slips_are_counted_in_characters_not_bytes():
    assert one_slip("张伟", "张玮")
    assert one_slip("𠮷田", "吉田")  # four bytes against three
    assert not one_slip("张伟", "张伟")
    assert not one_slip("张伟", "李强")


CHARACTERS = "王张单仇伟玮建国民己已巴特尔儿其木格琪日勒乐陈陳华華·𠮷A"
SOME_NAME = st.text(CHARACTERS, min_size=1, max_size=6)


@given(SOME_NAME, SOME_NAME)
def test_the_level_of_two_names_is_symmetric(one, other):
    a, b = name_forms(one), name_forms(other)
    assert name_level(a, b) == name_level(b, a)
    assert name_level(a, b) in LEVELS


@given(st.text(max_size=8), st.text(max_size=8))
def test_any_text_can_be_compared(one, other):
    assert name_level(name_forms(one), name_forms(other)) in LEVELS


@given(SOME_NAME, st.integers(0, 5), st.sampled_from(CHARACTERS))
def test_replacing_one_character_is_at_most_one_slip(name, place, character):
    place %= len(name)
    changed = name[:place] + character + name[place + 1 :]
    assert changed == name or one_slip(name, changed) or len(name) == 1
