"""Tells one finding in full, as lines of Chinese text: what, why, under which law, and what would clear it."""

from __future__ import annotations

import json
from typing import Any

import pyarrow.parquet as pq

from pipelines.contracts import Contracts
from pipelines.settings import Night

BANDS = {"1_10_days": "一至十日", "11_days_to_month": "十一日至一个月", "over_month": "超过一个月"}
TIERS = {"A": "A（身份、数据、日期均确凿）", "B": "B（身份、数据、日期有一项较弱）", "C": "C（仅为线索）"}


class UnknownFindingError(LookupError):
    """There is no such finding on that night: names both and the cure."""


def explain(night: Night, finding_id: str) -> list[str]:
    """The whole reasoning behind a finding; holds personal values, for a terminal and never for a log.

    Raises:
        UnknownFindingError: the night's rules have not run, or raised no such finding.
    """
    file = night.folder("rules") / "findings.parquet"
    if not file.is_file():
        raise UnknownFindingError(
            f"{night.business_date}: 尚未运行；先执行 crosscheck run --night {night.business_date}"
        )
    rows = pq.read_table(file, filters=[("finding_id", "=", finding_id)]).to_pylist()
    if not rows:
        raise UnknownFindingError(
            f"{night.business_date} 没有线索 {finding_id}；当晚线索见报告，或用 --night 指定别的日期"
        )
    return _lines(rows[0], json.loads(rows[0]["document"]), night.contracts)


def _lines(finding: dict[str, Any], document: dict[str, Any], contracts: Contracts) -> list[str]:
    rule = document["rule"]
    lines = [
        f"{finding['finding_id']}  {finding['title']}  {rule['title']}（规则{rule['id']} 第{rule['version']}版）",
        f"问题：{rule['question']}",
        f"对象：{finding['person_name'] or '—'}  案号：{finding['case_no'] or '—'}  "
        f"类别：{contracts.label('correction_type', finding['correction_type']) or '—'}  "
        f"县区：{finding['county'] or '全区'}",
        f"事实：{finding['summary']}",
        f"推算：{finding['arithmetic']}",
        f"等级：{TIERS[finding['tier']]}"
        + (f"  幅度：{BANDS[finding['band']]}" if finding["band"] else "")
        + (f"  起于：{finding['since'].isoformat()}" if finding["since"] else ""),
    ]
    if finding["wrong_against_person"]:
        lines.append("注意：受侵害的是社区矫正对象本人，应先办理。")
    lines += _section("法律依据", [_law(entry) for entry in document["law"]])
    lines += _section("职责", document["duty"])
    lines += _section("建议文书", [document["instrument"]])
    lines += _section("所需数据", [_coverage(entry, contracts) for entry in document["coverage"]])
    lines += _section("已排查", [_searched(entry, contracts) for entry in document["searched"]])
    for number, entry in enumerate(document["evidence"], 1):
        title = contracts.datasets[entry["dataset"]].title
        place = f"证据{number}：{title}，{entry['file']} 第{entry['line']}行（批次 {entry['delivery_id']}）"
        lines += _section(place, _values(entry, contracts))
    lines += _section("身份认定", [_link(entry) for entry in document["links"]])
    return lines + _section("下列情形可以排除", document["clears"])


def _section(heading: str, entries: list[str]) -> list[str]:
    return [f"{heading}", *(f"  · {entry}" for entry in entries)] if entries else []


def _law(entry: dict[str, Any]) -> str:
    return f"{entry['text']}：{entry['gist']}" if entry["gist"] else str(entry["text"])


def _until(entry: dict[str, Any]) -> str:
    return f"数据截至{entry['covered_to']}" if entry["covered_to"] else "没有可用数据"


def _coverage(entry: dict[str, Any], contracts: Contracts) -> str:
    return f"{contracts.datasets[entry['dataset']].title}：{_until(entry)}" + ("" if entry["covers"] else "，未及当晚")


def _searched(entry: dict[str, Any], contracts: Contracts) -> str:
    return f"{contracts.datasets[entry['dataset']].title}：{entry['what']}（{_until(entry)}）"


def _values(entry: dict[str, Any], contracts: Contracts) -> list[str]:
    columns = contracts.datasets[entry["dataset"]].column
    return [
        f"{columns[value['column']].headers[0]}：{value['received'] or '（空）'}"
        + (f" → 读作 {value['computed']}" if value["computed"] else "")
        for value in entry["values"]
    ]


def _link(entry: dict[str, Any]) -> str:
    outcome = "待人工判断是否同一人" if entry["outcome"] == "review" else "认定为同一人"
    return f"{entry['record_a']} 与 {entry['record_b']}：{outcome}，{entry['explanation']}"
