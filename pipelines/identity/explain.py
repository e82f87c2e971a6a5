"""Why two records are, or may be, one person: levels as JSON and a sentence a prosecutor can read."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pipelines.identity.policy import Levels
from pipelines.identity.weights import FIELDS, MISSING, Model

#: Field → level → words. A field that says nothing (missing) is not mentioned.
PHRASES: dict[str, dict[str, str]] = {
    "id": {
        "equal": "身份证号一致(有效)",
        "former": "一方为公安登记的更正前身份证号",
        "equal_unproven": "证件号码相同(未通过或不适用校验)",
        "one_slip": "一方证号校验不通过,与另一方有效证号仅差一处笔误",
        "both_invalid": "双方证号均校验不通过,不作依据",
        "far": "一方证号校验不通过,且与另一方证号相差较大",
        "both_valid_different": "双方证号均有效但不同",
        "another_s": "双方证号不同,其中一方所载证号属于姓名不符的另一人",
    },
    "name": {
        "exact": "姓名一致",
        "spelling": "姓名一致(仅间隔号、空格或全半角不同)",
        "variant": "姓名一致(繁体或异体字)",
        "former": "一方姓名为另一方曾用名",
        "homophone": "姓名同音不同字",
        "transliteration": "姓名为同一蒙古语名的不同音译",
        "look_alike": "姓名有形近字",
        "part": "一方姓名为另一方间隔号后的部分",
        "one_character": "姓名相差一字",
        "one_character_of_two": "两字姓名相差一字",
        "different": "姓名不同",
    },
    "birth": {"equal": "出生日期一致", "near": "出生日期相近(疑为笔误)", "different": "出生日期不同"},
    "sex": {"different": "性别不同"},
    "case": {
        "equal": "案号一致",
        "equal_of_two": "案号一致(同案有同名被告人)",
        "one_slip": "案号仅差一位",
        "different": "案号不同",
    },
    "effective": {"equal": "生效日期一致", "different": "生效日期不同"},
    "county": {"equal": "区县一致"},
}


#: What the sentence leaves unsaid, for the chart: every level that weighs something has words.
_CHARTED = {
    ("sex", "equal"): "性别一致",
    ("county", "same_prefecture"): "同一盟市",
    ("county", "different"): "区县不同",
}
PRIOR, FREQUENCY = "任取两条记录(起点)", "同名的人多,相应扣减"
#: A night of other weights is drawn with today's: then the rest is not the name's alone.
OTHER_WEIGHTS = "当晚所用权重与现在不同的部分"


@dataclass(frozen=True)
class Contribution:
    """One bar of a weight: words and thousandths of a bit, positive for one person, negative against."""

    label: str
    amount: int


def contributions(levels: str, weight: int, model: Model) -> tuple[Contribution, ...]:
    """What a pair's weight is made of, the start first; they add up to `weight`.

    `levels` is the JSON of `pairs.levels`. What no field explains is how common the name was on that night.
    """
    known = json.loads(levels)
    bars = [Contribution(PRIOR, model.prior)]
    for field in FIELDS:
        level = known.get(field, MISSING)
        amount = model.weights[field].get(level, 0)
        if level != MISSING and amount:
            words = PHRASES[field].get(level) or _CHARTED.get((field, level), f"{field}:{level}")
            bars.append(Contribution(words, amount))
    left = weight - sum(bar.amount for bar in bars)
    if left:
        bars.append(Contribution(FREQUENCY if left < 0 else OTHER_WEIGHTS, left))
    return tuple(bars)


def levels_json(levels: Levels) -> str:
    """Field → level as JSON text, fields in alphabetical order."""
    return json.dumps({field: getattr(levels, field) for field in sorted(FIELDS)}, separators=(",", ":"))


def pair_sentence(levels: Levels) -> str:
    """What agrees and what does not, the number first: `身份证号一致(有效),姓名一致,出生日期一致`."""
    said = []
    for field in FIELDS:
        level = getattr(levels, field)
        if level != MISSING and level in PHRASES[field]:
            said.append(PHRASES[field][level])
    return ",".join(said)
