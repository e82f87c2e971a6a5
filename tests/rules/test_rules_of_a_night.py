"""A whole night on disk: findings stand on source rows as received, say why, and do not depend on the order of rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.contracts import load_contracts
from pipelines.contracts.schema import received_schema
from pipelines.engine import Session, write_parquet
from pipelines.facts.relations import relation_files
from pipelines.rules import UnknownFindingError, explain, run
from pipelines.rules.evidence import NOT_YET_KNOWN, EvidenceError
from pipelines.rules.running import FINDINGS, RELATIONS, finding_id
from pipelines.sentences import compute
from pipelines.settings import EngineLimits, Night, Settings
from tests.relations import Given, relations

D = date(2025, 10, 15)
CANARY_NAME, CANARY_ID = "金丝雀甲", "150105199001010018"
CASE = "（2025）内0105刑初1号"

GIVEN: Given = {
    "court_sentences": [
        {"record_id": "court.sentences/S1", "person": "P1", "case_no": CASE, "correction_type": "probation",
         "status": "in_force", "decision_type": "judgment", "person_name": CANARY_NAME, "id_no": CANARY_ID,
         "effective_date": "2025-09-22", "execution_county": "150105", "notified_date": "2025-10-20"},
        {"record_id": "court.sentences/S2", "person": "P2", "case_no": "（2025）内0202刑初2号",
         "correction_type": "probation", "status": "in_force", "decision_type": "judgment", "person_name": "示例乙",
         "effective_date": "2025-09-22", "execution_county": "150202"},
    ],
    "justice_register": [
        {"record_id": "justice.register/R1", "person": "P1", "correction_no": "R1", "case_no": CASE, "id_no": CANARY_ID,
         "correction_type": "probation", "person_name": CANARY_NAME, "county": "150105", "status": "not_reported"},
        {"record_id": "justice.register/R9", "person": "P9", "correction_no": "R9", "correction_type": "probation",
         "person_name": "示例丙", "county": "150105", "status": "in_correction", "reported_date": "2025-10-10",
         "start_date": "2024-10-11", "end_date": "2025-10-10"},
    ],
    "pairs": [
        {"record_a": "court.sentences/S1", "record_b": "justice.register/R1", "outcome": "same", "way": "id",
         "exact": True, "weight": 1, "explanation": "证件号有效且一致，姓名一致", "levels": "{}"},
    ],
}  # fmt: skip
#: Values as they came, where they differ from what was read; the others are kept once.
RECEIVED = {
    ("court.sentences/S1", "correction_type"): "2",
    ("court.sentences/S1", "effective_date"): "2025年9月22日",
    ("court.sentences/S1", "notified_date"): "20251020",
}


def night_on_disk(home: Path, arrange: Callable[[pa.Table], pa.Table] = lambda table: table, **settings: Any) -> Night:
    """The given rows laid out as the earlier stages leave them."""
    night = Night(Settings(home=home, **settings), load_contracts(), D)
    tables = relations(D, GIVEN)
    with Session(EngineLimits(memory_limit="512MB", threads=1)) as session:
        for name, table in tables.items():
            session.register(name, table)
        tables.update(compute(session))
    sources = []
    for dataset in night.contracts.datasets.values():
        rows = tables[dataset.relation].to_pylist()
        for row in rows:
            sources.append({"record_id": row["record_id"], "delivery_id": row["delivery_id"], "folder": "d-1"})
        received = [
            {**row, **{c.name: RECEIVED.get((row["record_id"], c.name)) for c in dataset.columns}} for row in rows
        ]
        if rows:
            folder = night.canonical / dataset.id / "d-1"
            folder.mkdir(parents=True)
            table = pa.Table.from_pylist(received, received_schema(dataset))
            write_parquet(arrange(table), folder / "received.parquet")
    tables["sources"] = pa.Table.from_pylist(sources)
    files = relation_files(night)
    for step, names in RELATIONS.items():
        files.update({name: night.folder(step) / f"{name}.parquet" for name in names})
    for name, file in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_parquet(arrange(tables[name]), file)
    return night


def findings(night: Night) -> list[dict[str, Any]]:
    table = pq.read_table(night.folder("rules") / "findings.parquet")
    assert table.schema.names == FINDINGS.names
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    made = night_on_disk(tmp_path_factory.mktemp("home"), labels={"H01": "应收未收"})
    counts = run(made)
    assert {rule: count for rule, count in counts.items() if count} == {"E01": 1, "H01": 2, "H03": 2}
    return made


def document(night: Night, key: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(
        next(row["document"] for row in findings(night) if row["finding_key"] == key and row["rule_id"] != "H03")
    )
    return content


def test_findings_are_sorted_numbered_by_their_key_and_named_as_the_office_says(night: Night) -> None:
    rows = [row for row in findings(night) if row["rule_id"] != "H03"]  # papers: beside the point here
    assert [(row["rule_id"], row["finding_key"]) for row in rows] == [
        ("E01", "justice.register/R9"),
        ("H01", "court.sentences/S1"),
        ("H01", "court.sentences/S2"),
    ]
    assert [row["title"] for row in rows] == ["超期矫正", "应收未收", "应收未收"]
    assert [row["wrong_against_person"] for row in rows] == [True, False, False]
    assert rows[1]["person_name"] == CANARY_NAME
    assert rows[1]["finding_id"] == finding_id("H01", "court.sentences/S1")
    assert rows[1]["finding_id"].startswith("H01-")
    assert len(rows[1]["finding_id"]) == 4 + 12


def test_every_rule_is_counted_also_where_it_finds_nothing(night: Night) -> None:
    counted = pq.read_table(night.folder("rules") / "rule_counts.parquet").to_pylist()
    assert {row["rule_id"]: row["findings"] for row in counted}["H05"] == 0


def test_evidence_shows_values_as_received_and_as_read_where_that_says_more(night: Night) -> None:
    evidence = document(night, "court.sentences/S1")["evidence"]
    assert [entry["record_id"] for entry in evidence] == ["court.sentences/S1", "justice.register/R1"]
    assert (evidence[0]["file"], evidence[0]["line"]) == ("rows.csv", 2)
    values = {value["column"]: (value["received"], value["computed"]) for value in evidence[0]["values"]}
    assert values["correction_type"] == ("2", "缓刑")
    assert values["effective_date"] == ("2025年9月22日", "2025-09-22")
    assert values["execution_county"] == ("150105", "赛罕区")
    assert values["case_no"] == (CASE, None)
    assert values["notified_date"] == ("20251020", NOT_YET_KNOWN)
    assert values["served_date"] == (None, None)


def test_law_coverage_searches_and_identity_stand_in_the_document(night: Night) -> None:
    content = document(night, "court.sentences/S1")
    assert [(law["reference"], law["verified"]) for law in content["law"]] == [("社矫法20", True), ("社矫法21", True)]
    assert content["coverage"][0] == {
        "dataset": "court.sentences", "covered_to": "2025-10-15", "state": "current", "covers": True,
    }  # fmt: skip
    assert {entry["dataset"] for entry in content["searched"]} >= {"police.custody", "police.population"}
    assert [link["explanation"] for link in content["links"]] == ["证件号有效且一致，姓名一致"]
    assert content["rule"]["label"] == "应收未收"


def test_explaining_tells_the_whole_reasoning_in_chinese(night: Night) -> None:
    lines = explain(night, finding_id("H01", "court.sentences/S1"))
    text = "\n".join(lines)
    for said in (
        "应收未收", "2025-10-09", "《中华人民共和国社区矫正法》第二十一条", "rows.csv 第2行",
        "2025年9月22日 → 读作 2025-09-22", "认定为同一人", "拘留、强制措施、强制戒毒：期限届满时", "下列情形可以排除",
    ):  # fmt: skip
        assert said in text, said
    assert "受侵害的是社区矫正对象本人" not in text
    assert "受侵害的是社区矫正对象本人" in "\n".join(explain(night, finding_id("E01", "justice.register/R9")))


def test_explaining_a_finding_that_is_not_there_says_what_to_do(night: Night, tmp_path: Path) -> None:
    with pytest.raises(UnknownFindingError, match="没有线索 H01-000000000000"):
        explain(night, "H01-000000000000")
    with pytest.raises(UnknownFindingError, match="尚未运行"):
        explain(Night(Settings(home=tmp_path), load_contracts(), D), "H01-000000000000")


def test_no_personal_value_stands_outside_name_and_evidence(night: Night) -> None:
    for row in findings(night):
        content = json.loads(row["document"])
        del content["evidence"]
        told = json.dumps({**row, "person_name": "", "document": content}, ensure_ascii=False, default=str)
        for canary in (CANARY_NAME, CANARY_ID):
            assert canary not in told


def test_equal_rows_in_any_order_give_equal_bytes(night: Night, tmp_path: Path) -> None:
    def backwards(table: pa.Table) -> pa.Table:
        return table.take(pa.array(range(table.num_rows - 1, -1, -1), pa.int64()))

    other = night_on_disk(tmp_path, backwards, labels={"H01": "应收未收"}, engine=EngineLimits(threads=4))
    run(other)
    run(other)
    for name in ("findings", "rule_counts", "rule_outcomes", "patterns"):
        first, second = (made.folder("rules") / f"{name}.parquet" for made in (night, other))
        assert first.read_bytes() == second.read_bytes()


def test_evidence_whose_rows_as_received_are_gone_is_an_error_that_names_no_value(tmp_path: Path) -> None:
    broken = night_on_disk(tmp_path)
    (broken.canonical / "justice.register" / "d-1" / "received.parquet").unlink()
    with pytest.raises(EvidenceError, match="run standardise again") as caught:
        run(broken)
    assert CANARY_NAME not in str(caught.value)
    assert not broken.folder("rules").exists()
