"""Exports of court sentences in any size, in the shape of the sample: what the ingestion benchmark reads.

Case numbers, identity numbers, addresses and most names differ from row to row, as they do in life; the rest repeats.
About one row in 1,600 is damaged in one of the ways the sample's rows are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from pipelines.standardise.values.documents import check_digit

HEADERS = [
    "案号",
    "被告人序号",
    "审理法院",
    "法院代码",
    "文书种类",
    "矫正类别",
    "被告人姓名",
    "性别",
    "出生日期",
    "民族",
    "证件类型",
    "证件号码",
    "户籍地",
    "居住地",
    "罪名",
    "主刑",
    "缓刑考验期",
    "是否宣告禁止令",
    "禁止令内容",
    "宣判日期",
    "送达日期",
    "生效日期",
    "先行羁押天数",
    "裁判状态",
    "执行地",
    "通知日期",
    "文书送达日期",
    "执行通知书文号",
    "收到决定日期",
]
FAULTY_ONE_IN = 1_600
_ROWS_AT_ONCE = 50_000

_COUNTIES = (
    "150102 新城区 呼和浩特市,150103 回民区 呼和浩特市,"
    "150104 玉泉区 呼和浩特市,150105 赛罕区 呼和浩特市,"
    "150121 土默特左旗 呼和浩特市,150122 托克托县 呼和浩特市,"
    "150123 和林格尔县 呼和浩特市,150124 清水河县 呼和浩特市,"
    "150125 武川县 呼和浩特市,150202 东河区 包头市,"
    "150203 昆都仑区 包头市,150204 青山区 包头市,"
    "150205 石拐区 包头市,150207 九原区 包头市,"
    "150221 土默特右旗 包头市,150222 固阳县 包头市"
)
COUNTIES = [tuple(county.split()) for county in _COUNTIES.split(",")]
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢"
    "蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟"
    "龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉萍红玲芬华燕建国文志海春梅小云飞鹏"
    "辉婷雪琴佳宁波斌宇浩凯健俊帆雨欣怡然思博晨阳梓轩子涵一诺嘉俊杰晓东旭日昊天立新永福庆"
    "祥瑞林森峰岩松柏"
)
_CHARGES = [
    "盗窃罪",
    "故意伤害罪",
    "危险驾驶罪",
    "诈骗罪",
    "交通肇事罪",
    "寻衅滋事罪",
    "聚众斗殴罪",
    "非法拘禁罪",
    "开设赌场罪",
    "妨害公务罪",
    "帮助信息网络犯罪活动罪",
    "非法经营罪",
    "职务侵占罪",
    "信用卡诈骗罪",
    "滥伐林木罪",
]
_STREETS = [
    "中山东路",
    "海拉尔东路",
    "石东路",
    "鄂尔多斯大街",
    "新华大街",
    "呼伦贝尔路",
    "钢铁大街",
    "民族团结巷",
    "自由路",
    "建设路",
    "友谊大街",
    "光明路",
    "幸福路",
    "文化路",
    "青年路",
]
_ESTATES = [
    "阳光小区",
    "金茂府",
    "幸福家园",
    "花园小区",
    "民族团结巷",
    "5号街坊",
    "18号街坊",
    "绿地小区",
    "时代广场",
    "丽景苑",
]
_TERMS = [
    "有期徒刑一年六个月",
    "有期徒刑一年",
    "有期徒刑八个月",
    "有期徒刑六个月",
    "拘役五个月",
    "拘役二个月",
    "有期徒刑二年",
    "有期徒刑三年",
    "有期徒刑二年六个月",
    "有期徒刑十个月",
]
_PROBATIONS = [
    "缓刑二年六个月",
    "缓刑二年",
    "缓刑一年",
    "缓刑一年六个月",
    "缓刑三年",
    "缓刑四年",
    "缓刑六个月",
    "缓刑十个月",
]
_PROHIBITIONS = (
    '"禁止饮酒后驾驶机动车,\r\n并不得从事营运性驾驶活动"',
    '"禁止接触同案人员,未经对方同意不得接触被害人及其近亲属"',
    "禁止进入娱乐场所",
)
_FIRST_DAY = date(2022, 1, 1)


def court_sentences(rows: int, seed: int = 1) -> Iterator[str]:
    """The text of an export with so many rows, its header first, in pieces."""
    yield ",".join(HEADERS) + "\r\n"
    chance = random.Random(seed)
    made = 0
    while made < rows:
        count = min(_ROWS_AT_ONCE, rows - made)
        yield "".join(_row(number, chance) for number in range(made, made + count))
        made += count


def write_court_sentences(path: Path, rows: int, encoding: str = "gb18030", seed: int = 1) -> None:
    """Write the export as one file; a faulty row may hold bytes that are no characters."""
    with path.open("wb") as out:
        for text in court_sentences(rows, seed):
            out.write(text.encode(encoding, "surrogateescape").replace(b"\x00", b"\xff"))


def _row(number: int, chance: random.Random) -> str:
    draw = chance.random
    code, county, city = COUNTIES[int(draw() * len(COUNTIES))]
    born = date(1950, 1, 1) + timedelta(int(draw() * 20_000))
    given = _GIVEN[int(draw() * len(_GIVEN))] + (_GIVEN[int(draw() * len(_GIVEN))] if draw() < 0.75 else "")
    first_17 = f"{code}{born:%Y%m%d}{int(draw() * 1000):03d}"
    pronounced = _FIRST_DAY + timedelta(int(draw() * 1380))
    served, effective, sent = (
        pronounced + timedelta(int(draw() * most) + least) for least, most in ((1, 6), (11, 8), (14, 12))
    )
    year, serial = 2022 + number % 4, number // (4 * len(COUNTIES)) + 1
    court = COUNTIES[number // 4 % len(COUNTIES)]
    forbidden = _PROHIBITIONS[int(draw() * 3)] if draw() < 0.05 else ""
    cells = [
        f"（{year}）内{court[0][2:]}刑初{serial}号",
        "1" if draw() < 0.94 else "2",
        f"{court[2]}{court[1]}人民法院",
        f"内{court[0][2:]}",
        "1" if draw() < 0.93 else "2",
        "2" if draw() < 0.95 else "1",
        _SURNAMES[int(draw() * len(_SURNAMES))] + given,
        "1" if draw() < 0.83 else "2",
        born.isoformat(),
        "汉族" if draw() < 0.8 else "蒙古族",
        "111",
        first_17 + check_digit(first_17) if draw() < 0.99 else "",
        code,
        f"{city}{county}{_STREETS[int(draw() * len(_STREETS))]}{_ESTATES[int(draw() * len(_ESTATES))]}"
        f"{int(draw() * 40) + 1}号楼{int(draw() * 6) + 1}单元{int(draw() * 1700) + 101}室",
        _CHARGES[int(draw() * len(_CHARGES))],
        _TERMS[int(draw() * len(_TERMS))],
        _PROBATIONS[int(draw() * len(_PROBATIONS))],
        "是" if forbidden else "否",
        forbidden,
        pronounced.isoformat(),
        served.isoformat() if draw() < 0.88 else "",
        effective.isoformat(),
        str(int(draw() * draw() * 90)),
        "1" if draw() < 0.99 else "3",
        code,
        (effective + timedelta(int(draw() * 4))).isoformat(),
        sent.isoformat(),
        f"内{court[0][2:]}执通〔{year}〕{serial}号",
        "",
    ]
    line = ",".join(cells) + "\r\n"
    return _damaged(cells, line, chance) if draw() < 1 / FAULTY_ONE_IN else line


def _damaged(cells: list[str], line: str, chance: random.Random) -> str:
    """One of: a field too few or too many, a broken byte, no day, no code, the row twice, twice and changed.

    No lost quotation mark: polars refuses the whole file for one, and could not be measured.
    """
    kind = chance.randrange(7)
    if kind == 0:
        return ",".join(cells[:-2]) + "\r\n"
    if kind == 1:
        return ",".join([*cells, "1"]) + "\r\n"
    if kind == 2:
        return line.replace(cells[6], cells[6] + "\x00", 1)
    if kind == 3:
        return ",".join([*cells[:8], "1990-02-30", *cells[9:]]) + "\r\n"
    if kind == 4:
        return ",".join([*cells[:5], "7", *cells[6:]]) + "\r\n"
    return line + (line if kind == 5 else ",".join([*cells[:14], "抢夺罪", *cells[15:]]) + "\r\n")
