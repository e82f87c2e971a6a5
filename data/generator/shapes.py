"""The shape in which each dataset is exported."""

from __future__ import annotations

from dataclasses import dataclass

from data.generator.cells import Style


@dataclass(frozen=True)
class Shape:
    """Container, encoding and the style of each part file; `{night}` stands for 20251015."""

    container: str
    files: tuple[str, ...]
    styles: tuple[Style, ...]
    encoding: str = "utf-8"
    newline: str = "\r\n"
    title: str = ""
    #: broken lines per night
    broken: int = 0


_COURT = (
    Style(0, "iso", "code", "code", ("是", "否"), "chinese"),
    Style(1, "compact", "label", "full", ("1", "0"), "digits", ("court_code",), 3, True),
    Style(2, "mixed", "label", "middle", ("Y", "N"), "months", ("execution_notice_no",), 7),
)
_POLICE = Style(0, "iso", "code", "code", ("1", "0"), ethnicity_short=True)
_JUSTICE = Style(0, "slash", "label", "short", ("是", "否"), "chinese")


def _sheet(title: str, file: str, style: Style = _JUSTICE) -> Shape:
    return Shape("xlsx", (file + "_{night}.xlsx",), (style,), title=title)


def _parquet(file: str, style: Style) -> Shape:
    return Shape("parquet", (file + "_{night}.parquet",), (style,))


SHAPES: dict[str, Shape] = {
    "court.sentences": Shape(
        "csv",
        ("sentences_{night}_1.csv", "sentences_{night}_2.csv", "sentences_{night}_3.csv"),
        _COURT,
        "gb18030",
        broken=5,
    ),
    "court.revocations": Shape("csv", ("revocations_{night}.txt",), (Style(1, "dot", "label"),), "gb18030", "\n"),
    "justice.register": _sheet(
        "社区矫正对象登记表", "社区矫正对象登记", Style(1, "cell", "label", "short", ("是", "否"), "digits")
    ),
    "justice.contacts": _parquet("contacts", Style(0, "iso", "label", "code")),
    "justice.positions": _parquet("positions", Style(0, "iso", "code", "code")),
    "justice.leaves": _sheet("请假外出审批台账", "请假外出审批", Style(1, "chinese", "label", "middle", ("是", "否"))),
    "justice.permits": _sheet("经常性跨市县活动批准台账", "经常性跨市县活动"),
    "justice.transfers": _sheet("执行地变更台账", "执行地变更", Style(0, "serial", "label", "middle")),
    "justice.sanctions": _sheet("考核奖惩台账", "考核奖惩", Style(1, "mixed", "label")),
    "justice.searches": _sheet("失联查找台账", "失联查找", Style(1, "dot", "label")),
    "justice.medical": _parquet("medical", Style(0, "date", "label")),
    "justice.devices": _parquet("devices", Style(1, "date", "label")),
    "justice.exit_control": _parquet("exit_control", Style(0, "date", "code")),
    "justice.plans": Shape("gz", ("plans_{night}.csv.gz",), (Style(0, "chinese", "label"),), newline="\n"),
    "justice.prison_releases": _sheet("监所出监交付", "监所出监交付", Style(0, "iso", "label", "middle")),
    "police.population": Shape("csv", ("population_{night}.csv",), (_POLICE,), "utf-8-sig", broken=3),
    "police.custody": Shape("csv", ("custody_{night}.csv",), (Style(1, "slash", "label"),), "utf-8-sig"),
    "police.penalties": Shape(
        "csv", ("penalties_{night}.csv",), (Style(0, "chinese", "label"),), "utf-8-sig", broken=1
    ),
    "police.lodging": Shape("zip", ("lodging_{night}.zip",), (Style(0, "iso", "code", "code"),), "utf-8-sig", broken=1),
    "police.travel": Shape(
        "csv", ("travel_{night}.csv",), (Style(0, "slash", "label", "full"),), "utf-8-sig", "\n", broken=2
    ),
    "police.border": Shape("csv", ("border_{night}.csv",), (Style(0, "compact", "code"),), "utf-8-sig"),
}
