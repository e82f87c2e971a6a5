from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.law.statutes import StatuteError, article, articles, cite, load_statutes, references

# every article the rule catalogue cites
CATALOGUE = {
    "社矫法": [20, 21, 22, 24, 26, 27, 29, 30, 32, 34, 44, 45, 46, 48, 49, 50, 51],
    "办法": [24, 26, 27, 28, 31, 34, 35, 36, 38, 41, 46, 47, 48, 49],
    "刑法": [72, 73, 77, 86],
    "刑诉法": [105],
    "刑诉解释": [202, 516, 543],
    "出境入境管理法": [12],
    "规则": [554, 624, 643],
}
READ_IN_THE_LAW = {"社矫法", "刑法", "刑诉法", "刑诉解释", "出境入境管理法", "规则"}


@pytest.mark.parametrize(("key", "numbers"), CATALOGUE.items())
def test_every_article_of_the_catalogue_is_on_file_and_verified_only_where_it_was_read(key, numbers):
    for number in numbers:
        one = article(f"{key}{number}")
        assert one.verified is (key in READ_IN_THE_LAW), one.reference


def test_what_nobody_has_read_is_not_verified():
    for reference in ("国移民公〔2021〕420号", "治安管理处罚法", "2005治安管理处罚法", "2012办法23", "2012刑诉法103"):
        assert not article(reference).verified


@pytest.mark.parametrize(
    ("reference", "on", "text"),
    [
        ("社矫法21", "2025-10-09", "《中华人民共和国社区矫正法》第二十一条"),
        ("社矫法21", "2020-07-01", "《中华人民共和国社区矫正法》第二十一条"),
        ("社矫法21", "2020-06-30", "《社区矫正实施办法》第六条〔待核〕"),
        ("办法35", "2020-06-15", "《社区矫正实施办法》第二十三条〔待核〕"),
        ("办法46", "2020-06-15", "《社区矫正实施办法》第二十五条〔待核〕"),
        ("办法46", "2020-07-01", "《中华人民共和国社区矫正法实施办法》第四十六条〔待核〕"),
        ("刑法73", "2025-01-01", "《中华人民共和国刑法》第七十三条"),
        ("刑诉法105", "2025-01-01", "《中华人民共和国刑事诉讼法》第一百零五条"),
        ("刑诉法105", "2018-10-25", "《中华人民共和国刑事诉讼法(2012年修正)》第一百零三条〔待核〕"),
        ("刑诉法105", "2005-01-01", "《中华人民共和国刑事诉讼法(1996年修正)》第七十九条〔待核〕"),
        ("2012刑诉法103", "2022-01-01", "《中华人民共和国刑事诉讼法》第一百零五条"),
        ("刑诉解释202", "2021-03-01", "《最高人民法院关于适用〈中华人民共和国刑事诉讼法〉的解释》第二百零二条"),
        ("刑诉解释516", "2025-01-01", "《最高人民法院关于适用〈中华人民共和国刑事诉讼法〉的解释》第五百一十六条"),
        ("规则643", "2025-01-01", "《人民检察院刑事诉讼规则》第六百四十三条"),
        ("出境入境管理法12", "2025-01-01", "《中华人民共和国出境入境管理法》第十二条"),
        ("治安管理处罚法", "2025-12-31", "《中华人民共和国治安管理处罚法(2025年修订前)》〔待核〕"),
        ("治安管理处罚法", "2026-01-01", "《中华人民共和国治安管理处罚法》〔待核〕"),
        ("国移民公〔2021〕420号", "2025-01-01", "《国移民公〔2021〕420号文件》〔待核〕"),
    ],
)
def test_conduct_is_judged_by_the_article_in_force_on_its_day(reference, on, text):
    citation = cite(reference, date.fromisoformat(on))
    assert citation.text == text
    assert citation.cited_as == reference


@pytest.mark.parametrize(
    ("reference", "on", "flagged"),
    [
        ("规则643", "2018-01-01", "《人民检察院刑事诉讼规则》第六百四十三条〔行为时尚未施行，当时的规定待核〕"),
        ("社矫法24", "2019-01-01", "《中华人民共和国社区矫正法》第二十四条〔行为时尚未施行，当时的规定待核〕"),
        ("社矫法21", "2011-01-01", "《中华人民共和国社区矫正法》第二十一条〔行为时尚未施行，当时的规定待核〕"),
        (
            "2012办法25",
            "2021-01-01",
            "《社区矫正实施办法》第二十五条〔行为时已失效，当时的规定待核〕",
        ),  # two successors
    ],
)
def test_an_article_not_in_force_is_an_error_or_flagged_on_request(reference, on, flagged):
    on = date.fromisoformat(on)
    with pytest.raises(StatuteError, match=rf"{reference} was not in force on {on}"):
        cite(reference, on)
    citation = cite(reference, on, strict=False)
    assert citation.text == flagged
    assert not citation.verified


def test_an_unknown_reference_is_an_error_that_shows_how_to_write_one():
    for strict in (True, False):
        with pytest.raises(StatuteError, match=r"社矫法999.*社矫法21"):
            cite("社矫法999", date(2025, 1, 1), strict=strict)


def test_a_citation_becomes_plain_json():
    data = json.loads(json.dumps(cite("社矫法21", date(2025, 1, 1)).as_data()))
    assert data["law"] == "中华人民共和国社区矫正法"
    assert (data["article"], data["in_force_from"], data["in_force_to"]) == ("第二十一条", "2020-07-01", "")
    assert (data["verified"], data["text"]) == (True, "《中华人民共和国社区矫正法》第二十一条")
    assert "十日内" in data["gist"]


@given(st.sampled_from(sorted(references())), st.dates(date(1990, 1, 1), date(2035, 1, 1)))
def test_whatever_is_cited_without_a_flag_of_time_was_in_force_that_day(reference, on):
    try:
        citation = cite(reference, on)
    except StatuteError:
        assert not articles()[reference].in_force(on)
        return
    assert articles()[citation.reference].in_force(on)
    if articles()[reference].in_force(on):
        assert citation.reference == reference


LAW = "laws: {{甲法: {{name: 甲法, in_force_from: 2020-01-01, in_force_to: , articles: {{{articles}}}}}}}"


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        (LAW.format(articles="1: {verified: true, gist: a, source: b}"), "甲法1: give verified"),
        (LAW.format(articles="1: {gist: a}"), "甲法1: give verified"),
        (LAW.format(articles="1: {verified: 是, gist: a}"), "甲法1: give verified"),
        (LAW.format(articles="1: {verified: true, gist: a, predecessor: 乙法1}"), "predecessor 乙法1 is not on file"),
        (
            LAW.format(articles="1: {verified: true, gist: a, predecessor: 甲法2}, 2: {verified: true, gist: b}"),
            "甲法2 must end before 甲法1 begins",
        ),
        (LAW.format(articles="1: {verified: true, gist: a, in_force_to: 2019-01-01}"), "甲法1 ends before it begins"),
        ("laws: {甲法: {name: 甲法, in_force_from: 2020-01-01, articles: {}}}", "unknown or missing entry"),
    ],
)
def test_a_mistake_in_the_statutes_is_an_error_that_names_the_article(tmp_path, declared, complaint):
    file = tmp_path / "statutes.yaml"
    file.write_text(declared, "utf-8")
    with pytest.raises(StatuteError, match=complaint):
        load_statutes(file)
