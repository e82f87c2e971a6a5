"""What may be filled in: heads and choices of the workbook's answer columns, for whoever writes or reads them."""

from __future__ import annotations

from pipelines.law.instruments import instruments

#: Verdict on a clue, as in rules §4: kind of answer → what is chosen in the list.
VERDICTS = {
    "confirmed": "属实",
    "unfounded": "不属实",
    "corrected": "已纠正",
    "waived": "不予处理",
    "retracted": "撤回答复",
}

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
#: Verdicts that need a reason from the list, and what stands for the reason of the others.
NEED_A_REASON = ("unfounded", "waived")
PLAIN_REASONS = {"confirmed": "核查属实", "corrected": "已纠正", "retracted": "撤回"}

#: Answer on a pair of records.
SAME_PERSON = {"same": "同一人", "different": "不同人", "unsure": "无法判断"}

#: What the unit that a document was served on answered.
REPLIES = {"adopted": "采纳", "adopted_in_part": "部分采纳", "rejected": "不采纳", "review_requested": "申请复查"}

INSTRUMENTS = {name: instrument.label for name, instrument in instruments().items()}

#: Columns of the sheet of clues: what is meant → its head.
CLUE_HEADS = {
    "verdict": "核查结论",
    "reason": "原因",
    "note": "备注",
    "author": "核查人",
    "owner": "负责人",
    "until": "到期日",
    "instrument": "文书种类",
    "number": "文书编号",
    "served_on": "文书送达日期",
    "addressee": "收文单位",
    "reply_by": "要求回复日期",
    "reply": "单位回复",
    "replied_on": "回复日期",
}
#: Columns of the sheet of doubtful identities.
PAIR_HEADS = {"decision": "认定", "why": "理由", "author": "认定人"}
CLUE_ID, PAIR_ID, MARK = "线索编号", "编号", "行标识"
PAIR_RECORDS = ("甲方记录", "乙方记录")
#: A cell of the explanation, and beside it who filled in all that names nobody else.
FILLED_IN_BY = "填写人："
