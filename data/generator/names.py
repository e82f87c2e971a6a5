"""Names as they occur: Han names by frequency and generation, Mongolian names with their spellings."""

from __future__ import annotations

from datetime import date
from random import Random

# surname: share in ten thousand, roughly the 2020 census report and the region's habits
_SURNAMES = dict(
    zip(
        "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文云弓蔚"
        "单仇查朴解盖",
        [
            *(725, 719, 683, 538, 453, 308, 350, 223, 212, 202, 166, 162, 155, 153, 170, 142, 117, 140, 150, 86),
            *(110, 100, 93, 81, 95, 69, 77, 62, 70, 59, 57, 72, 54, 46, 54, 51, 50, 50, 49, 58),
            *(47, 47, 47, 46, 50, 43, 52, 48, 42, 60, 41, 40, 46, 39, 38, 38, 37, 56, 45, 42),
            *(38, 36, 40, 35, 34, 33, 32, 32, 35, 31, 55, 28, 52, 36, 34, 27, 26, 38, 26, 40),
            *(25, 37, 24, 30, 24, 23, 34, 22, 34, 21, 20, 28, 19, 27, 18, 17, 29, 33, 38, 24),
            *(15, 14, 13, 30, 24, 12, 10, 9, 8, 5, 6, 5, 7, 5),
        ],
        strict=False,
    )
)
_SINGLE_MALE = "伟强磊军勇杰涛超明刚平辉鹏波斌浩飞宇凯健俊亮峰洋帅龙旭瑞东宁雷晨彬楠鑫博志乐毅毓喆"
_SINGLE_FEMALE = "芳娜敏静丽艳娟霞燕玲婷梅洁莉颖红琳倩雪慧瑶丹萍晶蕾悦欣洋"
_FIRST_MALE = "建国志文晓永海玉明德立俊宏春子金天少福宝振世庆学云家光"
_LAST_MALE = "国军平华明民强生林东峰文斌伟龙祥亮清荣辉刚涛河山义财宝贵"
_FIRST_FEMALE = "秀玉桂淑丽晓春海雪美小红金凤彩文慧雅月佳思"
_LAST_FEMALE = "英兰珍梅芳华琴云霞花香莲萍红艳玲娟敏燕洁怡琪彤"
_YOUNG_MALE = ("子轩", "浩然", "宇航", "博文", "俊杰", "天宇", "嘉豪", "子豪", "志远", "明轩", "家豪", "文博")
_YOUNG_FEMALE = ("欣怡", "雨桐", "思雨", "佳怡", "梦瑶", "子涵", "雅婷", "诗琪", "晓彤", "雨涵", "佳琪", "紫萱")

_MONGOL_MALE = [
    "巴特尔",
    "布和",
    "朝鲁",
    "苏和",
    "宝音",
    "那顺",
    "乌力吉",
    "孟和",
    "格日勒图",
    "阿古拉",
    "敖其尔",
    "呼和",
    "毕力格",
    "额尔敦",
    "满都拉",
    "哈斯巴根",
    "青格勒",
    "照日格图",
    "特木尔",
    "道尔吉",
    "斯琴巴图",
    "吉日嘎拉",
    "阿拉坦",
    "伊德尔",
    "朝克图",
    "达来",
    "乌恩",
    "白音",
    "布仁",
    "图门",
]
_MONGOL_FEMALE = [
    "其木格",
    "乌云",
    "娜仁",
    "萨仁",
    "托娅",
    "其其格",
    "斯琴",
    "高娃",
    "阿茹娜",
    "乌兰",
    "琪琪格",
    "通拉嘎",
    "萨日娜",
    "乌日娜",
    "哈斯",
    "娜日苏",
    "苏日娜",
    "阿丽玛",
    "敖登",
    "乌仁",
    "塔娜",
    "金花",
    "斯日古楞",
    "阿拉腾花",
    "格根",
    "萨如拉",
]
_FATHERS = ["巴雅尔", "额尔德尼", "孟克", "宝力道", "达木丁", "扎木苏", "桑布", "敖日布", "苏荣", "丹巴"]

#: the same name as another office spells it
TRANSLITERATIONS = {
    "巴特尔": "巴特儿",
    "其木格": "琪木格",
    "其其格": "琪琪格",
    "乌云": "乌韵",
    "朝鲁": "朝鲁门",
    "特木尔": "铁木尔",
    "娜仁": "那仁",
    "道尔吉": "道尔基",
    "满都拉": "满都啦",
}
#: traditional and variant characters that old systems still hold
TRADITIONAL = str.maketrans(
    "张刘陈国军华东龙马云庆义贵丽凤红琼强兰伟杨赵吴孙罗", "張劉陳國軍華東龍馬雲慶義貴麗鳳紅瓊強蘭偉楊趙吳孫羅"
)
INTERPUNCTS = ("•", "．", "・", "‧", "●", ".", "")


def han_name(rng: Random, male: bool, born: date) -> str:
    """A Han name by sex and generation."""
    surname = rng.choices(list(_SURNAMES), weights=list(_SURNAMES.values()))[0]
    roll = rng.random()
    if born.year >= 1995 and roll < 0.35:
        return surname + rng.choice(_YOUNG_MALE if male else _YOUNG_FEMALE)
    if roll < (0.30 if born.year < 1975 else 0.48):
        singles = _SINGLE_MALE if male else _SINGLE_FEMALE
        weights = [3 if place < 8 else 1 for place in range(len(singles))]
        return surname + rng.choices(singles, weights=weights)[0]
    if male:
        return surname + rng.choice(_FIRST_MALE) + rng.choice(_LAST_MALE)
    return surname + rng.choice(_FIRST_FEMALE) + rng.choice(_LAST_FEMALE)


def mongolian_name(rng: Random, male: bool) -> str:
    """One given name, now and then a compound, now and then with the father's name behind an interpunct."""
    given = rng.choice(_MONGOL_MALE if male else _MONGOL_FEMALE)
    roll = rng.random()
    if roll < 0.25 and not male and given not in ("其木格", "其其格"):
        return given + rng.choice(("其木格", "其其格", "托娅", "高娃"))
    if roll < 0.35:
        return f"{given}·{rng.choice(_FATHERS)}"
    return given


def other_spelling(name: str) -> str | None:
    """The name in another transliteration, where one is known."""
    for one, other in TRANSLITERATIONS.items():
        if one in name:
            return name.replace(one, other)
    return None
