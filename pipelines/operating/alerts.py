"""What of a night somebody should hear of without opening the report: datasets and rules, never people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median

from pipelines import ledger, quality
from pipelines.law.calendar import working_calendar
from pipelines.rules import load_rules
from pipelines.settings import Night

#: Deadlines roll over holidays that the State Council names each autumn: time enough to install the next calendar.
CALENDAR_DAYS = 60
#: Nights a night is compared with, and how many there must be.
RECENT_NIGHTS, FEWEST_NIGHTS = 10, 3
#: A rule's number is unusual at this many times its median (or that small a part of it), and by this many findings.
UNUSUAL_TIMES, UNUSUAL_FINDINGS = 3, 10
_STATES = {"late": "late_delivery", "missing": "late_delivery", "held": "held_delivery"}


@dataclass(frozen=True)
class Alert:
    """One thing to hear of: a code for machines, what it is about, a Chinese sentence without a value of any row."""

    code: str
    subject: str
    text: str


def alerts(night: Night) -> list[Alert]:
    """What stands out of a recorded night, in this order: deliveries, numbers, the calendar's end.

    Raises:
        FileNotFoundError: the night's quality step has not run.
        LedgerError: the ledger cannot be read.
    """
    return [*_of_deliveries(night), *_of_numbers(night), *_of_calendar(night.business_date)]


def failed(day: str | None, task: str) -> Alert:
    """The alert of a task that failed for good. The exception's text stays out: it may quote a row."""
    return Alert("failed_night", task, f"{day or '日期不明'} 夜间任务“{task}”失败，未自动恢复，办法见任务说明。")


def message(day: str | None, found: list[Alert]) -> tuple[str, str]:
    """Subject and plain text of one message for all alerts of a night."""
    return f"crosscheck {day or '日期不明'}：{len(found)}项提醒", "\n".join(f"· {each.text}" for each in found)


def _of_deliveries(night: Night) -> list[Alert]:
    return [
        Alert(_STATES[each.state], each.dataset, each.text)
        for each in quality.coverage(night)
        if not each.county and each.state in _STATES
    ]


def _of_numbers(night: Night) -> list[Alert]:
    """Rules whose findings tonight are many times, or a small part of, what they were on recent nights."""
    labels = {rule.id: night.settings.label(rule.id, rule.label) for rule in load_rules(night.contracts)}
    counts = ledger.rule_counts(night, RECENT_NIGHTS)
    found = []
    for rule_id, (tonight, before) in sorted(counts.items()):
        if len(before) < FEWEST_NIGHTS:
            continue
        usual = median(before)
        many = tonight > UNUSUAL_TIMES * usual and tonight - usual >= UNUSUAL_FINDINGS
        few = UNUSUAL_TIMES * tonight < usual and usual - tonight >= UNUSUAL_FINDINGS
        if many or few:
            name = f"{rule_id} {labels.get(rule_id, '')}".strip()
            text = f"{name}：今晚{tonight}条，此前{len(before)}晚的中位数为{usual:g}条，请先查数据再看线索。"
            found.append(Alert("unusual_night", rule_id, text))
    return found


def _of_calendar(day: date) -> list[Alert]:
    horizon = working_calendar().horizon
    left = (horizon - day).days
    if left >= CALENDAR_DAYS:
        return []
    text = f"工作日历只到{horizon.isoformat()}，还剩{left}天；请升级 chinesecalendar，否则期限将无法计算。"
    return [Alert("calendar_horizon", "calendar", text)]
