"""The report object: what is in it, in which order, and what it says, before anything is drawn."""

from __future__ import annotations

import dataclasses
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines import ledger
from pipelines.reports import Assembly, Report
from pipelines.reports.comparing import disputed, moments, side_by_side
from pipelines.reports.dossier import Evidence, Value
from pipelines.rules.evidence import NOT_YET_KNOWN
from pipelines.settings import Night
from tests.reports.fixture_nights import COUNTIES, LAST, TONIGHT, facts_of, leave_night, settings_at

SNAPSHOT = Path(__file__).with_name("snapshots") / "region.json"


def plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def test_the_report_of_the_region_is_the_one_on_file(report: Report) -> None:
    """Run with CROSSCHECK_UPDATE_SNAPSHOTS=1 after a change that is meant, and read the difference."""
    shown = plain(report)
    del shown["basis"]  # versions of contract and law, not of the report
    for line in shown["rules"]:  # words of the shipped rules
        del line["title"], line["label"], line["wrong_against_person"]
    shown["rules"].sort(key=lambda line: line["rule_id"])
    first_of_rule = {clue["rule_id"]: clue for clue in reversed(shown["clues"])}
    shown["order_of_clues"] = [clue["finding_id"] for clue in shown["clues"]]
    shown["clues"] = [first_of_rule[rule] for rule in sorted(first_of_rule)]
    shown["data_clues"] = [clue["finding_id"] for clue in shown["data_clues"]]
    text = json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("CROSSCHECK_UPDATE_SNAPSHOTS"):
        SNAPSHOT.parent.mkdir(exist_ok=True)
        SNAPSHOT.write_text(text, "utf-8")
    assert json.loads(text) == json.loads(SNAPSHOT.read_text("utf-8"))


def test_wrongs_against_the_person_come_before_everything_else(report: Report) -> None:
    kinds = [clue.wrong_against_person for clue in report.clues]
    assert kinds == sorted(kinds, reverse=True)
    assert report.wrongs
    assert {clue.rule_id for clue in report.wrongs} == {"E01", "E04"}


def test_within_a_rule_the_new_come_first_then_the_stronger_tier(report: Report) -> None:
    for rule in {clue.rule_id for clue in report.clues}:
        order = [(clue.status != "new", clue.tier) for clue in report.clues if clue.rule_id == rule]
        assert order == sorted(order)


def test_what_is_for_data_engineers_stands_apart(report: Report) -> None:
    assert {clue.rule_id for clue in report.data_clues} == {"D02"}
    assert "D02" not in {clue.rule_id for clue in report.clues}


def test_new_continuing_and_gone_add_up_over_two_nights(report: Report) -> None:
    seen = {clue.finding_id: clue.status for clue in (*report.clues, *report.data_clues)}
    assert sorted(seen.values()).count("new") == 4
    assert len(seen) == 46
    assert [(one.rule_id, one.status) for one in report.gone] == [
        ("E01", "resolved"),
        ("E04", "resolved"),
        ("H01", "resolved"),
    ]
    assert report.gone[0].name == "<script>alert(1)</script>"  # still readable from last night's data
    assert sum(line.total for line in report.rules) == 46


def test_a_clue_gone_while_its_data_are_behind_is_suspended_and_waits(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    number_of_s01 = 4  # needs justice.contacts, which reaches the night before last night
    ledger.run(leave_night(settings, LAST, [number_of_s01]))
    night = leave_night(settings, TONIGHT, [])
    ledger.run(night)
    report = Assembly.of(night).report()
    assert [(one.status, one.note) for one in report.gone] == [("suspended", "所需数据未覆盖当晚，不能判断是否已消除")]
    later = leave_night(settings, date(2025, 10, 18), [])
    ledger.run(later)
    report = Assembly.of(later).report()
    assert report.gone == ()
    assert [one.rule_id for one in report.still_suspended] == ["S01"]


def test_a_rule_without_findings_is_listed_as_run(report: Report) -> None:
    assert [line.total for line in report.rules if line.rule_id == "S09"] == [0]


def test_a_rule_is_named_as_the_nights_own_clues_name_it(report: Report) -> None:
    lines = {line.rule_id: line for line in report.rules}
    assert (lines["E04"].label, lines["E04"].wrong_against_person) == ("解除后仍限制", True)
    assert [line.rule_id for line in report.rules][:2] == ["E01", "E04"]


def test_every_clue_stands_in_the_report_of_its_county_and_no_other(assembly: Assembly, report: Report) -> None:
    of_counties = [clue.finding_id for county in assembly.counties for clue in assembly.report(county).clues]
    placed = [clue.finding_id for clue in report.clues if clue.county]
    assert sorted(of_counties) == sorted(placed)


def test_the_balance_adds_up_per_county_and_in_all(report: Report) -> None:
    sentences = report.balances[0]
    assert sentences.holds
    assert sentences.total.total == sentences.total.received == 50
    assert [line.county_name for line in sentences.lines][-2:] == ["区外", "县区不明"]
    assert sum(line.total for line in sentences.lines) == sentences.total.total


def test_a_row_lost_between_receipt_and_outcome_breaks_the_balance(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    balance = [row for row in facts_of(TONIGHT)["balance"] if row["disposition"] != "received_late"]
    night = leave_night(settings, TONIGHT, [], {"balance": balance})
    ledger.run(night)
    assert not Assembly.of(night).report().balances[0].holds


def test_an_outcome_nobody_has_a_word_for_is_shown_not_dropped(tmp_path: Path) -> None:
    balance = [dict(row) for row in facts_of(TONIGHT)["balance"]]
    for row in balance:
        row["disposition"] = {"received_late": "brand_new"}.get(row["disposition"], row["disposition"])
    night = leave_night(settings_at(tmp_path), TONIGHT, [], {"balance": balance})
    ledger.run(night)
    sentences = Assembly.of(night).report().balances[0]
    assert "brand_new" in [column.label for column in sentences.columns]
    assert sentences.holds


def test_sources_say_what_does_not_reach_the_night_and_why(assembly: Assembly, report: Report) -> None:
    by_dataset = {source.dataset: source for source in report.sources}
    assert len(by_dataset) == len(assembly.data.night.contracts.datasets)
    contacts = by_dataset["justice.contacts"]
    assert (contacts.state, contacts.days_behind, contacts.held) == ("held", 2, ("交付仅3行，暂不采用。",))
    assert by_dataset["police.border"].covered_to == ""
    assert [county.county_name for county in by_dataset["justice.register"].counties] == ["土左旗"]
    of_county = {source.dataset: source for source in assembly.report("150121").sources}
    assert of_county["justice.register"].state == "silent"


def test_pairs_a_sentence_waits_for_come_first_and_same_pairs_do_not_come(report: Report) -> None:
    assert [review.record_b for review in report.reviews] == [
        "justice.register/R3",
        "justice.register/R2",
        "justice.register/R5",
    ]
    assert [bool(review.matters) for review in report.reviews] == [True, False, False]


def test_a_pair_stands_in_the_report_of_both_counties_it_touches(assembly: Assembly) -> None:
    of_county = {county: assembly.report(county).reviews for county in COUNTIES}
    for county, reviews in of_county.items():
        assert all(county in review.counties for review in reviews)
    assert sum(len(reviews) for reviews in of_county.values()) >= 3


def test_what_is_weak_in_a_clue_is_named_beside_its_tier(report: Report) -> None:
    weak = next(clue for clue in report.clues if clue.tier == "B" and clue.person.id_note == "校验位不符")
    for reason in ("只到2025-10-17", "身份未经有效证件号码确认", "证件号码：校验位不符"):
        assert reason in weak.tier_reason
    assert all("较弱" not in clue.tier_reason for clue in report.clues if clue.tier == "A")


def test_patterns_stand_by_rule_with_the_most_findings_first(assembly: Assembly, report: Report) -> None:
    assert [pattern.pattern_id for pattern in report.patterns] == ["L-H01-0000000c", "L-H01-0000000a", "L-S01-0000000b"]
    court = report.patterns[1]
    assert (court.label, court.unit_kind, court.rate, court.rest_rate) == ("漏管", "法院", "37.5", "6.3")
    assert [clue.here for clue in court.clues] == [True, True, True]
    of_county = assembly.report("150105").patterns
    assert [pattern.pattern_id for pattern in of_county] == ["L-H01-0000000a"]
    assert [(clue.here, clue.name) for clue in of_county[0].clues] == [(True, "王44"), (False, ""), (False, "")]
    assert assembly.report("150102").patterns == ()


def test_what_a_rule_left_out_is_told_per_county_and_blank_where_it_cannot_be(
    assembly: Assembly, report: Report
) -> None:
    def told(one: Report, rule_id: str) -> tuple[int | None, str, int | None, str]:
        line = next(line for line in one.rules if line.rule_id == rule_id)
        return (line.explained, line.explained_by, line.not_provable, line.not_provable_by)

    assert told(report, "H01") == (4, "羁押等2；brand_new1；死亡1", 3, "身份待认定3")
    assert told(assembly.report("150105"), "H01") == (3, "羁押等2；brand_new1", 0, "")
    assert told(report, "E01") == (0, "", 0, "")
    assert told(report, "S09") == (None, "", None, "")


def test_a_night_run_before_patterns_were_drawn_still_has_its_report(tmp_path: Path) -> None:
    night = leave_night(settings_at(tmp_path), TONIGHT, [3])
    for name in ("patterns", "rule_outcomes"):
        (night.folder("rules") / f"{name}.parquet").unlink()
    ledger.run(night)
    told = Assembly.of(night).report()
    assert told.patterns == ()
    assert {line.explained for line in told.rules} == {None}


def test_the_same_night_gives_an_equal_report(tonight: Night, report: Report) -> None:
    assert Assembly.of(tonight).report() == report


def value(column: str, received: str, computed: str = "", kind: str = "text") -> Value:
    return Value(column, kind, column, received, computed)


IN_FORCE = value("status", "已生效", kind="sentence_status")
IN_CORRECTION = value("status", "在矫", kind="correction_status")
TO_COME = value("d", "2025-12-01", NOT_YET_KNOWN)
BY_CODE = value("execution_county", "150105", "赛罕区")


def term(text: str, column: str = "principal_penalty") -> Value:
    return value(column, text, kind="term")


IN_WORDS = term("有期徒刑一年六个月")
PROBATION = term("缓刑二年六个月", "probation_term")
COMPARED = [
    ("equal text agrees", value("a", "x"), value("a", "x"), [False]),
    ("other text differs", value("a", "x"), value("a", "y"), [True]),
    ("one day written in two ways agrees", value("d", "2025/9/22", "2025-09-22"), value("d", "2025-09-22"), [False]),
    ("nothing said does not differ", value("a", "x"), value("a", ""), [False]),
    ("a day yet to come is not set against another", TO_COME, value("d", "2025-09-22"), [False]),
    ("a county under two names of its column is one field", BY_CODE, value("county", "赛罕区"), [False]),
    ("another county under two names differs", BY_CODE, value("county", "新城区"), [True]),
    ("汉 and 汉族 agree", value("ethnicity", "汉"), value("ethnicity", "汉族"), [False]),
    ("a term in words and in figures agrees", IN_WORDS, term("有期徒刑1年6个月"), [False]),
    ("a term of another kind differs", IN_WORDS, term("拘役1年6个月"), [True]),
    (
        "the length of probation agrees with and without its name",
        PROBATION,
        term("2年6个月", "probation_term"),
        [False],
    ),
    ("another length of probation differs", PROBATION, term("2年", "probation_term"), [True]),
    ("terms nobody can read are compared as text", term("见判决"), term("见裁定"), [True]),
    ("states of different lists are two fields", IN_FORCE, IN_CORRECTION, [False, False]),
]


@pytest.mark.parametrize(("sentence", "left", "right", "differs"), COMPARED, ids=[case[0] for case in COMPARED])
def test_two_systems_side_by_side(sentence: str, left: Value, right: Value, differs: list[bool]) -> None:
    rows = side_by_side([[left], [right]], ["court.sentences", "justice.register"])
    assert [row.differs for row in rows] == differs


BOTH = [value("execution_county", "赛罕区", kind="county")], [value("county", "新城区", kind="county")]
DISPUTED = [
    ("the field named in the key, under either name of its column", "court.sentences/S|county", 1),
    ("the same by the other name", "court.sentences/S|justice.register/R|execution_county", 1),
    ("no field named", "court.sentences/S|justice.register/R", 0),
    ("a field under a name of the rule's own: what differs", "court.sentences/S|term", 1),
]


@pytest.mark.parametrize(("key", "rows"), [case[1:] for case in DISPUTED], ids=[case[0] for case in DISPUTED])
def test_the_field_in_dispute_is_the_one_the_key_names(key: str, rows: int) -> None:
    found = disputed(key, side_by_side(BOTH, ["court.sentences", "justice.register"]))
    assert [[cell.received for cell in row.cells if cell] for row in found] == [["赛罕区", "新城区"]] * rows


def test_a_field_only_one_record_has_is_in_no_dispute() -> None:
    rows = side_by_side([[value("a", "x")], [value("b", "y")]], ["court.sentences", "justice.register"])
    assert disputed("court.sentences/S|a", rows) == ()


def test_fields_that_agree_are_in_no_dispute_under_a_name_of_the_rules_own() -> None:
    rows = side_by_side([[value("a", "x")], [value("a", "x")]], ["court.sentences", "justice.register"])
    assert disputed("court.sentences/S|term", rows) == ()


def test_two_rows_of_one_dataset_are_not_said_to_disagree() -> None:
    rows = side_by_side([[value("a", "x")], [value("a", "y")]], ["justice.contacts", "justice.contacts"])
    assert [row.differs for row in rows] == [False]


def test_the_time_line_runs_in_order_with_the_days_between() -> None:
    values = (
        value("effective_date", "2025/9/22", "2025-09-22", "date"),
        value("birth_date", "1990-01-01", kind="date"),
        value("contacted_at", "2025-10-10 08:30:00", kind="datetime"),
        value("note", "2025-01-01"),
    )
    evidence = Evidence("r", "法院", "court.sentences", "t", "f", 1, values)
    line = moments((evidence,), date(2025, 10, 10), date(2025, 10, 17))
    assert [(moment.day.isoformat(), moment.gap, moment.kind) for moment in line] == [
        ("2025-09-22", None, "fact"),
        ("2025-10-10", 18, "start"),
        ("2025-10-17", 7, "night"),
    ]
