"""Counties, courts, offices and prisons of the synthetic region, under their real names and codes (GB/T 2260)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class County:
    """One county: `full` is unambiguous nationwide, `short` only where it is at home."""

    code: str
    short: str
    prefecture: str
    province: str
    longitude: float
    latitude: float
    offices: tuple[str, ...] = ()
    weight: int = 1

    @property
    def full(self) -> str:
        """Province, prefecture and county."""
        return f"{self.province}{self.prefecture}{self.short}"

    @property
    def middle(self) -> str:
        """Prefecture and county."""
        return f"{self.prefecture}{self.short}"

    @property
    def zone(self) -> str:
        """All 市辖区 of one prefecture are one zone."""
        return self.code[:4] if "01" <= self.code[4:] <= "20" else self.code


_INNER_MONGOLIA = "内蒙古自治区"
_REGION = [
    ("150102", "新城区", "呼和浩特市", 111.666, 40.858, "海拉尔东路 锡林路 中山东路 东街", 8),
    ("150103", "回民区", "呼和浩特市", 111.624, 40.808, "新华西路 中山西路 光明路 攸攸板", 6),
    ("150104", "玉泉区", "呼和浩特市", 111.674, 40.753, "小召前街 大南街 石东路 小黑河", 6),
    ("150105", "赛罕区", "呼和浩特市", 111.702, 40.792, "人民路 大学西路 昭乌达路 榆林", 10),
    ("150121", "土默特左旗", "呼和浩特市", 111.164, 40.730, "察素齐 毕克齐 台阁牧", 5),
    ("150122", "托克托县", "呼和浩特市", 111.194, 40.277, "双河 新营子 五申", 4),
    ("150123", "和林格尔县", "呼和浩特市", 111.822, 40.379, "城关 盛乐 新店子", 4),
    ("150124", "清水河县", "呼和浩特市", 111.648, 39.921, "城关 宏河 喇嘛湾", 4),
    ("150125", "武川县", "呼和浩特市", 111.451, 41.097, "可可以力更 哈乐 西乌兰不浪", 5),
    ("150202", "东河区", "包头市", 110.044, 40.576, "和平路 财神庙 西脑包 沙尔沁", 7),
    ("150203", "昆都仑区", "包头市", 109.838, 40.642, "少先路 沼潭 林荫路 昆工路", 9),
    ("150204", "青山区", "包头市", 109.902, 40.643, "先锋道 幸福路 万青路 富强路", 7),
    ("150205", "石拐区", "包头市", 110.273, 40.676, "石拐 大发 五当召", 4),
    ("150206", "白云鄂博矿区", "包头市", 109.974, 41.770, "矿山路 通阳道", 4),
    ("150207", "九原区", "包头市", 109.967, 40.610, "沙河 赛汗 麻池", 5),
    ("150221", "土默特右旗", "包头市", 110.524, 40.569, "萨拉齐 双龙 美岱召", 5),
    ("150222", "固阳县", "包头市", 110.060, 41.034, "金山 西斗铺 下湿壕", 4),
    ("150223", "达尔罕茂明安联合旗", "包头市", 110.433, 41.699, "百灵庙 满都拉 希拉穆仁", 4),
]
REGION: dict[str, County] = {
    code: County(code, short, city, _INNER_MONGOLIA, lon, lat, tuple(offices.split()), weight)
    for code, short, city, lon, lat, offices, weight in _REGION
}
OUTSIDE: dict[str, County] = {
    county.code: county
    for county in (
        County("150602", "东胜区", "鄂尔多斯市", _INNER_MONGOLIA, 109.963, 39.823),
        County("150302", "海勃湾区", "乌海市", _INNER_MONGOLIA, 106.822, 39.691),
        County("150902", "集宁区", "乌兰察布市", _INNER_MONGOLIA, 113.116, 41.034),
        County("130102", "长安区", "石家庄市", "河北省", 114.539, 38.037),
        County("140212", "新荣区", "大同市", "山西省", 113.140, 40.256),
        County("610802", "榆阳区", "榆林市", "陕西省", 109.721, 38.277),
    )
}
COUNTIES: dict[str, County] = {**REGION, **OUTSIDE}
#: the county whose justice data falls silent on the third night
SILENT_COUNTY = "150125"


@dataclass(frozen=True)
class Court:
    """A court: `mark` is the code that stands in its case numbers."""

    name: str
    mark: str


def basic_court(county: str) -> Court:
    """The county's own court."""
    place = COUNTIES[county]
    if place.province == _INNER_MONGOLIA and county in REGION:
        name = place.short if place.short.endswith("旗") else place.middle
        if place.short.endswith("县"):
            name = place.short
        return Court(f"{name}人民法院", f"内{county[2:]}")
    mark = {"河北省": "冀", "山西省": "晋", "陕西省": "陕"}.get(place.province, "内")
    return Court(f"{place.middle}人民法院", f"{mark}{county[2:]}")


def intermediate_court(county: str) -> Court:
    """The court of second instance above a county."""
    return Court(f"{COUNTIES[county].prefecture}中级人民法院", f"内{county[2:4]}")


PRISONS = ("内蒙古第一监狱", "内蒙古第四监狱", "内蒙古女子监狱", "呼和浩特第二监狱", "包头监狱", "包头市看守所")
PORTS = ("呼和浩特白塔国际机场", "北京首都国际机场", "二连浩特公路口岸", "满都拉口岸", "深圳罗湖口岸")
