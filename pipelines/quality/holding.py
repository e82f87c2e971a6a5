"""What holds a delivery by itself or against the ones before: its contract, its volume, its suite."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

from pipelines.contracts import Dataset
from pipelines.quality import texts
from pipelines.quality.deliveries import Delivered
from pipelines.quality.expectations import CheckResult
from pipelines.quality.guards import Alarm
from pipelines.quality.suites import Suite
from pipelines.settings import Settings

#: share of rows set aside beyond which the rest is no fair picture of the source (typing errors stay below 1 %)
MOST_QUARANTINED_SHARE = Fraction(1, 10)
#: rows; in a handful of rows one bad one is a large share and no reason to hold the delivery
FEWEST_BAD_ROWS = 5
#: rows; a source whose usual day has fewer may well have a day with none
FEWEST_USUAL_ROWS = 5


def by_contract(delivery: Delivered, dataset: Dataset, recent: Sequence[Delivered]) -> Alarm | None:
    """Refused files, no rows, or too many set aside; `recent` are accepted ones."""
    source = texts.SOURCES[dataset.source]
    if delivery.refusals:
        cure = f"请{source}修正后于同日目录重新交付全部文件。"
        return _hold("refused_file", f"{len(delivery.refusals)}个文件", "0个文件", texts.refused(delivery), cure)
    if delivery.rows_in == 0:
        if _quiet_day(dataset, recent):
            return None
        body = "文件中没有任何数据行，无法区分“当日无数据”与“导出失败”"
        return _hold("no_rows", "0行", "至少1行", body, texts.again(dataset))
    share = Fraction(delivery.rows_quarantined, delivery.rows_in)
    cure = "请查看隔离清单中的原因，按接口约定重新导出。"
    if delivery.rows_out == 0:
        body = f"收到{delivery.rows_in}行，全部不合约定而隔离"
        return _hold("nothing_readable", "100%", texts.percent(MOST_QUARANTINED_SHARE), body, cure)
    if share > MOST_QUARANTINED_SHARE and delivery.rows_quarantined >= FEWEST_BAD_ROWS:
        body = texts.too_many_quarantined(delivery, share, MOST_QUARANTINED_SHARE)
        figure = texts.percent(share)
        return _hold("too_many_quarantined", figure, texts.percent(MOST_QUARANTINED_SHARE), body, cure)
    return None


def _quiet_day(dataset: Dataset, recent: Sequence[Delivered]) -> bool:
    """A header without rows is an answer where a day with no event is nothing rare: few cross a border at all."""
    return (
        dataset.delivery == "increment"
        and bool(recent)
        and median([Fraction(each.rows_in) for each in recent]) < FEWEST_USUAL_ROWS
    )


def stale(delivery: Delivered, dataset: Dataset, same: Delivered | None) -> Alarm | None:
    """Events of one day never equal another day's row for row; believing them would cover a day nobody reported."""
    if dataset.kind != "event" or same is None or delivery.rows_in == 0:
        return None
    cure = f"请{texts.SOURCES[dataset.source]}导出当日数据。"
    body = texts.stale(same.business_date)
    return _hold("stale", f"与{same.business_date.isoformat()}相同", "各日不同", body, cure)


def shrunken(delivery: Delivered, dataset: Dataset, recent: Sequence[Delivered], settings: Settings) -> Alarm | None:
    """A full export that lost most of its rows is a broken export, not mass discharge."""
    if dataset.delivery != "full" or not recent:
        return None
    usual = Fraction(median([Fraction(each.rows_in) for each in recent]))
    share = Fraction(str(settings.least_share_of_recent_rows))
    if delivery.rows_in >= share * usual:
        return None
    return Alarm(
        "shrunken",
        "hold",
        f"{delivery.rows_in}行",
        f"{texts.number(usual)}行",
        f"{texts.number(share * usual)}行",
        texts.shrunken(delivery, usual, len(recent), share),
        texts.again(dataset),
    )


def by_checks(dataset: Dataset, suite: Suite, results: Sequence[CheckResult]) -> list[Alarm]:
    """The suite's word: critical failures hold, others warn, a check that could not run says nothing of the data."""
    found = []
    grave = [result for result in results if _holds(result, suite)]
    if grave:
        body = texts.expectations([(suite.find(result.check).why, result.failed_rows) for result in grave])
        cure = f"请{texts.SOURCES[dataset.source]}核对列与代码后重新导出。"
        found.append(_hold("expectation_failed", f"{len(grave)}项", "0项", body, cure, grave[0].check))
    for result in results:
        # a critical check that a handful of rows fail is shown with the checks: single rows are the rules' business
        if result.outcome == "failed" and result.severity == "warning":
            body = texts.failed_check(suite.find(result.check).why, result.failed_rows)
            figure = f"{result.failed_rows}行" if result.failed_rows else "不符"
            found.append(Alarm("check_failed", "warn", figure, "", "", body, texts.look(dataset), result.check))
    broken = [result.check for result in results if result.outcome == "broken"]
    if broken:  # nobody looked, so it is said aloud
        found.append(Alarm("check_broken", "warn", f"{len(broken)}项", "", "0项", texts.broken(broken), "", broken[0]))
    return found


def _holds(result: CheckResult, suite: Suite) -> bool:
    if result.outcome != "failed" or result.severity != "critical":
        return False
    return not suite.find(result.check).tolerant or result.failed_rows >= FEWEST_BAD_ROWS


def _hold(guard: str, figure: str, limit: str, body: str, cure: str, about: str = "") -> Alarm:
    return Alarm(guard, "hold", figure, "", limit, body, cure, about)
