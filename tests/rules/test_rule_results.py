"""What a rule's query returns is held to the shape of a finding; what is no finding is an error, never a clue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipelines.contracts import load_contracts
from pipelines.rules.result import RuleResultError, evaluate, prepare
from pipelines.rules.rulefile import load_rules
from tests.relations import session

CONTRACTS = load_contracts()
RULE = next(rule for rule in load_rules(CONTRACTS) if rule.id == "S01")
GOOD = {
    "finding_key": "'justice.register/R1'",
    "county": "'150105'",
    "person_record": "'justice.register/R1'",
    "case_no": "'（2025）内0105刑初1号'",
    "correction_type": "'probation'",
    "since": "DATE '2025-10-01'",
    "days": "CAST(14 AS BIGINT)",
    "band": "'11_days_to_month'",
    "tier": "'A'",
    "summary": "'涉嫌失去联系'",
    "arithmetic": "'2025-10-01 → 2025-10-15 = 14日'",
    "evidence_1": "'justice.register/R1'",
    "evidence_2": "CAST(NULL AS VARCHAR)",
    "evidence_3": "CAST(NULL AS VARCHAR)",
    "evidence_4": "CAST(NULL AS VARCHAR)",
}
GIVEN = {"persons": [{"record_id": "justice.register/R1", "person_id": "P1"}]}


def query(**changed: str) -> str:
    return "SELECT " + ", ".join(f"{value} AS {name}" for name, value in {**GOOD, **changed}.items())


def result(sql: str, audience: str = "prosecutor") -> list[dict[str, object]]:
    rule = replace(RULE, query=sql, audience=audience)
    with session(date(2025, 10, 15), GIVEN) as opened:
        prepare(opened)
        return evaluate(opened, rule, CONTRACTS).to_pylist()


def test_a_good_result_passes() -> None:
    assert [row["finding_key"] for row in result(query())] == ["justice.register/R1"]


WRONG = [
    ("an unknown tier", {"tier": "'D'"}, "tier D is unknown; allowed: A, B, C"),
    ("an unknown band", {"band": "'long'"}, "band long is unknown"),
    ("a null key", {"finding_key": "CAST(NULL AS VARCHAR)"}, "finding_key is null"),
    ("a null summary", {"summary": "CAST(NULL AS VARCHAR)"}, "summary is null"),
    ("a null arithmetic", {"arithmetic": "CAST(NULL AS VARCHAR)"}, "arithmetic is null"),
    ("an untyped null", {"band": "NULL"}, "column band is null; make it CAST"),
    ("a count of another width", {"days": "CAST(14 AS INTEGER)"}, "column days is int32; make it CAST"),
    ("a date as text", {"since": "'2025-10-01'"}, "column since is string; make it CAST"),
    ("a beginning after the night", {"since": "DATE '2025-10-16'"}, "since lies after the night"),
    ("days below nought", {"days": "CAST(-1 AS BIGINT)"}, "days is negative"),
    ("a person id as key", {"finding_key": "'P1'"}, "finding_key holds a person id"),
    ("a person id inside the key", {"finding_key": "'justice.register/R1|P1'"}, "finding_key holds a person id"),
    ("a verdict instead of a clue", {"summary": "'已经失去联系'"}, "says 涉嫌 or 疑似"),
    ("no evidence", {"evidence_1": "CAST(NULL AS VARCHAR)"}, "stands on at least one source record"),
    ("evidence of no dataset", {"evidence_2": "'justice.registre/R1'"}, "justice.registre, which is no dataset"),
    ("evidence the rule does not show", {"evidence_2": "'police.custody/C1'"}, "add to `shows`"),
    ("a person from a table without names", {"person_record": "'justice.contacts/K1'"}, "holds no person_name"),
]


@pytest.mark.parametrize(("changed", "named"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_is_no_finding_is_an_error_that_names_the_rule(changed: dict[str, str], named: str) -> None:
    with pytest.raises(RuleResultError) as caught:
        result(query(**changed))
    assert str(caught.value).startswith("S01_out_of_contact.sql: ")
    assert named in str(caught.value)


def test_a_key_that_stands_twice_is_an_error() -> None:
    with pytest.raises(RuleResultError, match="R1 stands twice"):
        result(f"{query()} UNION ALL {query()}")


def test_a_missing_or_surplus_column_is_an_error_that_names_it() -> None:
    with pytest.raises(RuleResultError, match=r"missing: \['tier'\], surplus: \['grade'\]"):
        result(query().replace("AS tier", "AS grade"))


def test_data_findings_need_neither_suspicion_nor_evidence() -> None:
    changed = query(summary="'数据问题'", evidence_1="CAST(NULL AS VARCHAR)", person_record="CAST(NULL AS VARCHAR)")
    assert len(result(changed, audience="data_engineer")) == 1


@pytest.mark.parametrize(("county", "placed"), [("'150105'", "150105"), ("'150302'", ""), ("''", ""), ("NULL", "")])
def test_a_finding_of_no_county_of_the_region_goes_to_the_region(county: str, placed: str) -> None:
    assert result(query(county=f"CAST({county} AS VARCHAR)"))[0]["county"] == placed


def test_findings_come_sorted_by_their_key() -> None:
    rows = " UNION ALL ".join(query(finding_key=f"'justice.register/R{n}'") for n in (3, 1, 2))
    assert [row["finding_key"] for row in result(rows)] == [f"justice.register/R{n}" for n in (1, 2, 3)]
