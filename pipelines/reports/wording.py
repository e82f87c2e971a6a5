"""Words a prosecutor reads for the terms the program uses."""

from __future__ import annotations

from collections.abc import Mapping

SOURCES = {"court": "法院", "justice": "司法行政", "police": "公安"}

STATUSES = {"new": "新增", "reopened": "再现", "continuing": "持续", "resolved": "消除", "suspended": "中止"}
STATUS_ORDER = {status: place for place, status in enumerate(STATUSES)}

TIERS = {
    "A": "A级：身份确凿，所需数据均已覆盖当晚，日期均有记载。可直接核查。",
    "B": "B级：身份、数据覆盖或者日期中有一项较弱，核查时先补上这一项。",
    "C": "C级：仅为核查方向，不能单独作为认定依据。",
}

BANDS = {
    "1_10_days": "1—10日",
    "11_days_to_month": "11日至1个月",
    "over_month": "超过1个月",
}

COVERAGE_STATES = {
    "current": "正常",
    "late": "迟到",
    "held": "暂不采用",
    "missing": "从未收到",
    "silent": "静默",
    "shrunken": "骤减",
}

GROUPS = {
    "wrongs": "侵害矫正对象权益",
    "H": "交付衔接",
    "S": "监督管理",
    "P": "奖惩与提请",
    "E": "解除与终止",
    "D": "数据问题",
    "other": "其他线索",
}

#: Why a gone clue stands where it stands.
GONE = {
    ("resolved", ""): "所需数据已覆盖当晚，情形不再出现",
    ("resolved", "rule_changed"): "规则版本已变更，不再列出；不等于情形已消除，请核对",
    ("suspended", "not_covered"): "所需数据未覆盖当晚，不能判断是否已消除",
    ("suspended", "rule_not_run"): "该规则当晚未运行，不能判断是否已消除",
}

#: table → outcome → (label, tone); the order is the order of columns.
OUTCOMES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "sentences": {
        "received": ("按期接收", "good"),
        "received_late": ("逾期接收", "warn"),
        "never_received": ("期满未接收", "bad"),
        "needs_review": ("身份待认定", "warn"),
        "not_due": ("未到期", "plain"),
        "explained": ("已有解释", "plain"),
        "not_in_force": ("未生效", "plain"),
        "clock_unknown": ("起算日不明", "warn"),
        "not_provable": ("数据未覆盖", "warn"),
        "outside_region": ("执行地在区外", "plain"),
        "not_correction": ("刑满释放", "plain"),
        "quarantined": ("隔离", "bad"),
    },
    "register": {
        "in_contact": ("联系正常", "good"),
        "explained": ("已有解释", "plain"),
        "overdue": ("逾期未联系", "warn"),
        "lost": ("失去联系", "bad"),
        "not_provable": ("数据未覆盖", "warn"),
        "not_in_correction": ("不在矫", "plain"),
        "quarantined": ("隔离", "bad"),
    },
}
OUTCOMES_OF = {"sentences": "sentences", "releases": "sentences", "register": "register"}

BALANCES = {
    "sentences": ("法院生效裁判", "件"),
    "releases": ("监所出监交付", "人"),
    "register": ("社区矫正登记", "人次"),
}

#: By what a clue was explained away, or why it cannot be told.
EXPLANATIONS = {
    "died": "死亡",
    "custody": "羁押等",
    "revoked": "已撤销",
    "retried": "再审改判",
    "absorbed": "数罪并罚",
    "transferred": "已变更执行地",
    "transfer": "正变更执行地",
    "leave": "批准外出",
    "term_over": "期满",
    "not_covered": "数据未覆盖",
    "needs_review": "身份待认定",
    "clock_unknown": "起算日不明",
    "own_decision": "本人另有裁判",
    "prison_release": "监所有出监记录",
    "not_identifiable": "证件号、案号均缺",
    "case_unlinked": "同案裁判未对上登记",
    "unreadable": "数据无法读取",
    "received_there": "新执行地已接收",
    "file_unknown": "编号未见登记",
    "commutation": "已提请减刑",
    "estimated": "生效日期为推算",
    "length_unclear": "刑期写法不能比较",
    "detention_unknown": "先行羁押天数不明",
    "kind_unknown": "刑种不明",
    "decided_anew": "裁判已变更",
    "sources_differ": "各处期限不一",
    "number_replaced": "号码已依法更正",
    "told_for_all": "已按整个数据列出",
    "released": "已批准采信",
    "few_rows": "不过一两行",
    "same_case": "同案上诉、再审",
    "petition": "已提请撤销、收监",
    "later_end": "监所刑期尚未届满",
    "other_file": "另有档案延续",
    "other_number": "死亡的是另一号码",
    "permit": "经常性活动批准",
    "inside_zone": "未离开所居住的市、县",
    "leave_extended": "已续假",
    "back_by_then": "已有返回记录",
    "higher_authority": "上级已批准",
    "revocation": "撤销、收监程序",
    "carries_out_ruling": "执行撤销、收监裁定",
    "own_petition": "矫正机构自己提请",
    "told_otherwise": "同次羁押已通知",
    "prosecuted": "另案被追诉",
    "petition_in_court": "法院已收到提请",
    "sanction_elsewhere": "处置记在别的编号下",
    "decided_elsewhere": "以别的案号裁定",
    "refused_later": "在后裁定不予",
    "released_again": "又暂予监外执行",
    "other_term": "另有一期矫正",
    "other_measure": "另案强制措施",
    "sentenced_again": "另有更晚裁判",
    "not_worn": "登记载明未使用定位",
    "other_approval": "另有载明情形的批准",
    "home": "本人另有登记的执行地",
    "on_the_way": "往返途中",
    "same_person": "同一人的多份登记",
    "authority_unknown": "审批机关不明",
    "end_unknown": "结束日期不明",
    "case_unknown": "原案不明",
    "place_unknown": "地点不明",
    "permit_unreadable": "活动批准写法无法识别",
    "place_contradicts": "坐标缺失或者与县区矛盾",
}

UNIT_KINDS = {"agency": "县级社区矫正机构", "office": "司法所", "court": "法院"}

ID_NOTES = {
    "bad_checksum": "校验位不符",
    "bad_form": "格式不符",
    "lost_digits": "末位数字已丢失",
    "valid_15": "15位旧号",
    "other_document": "非居民身份证",
}

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")

#: Labels where the export's own header says too little away from its table: (dataset, column) → label.
LABELS = {
    ("justice.contacts", "contacted_at"): "监管接触时间",
    ("justice.contacts", "method"): "接触方式",
    ("justice.contacts", "result"): "接触结果",
    ("justice.leaves", "start_date"): "外出开始日期",
    ("justice.leaves", "end_date"): "外出结束日期",
    ("justice.devices", "start_date"): "定位开始日期",
    ("justice.devices", "end_date"): "定位结束日期",
    ("justice.transfers", "decided_date"): "变更决定日期",
    ("justice.transfers", "reported_date"): "变更后报到日期",
    ("justice.transfers", "received_date"): "新执行地接收日期",
    ("justice.sanctions", "decided_date"): "奖惩决定日期",
    ("police.custody", "decided_date"): "措施决定日期",
    ("police.custody", "kind"): "措施种类",
}

#: A sentence for each status of a clue that is there tonight.
STATUS_NOTES = {
    ("reopened", ""): "此前曾消除，今再次出现",
    ("reopened", "was_suspended"): "此前因数据未覆盖而中止，今恢复列出",
}

#: What follows tonight from an answer, by its effect: (tone, sentence).
ANSWER_STATES = {
    "confirmed": ("bad", "核查属实已{days}日"),
    "corrected": ("good", "答复已纠正，等待数据印证后消除（已{days}日）"),
    "still_there": ("bad", "答复已纠正已{days}日，数据中仍未消除，请复核"),
    "came_back": ("bad", "{since}答复后曾不再列出，现又再次列出，请重新核查"),
    "evidence_changed": ("bad", "答复不属实之后，所依据的记录有变化，退回重新核查"),
    "unfounded": ("plain", "核查不属实，所依据的记录不变不再列入线索"),
    "waived": ("plain", "不予处理，至{until}止"),
    "waiver_over": ("warn", "不予处理已于{until}到期，重新列出"),
}

#: How a document stands: (tone, sentence).
DOCUMENT_STATES = {
    "awaiting": ("plain", "等待回复，期限{due}"),
    "overdue": ("bad", "逾期未回复{days}日，期限{due}"),
    "answered": ("good", "已回复"),
    "answered_late": ("warn", "已回复，逾期{days}日"),
    "review": ("warn", "单位申请复查，应在{due}前答复"),
    "review_overdue": ("bad", "单位申请复查，本院答复已逾期{days}日"),
    "settled": ("good", "已消除"),
    "escalate": ("bad", "口头纠正期限{due}已过{days}日仍未纠正，应发出纠正违法通知书"),
}
