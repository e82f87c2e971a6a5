"""Two nights as earlier steps leave them: varied findings, hostile names, a silent county, a held delivery."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import ledger
from pipelines.engine import staged_folder, write_parquet
from pipelines.reports import Assembly, Report
from pipelines.rules.origins import ORIGINS
from pipelines.rules.outcomes import RULE_OUTCOMES
from pipelines.rules.patterns import PATTERNS
from pipelines.settings import Night, Region, Settings
from tests.ledger.nights import FINDINGS, RULE_COUNTS
from tests.relations import relations

LAST, TONIGHT = date(2025, 10, 16), date(2025, 10, 17)
COUNTIES = ("150102", "150103", "150105", "150121", "150202", "150203")
HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd()",
    '"><img src=x onerror="document.title=\'owned\'">',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "</script><script>document.title='owned'</script>",
    "金\u2028分\u2029隔",
    "{{ 7*7 }}",
    "巴特尔·其木格",
)
#: rule, label, wrong against the person, audience, datasets needed
RULES = (
    ("E01", "超期矫正", True, "prosecutor", ["justice.register"]),
    ("E04", "解除后仍限制", True, "prosecutor", ["justice.register", "justice.devices"]),
    ("H01", "漏管", False, "prosecutor", ["court.sentences", "justice.register"]),
    ("H02", "逾期报到", False, "prosecutor", ["court.sentences", "justice.register"]),
    ("S01", "脱管", False, "prosecutor", ["justice.register", "justice.contacts"]),
    ("P01", "羁押未通知", False, "prosecutor", ["police.custody", "justice.register"]),
    ("D02", "证件号错误", False, "data_engineer", ["court.sentences"]),
)
BANDS = ("1_10_days", "11_days_to_month", "over_month", None)
COUNT = 49
STEPS = {
    "quality": ("verdicts", "checks", "alarms", "coverage"),
    "identity": ("persons", "pairs", "traces"),
    "sentences": ("sentence_links", "dispositions", "release_dispositions", "contact_states", "balance"),
}


def settings_at(home: Path) -> Settings:
    return Settings(home=home, region=Region(name="示范地区"))


def finding(number: int) -> dict[str, Any]:
    """The number-th finding: rule, county, band, tier and name vary with it."""
    rule, label, wrong, audience, needs = RULES[number % len(RULES)]
    county = COUNTIES[number % len(COUNTIES)]
    name = HOSTILE[number % len(HOSTILE)] if number < 20 else f"王{number}"
    sentence, register = f"court.sentences/（2025）内0105刑初{number}号~1", f"justice.register/R{number}"
    since = TONIGHT - timedelta(days=number + 1)
    evidence = [
        evidence_of(
            sentence,
            f"判决{name}.csv" if number == 1 else "sentences.csv",
            number + 2,
            [
                ("person_name", name, None),
                ("effective_date", "2025/9/22", "2025-09-22"),
                ("correction_type", "2", "缓刑"),
                ("execution_county", "150105", "赛罕区"),
                ("status", "1", "已生效"),
            ],
        ),
        evidence_of(
            register,
            "register.xlsx",
            number + 5,
            [
                ("person_name", name, None),
                ("effective_date", "2025-09-22" if number % 2 else "2025-09-23", None),
                ("correction_type", "缓刑", None),
                ("county", "赛罕区", None),
                ("reported_date", None, None),
                ("status", "在矫", None),
            ],
        ),
    ]
    document = {
        "rule": {
            "id": rule,
            "version": 1,
            "label": label,
            "title": f"{label}的标题",
            "question": f"{label}的问题？",
            "direction": "wrong_against_person" if wrong else "supervision",
            "needs": needs,
        },
        "law": [
            {
                "reference": "社矫法21",
                "title": "社区矫正法",
                "article": "第二十一条",
                "text": "《社区矫正法》第二十一条",
                "gist": "十日内报到",
                "in_force_from": "2020-07-01",
                "in_force_to": "",
                "verified": True,
            },
            {
                "reference": "办法34",
                "title": "实施办法",
                "article": "第三十四条",
                "text": "",
                "in_force_from": "2020-07-01",
                "in_force_to": None,
                "verified": False,
            },
        ],
        "duty": ["县级社区矫正机构"],
        "instrument": "纠正违法通知书",
        "clears": ["登记有误"],
        "coverage": [
            {"dataset": dataset, "covered_to": "2025-10-17", "state": "current", "covers": number % 3 != 1}
            for dataset in needs
        ],
        "searched": [{"dataset": "police.custody", "what": "羁押", "covered_to": None, "state": "missing"}],
        "evidence": evidence,
        "links": [
            {
                "record_a": sentence,
                "record_b": register,
                "way": "id",
                "exact": number % 3 == 0,
                "explanation": "姓名一致",
            }
        ],
    }
    return {
        "finding_id": f"{rule}-{number:012x}",
        "rule_id": rule,
        "finding_key": sentence,
        "county": "" if number == 48 else county,
        "title": label,
        "summary": f"涉嫌{label}：至2025-10-17已{number + 1}日。",
        "person_record": sentence,
        "person_name": name,
        "case_no": f"（2025）内0105刑初{number}号",
        "correction_type": "probation",
        "since": since,
        "days": number + 1,
        "band": BANDS[number % len(BANDS)],
        "tier": "ABC"[number % 3],
        "arithmetic": f"{since} → 2025-10-17 = {number + 1}日",
        "wrong_against_person": wrong,
        "audience": audience,
        "document": json.dumps(document, ensure_ascii=False),
    }


#: A court's pattern of three clues in three counties, one of them the court's own; and an agency's.
PATTERN = {
    "pattern_id": "L-H01-0000000a",
    "rule_id": "H01",
    "unit_kind": "court",
    "unit": "赛罕区人民法院<b>",
    "county": "150105",
    "findings": 3,
    "people": 3,
    "base": 80,
    "rest_findings": 1,
    "rest_base": 160,
    "first_since": TONIGHT - timedelta(days=45),
    "last_since": TONIGHT - timedelta(days=10),
    "arithmetic": "本单位3条／裁判80件＝每千37.5，区内其余1条／裁判160件＝每千6.3",
    "finding_ids": " ".join(f"H01-{number:012x}" for number in (44, 16, 9)),
}
PATTERNS_THERE = [
    PATTERN,
    {**PATTERN, "pattern_id": "L-S01-0000000b", "rule_id": "S01", "unit_kind": "agency", "unit": "回民区社区矫正机构",
     "county": "150103", "findings": 7, "finding_ids": f"S01-{25:012x}"},
    {**PATTERN, "pattern_id": "L-H01-0000000c", "unit_kind": "office", "unit": "回民区某司法所", "county": "150103",
     "findings": 4, "finding_ids": f"H01-{37:012x}"},
]  # fmt: skip
OUTCOMES_TOLD = [
    ("E01", "", "hit", "", 0), ("E01", "", "explained", "", 0), ("E01", "", "not_provable", "", 0),
    ("H01", "", "hit", "", 0), ("H01", "150105", "hit", "", 1),
    ("H01", "", "explained", "", 0), ("H01", "", "explained", "died", 1), ("H01", "150105", "explained", "custody", 2),
    ("H01", "150105", "explained", "brand_new", 1),
    ("H01", "", "not_provable", "", 0), ("H01", "150121", "not_provable", "needs_review", 3),
]  # fmt: skip


def evidence_of(record: str, file: str, line: int, values: list[tuple[str, str | None, str | None]]) -> dict[str, Any]:
    return {
        "record_id": record,
        "dataset": record.split("/")[0],
        "delivery_id": "d1",
        "file": file,
        "line": line,
        "values": [{"column": column, "received": came, "computed": read} for column, came, read in values],
    }


def facts_of(day: date) -> dict[str, list[dict[str, Any]]]:
    """What the fact, identity and sentence steps know that night."""
    sentences = [
        {
            "record_id": f"court.sentences/（2025）内0105刑初{number}号~1",
            "person_name": finding(number)["person_name"],
            "sex": "male",
            "ethnicity": "汉",
            "id_no": f"15010519900101{number:04d}" if number % 5 else None,
            "id_no_state": "bad_checksum" if number % 5 == 1 else None,
            "execution_county": "150302" if number == 0 else COUNTIES[number % len(COUNTIES)],
            "status": "in_force",
        }
        for number in range(COUNT)
    ]
    register = [
        {
            "record_id": f"justice.register/R{number}",
            "person_name": f"王{number}",
            "sex": "female",
            "ethnicity": "汉族",
            "county": COUNTIES[number % len(COUNTIES)],
            "status": "in_correction",
        }
        for number in range(6)
    ]
    outcomes = ["never_received", "received", "received_late", "needs_review"]
    dispositions = [
        {
            "record_id": row["record_id"],
            "county": row["execution_county"],
            "disposition": "outside_region" if number == 0 else outcomes[number % 4],
        }
        for number, row in enumerate(sentences)
    ]
    quarantined = [
        {
            "dataset": "court.sentences",
            "file": "sentences.csv",
            "line": 99,
            "reason": "bad_date",
            "column": "pronounced_date",
            "received": "=cmd(),<b>坏</b>".encode("gb18030"),
        }
    ]
    balance: dict[tuple[str, str, str], int] = {("", "sentences", "quarantined"): 1}
    for row in dispositions:
        key = (row["county"], "sentences", row["disposition"])
        balance[key] = balance.get(key, 0) + 1
    for row in register:
        balance[row["county"], "register", "in_contact"] = 1
    pairs = [
        {
            "record_a": f"court.sentences/（2025）内0105刑初{number}号~1",
            "record_b": f"justice.register/R{number}",
            "outcome": outcome,
            "way": "scored",
            "weight": 1000,
            "exact": False,
            "explanation": "需人工判断",
            "levels": "{}",
        }
        for number, outcome in ((2, "review"), (3, "review"), (4, "same"), (5, "review"))
    ]
    accepted = {"verdict": "accept", "rows_in": 50, "rows_out": 49, "rows_quarantined": 1, "sequence": 1}
    held = {"verdict": "hold", "reason": "shrunken", "text": "交付仅3行，暂不采用。", "sequence": 1, "rows_in": 3}
    verdicts = [
        {"dataset": "court.sentences", "delivery_id": "d1", "business_date": day, **accepted},
        {"dataset": "justice.register", "delivery_id": "r1", "business_date": day, **accepted},
        {"dataset": "justice.contacts", "delivery_id": "c0", "business_date": LAST - timedelta(days=1), **accepted},
        {"dataset": "justice.contacts", "delivery_id": "c1", "business_date": LAST, **held},
    ]
    behind = LAST - timedelta(days=1)
    passed = {"check": "types", "severity": "critical", "outcome": "passed"}
    coverage = [
        {"dataset": "court.sentences", "covered_to": day, "delivery_id": "d1", "text": "已覆盖当晚"},
        {"dataset": "justice.register", "covered_to": day, "delivery_id": "r1"},
        {
            "dataset": "justice.contacts",
            "covered_to": behind,
            "delivery_id": "c0",
            "state": "held",
            "text": "最近一次交付暂不采用",
        },
        {
            "dataset": "justice.register",
            "county": "150121",
            "covered_to": LAST,
            "state": "silent",
            "text": "土左旗没有数据",
        },
        {"dataset": "police.border", "covered_to": None, "state": "missing", "text": "从未收到"},
    ]
    return {
        "court_sentences": sentences,
        "justice_register": register,
        "dispositions": dispositions,
        "quarantined": quarantined,
        "pairs": pairs,
        "verdicts": verdicts,
        "coverage": coverage,
        "checks": [
            {"dataset": "court.sentences", "delivery_id": "d1", "check": "late_pronouncements", "severity": "warning",
             "outcome": "failed", "failed_rows": 2},
            {"dataset": "court.sentences", "delivery_id": "d1", **passed},
        ],
        "balance": [
            {"county": county, "table": table, "disposition": outcome, "rows": rows}
            for (county, table, outcome), rows in sorted(balance.items())
        ],
    }  # fmt: skip


def leave_night(
    settings: Settings,
    day: date,
    numbers: range | list[int],
    given: dict[str, Any] | None = None,
    origins: list[dict[str, Any]] | None = None,
) -> Night:
    """Leave one night on disk with those findings; `given` replaces relations."""
    night = Night.of(settings, day)
    tables = relations(day, {**facts_of(day), **(given or {})})
    for step, names in STEPS.items():
        with staged_folder(night.folder(step)) as folder:
            for name in names:
                write_parquet(tables[name], folder / f"{name}.parquet")
    with staged_folder(night.folder("facts")) as folder:
        for name, table in tables.items():
            if all(name not in names for names in STEPS.values()):
                write_parquet(table, folder / f"{name}.parquet")
    found = [finding(number) for number in numbers]
    counts = [
        {"rule_id": rule, "version": 1, "findings": sum(row["rule_id"] == rule for row in found)} for rule, *_ in RULES
    ]
    counts.append({"rule_id": "S09", "version": 1, "findings": 0})
    with staged_folder(night.folder("rules")) as folder:
        write_parquet(pa.Table.from_pylist(found, FINDINGS), folder / "findings.parquet")
        write_parquet(pa.Table.from_pylist(counts, RULE_COUNTS), folder / "rule_counts.parquet")
        write_parquet(pa.Table.from_pylist(origins or [], ORIGINS), folder / "origins.parquet")
        write_parquet(pa.Table.from_pylist(PATTERNS_THERE, PATTERNS), folder / "patterns.parquet")
        told = [dict(zip(RULE_OUTCOMES.names, line, strict=True)) for line in OUTCOMES_TOLD]
        write_parquet(pa.Table.from_pylist(told, RULE_OUTCOMES), folder / "rule_outcomes.parquet")
    return night


def two_nights(home: Path) -> Night:
    """Last night 0–44, tonight 3–48: three are gone, four are new."""
    settings = settings_at(home)
    ledger.run(leave_night(settings, LAST, range(45)))
    night = leave_night(settings, TONIGHT, range(3, COUNT))
    ledger.run(night)
    return night


def region_report(home: Path) -> Report:
    return Assembly.of(two_nights(home)).report()
