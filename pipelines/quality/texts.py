"""Chinese sentences about deliveries: what was found, by which rule, and what to do. No value of any row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from pipelines.answers import Answer
from pipelines.contracts import Column, Dataset
from pipelines.law import counties
from pipelines.quality.deliveries import Delivered

SOURCES = {"court": "法院", "justice": "司法行政机关", "police": "公安机关"}
_SHOWN = 3


def name_of(dataset: Dataset) -> str:
    """`法院“非监禁刑生效裁判”`."""
    return f"{SOURCES.get(dataset.source, dataset.source)}“{dataset.title}”"


def _head(delivery: Delivered, dataset: Dataset) -> str:
    return f"{name_of(dataset)}{delivery.business_date.isoformat()}的交付"


def place(county: str) -> str:
    """The county's full name, or its code where the register of places does not know it."""
    found = counties.county(county)
    return county if found is None else found.full_name


def superseded(delivery: Delivered, dataset: Dataset, by: int) -> str:
    """A later export of the same date came."""
    return f"{_head(delivery, dataset)}（第{delivery.sequence}次）已被同日第{by}次交付取代，不再采用。"


def withdrawn(delivery: Delivered, dataset: Dataset, word: Answer) -> str:
    """A person took it back by name."""
    return (
        f"{_head(delivery, dataset)}已由{word.author}撤回，不再采用。理由：{word.reason.rstrip('。')}。"
        f"请{SOURCES[dataset.source]}重新交付当日数据。"
    )


def released(delivery: Delivered, dataset: Dataset, word: Answer, held: str) -> str:
    """A person accepted it by name; what the rule had said stays readable. `held` is empty where none held it."""
    what = "本应暂不采用，现由" if held else "已由"
    before = f"放行前的判断：{held}" if held else ""
    return f"{_head(delivery, dataset)}{what}{word.author}决定放行采用。理由：{word.reason.rstrip('。')}。{before}"


def judged(delivery: Delivered, dataset: Dataset, outcome: str, bodies: Sequence[str], cures: Sequence[str]) -> str:
    """One sentence from what stands out, most serious first, and once each what to do about it."""
    verb = "暂不采用：" if outcome == "hold" else "已采用，但须留意："
    return f"{_head(delivery, dataset)}{verb}{'；'.join(bodies)}。{''.join(dict.fromkeys(cures))}"


def again(dataset: Dataset) -> str:
    """What the sender is asked for."""
    return f"请{SOURCES[dataset.source]}核实并重新导出；确属实情的，可说明理由后按名放行。"


def look(dataset: Dataset) -> str:
    """What the sender is asked to look at."""
    return f"请{SOURCES[dataset.source]}核实。"


def refused(delivery: Delivered) -> str:
    """Files that could not be taken."""
    files = "；".join(each.text.rstrip("。；.") for each in delivery.refusals[:_SHOWN])
    more = f"，等共{len(delivery.refusals)}个文件" if len(delivery.refusals) > _SHOWN else ""
    return f"文件{files}{more}"


def too_many_quarantined(delivery: Delivered, share: Fraction, most: Fraction) -> str:
    """Too large a part of the rows was set aside."""
    return f"收到{delivery.rows_in}行，隔离{delivery.rows_quarantined}行（{percent(share)}），超过上限{percent(most)}"


def stale(earlier: date) -> str:
    """The rows of an earlier day came again."""
    return f"与{earlier.isoformat()}的交付逐行相同，疑为重复导出，不能视为已覆盖当日"


def shrunken(delivery: Delivered, usual: Fraction, deliveries: int, share: Fraction) -> str:
    """A full export with far fewer rows than usual."""
    return (
        f"全量交付仅{delivery.rows_in}行，不足此前{deliveries}次已采用交付"
        f"中位数{number(usual)}行的{percent(share)}，疑为导出不全"
    )


def expectations(failed: Sequence[tuple[str, int]]) -> str:
    """Critical expectations that the delivery does not meet."""
    shown = "；".join(why.rstrip("。") + (f"（{rows}行不符）" if rows else "") for why, rows in failed[:_SHOWN])
    more = f"；另有{len(failed) - _SHOWN}项" if len(failed) > _SHOWN else ""
    return f"{len(failed)}项关键检查未通过：{shown}{more}"


def broken(checks: Sequence[str]) -> str:
    """Checks that could not run."""
    return (
        f"有{len(checks)}项检查未能运行（{'、'.join(checks[:_SHOWN])}）："
        "这是检查本身的故障，不说明数据好坏，请数据工程师修复"
    )


def failed_check(why: str, rows: int) -> str:
    """An expectation that failed without holding the delivery."""
    return f"{why.rstrip('。')}" + (f"（{rows}行不符）" if rows else "")


def repeated(rows: int, share: Fraction, usual: Fraction, limit: Fraction) -> str:
    """Rows set aside because their key came before."""
    return (
        f"主键重复或冲突的有{rows}行（{percent(share)}），往常{percent(usual)}，上限{percent(limit)}；"
        "冲突的行一律未采用，可能有人因此缺行"
    )


def future(delivery: Delivered, rows: int, share: Fraction, usual: Fraction, limit: Fraction) -> str:
    """Rows in which something happened after the delivery's own date."""
    return (
        f"有{rows}行（{percent(share)}）的已发生日期晚于{delivery.business_date.isoformat()}，"
        f"往常{percent(usual)}，上限{percent(limit)}；晚于当晚的日期按尚未发生处理"
    )


def emptied(
    column: Column, share: Fraction, usual: Fraction, limit: Fraction, deliveries: int, *, readable: bool
) -> str:
    """A column that lost values, or whose values can no longer be read."""
    what = f"“{column.headers[0]}”" + ("可读的" if readable else "有值的")
    return (
        f"{what}行由往常{percent(usual)}（此前{deliveries}次中位数）骤降到{percent(share)}，下限{percent(limit)}，"
        "疑为导出漏列或格式改变"
    )


def spike(delivery: Delivered, usual: Fraction, limit: Fraction, deliveries: int) -> str:
    """Far more rows than usual."""
    return (
        f"收到{delivery.rows_in}行，远多于此前{deliveries}次中位数{number(usual)}行（上限{number(limit)}行），"
        "疑为导出范围扩大或补报"
    )


def few(delivery: Delivered, usual: Fraction, limit: Fraction, deliveries: int) -> str:
    """An increment of far fewer rows than usual."""
    return (
        f"增量交付仅{delivery.rows_in}行，远少于此前{deliveries}次同类日中位数{number(usual)}行"
        f"（下限{number(limit)}行），疑为导出不全"
    )


def copied(since: date, days: int, changed: int, of: int) -> str:
    """The rows of the delivery before, where they usually change."""
    return (
        f"与{since.isoformat()}的交付逐行相同（连续{days}个工作日），而此前{of}个工作日中有{changed}个有变化，"
        "疑为旧文件重送"
    )


def standing_still(since: date, days: int, most: int) -> str:
    """The same rows for long."""
    return f"自{since.isoformat()}起连续{days}个工作日逐行相同（{most}个工作日起提示），疑为旧文件重送"


def percent(share: Fraction) -> str:
    """`12.5%`, at most one decimal, rounded half up."""
    tenths = (share * 1000 + Fraction(1, 2)).__floor__()
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"


def number(value: Fraction) -> str:
    """`7` or `7.5`, at most one decimal, rounded half up."""
    tenths = (value * 10 + Fraction(1, 2)).__floor__()
    return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def current(name: str, night: date) -> str:
    """The night's delivery is there and accepted."""
    return f"{name}已覆盖到{night.isoformat()}。"


def held(why: str, covered_to: date | None) -> str:
    """The night's delivery is held."""
    return f"{why}{_reach(covered_to)}"


def late(name: str, night: date, covered_to: date, held_text: str) -> str:
    """Nothing came for the night; `held_text` says why what came since `covered_to` does not count."""
    return f"{name}未收到{night.isoformat()}的交付。{held_text}{_reach(covered_to)}请催交。"


def missing(name: str, night: date, held_text: str | None) -> str:
    """Nothing was ever accepted."""
    why = f"最近一次：{held_text}" if held_text else "请确认来源已接通并催交。"
    return f"截至{night.isoformat()}，{name}没有任何已采用的交付，凡需要它的比对一律不作结论。{why}"


def never(name: str, county: str) -> str:
    """A county the register never named although people are sentenced to it."""
    return f"{name}从未出现过{place(county)}的数据，不能据以认定该地无登记。请确认该地已接入。"


def as_whole(name: str, county: str, state: str, covered_to: date | None) -> str:
    """A county that stands as the whole dataset does."""
    reach = covered_to.isoformat() if covered_to else "无"
    return (
        f"{name}中{place(county)}的部分与整体一致（覆盖到{reach}）。"
        if state != "current"
        else f"{name}已覆盖{place(county)}到{reach}。"
    )


def silent(name: str, county: str, rows: int, usual: Fraction, share: Fraction, last_heard: date, *, full: bool) -> str:
    """A county whose rows dropped to almost nothing."""
    measure = "此前交付" if full else "此前各日"
    return (
        f"{name}中{place(county)}的数据骤减：最近仅{rows}行，不足其{measure}中位数{number(usual)}行的{percent(share)}，"
        f"视为该地未上报，仅覆盖到{last_heard.isoformat()}。请联系该地核实上报。"
    )


def county_shrunken(name: str, county: str, rows: int, usual: Fraction, share: Fraction, last_heard: date) -> str:
    """A county that lost most of its rows though others did not."""
    return (
        f"{name}中{place(county)}的数据骤减：最近仅{rows}行，不足其此前交付中位数{number(usual)}行的{percent(share)}，"
        f"疑为该地导出不全，缺少的行沿用此前的，仅覆盖到{last_heard.isoformat()}。"
        f"请联系该地核实；确属实情的，可说明理由后按名放行该次交付并写明该县（--county {county}）。"
    )


def agency_silent(name: str, county: str, last: date | None) -> str:
    """A county without rows here whose agency is silent in the register."""
    reach = f"仅覆盖到{last.isoformat()}" if last else "没有覆盖"
    return (
        f"{name}中{place(county)}最近为0行，且该地在社区矫正对象登记中已视为未上报，故此处同样视为未上报，{reach}。"
        "请联系该地核实上报。"
    )


def _reach(covered_to: date | None) -> str:
    if covered_to is None:
        return "此前没有已采用的交付，凡需要它的比对一律不作结论。"
    return f"目前仅覆盖到{covered_to.isoformat()}，此后的“未见”不作结论。"
