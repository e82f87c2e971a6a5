"""The page: whatever a source wrote stays text, nothing is fetched, nothing but its own script runs."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipelines.reports import Assembly, Report, html
from tests.reports.fixture_nights import HOSTILE

CHROMIUM = shutil.which("chromium")
#: Attributes with which a page reaches out or runs something.
REACHING_OUT = {"src", "srcset", "data", "action", "formaction", "poster", "background", "style", "xlink:href"}


class Page(HTMLParser):
    """Every element with its attributes, and the text outside script and style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inline: dict[str, list[str]] = {"script": [], "style": []}
        self.text: list[str] = []
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._within = tag if tag in self.inline else ""

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        (self.inline[self._within] if self._within else self.text).append(data)


@pytest.fixture(scope="module")
def source(report: Report) -> str:
    return html.render(report).decode("utf-8")


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_hostile_names_are_shown_as_they_came(page: Page) -> None:
    shown = "".join(page.text)
    for name in HOSTILE:
        assert name in shown


def test_no_name_becomes_an_element_or_a_handler(page: Page) -> None:
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == 1
    assert tags.count("style") == 1
    assert not set(tags) & {"img", "iframe", "object", "embed", "link", "base", "audio", "video", "b\u574f"}
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")]


def test_nothing_is_fetched_and_links_stay_on_the_page(page: Page) -> None:
    for tag, attributes in page.elements:
        assert not set(attributes) & REACHING_OUT, tag
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in "".join(page.inline["style"])
    assert "@import" not in "".join(page.inline["style"])


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(page: Page) -> None:
    policy = next(
        attributes["content"]
        for tag, attributes in page.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    for kind in ("style", "script"):
        text = "".join(page.inline[kind])
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert directives[f"{kind}-src"] == f"'sha256-{digest}'"
    assert "unsafe" not in policy


def test_every_link_on_the_page_leads_somewhere(page: Page) -> None:
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    wanted = {str(attributes["href"])[1:] for _, attributes in page.elements if "href" in attributes}
    assert wanted <= ids


def test_every_clue_is_drawn_once(source: str, report: Report) -> None:
    drawn = re.findall(r'<article class="clue [^"]*" id="([^"]+)"', source)
    assert drawn == [clue.finding_id for clue in (*report.clues, *report.data_clues)]


def test_page_one_tells_the_wrongs_before_what_is_new(source: str) -> None:
    assert source.index('id="wrongs-title"') < source.index('id="fresh-title"') < source.index('id="rules-title"')


def test_the_sum_is_printed_so_that_it_adds_up(source: str) -> None:
    caption = re.search(r"<figcaption>法院生效裁判：(.*?)</figcaption>", source, re.DOTALL)
    assert caption is not None
    text = re.sub(r"<[^>]+>", "", caption.group(1))
    parts, total = text.split("＝")[0], text.split("＝")[1]
    addends = [int(number.replace(",", "")) for number in re.findall(r" ([\d,]+)＋", parts)]
    assert sum(addends) == int(re.findall(r"[\d,]+", total)[0].replace(",", "")) == 50
    assert "✓ 相符" in text


def test_a_balance_that_does_not_hold_is_said_aloud(report: Report) -> None:
    broken = dataclasses.replace(report.balances[0], total=dataclasses.replace(report.balances[0].total, received=51))
    text = html.render(dataclasses.replace(report, balances=(broken,))).decode()
    assert "✗ 不符" in text
    assert "✓ 相符" not in text


def test_law_nobody_has_read_is_marked_and_other_law_is_not(source: str) -> None:
    assert "《实施办法》第三十四条〔待核〕" in source
    assert "《社区矫正法》第二十一条〔待核〕" not in source


def test_a_county_report_holds_no_clue_of_another(assembly: Assembly) -> None:
    text = html.render(assembly.report("150102")).decode()
    drawn = set(re.findall(r'data-county="([^"]*)"', text))
    assert drawn == {"新城区"}


def test_patterns_are_told_with_their_rates_and_link_to_their_clues(source: str, report: Report) -> None:
    text = "".join(Page(source).text)
    for said in ("赛罕区人民法院<b>", "37.5", "6.3", "构成该类案的 3 条线索", "检察建议", "未作显著性检验"):
        assert said in text
    for clue in report.patterns[0].clues:
        assert f'href="#{clue.finding_id}"' in source
    assert source.index('id="fresh-title"') < source.index('id="patterns-title"') < source.index('id="rules-title"')


def test_a_county_report_names_of_a_pattern_only_its_own_people(assembly: Assembly) -> None:
    of_county = html.render(assembly.report("150105")).decode()
    page = Page(of_county)
    shown = "".join(page.text)
    assert "H01-00000000002c" in shown
    assert "王44" in shown
    assert "H01-000000000010" in shown  # another county's clue: its number, not its person
    for number in (16, 9):
        assert f"涉嫌漏管：至2025-10-17已{number + 1}日" not in shown
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    wanted = {str(attributes["href"])[1:] for _, attributes in page.elements if "href" in attributes}
    assert wanted <= ids


def test_rules_stand_under_their_group_and_those_without_findings_are_named_in_one_line(source: str) -> None:
    table = source[source.index('id="rules-title"') : source.index('id="sources"')]
    groups = re.findall(r'<th scope="rowgroup"[^>]*>([^<]+)<', table)
    assert groups == ["侵害矫正对象权益", "交付衔接", "监督管理", "奖惩与提请", "数据问题"]
    assert re.search(r"没有发现：<span[^>]*>S09 ", table)
    assert "羁押等2" in table
    assert "brand_new1" in table  # a reason nobody has a word for is shown under its own name


def test_the_field_a_clue_is_about_is_laid_side_by_side_outside_the_folded_part(report: Report) -> None:
    clue = report.clues[0]
    row = next(row for row in clue.compared if row.label == "生效日期")
    text = html.render(
        dataclasses.replace(report, clues=(dataclasses.replace(clue, disputed=(row,)),), patterns=())
    ).decode()
    card = text[text.index(f'id="{clue.finding_id}"') :]
    assert card.index('class="sides"') < card.index("<details>")


def test_an_empty_report_can_be_read(report: Report) -> None:
    empty = dataclasses.replace(
        report, clues=(), data_clues=(), patterns=(), gone=(), reviews=(), set_aside=(), previous_night=None
    )
    text = "".join(Page(html.render(empty).decode()).text)
    for sentence in ("本夜没有线索", "本夜没有此类线索", "台账首夜", "没有需要认定的身份", "没有形成类案"):
        assert sentence in text


def test_no_clue_is_not_called_no_wrong_while_data_are_behind(assembly: Assembly, report: Report) -> None:
    sentence = "没有线索不等于没有问题。"
    behind = dataclasses.replace(report, clues=())
    assert f"本夜没有此类线索；但有数据未覆盖当晚，{sentence}" in html.render(behind).decode()
    covered = tuple(dataclasses.replace(source, state="current", counties=()) for source in report.sources)
    assert sentence not in html.render(dataclasses.replace(behind, sources=covered)).decode()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_in_a_browser_the_pages_script_runs_and_no_name_does(source: str, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(source, "utf-8")
    drawn = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", f"file://{file}#clues"],
        capture_output=True, check=True, timeout=60,
    ).stdout.decode()  # fmt: skip
    assert '<html lang="zh-CN" class="js">' in drawn  # the policy let the page's own script run
    assert "owned" not in re.findall(r"<title>(.*?)</title>", drawn)[0]
    assert re.search(r'id="overview" class="panel"[^>]* hidden', drawn)
    assert re.search(r"<output[^>]*>共 \d+ 条", drawn)
