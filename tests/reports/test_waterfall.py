"""The chart of a weight: every bar starts where the one before ended, and what is written adds up."""

from __future__ import annotations

import json
import re

import pytest

from pipelines.identity.explain import FREQUENCY, contributions
from pipelines.identity.weights import load_model
from pipelines.reports.dossier import Weighing
from pipelines.reports.html.waterfall import BARS, WORDS, waterfall
from pipelines.reports.weighing import weighing

LEVELS = json.dumps(
    {"birth": "equal", "case": "missing", "county": "different", "id": "far", "name": "exact", "sex": "equal"}
)
WEIGHT = -20000 + 20000 + 14000 - 1500 - 9000 + 400 - 3000


def rects(svg):
    return [
        (float(x), float(width))
        for x, width in re.findall(r'<rect class="\w+" x="([\d.]+)" y="\d+" width="([\d.]+)"', svg)
    ]


def test_the_contributions_add_up_and_what_no_field_explains_is_how_common_the_name_is():
    bars = contributions(LEVELS, WEIGHT, load_model())
    assert sum(bar.amount for bar in bars) == WEIGHT
    assert bars[-1].label == FREQUENCY
    assert bars[-1].amount == -3000
    assert [bar.label for bar in bars[1:4]] == ["一方证号校验不通过,且与另一方证号相差较大", "姓名一致", "出生日期一致"]
    assert all(bar.amount for bar in bars)


def test_each_bar_starts_where_the_one_before_ended_and_the_sum_at_zero():
    chart = Weighing((("甲", -20_000), ("乙", 35_000), ("丙", -2_000)), 13_000, 10_000, "")
    (first, second, third, total) = rects(waterfall(chart))
    a_bit = BARS / 35
    assert first == (WORDS, pytest.approx(20 * a_bit, abs=0.1))
    assert second == (WORDS, BARS)
    assert third[0] + third[1] == pytest.approx(WORDS + BARS, abs=0.1)
    assert total[0] == pytest.approx(WORDS + 20 * a_bit, abs=0.1)
    assert total[1] == pytest.approx(13 * a_bit, abs=0.1)


def test_the_chart_loads_nothing_styles_nothing_inline_and_escapes_words():
    svg = waterfall(Weighing((("<script>", 1_000), ("与", -2_000)), -1_000, 10_000, ""))
    assert "<script>" not in svg
    assert not re.search(r"style=|href|url\(|http", svg)
    assert "合计 −1.0" in svg


@pytest.mark.parametrize(
    ("outcome", "way", "weight", "said"),
    [
        ("same", "id", 60_000, "凭有效身份证号认定"),
        ("same", "decided", -3_000, "人工认定"),
        ("different", "decided", 30_000, "人工认定"),
        ("same", "scored", 12_000, "达到认定线"),
        ("same", "scored", 8_000, "未到认定线"),
        ("review", "scored", 22_000, "须人工认定"),
    ],
)
def test_the_note_says_what_the_sum_means(outcome, way, weight, said):
    pair = {"outcome": outcome, "way": way, "weight": weight, "levels": LEVELS}
    assert said in weighing(pair, None).note
    assert weighing(None, None) is None
