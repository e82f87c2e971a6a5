"""The answers people may give in the workbook; whoever reads them back reads these lists."""

from __future__ import annotations

#: Verdict on a clue, as in rules §4.
VERDICTS = ("属实", "不属实", "已纠正", "不予处理")

#: Why a clue is not true, or is not pursued: code → what is chosen in the list.
REASONS = {
    "wrong_person": "身份误认（不是同一人）",
    "source_error": "来源系统录入错误",
    "late_entry": "已依法办理，系统补录滞后",
    "lawful_cause": "有法定或经批准的事由",
    "papers_under_way": "文书或人员在途",
    "served_elsewhere": "已在他处执行或收监",
    "rule_misfit": "规则不适用于本案",
    "below_threshold": "情节轻微，口头纠正即可",
    "handled_elsewhere": "已由其他单位办理",
    "other": "其他（写入备注）",
}

#: Answer on a pair of records.
SAME_PERSON = ("同一人", "不同人", "无法判断")
